//! Where a Python file reads its environment: `os.environ["X"]`, `os.getenv("X")`, `os.environ.get("X", default)`.

use crate::code::Survey;
use crate::code::python::names::{calls, dotted};
use crate::code::python::syntax::{keyword, positional, string_value};
use crate::code::python::texts::text;
use crate::code::statements::is_field;
use crate::edit::script::{Node, Script};

/// What a read gives where the variable is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Otherwise {
    /// It raises an error.
    Raises,
    /// It gives `None`.
    Nothing,
    /// It gives a value of the code.
    Default,
    /// It gives a value of the code that is not empty.
    Text,
}

/// A place that reads a variable.
#[derive(Clone)]
pub(crate) struct Read<'s> {
    /// The name; none where it is computed.
    pub(crate) name: Option<String>,
    pub(crate) node: Node<'s>,
    pub(crate) otherwise: Otherwise,
}

/// Whether a file may read the environment at all.
pub(crate) fn mentions(text: &str) -> bool {
    text.contains("environ") || text.contains("getenv")
}

/// All reads of a file, in order.
pub(crate) fn reads<'s>(survey: &'s Survey<'s>, script: &'s Script) -> Vec<Read<'s>> {
    let nodes = script.found_by("reads of the environment", |node| {
        matches!(&*node.kind(), "subscript" | "call") && mentions_it(node)
    });
    nodes
        .filter_map(|node| read_at(survey, script, &node))
        .collect()
}

/// The reads in a node.
pub(crate) fn reads_in<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Vec<Read<'s>> {
    let range = node.range();
    let inside = |read: &Read<'s>| {
        range.start <= read.node.range().start && read.node.range().end <= range.end
    };
    if !mentions(&script.text) {
        return Vec::new();
    }
    reads(survey, script).into_iter().filter(inside).collect()
}

fn mentions_it(node: &Node<'_>) -> bool {
    let head = node.field("function").or_else(|| node.field("value"));
    head.is_some_and(|head| {
        let name = dotted(&head).unwrap_or_default();
        matches!(&*name, "os.environ" | "os.environ.get" | "os.getenv")
    })
}

/// The read that a node is.
pub(crate) fn read_at<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<Read<'s>> {
    if node.kind() == "subscript" {
        if !mentions_it(node) {
            return None;
        }
        let name = node.field("subscript")?;
        return (!is_written(node)).then(|| Read {
            name: text(survey, script, &name),
            node: node.clone(),
            otherwise: Otherwise::Raises,
        });
    }
    if !calls(node, &["os.getenv", "os.environ.get"]) {
        return None;
    }
    let mut given = positional(node).into_iter();
    let name = given.next().or_else(|| keyword(node, "key"))?;
    let default = given.next().or_else(|| keyword(node, "default"));
    Some(Read {
        name: text(survey, script, &name),
        node: node.clone(),
        otherwise: default.map_or(Otherwise::Nothing, |default| otherwise(&default)),
    })
}

/// The text that a read gives where the variable is missing.
pub(crate) fn default_text(read: &Read<'_>) -> Option<String> {
    let default = positional(&read.node).into_iter().nth(1);
    string_value(&default.or_else(|| keyword(&read.node, "default"))?)
}

fn otherwise(default: &Node<'_>) -> Otherwise {
    match &*default.kind() {
        "none" => Otherwise::Nothing,
        "string" if default.children().any(|n| n.kind() == "string_content") => Otherwise::Text,
        _ => Otherwise::Default,
    }
}

/// The variables that a file sets itself: `os.environ["X"] = …`, `os.environ.setdefault("X", …)`.
pub(crate) fn written<'s>(survey: &'s Survey<'s>, script: &'s Script) -> Vec<String> {
    let set = script.found_by("writes of the environment", |node| match &*node.kind() {
        "subscript" => is_written(node) && mentions_it(node),
        "call" => calls(node, &["os.environ.setdefault"]),
        _ => false,
    });
    set.filter_map(|node| {
        let first = positional(&node).into_iter().next();
        text(survey, script, &node.field("subscript").or(first)?)
    })
    .collect()
}

/// `os.environ["X"] = …`, `del os.environ["X"]`.
fn is_written(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| match &*parent.kind() {
        "assignment" | "augmented_assignment" => is_field(node, "left"),
        kind => kind == "delete_statement",
    })
}
