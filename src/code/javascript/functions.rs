//! How functions are called.

use crate::edit::script::Node;

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
