//! Where a script reads its environment: `process.env.X`, `process.env["X"]`, `const { X } = process.env`.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::{declared, reference};
use crate::edit::script::{Node, Script, bare, string_value};
use crate::survey::variables::names::is_given;

/// A place that reads a variable.
pub(crate) struct Read<'s> {
    /// The name; none where it is computed.
    pub(crate) name: Option<String>,
    /// The expression, or the name that a pattern binds.
    pub(crate) node: Node<'s>,
    /// Whether `node` is a name that a pattern binds.
    pub(crate) bound: bool,
}

/// Whether an expression is the environment itself.
pub(crate) fn is_environment(node: &Node<'_>) -> bool {
    let node = bare(node);
    match &*node.kind() {
        "member_expression" => {
            let is = |field: &str, text: &str| node.field(field).is_some_and(|n| n.text() == text);
            is("property", "env") && is("object", "process")
        }
        "identifier" => {
            let reached = reference(&node);
            if reached.is_some_and(|reached| reached.is("process", Some("env"))) {
                return true;
            }
            match declared(&node.text(), &node) {
                Some(Declared::Value { value, path, .. }) => {
                    path.is_empty() && value.kind() != "identifier" && is_environment(&value)
                        || path == ["env"] && value.text() == "process"
                }
                _ => false,
            }
        }
        _ => false,
    }
}

/// All reads of a script, in order.
pub(crate) fn reads(script: &Script) -> Vec<Read<'_>> {
    let root = script.root();
    root.dfs().flat_map(|node| reads_at(&node)).collect()
}

fn reads_at<'s>(node: &Node<'s>) -> Vec<Read<'s>> {
    let from_environment = |field: &str| {
        node.field(field)
            .is_some_and(|object| is_environment(&object))
    };
    match &*node.kind() {
        "member_expression" | "subscript_expression"
            if from_environment("object") && !is_written(node) =>
        {
            vec![Read {
                name: name_of(node),
                node: node.clone(),
                bound: false,
            }]
        }
        "variable_declarator" if from_environment("value") => {
            let pattern = node
                .field("name")
                .filter(|name| name.kind() == "object_pattern");
            let members = pattern.iter().flat_map(Node::named_children);
            members.filter_map(|member| bound(&member)).collect()
        }
        _ => Vec::new(),
    }
}

/// A member of `const { X, Y: y } = process.env`; one with a default needs nothing.
fn bound<'s>(member: &Node<'s>) -> Option<Read<'s>> {
    let (name, node) = match &*member.kind() {
        "shorthand_property_identifier_pattern" => (member.text().into_owned(), member.clone()),
        "pair_pattern" => {
            let value = member
                .field("value")
                .filter(|value| value.kind() == "identifier")?;
            (member.field("key")?.text().into_owned(), value)
        }
        _ => return None,
    };
    Some(Read {
        name: Some(name),
        node,
        bound: true,
    })
}

/// The variables that a script sets itself: `process.env.X = …`, `process.env.X ??= …`.
pub(crate) fn written(script: &Script) -> Vec<String> {
    let root = script.root();
    let set = root.dfs().filter(|node| {
        let is_assigned = node
            .parent()
            .is_some_and(|parent| parent.kind().contains("assignment"));
        is_assigned && is_written(node)
    });
    set.filter_map(|node| {
        let object = node.field("object")?;
        is_environment(&object).then(|| name_of(&node))?
    })
    .collect()
}

/// The name in `process.env.X`; none where it is computed.
pub(crate) fn name_of(node: &Node<'_>) -> Option<String> {
    match node.field("property") {
        Some(property) => Some(property.text().into_owned()),
        None => node.field("index").and_then(|index| string_value(&index)),
    }
}

/// `process.env.X = …`, `delete process.env.X`.
fn is_written(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| match &*parent.kind() {
        "assignment_expression" | "augmented_assignment_expression" => parent
            .field("left")
            .is_some_and(|left| left.node_id() == node.node_id()),
        "unary_expression" => parent.text().starts_with("delete"),
        _ => false,
    })
}

/// Whether something in `node` reads a variable that a service may lack.
pub(crate) fn reads_anything(survey: &Survey<'_>, node: &Node<'_>) -> bool {
    node.dfs().any(|n| {
        is_environment(&n) && {
            let around = n.parent();
            let own = around
                .as_ref()
                .and_then(|around| reads_at(around).into_iter().next());
            own.is_none_or(|read| read.name.is_none_or(|name| !is_given(survey, &name)))
        }
    })
}
