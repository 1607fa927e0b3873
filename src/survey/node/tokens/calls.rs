//! The calls of jsonwebtoken: where `sign` and `verify` are called, and which options they get.

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::javascript::bindings::bound_name;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::functions::call_given;
use crate::code::javascript::names::{declared, reference};
use crate::edit::script::{Node, Script, arguments, is_function, property};

/// The package that signs and verifies.
const PACKAGE: &str = "jsonwebtoken";

/// Whether a node is the function `name` of jsonwebtoken, where it is used and not where it is declared.
pub(crate) fn is_member(node: &Node<'_>, name: &str) -> bool {
    let is_use = match &*node.kind() {
        "member_expression" => node.field("property").is_some_and(|n| n.text() == name),
        "identifier" => node
            .parent()
            .is_some_and(|parent| matches!(&*parent.kind(), "call_expression" | "arguments")),
        _ => false,
    };
    is_use && reference(node).is_some_and(|r| r.is(PACKAGE, Some(name)))
}

/// Whether a function is the argument of our helper.
pub(crate) fn is_given_to_helper(
    survey: &Survey<'_>,
    script: &Script,
    function: &Node<'_>,
) -> bool {
    let call = call_given(function);
    call.is_some_and(|call| survey.calls_helper(script, &call, Deed::KnowsPreviousSecrets))
}

/// The calls of a function: in place, or by what `promisify` makes of it.
pub(crate) fn calls_of<'a>(script: &'a Script, function: &Node<'a>) -> Vec<Node<'a>> {
    if let Some(call) = call_by(function) {
        return vec![call];
    }
    let promised = call_given(function).filter(|call| {
        call.field("function")
            .is_some_and(|callee| callee.text().ends_with("promisify"))
    });
    let Some(promised) = promised else {
        return Vec::new();
    };
    if let Some(call) = call_by(&promised) {
        return vec![call];
    }
    let Some(name) = bound_name(&promised).filter(|name| name.kind() == "identifier") else {
        return Vec::new();
    };
    let same = |callee: &Node<'_>| match declared(&callee.text(), callee) {
        Some(Declared::Value { name: bound, .. }) => bound.range() == name.range(),
        _ => false,
    };
    script
        .root()
        .dfs()
        .filter(|n| n.kind() == "call_expression")
        .filter(|call| {
            call.field("function").is_some_and(|callee| {
                callee.kind() == "identifier" && callee.text() == name.text() && same(&callee)
            })
        })
        .collect()
}

/// The call that a node is the callee of.
fn call_by<'a>(callee: &Node<'a>) -> Option<Node<'a>> {
    let around = callee.parent()?;
    match &*around.kind() {
        "call_expression" => around
            .field("function")
            .is_some_and(|n| n.node_id() == callee.node_id())
            .then_some(around),
        "parenthesized_expression" => call_by(&around),
        _ => None,
    }
}

/// Whether the options of `verify` ask for keys of another kind.
pub(crate) fn is_asymmetric(survey: &Survey<'_>, script: &Script, call: &Node<'_>) -> bool {
    let asked = option(survey, script, call, "algorithms");
    asked.is_some_and(|asked| !asked.is_empty() && asked.iter().all(|it| !it.starts_with("HS")))
}

/// What a call of `sign` signs with; `None` where it cannot be told.
pub(crate) fn algorithm(survey: &Survey<'_>, script: &Script, call: &Node<'_>) -> Option<String> {
    let usual = || Some("HS256".to_owned());
    let Some(options) = arguments(call).into_iter().nth(2) else {
        return usual();
    };
    if is_function(&options) {
        return usual();
    }
    let home = survey.script(&script.path)?;
    let options = survey.definition(home, &home.node(&options.kind(), &options.range())?)?;
    let object = Some(options.node).filter(|n| n.kind() == "object")?;
    match property(&object, "algorithm") {
        Some(name) => survey.texts(options.script, &name).into_iter().next(),
        None if object.children().any(|n| n.kind() == "spread_element") => None,
        None => usual(),
    }
}

/// The texts of an option of a call.
fn option(survey: &Survey<'_>, script: &Script, call: &Node<'_>, key: &str) -> Option<Vec<String>> {
    let options = arguments(call).into_iter().nth(2)?;
    let home = survey.script(&script.path)?;
    let options = survey.definition(home, &home.node(&options.kind(), &options.range())?)?;
    let value = property(&options.node, key).filter(|_| options.node.kind() == "object")?;
    Some(survey.texts(options.script, &value))
}
