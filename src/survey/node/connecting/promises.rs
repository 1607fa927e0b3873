//! What becomes of a promise: whether its failure reaches whoever waits for it.

use crate::edit::script::{Node, arguments, is_function, method_call, parameters};

/// What becomes of a promise in the function that asks for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// A rejection goes on to the caller, or ends the process.
    Kept,
    /// It is waited for, and a rejection ends here.
    Swallowed,
}

/// What becomes of what a call gives, up to the function `until`; `None` where nobody waits for it.
pub(crate) fn outcome(call: &Node<'_>, until: &Node<'_>) -> Option<Outcome> {
    let (top, caught) = chain_top(call);
    let parent = top.parent()?;
    let is_body = |n: &Node<'_>| {
        is_function(n)
            && n.field("body")
                .is_some_and(|body| body.node_id() == top.node_id())
    };
    let waited =
        matches!(&*parent.kind(), "await_expression" | "return_statement") || is_body(&parent);
    if !waited {
        return None;
    }
    let function = top.ancestors().find(is_function);
    let inner = function.filter(|function| function.node_id() != until.node_id());
    let outer = match inner {
        // a callback hands its promise on to the chain that it belongs to
        Some(callback) => match callback.ancestors().find(|n| n.kind() == "call_expression") {
            Some(around) if around.range().start >= until.range().start => outcome(&around, until)?,
            _ => Outcome::Kept,
        },
        None => Outcome::Kept,
    };
    let swallowed = caught || is_caught(&top, until);
    Some(if swallowed { Outcome::Swallowed } else { outer })
}

/// The end of the chain that a call begins (`x().then(…).catch(…)`, `Promise.all([x()])`), and whether a rejection gets lost
/// in it.
pub(crate) fn chain_top<'a>(call: &Node<'a>) -> (Node<'a>, bool) {
    let mut top = call.clone();
    let mut caught = false;
    loop {
        let Some(parent) = top.parent() else {
            return (top, caught);
        };
        let next = match &*parent.kind() {
            "member_expression" => parent.parent().filter(|n| n.kind() == "call_expression"),
            "parenthesized_expression" => Some(parent.clone()),
            "array" => parent
                .ancestors()
                .nth(1)
                .filter(|n| n.kind() == "call_expression" && n.text().starts_with("Promise.")),
            _ => None,
        };
        let Some(next) = next else {
            return (top, caught);
        };
        if let Some((_, name)) = method_call(&next).filter(|_| parent.kind() == "member_expression")
        {
            match name.as_str() {
                "then" | "catch" | "finally" => caught |= catches(&next, &name),
                _ => return (top, caught),
            }
        }
        top = next;
    }
}

/// Whether a link of a chain takes a rejection and lets nobody know.
pub(crate) fn catches(link: &Node<'_>, name: &str) -> bool {
    let handlers = arguments(link);
    let handler = match name {
        "catch" => handlers.first(),
        "then" => handlers.get(1),
        _ => None,
    };
    handler.is_some_and(|handler| {
        is_function(handler) && !ends(handler) || handler.kind() == "member_expression"
    })
}

/// Whether a `catch` around `node`, inside `until`, takes a rejection and goes on.
fn is_caught(node: &Node<'_>, until: &Node<'_>) -> bool {
    let inside = |n: &Node<'_>| n.node_id() != until.node_id();
    node.ancestors()
        .take_while(inside)
        .any(|around| swallows(&around, node))
}

/// Whether `around` is a `try` with `node` in its body whose `catch` goes on.
pub(crate) fn swallows(around: &Node<'_>, node: &Node<'_>) -> bool {
    let holds = |body: Node<'_>| {
        body.range().start <= node.range().start && node.range().end <= body.range().end
    };
    around.kind() == "try_statement"
        && around.field("body").is_some_and(holds)
        && around
            .field("handler")
            .is_some_and(|handler| !ends(&handler))
}

/// Whether a handler throws, rejects or ends the process.
pub(crate) fn ends(handler: &Node<'_>) -> bool {
    handler.dfs().any(|n| match &*n.kind() {
        "throw_statement" => true,
        "call_expression" => {
            method_call(&n).is_some_and(|(receiver, name)| {
                matches!(
                    (&*receiver.text(), name.as_str()),
                    ("process", "exit" | "kill" | "abort") | ("Promise", "reject")
                )
            }) || is_handed_on(&n, handler)
        }
        _ => false,
    })
}

/// `reject(error)`, `next(error)`: a function that came as a parameter gets what the handler got.
fn is_handed_on(call: &Node<'_>, handler: &Node<'_>) -> bool {
    let callee = call.field("function").map(|n| n.text().into_owned());
    let own: Vec<String> = parameters(handler)
        .iter()
        .map(|n| n.text().into_owned())
        .collect();
    callee.is_some_and(|name| matches!(name.as_str(), "reject") && !own.contains(&name))
}

/// The `await` expressions in `node` that belong to `within`, and not to a function inside it.
pub(crate) fn awaits<'a>(node: &Node<'a>, within: &Node<'a>) -> impl Iterator<Item = Node<'a>> {
    let own = |n: &Node<'a>| {
        n.ancestors()
            .take_while(|around| around.node_id() != within.node_id())
            .all(|around| !is_function(&around))
    };
    let awaits = node.dfs().filter(|n| n.kind() == "await_expression");
    awaits.filter(own).collect::<Vec<_>>().into_iter()
}
