//! Statements beside the listen that put queries to a database as soon as they run. While the database is away they fail,
//! which may end the process before the next attempt of whoever waits for it; so they have to happen behind the wait.

use std::collections::HashSet;

use crate::code::helpers::Deed;
use crate::code::javascript::bindings::bound_name;
use crate::code::javascript::called::called;
use crate::code::javascript::functions::FUNCTIONS;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::reference;
use crate::code::located::Located;
use crate::code::statements::with_comments;
use crate::edit::script::{
    Node, Script, arguments, bare, is_function, is_statement_list, method_call, property,
    statements,
};
use crate::edit::{line_end, line_start};
use crate::survey::node::connecting::promises::awaits;
use crate::survey::node::databases::clients::{CLIENTS, Client};
use crate::survey::node::listening::Listening;
use crate::survey::node::service::Service;

/// How the names of methods begin that put a query to a database.
const QUERIES: &[&str] = &[
    "$executeRaw",
    "$queryRaw",
    "$runCommandRaw",
    "$transaction",
    "aggregate",
    "bulk",
    "count",
    "create",
    "delete",
    "destroy",
    "drop",
    "exec",
    "find",
    "first",
    "insert",
    "query",
    "remove",
    "save",
    "select",
    "sync",
    "transaction",
    "truncate",
    "update",
    "upsert",
];

/// Methods that make the connection which the wait itself may need.
const CONNECTS: &[&str] = &[
    "$connect",
    "connect",
    "createConnection",
    "createConnections",
    "initialize",
    "openUri",
];

/// Methods that run their callbacks before they come back, or as soon as what they wait for is there.
const RUNS: &[&str] = &[
    "each", "filter", "finally", "flatMap", "forEach", "map", "reduce", "then",
];

/// What happens when a statement runs.
#[derive(Default)]
struct Run {
    queries: bool,
    /// It makes a connection, or has to do with the app, whose parts must stay in their order.
    stays: bool,
    /// The functions that were followed.
    seen: HashSet<(String, usize)>,
}

