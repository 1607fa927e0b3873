//! The forms that an expression takes around a read: the same value written differently, a choice of values, a test.

use crate::code::javascript::bindings::bound_in;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::code::statements::is_field;
use crate::edit::script::{
    Node, arguments, bare, is_function, is_wrapper, items, parameters, string_value,
};
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
        "arguments" => parent.parent().is_some_and(|call| is_predicate(&call)),
        _ => false,
    }
}

/// Whether a call only asks something of what it is given: `Boolean(x)`, `Number.isNaN(x)`, `isBlank(x)`, or a function of
/// the file that does nothing else.
fn is_predicate(call: &Node<'_>) -> bool {
    let Some(callee) = call
        .field("function")
        .filter(|_| call.kind() == "call_expression")
    else {
        return false;
    };
    let name = callee
        .field("property")
        .unwrap_or_else(|| callee.clone())
        .text()
        .into_owned();
    let asks = |prefix: &str| {
        let rest = name.strip_prefix(prefix).unwrap_or_default();
        PRESENCE.contains(&rest.trim_start_matches('_'))
    };
    let function = match declared(&callee.text(), &callee) {
        Some(Declared::Function(function)) => function,
        Some(Declared::Value { value, .. }) if is_function(&value) => value,
        _ => return name == "Boolean" || ["is", "has", "not"].into_iter().any(asks),
    };
    let bound: Vec<Node<'_>> = parameters(&function);
    let [parameter] = &bound[..] else {
        return false;
    };
    let name = bound_in(parameter, None).map(|name| name.text().into_owned());
    let Some(body) = function.field("body").filter(|_| name.is_some()) else {
        return false;
    };
    let is_short = body.kind() != "statement_block" || items(&body).count() == 1;
    let uses = body
        .dfs()
        .filter(|n| n.kind() == "identifier" && Some(&*n.text()) == name.as_deref());
    let uses: Vec<Node<'_>> = uses.collect();
    is_short
        && uses.iter().any(is_asked_for)
        && uses.iter().all(|it| is_asked_for(it) || is_compared(it))
}

/// What is asked of a value that may be missing, behind `is`, `has` or `not`: `isNaN`, `is_empty`. `isLocalHost` asks which one it is.
const PRESENCE: [&str; 22] = [
    "Blank",
    "Boolean",
    "Configured",
    "Defined",
    "Empty",
    "Finite",
    "Given",
    "Integer",
    "Missing",
    "NaN",
    "Nil",
    "Null",
    "Number",
    "Numeric",
    "Present",
    "Provided",
    "Set",
    "String",
    "Undefined",
    "Valid",
    "Value",
    "empty",
];

/// Whether an expression is only asked whether it is there; a comparison with a text asks which one it is.
pub(super) fn is_asked_for(node: &Node<'_>) -> bool {
    let compared = node
        .parent()
        .filter(|around| matches!(&*around.kind(), "binary_expression") && !is_choice(around));
    let other = compared.and_then(|around| {
        let field = if is_field(node, "left") {
            "right"
        } else {
            "left"
        };
        around.field(field)
    });
    let is_text =
        other.is_some_and(|it| string_value(&bare(&it)).is_some_and(|text| !text.is_empty()));
    is_tested(node) && !is_text
}

/// `x.length > 0`, `x.trim() !== ""`.
fn is_compared(node: &Node<'_>) -> bool {
    let members = node
        .ancestors()
        .find(|n| !matches!(&*n.kind(), "member_expression" | "call_expression"));
    members.is_some_and(|around| around.kind() == "binary_expression" && !is_choice(&around))
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
