//! Whether a service listens only once its databases have answered. A failure must keep the listen from being reached: by a
//! promise that is waited for, a callback, or the end of the process.

use minijinja::Value;

use crate::code::helpers::Deed;
use crate::code::javascript::bindings::bound_name;
use crate::code::javascript::called::called;
use crate::code::javascript::functions::{FUNCTIONS, call_given, function_name};
use crate::code::located::Located;
use crate::edit::script::{
    Node, Script, arguments, is_function, is_statement_list, method_call, statements,
};
use crate::survey::fact::Fact;
use crate::survey::node::connecting::asks::own_calls;
use crate::survey::node::connecting::promises::{awaits, catches, chain_top, ends, swallows};
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// a database that is away keeps the service from listening
    fact "gated-listen" = |it, _| it.gated_listen();
}

impl<'s> Service<'s> {
    /// Whether a database that is away keeps the service from listening.
    fn gated_listen(&self) -> Fact<Value> {
        self.listening().and_then(|listening| {
            let call = listening.call();
            let is_gated = |call| self.is_gated(listening.script, &call, FUNCTIONS);
            Fact::flag(call.is_some_and(is_gated))
        })
    }

    /// Whether what stands at `node` happens only once a database has answered.
    fn is_gated(&self, script: &'s Script, node: &Node<'s>, hops: usize) -> bool {
        let mut inner = node.clone();
        while let Some(parent) = inner.parent() {
            if is_statement_list(&parent) && self.follows_a_check(script, &parent, &inner) {
                return true;
            }
            if is_function(&parent) {
                match call_around(&parent) {
                    Some(call) if self.waits_for_a_check(script, &call) => return true,
                    Some(_) => {}
                    None => return self.is_called_gated(script, &parent, hops),
                }
            }
            inner = parent;
        }
        false
    }

    /// Whether a statement before `inner` waits for a database and lets nothing pass where it fails.
    fn follows_a_check(&self, script: &'s Script, list: &Node<'s>, inner: &Node<'s>) -> bool {
        let all = statements(list);
        let before: Vec<&Node<'s>> = all
            .iter()
            .take_while(|statement| statement.range().end <= inner.range().start)
            .collect();
        let stops = |at: usize| before[at..].iter().any(|statement| is_way_out(statement));
        (0..before.len()).any(|at| {
            awaits(before[at], list)
                .flat_map(|n| own_calls(&n))
                .any(|call| match self.check(script, &call, FUNCTIONS) {
                    Some(check) if check.fails => !lets_pass(&call, list),
                    // `if (!(await isConnected())) process.exit(1)`
                    Some(check) => check.waits && stops(at),
                    None => false,
                })
        })
    }

    /// Whether a call runs its callback only once a database has answered.
    fn waits_for_a_check(&self, script: &'s Script, call: &Node<'s>) -> bool {
        let waits = self
            .survey
            .calls_helper(script, call, Deed::WaitsForDatabases);
        if waits || self.calls_back(script, call) {
            return true;
        }
        let Some((receiver, _)) = method_call(call).filter(|(_, name)| name == "then") else {
            return false;
        };
        let fails = |inner: &Node<'s>| {
            let check = self.check(script, inner, FUNCTIONS);
            check.is_some_and(|check| check.fails) && !is_caught_before(inner, call)
        };
        own_calls(&receiver).iter().any(fails)
    }

    /// Whether every place that runs a named function is reached only once a database has answered.
    fn is_called_gated(&self, script: &'s Script, function: &Node<'s>, hops: usize) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let Some(name) = name_of(function) else {
            return false;
        };
        let uses = self.uses_of(script, function, &name);
        !uses.is_empty()
            && uses.iter().all(|(script, node)| match call_given(node) {
                Some(call) if self.waits_for_a_check(script, &call) => true,
                _ => self.is_gated(script, node, hops),
            })
    }

    /// Where a named function is called, or handed to another call.
    fn uses_of(
        &self,
        script: &'s Script,
        function: &Node<'s>,
        name: &str,
    ) -> Vec<(&'s Script, Node<'s>)> {
        let is_it = |found: &Located<'s>| {
            found.script.path == script.path && found.node.range() == function.range()
        };
        let mut found = Vec::new();
        for script in self.reached_scripts() {
            let root = script.root();
            for call in root.dfs().filter(|n| n.kind() == "call_expression") {
                let callee = call.field("function");
                let named = callee.is_some_and(|callee| callee.text().ends_with(name));
                if named && called(self.survey, script, &call).is_some_and(|it| is_it(&it)) {
                    found.push((script, call.clone()));
                }
                for argument in arguments(&call) {
                    let same = argument.text() == name
                        && self
                            .survey
                            .definition(script, &argument)
                            .is_some_and(|it| is_it(&it));
                    if same {
                        found.push((script, argument));
                    }
                }
            }
        }
        found
    }
}

/// The call that a function is an argument of, or that runs it where it stands.
fn call_around<'a>(function: &Node<'a>) -> Option<Node<'a>> {
    let around = function
        .ancestors()
        .find(|n| n.kind() != "parenthesized_expression")?;
    match &*around.kind() {
        "arguments" => around.parent(),
        "call_expression" => Some(around),
        _ => None,
    }
}

/// The name by which a function is called.
fn name_of(function: &Node<'_>) -> Option<String> {
    let of_pair = || {
        function
            .parent()
            .filter(|parent| parent.kind() == "pair")?
            .field("key")
    };
    let bound = || bound_name(function).or_else(of_pair);
    let last = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    function_name(function)
        .or_else(|| bound().map(|name| name.text().into_owned()))
        .map(|name| last(&name))
}

/// Whether a `try` inside `list` takes the failure of `call` and goes on to what follows.
fn lets_pass(call: &Node<'_>, list: &Node<'_>) -> bool {
    let (_, caught) = chain_top(call);
    let goes_on = |around: &Node<'_>| {
        swallows(around, call)
            && !around
                .field("handler")
                .is_some_and(|handler| handler.dfs().any(|n| n.kind() == "return_statement"))
    };
    caught
        || call
            .ancestors()
            .take_while(|n| n.node_id() != list.node_id())
            .any(|around| goes_on(&around))
}

/// `if (…) { process.exit(1) }`, or with `return` or `throw`.
fn is_way_out(statement: &Node<'_>) -> bool {
    statement
        .dfs()
        .filter(|n| n.kind() == "if_statement")
        .any(|choice| ends(&choice) || choice.dfs().any(|n| n.kind() == "return_statement"))
}

/// Whether a rejection of `inner` is caught in the chain before the link `call`.
fn is_caught_before(inner: &Node<'_>, call: &Node<'_>) -> bool {
    let end = call.range().end;
    let catches = |n: &Node<'_>| method_call(n).is_some_and(|(_, name)| catches(n, &name));
    inner
        .ancestors()
        .take_while(|n| n.range().end < end)
        .any(|n| catches(&n))
}
