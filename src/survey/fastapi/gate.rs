//! Whether a service starts only once a database has answered: what its start, or the load of a module, asks of one and lets
//! fail.

use minijinja::Value;

use crate::code::located::Located;
use crate::code::python::definitions::{definition, member};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{callee, keyword, method_call, own, values};
use crate::edit::script::Node;
use crate::survey::fact::Fact;
use crate::survey::fastapi::app::App;
use crate::survey::fastapi::events::When;
use crate::survey::fastapi::lifespan::{Lifespan, yield_of};
use crate::survey::fastapi::{Fastapi, events, lifespan};
use crate::survey::python::clients::{CONNECTION, PSYCOPG2_POOL, made_by};
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[Row::fact(
    "gated-startup",
    "a database that is away keeps the service from starting",
    |it, _| it.gated_startup(),
)];

/// How many functions of the repository are followed.
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

impl<'s> Fastapi<'s> {
    /// Whether a database that is away keeps the service from starting.
    pub(crate) fn gated_startup(&self) -> Fact<Value> {
        let app = match self.app() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        let gated = self.waits_already(app)
            || self.starts_with(app).iter().any(|(at, nodes)| {
                nodes
                    .iter()
                    .any(|node| self.fails(&at.at(node.clone()), &at.node, HOPS))
            });
        Fact::from_option(gated.then(|| Value::from(true)))
    }

    /// Whether the start calls our function that waits for the databases.
    pub(crate) fn waits_already(&self, app: &App<'s>) -> bool {
        let is_ours = |node: &Node<'s>| {
            let name = callee(node).and_then(|callee| dotted(&callee));
            name.is_some_and(|name| name.ends_with("startup.wait_for_databases"))
        };
        self.starts_with(app)
            .iter()
            .any(|(_, nodes)| nodes.iter().any(is_ours))
    }

    /// The nodes that run before the service takes requests, each with the function or module that runs them.
    fn starts_with(&self, app: &App<'s>) -> Vec<(Located<'s>, Vec<Node<'s>>)> {
        let mut found = Vec::new();
        if let Lifespan::Function(function) = lifespan::of(self.survey, app)
            && let (Some(body), Some(pause)) =
                (function.node.field("body"), yield_of(&function.node))
        {
            let mut nodes = own(&body);
            nodes.retain(|node| node.range().start < pause.range().start);
            found.push((function, nodes));
        }
        for handler in events::handlers(self.survey, app, When::Start) {
            if let Some(function) = events::function(self.survey, &handler)
                && let Some(body) = function.node.field("body")
            {
                let nodes = own(&body);
                found.push((function, nodes));
            }
        }
        let modules = self.reached().iter();
        found.extend(modules.filter_map(|path| {
            let script = self.survey.script(path)?;
            let node = script.root();
            let mut nodes = own(&node);
            // what stands behind `if __name__ == "__main__"` runs in no server
            nodes.retain(|node| node.kind() == "call" && !is_for_main(node));
            Some((Located { script, node }, nodes))
        }));
        found
    }

    /// Whether a call that runs in `until` reaches a database and lets its failure pass on.
    fn fails(&self, call: &Located<'s>, until: &Node<'s>, hops: usize) -> bool {
        let Some(callee) = callee(&call.node) else {
            return false;
        };
        if is_swallowed(&call.node, until) {
            return false;
        }
        if self.asks(call) {
            return true;
        }
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let Some(found) = definition(self.survey, call.script, &callee) else {
            return false;
        };
        let function = match &*found.node.kind() {
            "function_definition" => found,
            "class_definition" => match member(self.survey, &found, "__init__") {
                Some(method) => method,
                None => return false,
            },
            _ => return false,
        };
        let is_async = function.node.child(0).is_some_and(|n| n.kind() == "async");
        if is_async && !is_awaited(&call.node, until) {
            return false;
        }
        let Some(body) = function.node.field("body") else {
            return false;
        };
        own(&body)
            .into_iter()
            .any(|node| self.fails(&function.at(node), &function.node, hops))
    }

    /// Whether a call reaches a database by itself.
    fn asks(&self, call: &Located<'s>) -> bool {
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
        (METHODS.contains(&method.as_str()) || method == "open" && waits())
            && (self.leads_to_client(&call.at(receiver), STEPS)
                || values(&call.node)
                    .into_iter()
                    .any(|value| self.leads_to_client(&call.at(value), STEPS)))
    }

    /// Whether an expression is a client of a database, or is made of one: a session, a collection.
    fn leads_to_client(&self, expression: &Located<'s>, hops: usize) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let node = &expression.node;
        let is_database =
            |node: &Node<'s>| made_by(node).is_some_and(|client| client.name != "redis");
        if is_database(node) {
            return true;
        }
        let inner = match &*node.kind() {
            "identifier" => {
                let found = || definition(self.survey, expression.script, node);
                let lender = lent(node).map(|lender| expression.at(lender));
                let source = lender.or_else(found);
                return source.is_some_and(|source| {
                    source.node.range() != node.range() && self.leads_to_client(&source, hops)
                });
            }
            "attribute" => {
                let found = definition(self.survey, expression.script, node);
                if found.is_some_and(|found| is_database(&found.node)) {
                    return true;
                }
                node.field("object")
            }
            "subscript" => node.field("value"),
            "await" => node.named_children().next(),
            "call" => {
                let given = values(node).into_iter();
                return given
                    .chain(callee(node))
                    .any(|part| self.leads_to_client(&expression.at(part), hops));
            }
            _ => None,
        };
        inner.is_some_and(|inner| self.leads_to_client(&expression.at(inner), hops))
    }
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

/// Whether a node stands below `if __name__ == "__main__"`.
fn is_for_main(node: &Node<'_>) -> bool {
    node.ancestors()
        .filter(|n| n.kind() == "if_statement")
        .filter_map(|n| n.field("condition"))
        .any(|condition| condition.text().contains("__name__"))
}
