//! The text that an expression stands for.

use crate::code::Survey;
use crate::code::python::definitions::definition;
use crate::code::python::names::dotted;
use crate::code::python::syntax::{callee, keyword, positional, string_value};
use crate::edit::script::{Node, Script};

/// The text of strings, constants, and sums and templates of such; `None` where it cannot be told.
pub(crate) fn text<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<String> {
    let found = definition(survey, script, node)?;
    let part = |node: &Node<'s>| text(survey, found.script, node);
    let node = &found.node;
    match &*node.kind() {
        "string" => node
            .children()
            .map(|piece| piece_of(&piece, part))
            .collect(),
        "concatenated_string" => string_value(node),
        "binary_operator" => {
            let left = part(&node.field("left")?)?;
            Some(left + &part(&node.field("right")?)?)
        }
        "call" => part(&default_of_field(node)?),
        _ => None,
    }
}

/// What a piece of a string is in the text; its quotes are nothing.
fn piece_of<'s>(piece: &Node<'s>, text: impl Fn(&Node<'s>) -> Option<String>) -> Option<String> {
    match &*piece.kind() {
        "string_content" => Some(piece.text().into_owned()),
        "interpolation" => text(&piece.field("expression")?),
        _ => Some(String::new()),
    }
}

/// pydantic's `Field("/api")`.
fn default_of_field<'s>(call: &Node<'s>) -> Option<Node<'s>> {
    let first = positional(call).into_iter().next();
    let default = keyword(call, "default").or(first)?;
    let name = dotted(&callee(call)?)?;
    name.ends_with(".Field").then_some(default)
}
