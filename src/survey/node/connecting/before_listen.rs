//! What has to happen before a service listens: for every database the expression that connects it, and the statements that put
//! queries to one.

use minijinja::{Value, context};

use crate::code::helpers::Deed;
use crate::code::javascript::called::called;
use crate::code::javascript::functions::FUNCTIONS;
use crate::code::located::Located;
use crate::edit::line_start;
use crate::edit::script::{Node, Script, arguments, is_function, method_call, statement_of};
use crate::survey::fact::{Fact, Site};
use crate::survey::node::connecting::asks::{Check, own_calls};
use crate::survey::node::connecting::loose::Loose;
use crate::survey::node::connecting::promises::awaits;
use crate::survey::node::connecting::queries::moved_text;
use crate::survey::node::databases::database::Database;
use crate::survey::node::listening::Listening;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// the statement that listens, while it waits for no database
    list "listen" ["connections", "listen", "queries_after", "queries_before", "server", "syncs", "waits"] =
        |it| it.listen_sites();
}

/// How long a name and its expression may be that share a line.
const LINE: usize = 66;

/// Why a statement that keeps what `listen` gives cannot wait: `return this.server` right behind it, or the modules that import it,
/// would find nothing.
fn kept_and_used(script: &Script, statement: &Node<'_>) -> Option<String> {
    let kept = statement.child(0)?.field("left")?;
    let text = kept.text();
    let is_exported = text == "exports" || text == "module.exports" || text.starts_with("exports.");
    let is_used = || {
        let around = statement.ancestors().find(is_function);
        around.is_some_and(|function| {
            function.dfs().any(|n| {
                n.range().start >= statement.range().end
                    && n.kind() == kept.kind()
                    && n.text() == text
            })
        })
    };
    let is_member = kept.kind() == "member_expression";
    (is_member && (is_exported || is_used())).then(|| {
        format!(
            "`{text}` is used as soon as `{}:{}` listens, and could not wait; give it the server of `createServer` first, and let that listen",
            script.path,
            script.line(statement.range().start)
        )
    })
}

impl<'s> Service<'s> {
    /// The statement that listens, as it stands.
    fn listen_sites(&self) -> Fact<Vec<Site>> {
        self.listening()
            .and_then(|listening| Fact::from_result(self.listen_sites_of(listening)))
    }

    fn listen_sites_of(&self, listening: &Listening<'s>) -> Result<Vec<Site>, String> {
        let statement = listening.own_statement()?;
        let started = statement.ancestors().any(|n| {
            let script = listening.script;
            self.survey
                .calls_helper(script, &n, Deed::WaitsForDatabases)
        });
        if started {
            return Ok(Vec::new());
        }
        if let Some(reason) = kept_and_used(listening.script, &statement) {
            return Err(reason);
        }
        let connections = self.connections(listening)?;
        let syncs = self.loose(listening).into_iter();
        let syncs: Vec<Value> = syncs
            .filter(|(_, loose)| matches!(loose, Loose::Syncs))
            .filter_map(|(statement, _)| statement.child(0))
            .map(|chain| Value::from_safe_string(chain.text().into_owned()))
            .collect();
        let (before, after) = self.query_statements(listening, &statement);
        let text = statement.text().into_owned();
        let waits = !syncs.is_empty() || awaits(&statement, &statement).next().is_some();
        let site = Site::at(listening.script, &statement)
            .with("connections", connections)
            .with("server", listening.receiver().text().into_owned())
            .with("listen", Value::from_safe_string(text))
            .with("waits", waits)
            .with("syncs", syncs)
            .with("queries_before", before)
            .with("queries_after", after);
        Ok(vec![site])
    }

    /// The databases with the expression that connects each, as the script that listens sees them.
    fn connections(&self, listening: &Listening<'s>) -> Result<Vec<Value>, String> {
        if let Some(reason) = self
            .unknown_client()
            .or_else(|| self.connected_too_late(listening))
        {
            return Err(reason);
        }
        let block = listening.block();
        let needed: Vec<_> = self
            .handles()
            .iter()
            .filter(|handle| !handle.client.is_cache())
            .collect();
        let (mut databases, unreachable) = self.reachable(listening.script, block.as_ref(), needed);
        for (_, loose) in self.loose(listening) {
            if let Loose::Connects(call, check) = loose {
                connect_by(listening.script, &call, &check, &mut databases);
            }
        }
        if databases.is_empty()
            && let Some(reason) = unreachable.into_iter().next()
        {
            return Err(format!(
                "{reason}; export it, so that the start can wait for it"
            ));
        }
        self.mark_optional(listening.script, &mut databases);
        let value = |database: Database| {
            let connect = database.connect;
            let is_long = connect.contains('\n') || database.name.len() + connect.len() > LINE;
            context! {
                name => database.name,
                import => database.import,
                condition => database.condition,
                is_long => is_long,
                connect => if database.kept { Value::from_safe_string(connect) } else { connect.into() },
            }
        };
        Ok(databases.into_iter().map(value).collect())
    }

