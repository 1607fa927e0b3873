//! What a start asks of a database by itself, and goes on whatever the answer is: beside a call that waits for the databases it
//! only costs time, half a minute where MongoDB is away.

use crate::code::Survey;
use crate::code::python::syntax::{bare, callee, method_call, string_value, values};
use crate::edit::script::Node;
use crate::survey::fact::Site;
use crate::survey::python::app::App;
use crate::survey::python::app::AtStart;
use crate::survey::python::connecting::asks::is_client_of_database;
use crate::survey::python::connecting::needed::is_of_documents;
use crate::survey::python::databases::handle::Handle;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// statements of a start that ask MongoDB whether it is there, and go on whatever it answers
    list "idle-asks" = |it| it.app().map(|app| it.idle_asks(app));
}

/// Commands of MongoDB that only ask whether it is there.
const COMMANDS: &[&str] = &["hello", "isMaster", "ismaster", "ping"];

impl<'s> Service<'s> {
    fn idle_asks(&self, app: &App<'s>) -> Vec<Site> {
        let is_waited_for =
            |handle: &Handle<'s>| handle.reach.is_ok() && is_of_documents(handle.client.kind);
        if !self.needed().any(is_waited_for) {
            return Vec::new();
        }
        let starts = self.framework.at_start(self.survey, app).into_iter();
        let sites = starts.flat_map(|start| {
            let tried = start.nodes.iter().filter(|n| n.kind() == "try_statement");
            let idle = tried.filter(|it| !is_alone(it) && only_asks(self.survey, &start, it));
            let sites = idle.map(|it| Site::at(start.of.script, it));
            sites.collect::<Vec<_>>()
        });
        sites.collect()
    }
}

/// Whether nothing stands beside a statement, so that without it the code would not parse.
fn is_alone(statement: &Node<'_>) -> bool {
    statements_of(statement.parent()).len() < 2
}

/// `try: client.admin.command("ping")`, where every part reports at most.
fn only_asks<'s>(survey: &'s Survey<'s>, start: &AtStart<'s>, tried: &Node<'s>) -> bool {
    let body = statements_of(tried.field("body"));
    let is_ask = |statement: &Node<'s>| pings(survey, start, statement);
    let others = tried
        .children()
        .filter(|n| n.kind().ends_with("_clause"))
        .flat_map(|clause| statements_of(clause.children().find(|n| n.kind() == "block")));
    body.iter().any(is_ask)
        && body
            .iter()
            .all(|statement| is_ask(statement) || reports(statement))
        && others.into_iter().all(|statement| reports(&statement))
}

fn statements_of(block: Option<Node<'_>>) -> Vec<Node<'_>> {
    let children = block.map(|block| block.named_children().collect::<Vec<_>>());
    let mut found = children.unwrap_or_default();
    found.retain(|it| it.kind() != "comment");
    found
}

/// The call that a statement is, waited for or not.
fn call_of<'s>(statement: &Node<'s>) -> Option<Node<'s>> {
    let expression = statement
        .child(0)
        .filter(|_| statement.kind() == "expression_statement")?;
    let awaited = || expression.named_children().next();
    let call = if expression.kind() == "await" {
        awaited()?
    } else {
        expression
    };
    Some(bare(&call)).filter(|call| call.kind() == "call")
}

fn pings<'s>(survey: &'s Survey<'s>, start: &AtStart<'s>, statement: &Node<'s>) -> bool {
    let Some(call) = call_of(statement) else {
        return false;
    };
    let Some((receiver, method)) = method_call(&call) else {
        return false;
    };
    let asks = match method.as_str() {
        "server_info" => true,
        "command" => {
            let first = values(&call).into_iter().next();
            let command = first.as_ref().and_then(string_value);
            command.is_some_and(|command| COMMANDS.contains(&command.as_str()))
        }
        _ => false,
    };
    asks && is_client_of_database(survey, &start.of.at(receiver))
}

/// `print(…)`, `logger.info(…)`, `pass`: nothing that the service lives on.
fn reports(statement: &Node<'_>) -> bool {
    if matches!(&*statement.kind(), "pass_statement") {
        return true;
    }
    let is_log = |call: Node<'_>| {
        callee(&call).is_some_and(|callee| {
            let text = callee.text();
            text == "print" || text.starts_with("log") && callee.kind() == "attribute"
        }) && values(&call)
            .iter()
            .all(|it| !it.dfs().any(|n| is_call(&n)))
    };
    call_of(statement).is_some_and(is_log)
}

/// A call that may do more than tell what an error says.
fn is_call(node: &Node<'_>) -> bool {
    let is_text = |node: &Node<'_>| {
        callee(node).is_some_and(|callee| matches!(&*callee.text(), "str" | "repr" | "type"))
    };
    node.kind() == "call" && !is_text(node)
}