impl<'s> Service<'s> {
    /// Whether a statement beside the listen puts a query to a database, and can as well happen behind the wait.
    pub(crate) fn is_query_statement(
        &self,
        listening: &Listening<'s>,
        statement: &Node<'s>,
    ) -> bool {
        let Ok(listens) = &listening.statement else {
            return false;
        };
        let waits = |n: &Node<'s>| {
            let script = listening.script;
            self.survey.calls_helper(script, n, Deed::WaitsForDatabases)
        };
        if let Some(start) = listens.dfs().find(waits) {
            return is_repeated(statement, &start);
        }
        let is_plain = listening.own_statement().map(|own| own.range()) == Ok(listens.range());
        let Some(call) = loose_call(statement).filter(|_| is_plain) else {
            return false;
        };
        let mut run = Run::default();
        self.follow(listening, listening.script, &call, FUNCTIONS, &mut run);
        run.queries
            && !run.stays
            && is_used_by(listening.script, statement, listens)
            && self.is_connected_without_call()
    }

    /// What happens as soon as `node` runs.
    fn follow(
        &self,
        listening: &Listening<'s>,
        script: &'s Script,
        node: &Node<'s>,
        hops: usize,
        run: &mut Run,
    ) {
        let is_app = |name: &Node<'s>| {
            name.kind() == "identifier"
                && self
                    .survey
                    .symbol(script, name)
                    .is_some_and(|symbol| listening.symbols.contains(&symbol))
        };
        run.stays |= node.dfs().any(|name| is_app(&name));
        for call in run_at_once(node) {
            match self.asks(script, &call) {
                Some((method, _)) if CONNECTS.contains(&method.as_str()) => run.stays = true,
                _ => run.queries |= self.is_query(script, &call),
            }
            let Some((function, hops)) = self.run_by(script, &call).zip(hops.checked_sub(1)) else {
                continue;
            };
            let place = (function.script.path.clone(), function.node.range().start);
            if let Some(body) = function
                .node
                .field("body")
                .filter(|_| run.seen.insert(place))
            {
                self.follow(listening, function.script, &body, hops, run);
            }
        }
    }

    /// The local function that a call runs, also one of the object that another function gives back.
    fn run_by(&self, script: &'s Script, call: &Node<'s>) -> Option<Located<'s>> {
        called(self.survey, script, call).or_else(|| {
            let (object, name) = method_call(call)?;
            let factory = called(self.survey, script, &bare(&object))?;
            let given = returned_object(&factory.node)?;
            let value = property(&given, &name)?;
            let found = self.survey.definition(factory.script, &value)?;
            is_function(&found.node).then_some(found)
        })
    }

    /// Whether a call is a query of a handle, of a model or of what either gives back.
    fn is_query(&self, script: &'s Script, call: &Node<'s>) -> bool {
        method_call(call).is_some_and(|(receiver, method)| {
            let begins = |start: &&str| method.starts_with(start);
            (QUERIES.iter().any(begins) || self.asks(script, call).is_some())
                && self.is_of_database(script, &receiver, FUNCTIONS)
        })
    }

    /// Whether an expression leads to a database that is no cache.
    fn is_of_database(&self, script: &'s Script, expression: &Node<'s>, hops: usize) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let node = bare(expression);
        if let Some(symbol) = self.handle(script, &node) {
            return self
                .handles()
                .iter()
                .any(|handle| handle.symbol == symbol && !handle.client.is_cache());
        }
        let inner = match &*node.kind() {
            "member_expression" => node.field("object"),
            "call_expression" => node.field("function"),
            "new_expression" => node.field("constructor"),
            "identifier" => return self.is_named_for_database(script, &node, hops),
            _ => None,
        };
        inner.is_some_and(|inner| self.is_of_database(script, &inner, hops + 1))
    }

    fn is_named_for_database(&self, script: &'s Script, name: &Node<'s>, hops: usize) -> bool {
        if let Some(reached) = reference(name) {
            let is_client =
                |client: &Client| client.package == reached.module && !client.is_cache();
            let file = resolve(self.survey.overlay, &script.path, &reached.module);
            // `db` of `db.User`, beside the handle `db.sequelize`
            let has_handle = file.is_some_and(|file| {
                self.handles()
                    .iter()
                    .any(|handle| handle.symbol.path == file && !handle.client.is_cache())
            });
            if CLIENTS.iter().any(is_client) || has_handle {
                return true;
            }
        }
        let Some(found) = self.survey.definition(script, name) else {
            return false;
        };
        match &*found.node.kind() {
            "class_declaration" | "class" => superclass(&found.node)
                .is_some_and(|above| self.is_of_database(found.script, &above, hops)),
            "call_expression" | "new_expression" | "member_expression" => {
                self.is_of_database(found.script, &found.node, hops)
            }
            _ => false,
        }
    }

    /// Whether no call beside the listen is needed to connect the databases: their clients do so by themselves, or a module
    /// does while it is loaded.
    fn is_connected_without_call(&self) -> bool {
        let mut eager = self.handles().iter().map(|handle| handle.client);
        let Some(eager) = eager.find(|client| must_be_connected(client)) else {
            return true;
        };
        let speaks = |path: &&String| self.survey.overlay.has_literal(path, eager.literal);
        let connects = |script: &'s Script| {
            let root = script.root();
            run_at_once(&root).iter().any(|call| {
                self.asks(script, call)
                    .is_some_and(|(method, _)| CONNECTS.contains(&method.as_str()))
            })
        };
        self.reached()
            .iter()
            .filter(speaks)
            .filter_map(|path| self.survey.script(path))
            .any(connects)
    }
}

/// Whether somebody has to connect the handle before it can be asked.
fn must_be_connected(client: &Client) -> bool {
    matches!(client.package, "mongodb" | "mongoose" | "typeorm") || client.makes == Some("Client")
}

