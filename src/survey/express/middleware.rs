//! What one handler does: its role, by the package that it comes from, or by its parameters and what it touches.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::{declared, reference};
use crate::code::located::Located;
use crate::edit::script::{
    Node, Script, arguments, bare, callee, is_function, method_call, parameters, statements,
    string_value,
};
use crate::survey::express::order::Role;
use crate::survey::express::packages::{package_role, packages_of};

/// The roles of one handler; `catches_all` where it is mounted on every path.
pub(crate) fn handler_roles<'s>(
    survey: &'s Survey<'_>,
    at: &Located<'s>,
    catches_all: bool,
) -> BTreeSet<Role> {
    let handler = bare(&at.node);
    if let Some(role) = package_role(survey, at.script, &handler) {
        return [role].into();
    }
    if handler.kind() == "array" {
        return handler
            .named_children()
            .flat_map(|item| handler_roles(survey, &at.at(item), catches_all))
            .collect();
    }
    let Some(found) = survey.definition(at.script, &handler) else {
        return [Role::Routes].into();
    };
    if is_function(&found.node) {
        return [function_role(survey, &found, catches_all)].into();
    }
    let role = package_role(survey, found.script, &found.node);
    let role = role.or_else(|| role_of_made(survey, &found));
    [role.unwrap_or(Role::Routes)].into()
}

/// A call of a local function that makes middleware: the role of what it returns, as far as its body tells.
fn role_of_made<'s>(survey: &'s Survey<'_>, call: &Located<'s>) -> Option<Role> {
    let callee = callee(&call.node)?;
    if method_call(&call.node).is_some() && reference(&callee).is_none() {
        return None;
    }
    let found = survey
        .definition(call.script, &callee)
        .filter(|found| is_function(&found.node))?;
    if let Some(role) = returned_role(survey, &found) {
        return Some(role);
    }
    let inner = found.node.dfs().find(|n| {
        is_function(n) && n.node_id() != found.node.node_id() && parameters(n).len() >= 2
    });
    Some(inner.map_or(Role::Middleware, |node| {
        function_role(survey, &found.at(node), false)
    }))
}

/// The role of the package whose middleware a function returns: `return rateLimit({ … })`.
fn returned_role(survey: &Survey<'_>, function: &Located<'_>) -> Option<Role> {
    let returns = function
        .node
        .dfs()
        .filter(|n| n.kind() == "return_statement");
    returns
        .filter_map(|statement| statement.named_children().next())
        .find_map(|value| package_role(survey, function.script, &value))
}

/// The role of the package that a function hands its request to: `morgan("tiny")(req, res, next)`.
fn role_handed_to(survey: &Survey<'_>, function: &Located<'_>) -> Option<Role> {
    let own: Vec<String> = parameters(&function.node).iter().map(text_of).collect();
    let calls = function
        .node
        .dfs()
        .filter(|n| n.kind() == "call_expression");
    let handed = calls.filter(|call| {
        let given: Vec<String> = arguments(call).iter().map(text_of).collect();
        own.len() == 3 && given == own
    });
    handed
        .filter_map(|call| package_role(survey, function.script, &call.field("function")?))
        .find(|role| *role != Role::Middleware)
}

/// The role of a middleware function, by its parameters and what it touches.
fn function_role(survey: &Survey<'_>, function: &Located<'_>, catches_all: bool) -> Role {
    let parameters = parameters(&function.node);
    if parameters.len() >= 4 {
        return if only_reports(function) {
            Role::ErrorTrackingHandler
        } else {
            Role::ErrorHandler
        };
    }
    let waits = function.node.dfs().any(|n| {
        let event = method_call(&n)
            .filter(|(_, name)| name == "on" || name == "once")
            .and_then(|_| arguments(&n).first().and_then(string_value));
        matches!(event.as_deref(), Some("finish" | "close"))
    });
    if waits {
        return if reaches_package(function, "prom-client") {
            Role::Metrics
        } else {
            Role::RequestLog
        };
    }
    if let Some(role) = role_handed_to(survey, function) {
        return role;
    }
    if mentions_string(&function.node, "access-control-allow-origin") {
        return Role::Cors;
    }
    if parameters.len() == 3 && refuses_too_many(&function.node) {
        return Role::Limiter;
    }
    let ends = parameters.len() == 2 || (parameters.len() == 3 && only_answers_404(&function.node));
    if ends && catches_all {
        Role::Fallback
    } else {
        Role::Middleware
    }
}

