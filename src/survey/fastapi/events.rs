//! The older events of an app, `startup` and `shutdown`, beside which FastAPI ignores a lifespan: who handles its start and
//! its end, and where something can be done there.

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::syntax::{
    callee, decorators, is_async, keyword, method_call, own, positional, returned, statement_in,
    statements, string_value,
};
use crate::edit::script::{Node, Script};
use crate::survey::fact::{Captures, Side, Slot};
use crate::survey::fastapi::roles::Reader;
use crate::survey::fastapi::routes::Registration;
use crate::survey::place::{before_statement, beside};
use crate::survey::python::app::App;
use crate::survey::python::databases::closing::Takes;

/// An event of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    Start,
    End,
}

impl When {
    fn name(self) -> &'static str {
        match self {
            Self::Start => "startup",
            Self::End => "shutdown",
        }
    }
}

/// A handler that is registered, and the statement that does it.
struct Event<'s> {
    registration: Registration<'s>,
    statement: Located<'s>,
    /// The app as that statement calls it.
    app: String,
}

impl Event<'_> {
    fn behind(&self) -> Slot {
        let Located { script, node } = &self.statement;
        beside(script, node, Side::After, captures(&self.app))
    }

    fn is_of(&self, when: When) -> bool {
        let call = &self.registration.call.node;
        let first = positional(call).into_iter().next();
        let name = first.or_else(|| keyword(call, "event_type"));
        name.and_then(|name| string_value(&name)).as_deref() == Some(when.name())
    }
}

/// Where the first event of the app is registered.
pub(crate) fn place<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Option<String> {
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

/// What the app runs then, in order: functions, and expressions of such.
pub(crate) fn handlers<'s>(survey: &'s Survey<'s>, app: &App<'s>, when: When) -> Vec<Located<'s>> {
    let listed = keyword(&app.call.node, &format!("on_{}", when.name()));
    let listed = listed.filter(|list| list.kind() == "list");
    let mut found: Vec<Located<'s>> = listed
        .iter()
        .flat_map(statements)
        .map(|handler| app.call.at(handler))
        .collect();
    for event in all(survey, app) {
        if !event.is_of(when) {
            continue;
        }
        let call = &event.registration.call;
        let mut arguments = positional(&call.node).into_iter().skip(1);
        let handler = if event.registration.method == "on_event" {
            decorated_by(&call.node)
        } else {
            arguments.next().or_else(|| keyword(&call.node, "func"))
        };
        found.extend(handler.map(|handler| call.at(handler)));
    }
    found
}

/// The end of the last handler of the app's end that can close the clients.
pub(crate) fn closer<'s>(survey: &'s Survey<'s>, app: &App<'s>, takes: Takes) -> Option<Slot> {
    let handlers = handlers(survey, app, When::End);
    handlers
        .iter()
        .rev()
        .find_map(|handler| end_of(survey, app, handler, takes))
}

/// The end of a handler of the app's start that does nothing yet, as ours where it was just added.
pub(crate) fn asker<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Option<Slot> {
    let takes = Takes {
        awaits: true,
        needs_app: false,
    };
    let is_text = |statement: &Node<'s>| {
        let inner = statement.child(0);
        inner.is_some_and(|inner| inner.kind() == "string")
    };
    handlers(survey, app, When::Start).iter().find_map(|it| {
        let body = it.node.field("body")?;
        let is_idle = statements(&body).iter().all(is_text);
        is_idle.then(|| end_of(survey, app, it, takes))?
    })
}

/// The end of a handler that can do what it takes.
fn end_of<'s>(
    survey: &'s Survey<'s>,
    app: &App<'s>,
    handler: &Located<'s>,
    takes: Takes,
) -> Option<Slot> {
    let function = function(survey, handler)?;
    let can_wait = is_async(&function.node);
    let knows_app = function.script.path == app.script.path;
    if takes.awaits && !can_wait || takes.needs_app && !knows_app {
        return None;
    }
    let body = function.node.field("body")?;
    if own(&body).iter().any(|n| n.kind() == "return_statement") {
        return None;
    }
    let last = statements(&body).into_iter().last()?;
    let slot = beside(
        function.script,
        &last,
        Side::After,
        captures(&app.expression),
    );
    matches!(slot, Slot::Free(_)).then_some(slot)
}

/// The slot of another handler of the end: behind the statement that registers the last one.
pub(crate) fn last<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Slot {
    match all(survey, app).last() {
        Some(event) => event.behind(),
        None => behind_app(app),
    }
}

/// The slot of another handler of the start: before all others, or behind the last one of the start.
pub(crate) fn first<'s>(survey: &'s Survey<'s>, app: &App<'s>, is_last: bool) -> Slot {
    let all = all(survey, app);
    let of_start = all.iter().rfind(|event| event.is_of(When::Start));
    match (of_start.filter(|_| is_last), all.first()) {
        (Some(event), _) => event.behind(),
        (None, Some(event)) => {
            let Located { script, node } = &event.statement;
            before_statement(script, node, captures(&event.app))
        }
        (None, None) => behind_app(app),
    }
}

fn behind_app(app: &App<'_>) -> Slot {
    let made = statement_in(&app.block, &app.call.node)
        .filter(|_| app.call.script.path == app.script.path);
    match made {
        Some(statement) => beside(
            app.script,
            &statement,
            Side::After,
            captures(&app.expression),
        ),
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
pub(crate) fn function<'s>(survey: &'s Survey<'s>, handler: &Located<'s>) -> Option<Located<'s>> {
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

/// Whether a decorator makes its function handle an event: `@app.on_event("startup")`.
pub(crate) fn decorates(decorator: &Node<'_>, when: When) -> bool {
    let first = positional(decorator).first().and_then(string_value);
    method_call(decorator).is_some_and(|(_, method)| method == "on_event")
        && first.as_deref() == Some(when.name())
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
