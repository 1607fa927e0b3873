//! The forms that an expression takes around a read: the same value written differently, a choice of values, a test.

use crate::code::statements::is_field;
use crate::edit::script::{Node, arguments, bare, is_function, is_wrapper};
use crate::survey::node::variables::reads::{is_environment, name_of};
use crate::survey::variables::choice::Choice;

/// Calls that only give what they are given another form.
const FORMS: &[&str] = &[
    "Number",
    "parseInt",
    "parseFloat",
    "String",
    "BigInt",
    "JSON.parse",
];

pub(crate) fn operator(node: &Node<'_>) -> String {
    let operator = node.field("operator").map(|n| n.text().into_owned());
    operator.unwrap_or_default()
}

/// The expression around that has the same value in another form.
pub(crate) fn outermost<'s>(node: &Node<'s>) -> Node<'s> {
    let Some(parent) = node.parent() else {
        return node.clone();
    };
    let is_first = |call: &Node<'s>| {
        arguments(call)
            .first()
            .is_some_and(|first| first.node_id() == node.node_id())
    };
    match &*parent.kind() {
        _ if is_wrapper(&parent) => outermost(&parent),
        "arguments" => match parent.parent() {
            Some(call)
                if is_first(&call)
                    && call
                        .field("function")
                        .is_some_and(|callee| FORMS.contains(&&*callee.text())) =>
            {
                outermost(&call)
            }
            _ => node.clone(),
        },
        "member_expression" => match parent.parent() {
            Some(call)
                if call.kind() == "call_expression"
                    && call
                        .field("function")
                        .is_some_and(|callee| callee.node_id() == parent.node_id()) =>
            {
                outermost(&call)
            }
            _ => node.clone(),
        },
        _ => node.clone(),
    }
}

/// How scripts choose the first value that is there.
pub(crate) const CHOICE: Choice = Choice {
    is_one: is_choice,
    bare,
};

pub(crate) fn is_choice(node: &Node<'_>) -> bool {
    node.kind() == "binary_expression" && matches!(&*operator(node), "||" | "??")
}

/// The name of `process.env.X`.
pub(crate) fn plain_name(node: &Node<'_>) -> Option<String> {
    let object = node.field("object").filter(is_environment);
    object.and_then(|_| name_of(node))
}

/// Whether an expression is only asked for: a condition, a comparison with a literal, `X?.y`.
pub(crate) fn is_tested(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| tests(&parent, node))
}

fn tests(parent: &Node<'_>, node: &Node<'_>) -> bool {
    let is = |field: &str| is_field(node, field);
    match &*parent.kind() {
        "if_statement" | "ternary_expression" | "while_statement" => is("condition"),
        "parenthesized_expression" => is_tested(parent),
        "unary_expression" => matches!(&*operator(parent), "!" | "typeof"),
        "member_expression" => parent.children().any(|n| n.kind() == "optional_chain"),
        "binary_expression" => match operator(parent).as_str() {
            "&&" => is("left") || is_tested(parent),
            "||" | "??" => is_tested(parent),
            "===" | "==" | "!==" | "!=" | "<" | ">" | "<=" | ">=" => {
                let other = if is("left") {
                    parent.field("right")
                } else {
                    parent.field("left")
                };
                other.is_some_and(|other| is_literal(&bare(&other)))
            }
            _ => false,
        },
        "arguments" => parent
            .parent()
            .and_then(|call| call.field("function"))
            .is_some_and(|callee| callee.text() == "Boolean"),
        _ => false,
    }
}

fn is_literal(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "string" | "number" | "true" | "false" | "null" | "undefined"
    ) || node.text() == "undefined"
}

/// `const X = process.env.X`: the name.
pub(crate) fn alias<'s>(node: &Node<'s>) -> Option<Node<'s>> {
    let declarator = node
        .parent()
        .filter(|parent| parent.kind() == "variable_declarator")?;
    declarator
        .field("name")
        .filter(|name| name.kind() == "identifier")
}

/// The function around a node, by its start.
pub(crate) fn function_of(node: &Node<'_>) -> Option<usize> {
    let function = node.ancestors().find(is_function)?;
    Some(function.range().start)
}