/// The call that a statement is, or whose result it keeps; nobody waits for it.
fn loose_call<'a>(statement: &Node<'a>) -> Option<Node<'a>> {
    let value = match &*statement.kind() {
        "expression_statement" => statement.child(0)?,
        "lexical_declaration" | "variable_declaration" => {
            let mut declared = statement.named_children();
            let only = declared.next().filter(|_| declared.next().is_none())?;
            only.field("value")?
        }
        _ => return None,
    };
    let value = match &*value.kind() {
        "unary_expression" => value.field("argument")?,
        _ => value,
    };
    let waits = awaits(&value, statement).next().is_some();
    (value.kind() == "call_expression" && !waits).then_some(value)
}

/// Whether what happens behind the wait is this statement, too: it has moved there.
fn is_repeated(statement: &Node<'_>, start: &Node<'_>) -> bool {
    let bare_text = |node: &Node<'_>| node.text().split_whitespace().collect::<String>();
    let wanted = bare_text(statement);
    let listen = arguments(start).pop();
    let body = listen.and_then(|listen| listen.field("body"));
    body.is_some_and(|body| statements(&body).iter().any(|it| bare_text(it) == wanted))
}

/// Whether nothing but `listens`, further below, uses what a statement declares.
fn is_used_by(script: &Script, statement: &Node<'_>, listens: &Node<'_>) -> bool {
    let own = statement.range();
    if statement.kind() == "expression_statement" {
        return true;
    }
    let declared = statement
        .named_children()
        .next()
        .and_then(|declarator| bound_name(&declarator.field("value")?));
    let Some(name) = declared.filter(|name| name.kind() == "identifier") else {
        return false;
    };
    let listens = listens.range();
    let root = script.root();
    own.end <= listens.start
        && root
            .dfs()
            .filter(|n| n.kind().ends_with("identifier") && n.text() == name.text())
            .all(|n| own.contains(&n.range().start) || listens.contains(&n.range().start))
}

/// A statement as it moves: with its comments.
pub(crate) fn moved_text(script: &Script, statement: &Node<'_>) -> String {
    let text = &script.text;
    let range = statement.range();
    let is_alone = text[line_start(text, range.start)..range.start]
        .trim()
        .is_empty();
    let start = if is_alone {
        with_comments(script, statement)
    } else {
        range.start
    };
    let behind = text[range.end..line_end(text, range.end)].trim_end();
    let end = if behind.trim_start().starts_with("//") {
        range.end + behind.len()
    } else {
        range.end
    };
    text[start..end].to_owned()
}

/// The calls that happen as soon as `node` runs: not those in functions that are only made or kept for later.
fn run_at_once<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    let mut found = Vec::new();
    let mut open = vec![node.clone()];
    while let Some(node) = open.pop() {
        if node.kind() == "call_expression" {
            found.push(node.clone());
        }
        open.extend(
            node.named_children()
                .filter(|child| !is_function(child) || is_run_at_once(child)),
        );
    }
    found
}

fn is_run_at_once(function: &Node<'_>) -> bool {
    let around = function
        .ancestors()
        .find(|n| n.kind() != "parenthesized_expression");
    let Some(around) = around else {
        return false;
    };
    if around.kind() != "arguments" {
        return around.kind() == "call_expression";
    }
    around.parent().is_some_and(|call| {
        let of_promise = call
            .field("constructor")
            .is_some_and(|n| n.text() == "Promise");
        of_promise || method_call(&call).is_some_and(|(_, name)| RUNS.contains(&name.as_str()))
    })
}

/// The object literal that a function gives back.
fn returned_object<'a>(function: &Node<'a>) -> Option<Node<'a>> {
    let body = function.field("body")?;
    if !is_statement_list(&body) {
        return Some(bare(&body)).filter(|n| n.kind() == "object");
    }
    let statement = statements(&body).pop()?;
    let given = statement
        .named_children()
        .next()
        .filter(|_| statement.kind() == "return_statement")?;
    Some(bare(&given)).filter(|n| n.kind() == "object")
}

/// The class that a class extends.
fn superclass<'a>(class: &Node<'a>) -> Option<Node<'a>> {
    let heritage = class.children().find(|n| n.kind() == "class_heritage")?;
    let clause = heritage.children().find(|n| n.kind() == "extends_clause");
    let list = clause.unwrap_or(heritage);
    list.field("value").or_else(|| list.named_children().next())
}
