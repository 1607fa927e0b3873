//! The older events of an app, `startup` and `shutdown`, beside which FastAPI ignores a lifespan: who handles its end, and
//! where clients can be closed there.

use minijinja::Value;

use super::app::App;
use super::modules::{definition, returned};
use super::roles::{Reader, Registration};
use super::slots::after;
use super::syntax::{
    callee, decorators, keyword, own, positional, statement_in, statements, string_value,
};
use crate::edit::script::{Node, Script};
use crate::survey::Survey;
use crate::survey::fact::{Captures, Slot};
use crate::survey::symbols::Located;

/// What closing the clients takes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Closing {
    /// A function that may wait.
    pub(super) awaits: bool,
    /// The app, which holds one of them.
    pub(super) needs_app: bool,
}

/// A handler that is registered, and the statement that does it.
struct Event<'s> {
    registration: Registration<'s>,
    statement: Located<'s>,
    /// The app as that statement calls it.
    app: String,
}

/// Where the first event of the app is registered.
pub(super) fn place<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Option<String> {
    let call = &app.call;
    let listed = ["on_startup", "on_shutdown"]
        .iter()
        .find_map(|name| keyword(&call.node, name))
        .map(|value| call.at(value));
    let first = || Some(all(survey, app).into_iter().next()?.registration.call);
    let found = listed.or_else(first)?;
    let line = found.script.line(found.node.range().start);
    Some(format!("{}:{line}", found.script.path))
}

/// What the app runs at its end, in order: functions, and expressions of such.
pub(super) fn at_end<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Located<'s>> {
    let listed = keyword(&app.call.node, "on_shutdown").filter(|list| list.kind() == "list");
    let mut found: Vec<Located<'s>> = listed
        .iter()
        .flat_map(statements)
        .map(|handler| app.call.at(handler))
        .collect();
    for event in all(survey, app) {
        let call = &event.registration.call;
        let mut arguments = positional(&call.node).into_iter();
        let name = arguments
            .next()
            .or_else(|| keyword(&call.node, "event_type"));
        if name.and_then(|name| string_value(&name)).as_deref() != Some("shutdown") {
            continue;
        }
        let handler = if event.registration.method == "on_event" {
            decorated_by(&call.node)
        } else {
            arguments.next().or_else(|| keyword(&call.node, "func"))
        };
        found.extend(handler.map(|handler| call.at(handler)));
    }
    found
}

/// The end of the last handler that can close the clients.
pub(super) fn handler<'s>(survey: &'s Survey<'s>, app: &App<'s>, closing: Closing) -> Option<Slot> {
    let handlers = at_end(survey, app);
    handlers.iter().rev().find_map(|handler| {
        let function = function(survey, handler)?;
        let can_wait = function.node.child(0).is_some_and(|n| n.kind() == "async");
        let knows_app = function.script.path == app.script.path;
        if closing.awaits && !can_wait || closing.needs_app && !knows_app {
            return None;
        }
        let body = function.node.field("body")?;
        if own(&body).iter().any(|n| n.kind() == "return_statement") {
            return None;
        }
        let last = statements(&body).into_iter().last()?;
        let slot = after(function.script, &last, captures(&app.expression));
        matches!(slot, Slot::Free(_)).then_some(slot)
    })
}

/// The slot of another handler: behind the statement that registers the last one.
pub(super) fn beside<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Slot {
    if let Some(event) = all(survey, app).last() {
        let Located { script, node } = &event.statement;
        return after(script, node, captures(&event.app));
    }
    let made = statement_in(&app.block, &app.call.node)
        .filter(|_| app.call.script.path == app.script.path);
    match made {
        Some(statement) => after(app.script, &statement, captures(&app.expression)),
        None => Slot::Missing(format!(
            "`{}` gets its app from another file, which gives it events",
            app.script.path
        )),
    }
}

fn captures(app: &str) -> Captures {
    Captures::from([("app".to_owned(), Value::from(app))])
}

/// What is registered for the start and the end of the app.
fn all<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Event<'s>> {
    let mut found = within(survey, app.script, &app.block, &app.expression);
    if let Some((script, name)) = &app.elsewhere {
        found.extend(within(survey, script, &script.root(), name));
    }
    found
}

fn within<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    block: &Node<'s>,
    app: &str,
) -> Vec<Event<'s>> {
    let reader = Reader::new(survey, script, app);
    let mut found = Vec::new();
    for statement in statements(block) {
        for registration in reader.registrations(&statement) {
            if matches!(
                registration.method.as_str(),
                "on_event" | "add_event_handler"
            ) {
                found.push(Event {
                    registration,
                    statement: Located {
                        script,
                        node: statement.clone(),
                    },
                    app: app.to_owned(),
                });
            }
        }
    }
    found
}

/// The function behind a handler: itself, or what a factory of it gives back.
fn function<'s>(survey: &'s Survey<'s>, handler: &Located<'s>) -> Option<Located<'s>> {
    let is_function = |found: &Located<'s>| found.node.kind() == "function_definition";
    if is_function(handler) {
        return Some(handler.clone());
    }
    let Some(made_by) = callee(&handler.node) else {
        return definition(survey, handler.script, &handler.node).filter(is_function);
    };
    let factory = definition(survey, handler.script, &made_by).filter(is_function)?;
    let given = returned(&factory.node).into_iter().next()?;
    definition(survey, factory.script, &given).filter(is_function)
}

/// The function that a call decorates.
fn decorated_by<'a>(call: &Node<'a>) -> Option<Node<'a>> {
    let statement = call
        .ancestors()
        .find(|n| n.kind() == "decorated_definition")?;
    decorators(&statement)
        .iter()
        .any(|decorator| decorator.node_id() == call.node_id())
        .then(|| statement.field("definition"))?
}
