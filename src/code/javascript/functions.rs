//! How functions are called.

use crate::edit::script::Node;

/// How many functions are followed that call each other. Services do their work behind one or two, as where `start` calls
/// `connectDatabase`; wrappers take another, and functions that call themselves come to an end.
pub(crate) const FUNCTIONS: usize = 4;

/// The name by which a function is called: its own, its method's, or that of the constant that holds it.
pub(crate) fn function_name(node: &Node<'_>) -> Option<String> {
    match &*node.kind() {
        "function_declaration" | "method_definition" => node
            .field("name")
            .map(|n| n.text().into_owned())
            .filter(|name| name != "constructor"),
        "arrow_function" | "function_expression" => {
            let parent = node.parent().filter(|p| {
                matches!(
                    &*p.kind(),
                    "variable_declarator" | "public_field_definition" | "field_definition"
                )
            })?;
            parent
                .field("name")
                .or_else(|| parent.field("property"))
                .map(|n| n.text().into_owned())
        }
        _ => None,
    }
}

/// The call that a node is an argument of.
pub(crate) fn call_given<'a>(argument: &Node<'a>) -> Option<Node<'a>> {
    let list = argument.parent().filter(|n| n.kind() == "arguments")?;
    list.parent()
}

/// Whether a function is the constructor of a class.
fn is_constructor(function: &Node<'_>) -> bool {
    function.kind() == "method_definition"
        && function
            .field("name")
            .is_some_and(|name| name.text() == "constructor")
}

/// The class around a node.
pub(crate) fn class_around<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    node.ancestors().find(is_class)
}

/// Whether a node is a class.
pub(crate) fn is_class(node: &Node<'_>) -> bool {
    matches!(&*node.kind(), "class_declaration" | "class")
}

/// The name that a function is called by, as [`function_name`]; that of the class for a constructor.
pub(crate) fn called_as(function: &Node<'_>) -> Option<String> {
    if is_constructor(function) {
        let class = class_around(function)?;
        return Some(class.field("name")?.text().into_owned());
    }
    function_name(function)
}
