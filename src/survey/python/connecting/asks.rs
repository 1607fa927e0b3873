//! Which calls fail while a database is away, and whether that failure passes on to whoever runs them.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{definition, member};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    bare, callee, class_around, is_async, keyword, method_call, own, values,
};
use crate::edit::script::Node;
use crate::survey::python::app::AtStart;
use crate::survey::python::databases::clients::{CONNECTION, PSYCOPG2_POOL, made_by};

/// How many functions of the repository are followed. Services connect behind one or two; wrappers take another, and functions
/// that call themselves come to an end.
const HOPS: usize = 4;

/// How many steps an expression may be away from the client that it is made of.
const STEPS: usize = 10;

/// Functions of packages that reach a database when they are called.
const FUNCTIONS: &[&str] = &[
    "asyncpg.connect",
    "beanie.init_beanie",
    "tortoise.Tortoise.init",
];

/// Methods of clients, engines and sessions that reach the database.
const METHODS: &[&str] = &[
    "acquire",
    "begin",
    "command",
    "connect",
    "count_documents",
    "create_index",
    "create_indexes",
    "exec",
    "execute",
    "fetch",
    "fetchrow",
    "fetchval",
    "find_one",
    "getconn",
    "list_collection_names",
    "list_database_names",
    "scalar",
    "scalars",
    "server_info",
    "wait",
];

/// Whether something that is run at a start reaches a database and lets its failure pass on.
pub(crate) fn lets_fail<'s>(survey: &'s Survey<'s>, start: &AtStart<'s>) -> bool {
    let mut nodes = start.nodes.iter().map(|node| start.of.at(node.clone()));
    nodes.any(|node| fails(survey, &node, &start.of.node, HOPS))
}

/// Whether a call that runs in `until` reaches a database and lets its failure pass on.
fn fails<'s>(survey: &'s Survey<'s>, call: &Located<'s>, until: &Node<'s>, hops: usize) -> bool {
    let Some(callee) = callee(&call.node) else {
        return false;
    };
    if is_swallowed(&call.node, until) {
        return false;
    }
    if asks(survey, call) {
        return true;
    }
    let Some(hops) = hops.checked_sub(1) else {
        return false;
    };
    let Some(function) = run_by(survey, call, &callee) else {
        return false;
    };
    if is_async(&function.node) && !is_awaited(&call.node, until) {
        return false;
    }
    let Some(body) = function.node.field("body") else {
        return false;
    };
    own(&body)
        .into_iter()
        .any(|node| fails(survey, &function.at(node), &function.node, hops))
}

/// The function that a call runs: itself, or the one that makes an object of a class.
fn run_by<'s>(
    survey: &'s Survey<'s>,
    call: &Located<'s>,
    callee: &Node<'s>,
) -> Option<Located<'s>> {
    let found = definition(survey, call.script, callee)?;
    match &*found.node.kind() {
        "function_definition" => Some(found),
        "class_definition" => member(survey, &found, "__init__"),
        _ => None,
    }
}

/// Whether a call reaches a database by itself.
fn asks<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> bool {
    if let Some(client) = made_by(&call.node) {
        return matches!(client.kind, CONNECTION | PSYCOPG2_POOL | "asyncpg");
    }
    let name = callee(&call.node).and_then(|callee| dotted(&callee));
    if name.is_some_and(|name| FUNCTIONS.contains(&name.as_str())) {
        return true;
    }
    let Some((receiver, method)) = method_call(&call.node) else {
        return false;
    };
    // the tables are made on whatever engine it is given
    if method == "create_all" {
        return true;
    }
    // the pool of psycopg opens in the background, unless it is told to wait
    let waits = || keyword(&call.node, "wait").is_some_and(|it| it.text() == "True");
    let reaches = METHODS.contains(&method.as_str()) || method == "open" && waits();
    let mut parts = std::iter::once(receiver).chain(values(&call.node));
    reaches && parts.any(|part| leads_to_client(survey, &call.at(part), STEPS))
}

/// What a class assigns to the member of its object that an expression is: `self.client`, which begins as `None`.
fn assigned<'s>(member: &Node<'s>) -> impl Iterator<Item = Node<'s>> {
    let text = member.text().into_owned();
    let class = class_around(member).filter(|_| text.starts_with("self."));
    let nodes = class.into_iter().flat_map(|class| {
        let nodes: Vec<Node<'s>> = class.dfs().filter(|n| n.kind() == "assignment").collect();
        nodes
    });
    let given = nodes.filter(move |n| n.field("left").is_some_and(|left| left.text() == text));
    given.filter_map(|n| n.field("right")).map(|it| bare(&it))
}

