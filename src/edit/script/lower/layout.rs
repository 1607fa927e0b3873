//! The layout step: what is shorter after lowering is laid out as a formatter would have done it.
//! Only lists that fit on a line again are joined; nothing else moves, because the template was laid out with care.

use std::ops::Range;

use crate::edit::script::Node;
use crate::edit::script::lower::tree::{
    self, Tree, child, edit_each, is, is_token, parent_is, pass,
};
use crate::edit::script::style::WIDTH;
use crate::edit::{Edit, Refusal};

/// The text with short lists and values on one line, and no doubled blank lines.
pub(super) fn join(tree: &Tree) -> Result<Tree, Refusal> {
    let tree = edit_each(tree, joined_head)?;
    let tree = edit_each(&tree, broken_arrow)?;
    let tree = join_lists(&tree)?;
    let tree = edit_each(&tree, joined_value)?;
    join_blank_lines(&tree)
}

/// How many columns a line takes.
pub(super) fn width(line: &str) -> usize {
    line.chars().count()
}

/// Whether the line still fits with `new` in the place of `range`.
fn fits(text: &str, range: Range<usize>, new: &str) -> bool {
    let before = text[..range.start].rsplit('\n').next().unwrap_or_default();
    let behind = text[range.end..].split('\n').next().unwrap_or_default();
    width(before) + width(new) + width(behind) <= WIDTH
}

/// Imported names one a line where `require` or a suffix made the line too long.
pub(super) fn break_imports(tree: &Tree) -> Result<Tree, Refusal> {
    let text = tree::text(tree);
    pass(tree, |node, edits| {
        edits.extend(broken_import(text, node));
        !is(node, &["statement_block"])
    })
}

fn broken_import(text: &str, list: &Node) -> Option<Edit> {
    let (range, line) = (list.range(), list.text());
    if !is_import_list(list) || line.contains('\n') || fits(text, range.clone(), &line) {
        return None;
    }
    let names = list.named_children().map(|name| name.text().into_owned());
    let names: Vec<_> = names.collect();
    let breaks = names.len() > 1 || list.kind() == "object_pattern";
    breaks.then(|| Edit::replace(range, format!("{{\n  {},\n}}", names.join(",\n  "))))
}

/// The names of an import, or those of a `require`.
fn is_import_list(node: &Node) -> bool {
    let is_required = || {
        let value = node.parent().and_then(|parent| parent.field("value"));
        value.is_some_and(|value| value.text().starts_with("require("))
    };
    node.kind() == "named_imports" || node.kind() == "object_pattern" && is_required()
}

/// `class A extends B {` on one line, where interfaces had made it several.
fn joined_head(text: &str, class: &Node) -> Option<Edit> {
    let body = class
        .field("body")
        .filter(|_| is(class, &["class_declaration", "class"]))?;
    let head = class.range().start..body.range().start;
    let line = text[head.clone()]
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        + " ";
    let has_comment = line.contains("//") || line.contains("/*");
    let joins =
        text[head.clone()].contains('\n') && !has_comment && fits(text, head.clone(), &line);
    joins.then(|| Edit::replace(head, line))
}

/// `(a, b) =>` on one line with the body below it, where only the two together are too long.
fn broken_arrow(text: &str, arrow: &Node) -> Option<Edit> {
    let body = arrow
        .field("body")
        .filter(|body| !is(body, &BESIDE_ARROW) && !body.text().contains('\n'))?;
    let parameters = arrow.field("parameters")?;
    let line = on_one_line(text, &parameters)?;
    let header = parameters.range().start..body.range().start;
    let line = line + text[parameters.range().end..body.range().start].trim_end();
    let indent = " ".repeat(indentation(text, header.start) + 2);
    let before = text[..header.start].rsplit('\n').next().unwrap_or_default();
    let fits_alone = width(before) + width(&line) <= WIDTH;
    let breaks = fits_alone && !fits(text, header.clone(), &format!("{line} "));
    breaks.then(|| Edit::replace(header, format!("{line}\n{indent}")))
}

/// Bodies that formatters leave on the line of the arrow.
const BESIDE_ARROW: [&str; 5] = [
    "statement_block",
    "array",
    "parenthesized_expression",
    "template_string",
    "ternary_expression",
];

/// The spaces before the first word of the line that holds byte `at`.
pub(super) fn indentation(text: &str, at: usize) -> usize {
    let line = text[..at].rsplit('\n').next().unwrap_or_default();
    line.len() - line.trim_start_matches(' ').len()
}

/// Lists that fit on one line without their types.
fn join_lists(tree: &Tree) -> Result<Tree, Refusal> {
    let text = tree::text(tree);
    pass(tree, |node, edits| {
        let line = if is(node, &LISTS) && !is_chained(node) {
            on_one_line(text, node)
        } else {
            None
        };
        let line = line.filter(|line| fits(text, node.range(), line));
        let joined = line.is_some();
        edits.extend(line.map(|line| Edit::replace(node.range(), line)));
        !joined
    })
}

/// `a ? b : c ? d : e` is broken as a whole or not at all.
fn is_chained(node: &Node) -> bool {
    is(node, &["ternary_expression"]) && parent_is(node, &["ternary_expression"])
}

/// The kinds of nodes that take one line where they can.
const LISTS: [&str; 6] = [
    "arguments",
    "array",
    "formal_parameters",
    "named_imports",
    "object_pattern",
    "ternary_expression",
];

