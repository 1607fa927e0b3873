//! Which calls reach a database, and so fail while it is away.

use crate::code::javascript::called::called;
use crate::code::javascript::names::reference;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{
    Node, Script, arguments, bare, callee, is_function, method_call, string_value,
};
use crate::survey::node::connecting::promises::{Outcome, outcome};
use crate::survey::node::databases::clients::CLIENTS;
use crate::survey::node::service::Service;

/// Methods of handles and client packages that reach the database, or fail.
const METHODS: &[&str] = &[
    "$connect",
    "$queryRaw",
    "asPromise",
    "authenticate",
    "command",
    "connect",
    "createConnection",
    "createConnections",
    "getConnection",
    "initialize",
    "openUri",
    "ping",
    "query",
    "raw",
    "runMigrations",
    "sync",
];

/// Events of a handle that say that it is connected.
const EVENTS: &[&str] = &["connect", "connected", "open", "ready"];

/// A call that reaches a database.
#[derive(Clone, Debug, Default)]
pub(crate) struct Check {
    /// The handles that are known.
    pub handles: Vec<Symbol>,
    /// Whether it gives a promise that is settled when the database has answered.
    pub waits: bool,
    /// Whether that promise is rejected, or the process ends, where it does not answer.
    pub fails: bool,
}

impl<'s> Service<'s> {
    /// What a call asks of databases, by itself or in the local function that it calls.
    pub(crate) fn check(&self, script: &'s Script, call: &Node<'s>, hops: usize) -> Option<Check> {
        if let Some((_, handle)) = self.asks(script, call) {
            return Some(Check {
                handles: handle.into_iter().collect(),
                waits: true,
                fails: true,
            });
        }
        let hops = hops.checked_sub(1)?;
        let function = called(self.survey, script, call)?;
        let body = function.node.field("body")?;
        let checks: Vec<Check> = own_calls(&body)
            .into_iter()
            .filter_map(|inner| {
                let check = self.check(function.script, &inner, hops)?;
                let outcome = outcome(&inner, &function.node);
                Some(Check {
                    waits: check.waits && outcome.is_some(),
                    fails: check.fails && outcome == Some(Outcome::Kept),
                    ..check
                })
            })
            .collect();
        checks.into_iter().reduce(|mut all, one| {
            all.handles.extend(one.handles);
            all.waits |= one.waits;
            all.fails |= one.fails;
            all
        })
    }

    /// The method of a call that reaches a database by itself, and the handle where it is known.
    pub(crate) fn asks(
        &self,
        script: &'s Script,
        call: &Node<'s>,
    ) -> Option<(String, Option<Symbol>)> {
        let callee = callee(call)?;
        let Some((receiver, method)) = method_call(call) else {
            let reached = reference(&callee)?;
            let name = reached.path.last()?.clone();
            return (is_client(&reached.module) && METHODS.contains(&name.as_str()))
                .then_some((name, None));
        };
        if !METHODS.contains(&method.as_str()) {
            return None;
        }
        if let Some(handle) = self.handle(script, &receiver) {
            return Some((method, Some(handle)));
        }
        let reached = reference(&receiver)?;
        is_client(&reached.module).then_some((method, None))
    }

    /// The handle that an expression is.
    pub(crate) fn handle(&self, script: &'s Script, expression: &Node<'s>) -> Option<Symbol> {
        let handles = self.handles();
        let expression = bare(expression);
        let reached = reference(&expression);
        if reached.is_some_and(|reached| {
            reached.is("mongoose", None) || reached.is("mongoose", Some("connection"))
        }) {
            let mongoose = handles
                .iter()
                .find(|handle| handle.client.package == "mongoose");
            return mongoose.map(|handle| handle.symbol.clone());
        }
        let symbol = self.survey.symbol(script, &expression);
        if let Some(symbol) = symbol.filter(|it| handles.iter().any(|other| other.symbol == *it)) {
            return Some(symbol);
        }
        let known = self.reachable(script, None, handles).0;
        let text = expression.text();
        known
            .into_iter()
            .find(|database| database.import.is_empty() && database.handle == text)
            .map(|database| database.symbol)
    }

    /// Whether a call runs its callback once a database has answered: `once("open", …)`, `connect(url, …)`.
    pub(crate) fn calls_back(&self, script: &'s Script, call: &Node<'s>) -> bool {
        if self.asks(script, call).is_some() {
            return true;
        }
        let Some((receiver, method)) = method_call(call) else {
            return false;
        };
        let event = arguments(call).first().and_then(string_value);
        matches!(&*method, "once" | "on")
            && event.is_some_and(|event| EVENTS.contains(&event.as_str()))
            && self.emits(script, &receiver)
    }

    /// Whether an expression is a handle whose events are listened to: itself, what a local function gives back, or either
    /// behind other listeners.
    fn emits(&self, script: &'s Script, expression: &Node<'s>) -> bool {
        if let Some((receiver, _)) =
            method_call(expression).filter(|(_, method)| matches!(&**method, "once" | "on"))
        {
            return self.emits(script, &receiver);
        }
        let given = || {
            let made = self.survey.definition(script, expression)?;
            let function = called(self.survey, made.script, &made.node)?;
            let body = function.node.field("body")?;
            let returned = body.dfs().find(|n| n.kind() == "return_statement")?;
            self.handle(function.script, &returned.child(1)?)
        };
        self.handle(script, expression).or_else(given).is_some()
    }
}

fn is_client(module: &str) -> bool {
    CLIENTS.iter().any(|client| client.package == module)
}

/// The calls in a body that happen when it runs: not those in functions that it only makes, but those in its callbacks.
pub(crate) fn own_calls<'a>(body: &Node<'a>) -> Vec<Node<'a>> {
    let mut found = Vec::new();
    let mut open = vec![body.clone()];
    while let Some(node) = open.pop() {
        if node.kind() == "call_expression" {
            found.push(node.clone());
        }
        let is_made = |child: &Node<'a>| is_function(child) && !is_callback(child);
        open.extend(node.named_children().filter(|child| !is_made(child)));
    }
    found.sort_by_key(|call| call.range().start);
    found
}

/// Whether a function is an argument of a call, or called where it stands.
fn is_callback(function: &Node<'_>) -> bool {
    let around = function
        .ancestors()
        .find(|n| n.kind() != "parenthesized_expression");
    around.is_some_and(|n| matches!(&*n.kind(), "arguments" | "call_expression"))
}
