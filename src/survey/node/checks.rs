//! Which calls fail while a database is away, and whether that failure reaches whoever waits for them.

use crate::code::javascript::names::reference;
use crate::code::javascript::symbols::Symbol;
use crate::code::located::Located;
use crate::edit::script::{
    Node, Script, arguments, bare, callee, is_function, method_call, parameters, property,
};
use crate::survey::node::clients::CLIENTS;
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

/// How many local functions are followed.
pub(crate) const HOPS: usize = 4;

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
        let function = self.called(script, call)?;
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

    /// The local function that a call runs: by its name, as a method of a class, or written in place.
    pub(crate) fn called(&self, script: &'s Script, call: &Node<'s>) -> Option<Located<'s>> {
        let callee = callee(call)?;
        let found = self.survey.definition(script, &callee);
        found
            .filter(|found| is_function(&found.node))
            .or_else(|| self.member_function(script, &bare(&callee)))
    }

    /// The method of a class, or of an object literal, that a member expression names.
    fn member_function(&self, script: &'s Script, callee: &Node<'s>) -> Option<Located<'s>> {
        let name = callee.field("property")?.text().into_owned();
        let object = callee.field("object")?;
        if object.kind() == "this" {
            let class = callee
                .ancestors()
                .find(|n| matches!(&*n.kind(), "class_declaration" | "class"))?;
            return method_of(&class, &name).map(|node| Located { script, node });
        }
        if let Some(symbol) = self.survey.symbol(script, callee) {
            let home = self.survey.script(&symbol.path)?;
            let root = home.root();
            let class = root.dfs().find(|n| {
                n.range().start == symbol.at && matches!(&*n.kind(), "class_declaration" | "class")
            });
            if let Some(class) = class {
                return method_of(&class, &name).map(|node| Located { script: home, node });
            }
        }
        let found = self.survey.definition(script, &object)?;
        // a static method, or one of the object that a module keeps
        let class = match found.node.field("constructor") {
            Some(name) => self.survey.definition(found.script, &name)?,
            None => found.clone(),
        };
        if matches!(&*class.node.kind(), "class_declaration" | "class") {
            let method = method_of(&class.node, &name);
            return method.map(|node| Located {
                script: class.script,
                node,
            });
        }
        let value = property(&found.node, &name)?;
        let function = self.survey.definition(found.script, &value)?;
        is_function(&function.node).then_some(function)
    }

    /// Whether a call runs its callback once a database has answered: `once("open", …)`, `connect(url, …)`.
    pub(crate) fn calls_back(&self, script: &'s Script, call: &Node<'s>) -> bool {
        if self.asks(script, call).is_some() {
            return true;
        }
        let Some((receiver, method)) = method_call(call) else {
            return false;
        };
        let event = arguments(call)
            .first()
            .and_then(crate::edit::script::string_value);
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
            let function = self.called(made.script, &made.node)?;
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

fn method_of<'s>(class: &Node<'s>, name: &str) -> Option<Node<'s>> {
    let body = class.field("body")?;
    body.children().find_map(|member| {
        let is_it = |field: &str| member.field(field).is_some_and(|n| n.text() == name);
        match &*member.kind() {
            "method_definition" if is_it("name") => Some(member.clone()),
            "public_field_definition" | "field_definition"
                if is_it("name") || is_it("property") =>
            {
                member.field("value").filter(is_function)
            }
            _ => None,
        }
    })
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
