//! Annotations, type parameters and arguments, modifiers, `?` and `!`: types within what runs.

use std::ops::Range;

use crate::edit::script::Node;
use crate::edit::script::lower::tree::{self, parent_is};

/// What is cut of a node, if it is one of these.
pub(super) fn annotation(text: &str, node: &Node) -> Option<Range<usize>> {
    let range = node.range();
    match &*node.kind() {
        _ if !is_annotation(node) => None,
        "implements_clause" => Some(tree::with_space_before(text, range)),
        "accessibility_modifier" | "override_modifier" | "readonly" | "abstract" => {
            Some(tree::with_space_behind(text, range))
        }
        "required_parameter" => Some(with_comma(text, node)),
        _ => Some(range),
    }
}

/// Whether the node is one of these.
pub(super) fn is_annotation(node: &Node) -> bool {
    match &*node.kind() {
        "readonly" | "abstract" => !node.is_named(),
        "?" | "!" => parent_is(node, &MARKED),
        "required_parameter" => is_this(node),
        kind => ANNOTATIONS.contains(&kind),
    }
}

/// The kinds of nodes that are types wherever they stand.
const ANNOTATIONS: [&str; 8] = [
    "accessibility_modifier",
    "asserts_annotation",
    "implements_clause",
    "override_modifier",
    "type_annotation",
    "type_arguments",
    "type_parameters",
    "type_predicate_annotation",
];

/// The kinds of nodes in which `?` or `!` is a mark on a name.
const MARKED: [&str; 4] = [
    "optional_parameter",
    "method_definition",
    "public_field_definition",
    "variable_declarator",
];

/// `this: Server` as the first parameter is only a type.
fn is_this(parameter: &Node) -> bool {
    parameter
        .field("pattern")
        .is_some_and(|pattern| pattern.kind() == "this")
}

fn with_comma(text: &str, parameter: &Node) -> Range<usize> {
    let start = parameter.range().start;
    match parameter.next() {
        Some(comma) if comma.kind() == "," => {
            tree::with_space_behind(text, start..comma.range().end)
        }
        _ => parameter.range(),
    }
}
