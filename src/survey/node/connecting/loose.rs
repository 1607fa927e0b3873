//! The statements beside the listen that reach a database, and nobody waits for them.

use crate::code::javascript::functions::FUNCTIONS;
use crate::edit::script::{
    Node, Script, arguments, bare, callee, is_function, method_call, statements,
};
use crate::survey::fact::{Fact, Site};
use crate::survey::node::connecting::asks::{Check, own_calls};
use crate::survey::node::listening::Listening;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// statements beside the listen that reach a database, and nobody waits for them
    list "loose-checks" = |it| it.loose_checks();
}

/// What a statement beside the listen does to a database, while nobody waits for it.
pub(crate) enum Loose<'s> {
    /// It asks whether the database is there, and reports that.
    Asks,
    /// It connects, by this call.
    Connects(Node<'s>, Check),
    /// It makes the tables.
    Syncs,
    /// It puts other queries to it, and goes its own way.
    Queries,
}

impl<'s> Service<'s> {
    /// The statements whose work happens before the listen from now on.
    fn loose_checks(&self) -> Fact<Vec<Site>> {
        self.listening().map(|listening| {
            let loose = self.loose(listening).into_iter();
            loose
                .map(|(statement, _)| Site::at(listening.script, &statement))
                .collect()
        })
    }

    /// The statements beside the one that listens which reach a database, and what each does.
    pub(crate) fn loose(&self, listening: &Listening<'s>) -> Vec<(Node<'s>, Loose<'s>)> {
        let (Some(block), Ok(listens)) = (listening.block(), &listening.statement) else {
            return Vec::new();
        };
        // what listens under a condition may not happen at all, and what connects beside it still must
        if is_conditional(listens) {
            return Vec::new();
        }
        let script = listening.script;
        statements(&block)
            .into_iter()
            .filter(|statement| statement.node_id() != listens.node_id())
            .filter_map(|statement| {
                let queries = || self.is_query_statement(listening, &statement);
                let loose = self.loose_statement(script, &statement);
                let loose = loose.or_else(|| queries().then_some(Loose::Queries))?;
                Some((statement, loose))
            })
            .collect()
    }

    fn loose_statement(&self, script: &'s Script, statement: &Node<'s>) -> Option<Loose<'s>> {
        let expression = statement
            .child(0)
            .filter(|_| statement.kind() == "expression_statement")?;
        let expression = match &*expression.kind() {
            "await_expression" => return None,
            "unary_expression" => expression.field("argument")?,
            _ => expression,
        };
        let (call, callbacks) = unchained(&bare(&expression));
        let only_reports = callbacks.iter().all(reports);
        if let Some((method, handle)) = self.asks(script, &call) {
            return match method.as_str() {
                "sync" => Some(Loose::Syncs),
                "authenticate" if only_reports => Some(Loose::Asks),
                "connect" | "initialize" | "$connect" | "openUri" if only_reports => {
                    let check = Check {
                        handles: handle.into_iter().collect(),
                        waits: true,
                        fails: true,
                    };
                    Some(Loose::Connects(call, check))
                }
                _ => None,
            };
        }
        let check = self.check(script, &call, FUNCTIONS)?;
        if is_written_here(&call) {
            let asks = own_calls(&call).iter().all(|inner| {
                inner.node_id() == call.node_id()
                    || is_report(inner)
                    || self
                        .asks(script, inner)
                        .is_some_and(|(method, _)| method == "authenticate")
            });
            return asks.then_some(Loose::Asks);
        }
        let can_be_told = check.fails || self.handle_is_known(script, &check);
        (check.waits && only_reports && !check.handles.is_empty() && can_be_told)
            .then_some(Loose::Connects(call, check))
    }

    /// Whether one of the handles that a function connects can be asked from `script` as well.
    fn handle_is_known(&self, script: &'s Script, check: &Check) -> bool {
        let known = self.reachable(script, None, self.handles()).0;
        known
            .iter()
            .any(|database| check.handles.contains(&database.symbol))
    }
}

/// The call that a chain begins with, and the callbacks of `then`, `catch` and `finally` behind it.
fn unchained<'a>(expression: &Node<'a>) -> (Node<'a>, Vec<Node<'a>>) {
    let mut call = expression.clone();
    let mut callbacks = Vec::new();
    while let Some((receiver, name)) = method_call(&call) {
        if !matches!(&*name, "then" | "catch" | "finally") {
            break;
        }
        callbacks.extend(arguments(&call));
        call = bare(&receiver);
    }
    (call, callbacks)
}

/// Whether a callback does nothing but write to the log, or end the process.
fn reports(callback: &Node<'_>) -> bool {
    if !is_function(callback) {
        return callback.kind() == "member_expression" && is_log(&callback.text());
    }
    let Some(body) = callback.field("body") else {
        return false;
    };
    if body.kind() != "statement_block" {
        return is_report(&body);
    }
    statements(&body).iter().all(|statement| {
        statement.kind() == "throw_statement"
            || statement
                .child(0)
                .is_some_and(|it| statement.kind() == "expression_statement" && is_report(&it))
    })
}

fn is_report(call: &Node<'_>) -> bool {
    let callee = callee(call);
    callee.is_some_and(|callee| is_log(&callee.text()) || callee.text() == "process.exit")
}

/// `console.log`, `logger.info`: a method that every log has.
fn is_log(callee: &str) -> bool {
    callee.rsplit_once('.').is_some_and(|(_, method)| {
        matches!(
            method,
            "debug" | "error" | "fatal" | "info" | "log" | "success" | "trace" | "verbose" | "warn"
        )
    })
}

/// `(async () => { … })()`.
fn is_written_here(call: &Node<'_>) -> bool {
    let callee = call.field("function").map(|callee| bare(&callee));
    callee.is_some_and(|callee| is_function(&callee))
}

/// Whether the statement that listens does so under a condition.
fn is_conditional(statement: &Node<'_>) -> bool {
    matches!(
        &*statement.kind(),
        "if_statement" | "switch_statement" | "try_statement"
    )
}
