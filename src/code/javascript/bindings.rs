//! The names that a value is bound to, and those that a parameter binds.

use crate::code::javascript::declarations::pattern_path;
use crate::edit::script::Node;

/// What a value is bound to: a variable, or an assigned name or member; through `a ?? new X()` and `a = b = new X()`,
/// where a plain name is preferred to a member.
pub(crate) fn bound_name<'a>(value: &Node<'a>) -> Option<Node<'a>> {
    let parent = value.parent()?;
    match &*parent.kind() {
        "variable_declarator" => parent.field("name"),
        "assignment_expression" | "augmented_assignment_expression" => {
            let inner = parent.field("left")?;
            let outer = bound_name(&parent).filter(|outer| outer.kind() == "identifier");
            Some(outer.unwrap_or(inner))
        }
        "as_expression"
        | "parenthesized_expression"
        | "non_null_expression"
        | "binary_expression" => bound_name(&parent),
        _ => None,
    }
}

/// The name that a parameter binds: `name`, or its only one where none is given.
pub(crate) fn bound_in<'a>(parameter: &Node<'a>, name: Option<&str>) -> Option<Node<'a>> {
    let pattern = parameter
        .field("pattern")
        .unwrap_or_else(|| parameter.clone());
    let pattern = pattern.field("left").unwrap_or(pattern);
    match name {
        None => Some(pattern).filter(|n| n.kind() == "identifier"),
        Some(name) if pattern.kind() == "identifier" => Some(pattern).filter(|n| n.text() == name),
        Some(name) => pattern_path(&pattern, name).map(|(bound, _)| bound),
    }
}

/// The name that an object pattern binds to `key`.
pub(crate) fn bound_to_key<'a>(parameter: &Node<'a>, key: &str) -> Option<Node<'a>> {
    let pattern = parameter
        .field("pattern")
        .unwrap_or_else(|| parameter.clone());
    pattern
        .named_children()
        .filter(|_| pattern.kind() == "object_pattern")
        .find_map(|member| match &*member.kind() {
            "pair_pattern" if member.field("key")?.text() == key => member.field("value"),
            "shorthand_property_identifier_pattern" if member.text() == key => Some(member),
            _ => None,
        })
}
