//! What a service does to connect to its databases, and what of that must happen before it listens: the statements that
//! connect and let nobody wait, and for every database the expression that connects it.

use minijinja::{Value, context};

use crate::code::helpers::Deed;
use crate::code::located::Located;
use crate::edit::line_start;
use crate::edit::script::{
    Node, Script, arguments, bare, callee, is_function, method_call, statement_of, statements,
};
use crate::survey::fact::{Captures, Fact, Site};
use crate::survey::node::checks::{Check, HOPS, own_calls};
use crate::survey::node::databases::Database;
use crate::survey::node::listen::Listening;
use crate::survey::node::queries::moved_text;
use crate::survey::node::service::Service;
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Service>] = &[
    Row::list(
        "listen",
        "the statement that listens, while it waits for no database",
        &[
            "connections",
            "listen",
            "queries_after",
            "queries_before",
            "server",
            "syncs",
            "waits",
        ],
        |it| it.listen_sites(),
    ),
    Row::list(
        "loose-checks",
        "statements beside the listen that reach a database, and nobody waits for them",
        &[],
        |it| it.loose_checks(),
    ),
];

/// How long a name and its expression may be that share a line.
const LINE: usize = 66;

/// What a statement beside the listen does to a database, while nobody waits for it.
enum Loose<'s> {
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
            .filter(|handle| handle.client.kind != "redis")
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

    /// The statement that listens, as it stands.
    pub(crate) fn listen_sites(&self) -> Fact<Vec<Site>> {
        let listening = match self.listening() {
            Fact::Present(listening) => listening,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        let statement = match listening.own_statement() {
            Ok(statement) => statement,
            Err(reason) => return Fact::Unknown(reason),
        };
        let started = statement.ancestors().any(|n| {
            let script = listening.script;
            self.survey
                .calls_helper(script, &n, Deed::WaitsForDatabases)
        });
        if started {
            return Fact::Present(Vec::new());
        }
        let connections = match self.connections(listening) {
            Ok(connections) => connections,
            Err(reason) => return Fact::Unknown(reason),
        };
        let syncs = self.loose(listening).into_iter();
        let syncs: Vec<Value> = syncs
            .filter(|(_, loose)| matches!(loose, Loose::Syncs))
            .filter_map(|(statement, _)| statement.child(0))
            .map(|chain| Value::from_safe_string(chain.text().into_owned()))
            .collect();
        let (before, after) = self.query_statements(listening, &statement);
        let text = statement.text().into_owned();
        let captures = Captures::from([
            ("connections".to_owned(), Value::from(connections)),
            (
                "server".to_owned(),
                Value::from(listening.receiver().text().into_owned()),
            ),
            ("listen".to_owned(), Value::from_safe_string(text)),
            (
                "waits".to_owned(),
                Value::from(!syncs.is_empty() || awaits(&statement)),
            ),
            ("syncs".to_owned(), Value::from(syncs)),
            ("queries_before".to_owned(), Value::from(before)),
            ("queries_after".to_owned(), Value::from(after)),
        ]);
        Fact::Present(vec![site(listening.script, &statement, captures)])
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

    /// The statements whose work happens before the listen from now on.
    pub(crate) fn loose_checks(&self) -> Fact<Vec<Site>> {
        let listening = match self.listening() {
            Fact::Present(listening) => listening,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        let sites = self.loose(listening).into_iter();
        let sites = sites.map(|(statement, _)| site(listening.script, &statement, Captures::new()));
        Fact::Present(sites.collect())
    }

    /// The statements beside the one that listens which reach a database, and what each does.
    fn loose(&self, listening: &Listening<'s>) -> Vec<(Node<'s>, Loose<'s>)> {
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
        let check = self.check(script, &call, HOPS)?;
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

    /// Whether a call makes the connection that a handle needs, by itself or in a local function.
    fn connects(&self, script: &'s Script, call: &Node<'s>, hops: usize) -> bool {
        if let Some((method, _)) = self.asks(script, call) {
            return matches!(&*method, "connect" | "initialize" | "openUri");
        }
        let body = |function: Located<'s>| Some((function.script, function.node.field("body")?));
        let inside = hops
            .checked_sub(1)
            .zip(self.called(script, call).and_then(body));
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
            .find(|inner| self.connects(listening.script, inner, HOPS))?;
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

/// Whether a statement waits for a promise itself.
fn awaits(statement: &Node<'_>) -> bool {
    statement.dfs().any(|n| {
        n.kind() == "await_expression"
            && n.ancestors()
                .take_while(|a| a.node_id() != statement.node_id())
                .all(|a| !is_function(&a))
    })
}

fn site(script: &Script, node: &Node<'_>, captures: Captures) -> Site {
    Site {
        path: script.path.clone(),
        range: node.range(),
        line: script.line(node.range().start),
        captures,
    }
}
