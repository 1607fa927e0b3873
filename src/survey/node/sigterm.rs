//! What a handler of SIGTERM does: it closes a server, or it ends the process before the answers are sent.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::functions::{FUNCTIONS, class_around, function_name};
use crate::code::javascript::names::{declared, reference};
use crate::code::located::Located;
use crate::edit::script::{Node, arguments, bare, is_function, method_call};
use crate::survey::node::server_calls::is_server;

/// What happens at a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Heeded {
    /// It is only noted.
    Noted,
    /// The process ends, or closes what requests may still need.
    Ended,
    /// A server is closed, or somebody whom nothing is known of is called.
    Closed,
}

/// Methods that close what they are called on.
const CLOSING: &[&str] = &[
    "close",
    "closeAllConnections",
    "closeAsync",
    "destroy",
    "disconnect",
    "end",
    "quit",
    "shutdown",
    "shutDown",
    "stop",
    "terminate",
];

/// What a handler does, given as an expression.
pub(crate) fn heeded<'s>(survey: &'s Survey<'_>, handler: &Located<'s>) -> Heeded {
    done_by(survey, handler, FUNCTIONS)
}

fn done_by<'s>(survey: &'s Survey<'_>, function: &Located<'s>, hops: usize) -> Heeded {
    let found = survey.definition(function.script, &bare(&function.node));
    let Some(function) = found.filter(|found| is_function(&found.node)) else {
        return Heeded::Closed;
    };
    let Some((body, hops)) = function.node.field("body").zip(hops.checked_sub(1)) else {
        return Heeded::Closed;
    };
    let calls = body.dfs().filter(|node| node.kind() == "call_expression");
    let done = calls.map(|call| done_by_call(survey, &function.at(call), hops));
    done.max().unwrap_or(Heeded::Noted)
}

fn done_by_call<'s>(survey: &'s Survey<'_>, call: &Located<'s>, hops: usize) -> Heeded {
    let Some(callee) = call.node.field("function") else {
        return Heeded::Noted;
    };
    let text = callee.text();
    if matches!(&*text, "process.exit" | "process.kill" | "process.abort") {
        return Heeded::Ended;
    }
    let own = survey.definition(call.script, &callee);
    if let Some(own) = own.filter(|own| is_function(&own.node)) {
        return done_by(survey, &own, hops);
    }
    match method_call(&call.node) {
        Some((receiver, name)) if CLOSING.contains(&&*name) => {
            match own_method(call, &receiver, &name) {
                Some(method) => done_by(survey, &method, hops),
                None => closed(survey, &call.at(receiver)),
            }
        }
        Some((receiver, name)) => {
            let method = own_method(call, &receiver, &name);
            method.map_or(Heeded::Noted, |method| done_by(survey, &method, hops))
        }
        // what is handed in may do anything; a package that is given the server closes it
        None => match declared(&text, &callee) {
            Some(Declared::Parameter(_) | Declared::Uninitialised(_)) => Heeded::Closed,
            Some(_)
                if arguments(&call.node)
                    .iter()
                    .any(|it| makes_server(survey, &call.at(it.clone()))) =>
            {
                Heeded::Closed
            }
            _ => Heeded::Noted,
        },
    }
}

/// The method of the class around, where a call is one of `this`.
fn own_method<'s>(call: &Located<'s>, receiver: &Node<'s>, name: &str) -> Option<Located<'s>> {
    let class = class_around(&call.node).filter(|_| receiver.kind() == "this")?;
    let is_it = |n: &Node<'s>| is_function(n) && function_name(n).as_deref() == Some(name);
    class.dfs().find(is_it).map(|method| call.at(method))
}

/// What it means that something is closed: a package's own thing is no server.
fn closed<'s>(survey: &'s Survey<'_>, receiver: &Located<'s>) -> Heeded {
    if makes_server(survey, receiver) {
        return Heeded::Closed;
    }
    let is_of_package = |node: &Node<'_>| {
        let callee = node.field("constructor").or_else(|| node.field("function"));
        let reached = reference(node).or_else(|| reference(&callee?));
        reached.is_some_and(|it| !it.module.starts_with('.'))
    };
    let made = survey.definition(receiver.script, &receiver.node);
    let made = made.map_or_else(|| receiver.node.clone(), |made| made.node);
    let awaited = bare(&made);
    if is_of_package(&receiver.node) || is_of_package(&awaited) {
        Heeded::Ended
    } else {
        Heeded::Closed
    }
}

/// Whether an expression is a server, or what `listen` gives.
fn makes_server<'s>(survey: &'s Survey<'_>, value: &Located<'s>) -> bool {
    let made = survey.definition(value.script, &value.node);
    made.is_some_and(|made| {
        let listens = method_call(&made.node).is_some_and(|(_, name)| name == "listen");
        listens || is_server(&made.node)
    })
}
