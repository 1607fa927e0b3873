//! What single expressions of Terraform mean: paths of names, and the blocks that they stand in.

use hcl_edit::Span;
use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::{Block, BlockLabel, Body};

use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::Folder;

/// The parts of `module.vpc.subnet_ids[0]`: `["module", "vpc", "subnet_ids", "[0]"]`. What is no path of names is empty.
pub(crate) fn path_of(value: &Expression) -> Vec<String> {
    let Some(traversal) = value.as_traversal() else {
        return Vec::new();
    };
    let Some(root) = traversal.expr.as_variable() else {
        return Vec::new();
    };
    let part = |operator: &TraversalOperator| match operator {
        TraversalOperator::GetAttr(name) => name.as_str().to_owned(),
        TraversalOperator::Index(index) => match index.as_number() {
            Some(number) => format!("[{number}]"),
            None => format!("[{}]", path_of(index).join(".")),
        },
        TraversalOperator::LegacyIndex(index) => format!("[{}]", index.value()),
        TraversalOperator::FullSplat(_) | TraversalOperator::AttrSplat(_) => "[*]".to_owned(),
    };
    let operators = traversal
        .operators
        .iter()
        .map(|operator| part(operator.value()));
    std::iter::once(root.as_str().to_owned())
        .chain(operators)
        .collect()
}

/// The variable that a value is, and nothing else.
pub(crate) fn variable_of(value: &Expression) -> Option<String> {
    match &path_of(value)[..] {
        [root, name] if root == "var" => Some(name.clone()),
        _ => None,
    }
}

/// Whether a path has these parts; `*` is any.
pub(crate) fn is_path(path: &[String], parts: &[&str]) -> bool {
    path.len() == parts.len()
        && path
            .iter()
            .zip(parts)
            .all(|(own, part)| *part == "*" || own == part)
}

/// A value as it is written.
pub(crate) fn written<'s>(source: &'s Source, value: &impl Span) -> &'s str {
    let text = value.span().and_then(|span| source.text.get(span));
    text.unwrap_or_default().trim()
}

/// The blocks of a folder with this type and these labels in front, each with its file.
pub(crate) fn blocks<'t>(
    folder: &'t Folder,
    kind: &'t str,
    labels: &'t [&'t str],
) -> impl Iterator<Item = (&'t Source, &'t Block)> {
    let files = folder.files.iter().filter(|file| !file.is_json());
    files.flat_map(move |file| {
        let wanted = move |block: &&Block| {
            let own: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
            block.has_ident(kind) && own.starts_with(labels)
        };
        file.body
            .blocks()
            .filter(wanted)
            .map(move |block| (file, block))
    })
}

/// The label of a block at this place.
pub(crate) fn label(block: &Block, at: usize) -> &str {
    block.labels.get(at).map_or("", BlockLabel::as_str)
}

/// The value of an attribute.
pub(crate) fn value<'b>(body: &'b Body, key: &str) -> Option<&'b Expression> {
    body.get_attribute(key).map(|attribute| &attribute.value)
}

/// Whether a resource may stand for several.
pub(crate) fn is_many(block: &Block) -> bool {
    block.body.has_attribute("count") || block.body.has_attribute("for_each")
}

/// The only resource of a type in a folder, where it is one machine or database and no more.
pub(crate) fn only<'t>(
    folder: &'t Folder,
    labels: &'t [&'t str],
) -> Option<(&'t Source, &'t Block)> {
    let mut all = blocks(folder, "resource", labels);
    let first = all.next().filter(|(_, block)| !is_many(block))?;
    all.next().is_none().then_some(first)
}

/// The output of a folder that gives this attribute of its only resource of a type.
pub(crate) fn output_of(folder: &Folder, kind: &str, attribute: &str) -> Option<String> {
    let mut outputs = blocks(folder, "output", &[]);
    let gives = |block: &Block| {
        let path = value(&block.body, "value").map(path_of).unwrap_or_default();
        is_path(&path, &[kind, "*", attribute])
    };
    outputs
        .find(|(_, block)| gives(block))
        .map(|(_, block)| label(block, 0).to_owned())
}