    /// The statements that put queries, before the one that listens and after it.
    fn query_statements(
        &self,
        listening: &Listening<'s>,
        listens: &Node<'s>,
    ) -> (Vec<Value>, Vec<Value>) {
        let text =
            |statement: &Node<'s>| Value::from_safe_string(moved_text(listening.script, statement));
        let queries = self.loose(listening).into_iter();
        let queries = queries.filter(|(_, loose)| matches!(loose, Loose::Queries));
        let (before, after): (Vec<_>, Vec<_>) = queries
            .map(|(statement, _)| statement)
            .partition(|statement| statement.range().end <= listens.range().start);
        (
            before.iter().map(text).collect(),
            after.iter().map(text).collect(),
        )
    }

    /// Whether a call makes the connection that a handle needs, by itself or in a local function.
    fn connects(&self, script: &'s Script, call: &Node<'s>, hops: usize) -> bool {
        if let Some((method, _)) = self.asks(script, call) {
            return matches!(&*method, "connect" | "initialize" | "openUri");
        }
        let body = |function: Located<'s>| Some((function.script, function.node.field("body")?));
        let inside = hops
            .checked_sub(1)
            .zip(called(self.survey, script, call).and_then(body));
        inside.is_some_and(|(hops, (script, body))| {
            own_calls(&body)
                .iter()
                .any(|inner| self.connects(script, inner, hops))
        })
    }

    /// A connection that is made in the callback of `listen` cannot be waited for before it.
    fn connected_too_late(&self, listening: &Listening<'s>) -> Option<String> {
        let call = listening.call()?;
        let callback = arguments(&call).pop()?;
        let late = own_calls(&callback)
            .into_iter()
            .find(|inner| self.connects(listening.script, inner, FUNCTIONS))?;
        Some(format!(
            "`{}:{}` connects once the service listens; call that before `listen`",
            listening.script.path,
            listening.script.line(late.range().start)
        ))
    }
}

/// The databases that `call` connects are connected by that very call, which is the first one's expression.
fn connect_by(script: &Script, call: &Node<'_>, check: &Check, databases: &mut Vec<Database>) {
    let text = joined(script, call);
    let is_connected = |database: &Database| check.handles.contains(&database.symbol);
    let Some(first) = databases.iter().position(is_connected) else {
        databases.extend(
            check
                .handles
                .first()
                .map(|handle| Database::by(&text, handle)),
        );
        return;
    };
    let database = &mut databases[first];
    database.kept = true;
    if check.fails {
        database.connect = text;
        // the handle itself is not named any more
        database.import.clear();
    } else {
        // it keeps a failure to itself, so the connection is asked as well
        database.connect = format!("{text}.then(() => {})", database.connect);
    }
    let mut at = 0;
    databases.retain(|database| {
        at += 1;
        at - 1 <= first || !is_connected(database)
    });
}

/// The text of a call whose method stands on a line of its own, as in a chain, with both on one line.
fn joined(script: &Script, call: &Node<'_>) -> String {
    let text = call.text().into_owned();
    let Some((receiver, _)) = method_call(call) else {
        return text;
    };
    let (head, rest) = text.split_at(receiver.text().len());
    let Some((gap, tail)) = rest
        .split_once('.')
        .filter(|(gap, _)| gap.contains('\n') && gap.trim().is_empty())
    else {
        return text;
    };
    // the lines of the arguments go back by as much as the method stood further in than the statement
    let method_line = gap.rsplit('\n').next().unwrap_or_default();
    let statement_line = indent_of(script, call);
    let shift = |line: &str| match line.strip_prefix(method_line) {
        Some(rest) => format!("{statement_line}{rest}"),
        _ => line.to_owned(),
    };
    let lines: Vec<String> = tail.split('\n').map(shift).collect();
    format!("{head}.{}", lines.join("\n"))
}

/// The white space before the statement that holds `node`.
fn indent_of<'s>(script: &'s Script, node: &Node<'_>) -> &'s str {
    let start = statement_of(node).range().start;
    &script.text[line_start(&script.text, start)..start]
}