/// Whether an expression is a client of a database, or is made of one.
pub(super) fn is_client_of_database<'s>(survey: &'s Survey<'s>, expression: &Located<'s>) -> bool {
    leads_to_client(survey, expression, STEPS)
}

/// Whether an expression is a client of a database, or is made of one: a session, a collection.
fn leads_to_client<'s>(survey: &'s Survey<'s>, expression: &Located<'s>, hops: usize) -> bool {
    let Some(hops) = hops.checked_sub(1) else {
        return false;
    };
    let node = &expression.node;
    let is_database = |node: &Node<'s>| made_by(node).is_some_and(|client| !client.is_cache());
    if is_database(node) {
        return true;
    }
    let inner = match &*node.kind() {
        "identifier" => {
            let found = || definition(survey, expression.script, node);
            let lender = lent(node).map(|lender| expression.at(lender));
            let source = lender.or_else(found);
            return source.is_some_and(|source| {
                source.node.range() != node.range() && leads_to_client(survey, &source, hops)
            });
        }
        "attribute" => {
            let found = definition(survey, expression.script, node);
            if found.is_some_and(|found| is_database(&found.node))
                || assigned(node).any(|it| is_database(&it))
            {
                return true;
            }
            node.field("object")
        }
        "subscript" => node.field("value"),
        "await" => node.named_children().next(),
        "call" => {
            let mut parts = values(node).into_iter().chain(callee(node));
            return parts.any(|part| leads_to_client(survey, &expression.at(part), hops));
        }
        _ => None,
    };
    inner.is_some_and(|inner| leads_to_client(survey, &expression.at(inner), hops))
}

/// What `with … as name` around a name lends under it.
fn lent<'a>(name: &Node<'a>) -> Option<Node<'a>> {
    let text = name.text();
    let items = name
        .ancestors()
        .filter(|n| n.kind() == "with_statement")
        .filter_map(|n| n.children().find(|n| n.kind() == "with_clause"))
        .flat_map(|clause| clause.named_children().collect::<Vec<_>>());
    items
        .filter_map(|item| item.field("value"))
        .filter(|item| item.kind() == "as_pattern")
        .find(|item| {
            item.field("alias")
                .is_some_and(|alias| alias.text() == text)
        })
        .and_then(|item| item.named_children().next())
}

/// Whether a `try` around a node, inside `until`, takes a failure and goes on, and nothing behind it raises after all.
fn is_swallowed(node: &Node<'_>, until: &Node<'_>) -> bool {
    let around = node
        .ancestors()
        .take_while(|n| n.node_id() != until.node_id());
    around.filter(|n| n.kind() == "try_statement").any(|tried| {
        let inside = tried
            .field("body")
            .is_some_and(|body| body.range().end >= node.range().end);
        let goes_on = || {
            let mut clauses = tried.children().filter(|n| n.kind() == "except_clause");
            clauses.any(|clause| !clause.dfs().any(|n| ends(&n)))
        };
        let raises_later = || {
            let behind = own(until).into_iter();
            is_in_loop(&tried, until)
                && behind
                    .filter(|n| n.range().start >= tried.range().end)
                    .any(|n| ends(&n))
        };
        inside && goes_on() && !raises_later()
    })
}

/// Whether a `try` is one of several attempts.
fn is_in_loop(tried: &Node<'_>, until: &Node<'_>) -> bool {
    tried
        .ancestors()
        .take_while(|n| n.node_id() != until.node_id())
        .any(|n| matches!(&*n.kind(), "for_statement" | "while_statement"))
}

/// Whether a node raises, or ends the process.
fn ends(n: &Node<'_>) -> bool {
    match &*n.kind() {
        "raise_statement" => true,
        "call" => callee(n).is_some_and(|callee| {
            matches!(
                &*callee.text(),
                "exit" | "quit" | "sys.exit" | "os._exit" | "os.abort" | "os.kill"
            )
        }),
        _ => false,
    }
}

/// Whether somebody waits for what an asynchronous function gives.
fn is_awaited(call: &Node<'_>, until: &Node<'_>) -> bool {
    call.ancestors()
        .take_while(|n| n.node_id() != until.node_id() && n.kind() != "block")
        .any(|n| match &*n.kind() {
            "await" | "with_item" => true,
            "call" => callee(&n).is_some_and(|callee| {
                let text = callee.text();
                text == "asyncio.run" || text.ends_with(".run_until_complete")
            }),
            _ => false,
        })
}