/// The name of a parameter, without its type, or the text of an argument.
fn text_of(node: &Node<'_>) -> String {
    let name = node.field("pattern").unwrap_or_else(|| node.clone());
    name.text().into_owned()
}

/// Whether a string somewhere in `node` is `text`, whatever its case.
fn mentions_string(node: &Node<'_>, text: &str) -> bool {
    node.dfs().any(|n| {
        n.kind() == "string"
            && string_value(&n).is_some_and(|value| value.eq_ignore_ascii_case(text))
    })
}

/// Whether a handler of errors reports each with a package and hands it on, for others to answer.
fn only_reports(function: &Located<'_>) -> bool {
    let own: Vec<String> = parameters(&function.node).iter().map(text_of).collect();
    let body = function.node.field("body");
    let last = body.and_then(|body| statements(&body).pop());
    let call = last.and_then(|last| last.named_children().next());
    let hands_on = call.is_some_and(|call| {
        let given: Vec<String> = arguments(&call).iter().map(text_of).collect();
        let callee = call.field("function").map(|callee| text_of(&callee));
        callee.as_ref() == own.get(3) && given.first() == own.first()
    });
    let packages = packages_of(Role::ErrorTrackingHandler);
    hands_on && packages.iter().any(|it| reaches_package(function, it))
}

fn reaches_package(function: &Located<'_>, package: &str) -> bool {
    let names = |n: &Node<'_>| n.kind() == "identifier" && made_from(n, package);
    function.node.dfs().any(|n| names(&n))
}

/// Whether a name is the package, or a value made from it (`new client.Histogram(…)`).
fn made_from(name: &Node<'_>, package: &str) -> bool {
    let reaches = |node: &Node<'_>| reference(node).is_some_and(|r| r.module == package);
    if reaches(name) {
        return true;
    }
    match declared(&name.text(), name) {
        Some(Declared::Value { value, .. }) => value
            .field("constructor")
            .or_else(|| value.field("function"))
            .is_some_and(|n| reaches(&n)),
        _ => false,
    }
}

/// Middleware that answers 429 by itself: a limiter by hand.
fn refuses_too_many(function: &Node<'_>) -> bool {
    let answers = |n: &Node<'_>| {
        let is_status = method_call(n)
            .is_some_and(|(_, name)| matches!(&*name, "status" | "sendStatus" | "code"));
        is_status
            && arguments(n)
                .first()
                .is_some_and(|code| code.text() == "429")
    };
    function.dfs().any(|n| answers(&n))
}

/// How many functions are followed from middleware to the counter that it asks.
const COUNTING: usize = 3;

/// Middleware that counts requests somewhere and refuses some, wherever it is mounted.
pub(crate) fn counts_requests<'s>(
    survey: &'s Survey<'_>,
    script: &'s Script,
    function: &Node<'s>,
) -> bool {
    let node = function.clone();
    is_function(function)
        && parameters(function).len() == 3
        && (refuses_too_many(function) || function.dfs().any(|n| is_too_many(&n)))
        && counts(survey, &Located { script, node }, COUNTING)
}

/// `new HttpError(429, …)`, `createError(429)`: what the handler of errors answers.
fn is_too_many(node: &Node<'_>) -> bool {
    let is_made = matches!(&*node.kind(), "new_expression" | "call_expression");
    is_made
        && arguments(node)
            .first()
            .is_some_and(|first| first.text() == "429")
}

/// Whether a function counts in a store, by itself or in a function that it calls.
fn counts<'s>(survey: &'s Survey<'_>, function: &Located<'s>, hops: usize) -> bool {
    const COUNTERS: [&str; 9] = [
        "consume",
        "eval",
        "hincrby",
        "incr",
        "incrby",
        "increment",
        "zadd",
        "zcard",
        "zcount",
    ];
    let Some(hops) = hops.checked_sub(1) else {
        return false;
    };
    let calls = function
        .node
        .dfs()
        .filter(|n| n.kind() == "call_expression");
    calls.into_iter().any(|call| {
        if let Some((_, method)) = method_call(&call) {
            return COUNTERS.contains(&&*method.to_lowercase());
        }
        let called = call
            .field("function")
            .and_then(|callee| survey.definition(function.script, &callee));
        called.is_some_and(|it| is_function(&it.node) && counts(survey, &it, hops))
    })
}

/// A body that only answers with 404.
fn only_answers_404(function: &Node<'_>) -> bool {
    let Some(body) = function.field("body") else {
        return false;
    };
    let few = statements(&body).len() <= 2;
    few && body
        .dfs()
        .any(|n| n.kind() == "number" && n.text() == "404")
}