/// The list without its line breaks, unless something in it keeps them.
fn on_one_line(text: &str, list: &Node) -> Option<String> {
    let broken = list.text().contains('\n');
    let parts: Vec<_> = list.dfs().collect();
    let functions = parts
        .iter()
        .filter(|part| is(part, &["arrow_function", "function_expression"]))
        .count();
    if !broken || functions > 1 || parts.iter().any(|part| keeps_lines(list, part)) {
        return None;
    }
    let leaves: Vec<_> = parts
        .into_iter()
        .filter(|part| part.is_leaf() && !part.range().is_empty())
        .collect();
    let mut line = leaves.first()?.text().into_owned();
    for pair in leaves.windows(2) {
        push_joined(
            &mut line,
            &text[pair[0].range().end..pair[1].range().start],
            &pair[1].text(),
        );
    }
    Some(line)
}

/// Adds a leaf to a line, with a space for a line break and without the comma that ended the last line of a list.
fn push_joined(line: &mut String, gap: &str, leaf: &str) {
    let closes = [")", "]", "}"].contains(&leaf);
    if !gap.contains('\n') {
        line.push_str(gap);
    } else if closes {
        line.truncate(without_last_comma(line).len());
        line.push_str(if leaf == "}" { " " } else { "" });
    } else if !line.ends_with(['(', '[']) {
        line.push(' ');
    }
    line.push_str(leaf);
}

/// The line without a comma at its end, unless that is a hole in an array.
fn without_last_comma(line: &str) -> &str {
    let rest = line.strip_suffix(',').unwrap_or(line);
    if rest.trim_end().ends_with(['[', ',']) {
        line
    } else {
        rest
    }
}

/// Formatters keep the lines of these, however short they are.
fn keeps_lines(list: &Node, part: &Node) -> bool {
    let nested = part.range() != list.range();
    match &*part.kind() {
        "comment" | "statement_block" | "class_body" | "decorator" => true,
        "object" => list.kind() == "array" || part.text().contains('\n'),
        "array" => nested && (list.kind() == "array" || part.text().contains('\n')),
        "object_pattern" | "array_pattern" => nested && list.kind() == "object_pattern",
        "." | "?." => starts_line(part),
        _ => part.is_leaf() && part.text().contains('\n'),
    }
}

/// A chain of calls that is broken before its dots.
fn starts_line(dot: &Node) -> bool {
    let chain = dot
        .ancestors()
        .find(|node| node.range().start < dot.range().start);
    let link = chain.and_then(|chain| chain.field("object").or_else(|| chain.field("function")));
    link.is_some_and(|link| link.end_pos().line() < dot.start_pos().line())
}

/// A value on the line below its name, when it fits beside the name.
fn joined_value(text: &str, node: &Node) -> Option<Edit> {
    let gap = gap_before_value(node)?;
    let value_end = gap.end + text[gap.end..].find('\n').unwrap_or(text.len() - gap.end);
    let is_one_line = node.range().end <= value_end;
    let joins = text[gap.clone()].contains('\n') && is_one_line && fits(text, gap.clone(), " ");
    joins.then(|| Edit::replace(gap, " "))
}

/// The space between `=` or `=>` and what follows it.
fn gap_before_value(node: &Node) -> Option<Range<usize>> {
    let (sign, value) = match &*node.kind() {
        "variable_declarator" | "public_field_definition" | "field_definition" => {
            (child(node, "=")?, node.field("value")?)
        }
        "assignment_expression" => (child(node, "=")?, node.field("right")?),
        "arrow_function" if !is_hugged(node) => (child(node, "=>")?, node.field("body")?),
        _ => return None,
    };
    Some(sign.range().end..value.range().start)
}

/// `call((x) =>⏎ y)`: here the line break belongs to the call.
fn is_hugged(arrow: &Node) -> bool {
    let parent = arrow.parent().filter(|parent| parent.kind() == "arguments");
    parent.is_some_and(|call| call.start_pos().line() == arrow.start_pos().line())
}

/// One blank line where there were more, none at the edges of a block or of the file, and no line break in an empty block.
fn join_blank_lines(tree: &Tree) -> Result<Tree, Refusal> {
    let text = tree::text(tree);
    let leaves = tree::leaves(tree);
    let (Some(first), Some(last)) = (leaves.first(), leaves.last()) else {
        return tree::edited(tree, vec![Edit::replace(0..text.len(), "")]);
    };
    let mut edits: Vec<_> = leaves
        .windows(2)
        .filter_map(|pair| shorter_gap(text, &pair[0], &pair[1]))
        .collect();
    edits.push(Edit::replace(0..first.range().start, ""));
    let end = last.range().end;
    edits.extend(
        text[end..]
            .contains('\n')
            .then(|| Edit::replace(end..text.len(), "\n")),
    );
    tree::edited(tree, edits)
}

fn shorter_gap(text: &str, before: &Node, behind: &Node) -> Option<Edit> {
    let gap = before.range().end..behind.range().start;
    let (opens, closes) = (
        is_token(before, &["{", "(", "["]),
        is_token(behind, &["}", ")", "]"]),
    );
    let allowed = match (opens, closes) {
        (true, true) => 0,
        (false, false) => 2,
        _ => 1,
    };
    let indentation = text[gap.clone()]
        .rsplit('\n')
        .next()
        .filter(|_| allowed > 0)
        .unwrap_or_default();
    let has_more = text[gap.clone()].matches('\n').count() > allowed;
    has_more.then(|| Edit::replace(gap.clone(), "\n".repeat(allowed) + indentation))
}
