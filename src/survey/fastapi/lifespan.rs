//! What runs around the life of an app: its lifespan, or the older events, and whether their end closes the clients.

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{definition, function_behind};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    callee, decorators_of, functions_around, is_function, keyword, own, parameters, positional,
    returned, spread, statement_in, statements,
};
use crate::edit::script::Node;
use crate::survey::fact::{Captures, Fact, Side, Site, Slot};
use crate::survey::fastapi::events;
use crate::survey::fastapi::events::When;
use crate::survey::fastapi::service::Fastapi;
use crate::survey::fastapi::slots::before_app;
use crate::survey::place::{before_statement, beside};
use crate::survey::python::app::{App, Start, Viewer};
use crate::survey::python::databases::clients::is_client;
use crate::survey::python::databases::closing::{Takes, closes, is_closer, is_closing};
use crate::survey::python::databases::handle::Handle;
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[
    Row::fact(
        "closing-clients",
        "the end of the app closes clients of databases",
        |it, _| {
            let app = it.python.app();
            app.and_then(|app| Fact::flag(closes_clients(it.python.survey, app)))
        },
    ),
    Row::list(
        "apps-without-lifespan",
        "the calls that make the app and give it no lifespan",
        &["app"],
        |it| {
            it.python
                .app()
                .map(|app| apps_without(it.python.survey, app))
        },
    ),
    Row::slot(
        "lifespan",
        "at the top level, before the app; filled where the app has events instead",
        &["app"],
        |it| it.slot_in_app(|app| slot(it.python.survey, app)),
    ),
    Row::slot(
        "lifespan-shutdown",
        "last behind the `yield` of the lifespan, or in the `finally` around it; of an app with events, last in what handles its end",
        &["app"],
        |it| it.slot_at_end(|app, takes| shutdown(it.python.survey, app, takes)),
    ),
    Row::slot(
        "shutdown-event",
        "behind the handlers of an app with events, where none of them can close the clients at its end",
        &["app"],
        |it| it.slot_at_end(|app, takes| event_slot(it.python.survey, app, takes)),
    ),
    Row::slot(
        "lifespan-startup",
        "first in the body of the lifespan, or before its `yield` where it makes a client; of an app with events, in a handler of its start that does nothing yet",
        &["app"],
        |it| it.slot_in_app(|app| it.slot_at_start(app, startup)),
    ),
    Row::slot(
        "startup-event",
        "before the handlers of an app with events, or behind those of its start where they make a client",
        &["app"],
        |it| it.slot_in_app(|app| it.slot_at_start(app, start_event_slot)),
    ),
];

impl<'s> Fastapi<'s> {
    /// A slot for what closes clients at the end of the app; filled where that is done.
    fn slot_at_end(&self, find: impl FnOnce(&App<'s>, Takes) -> Slot) -> Slot {
        self.slot_in_app(|app| {
            if closes_clients(self.python.survey, app) {
                Slot::Filled
            } else {
                find(app, self.python.closing_takes())
            }
        })
    }

    /// A slot for the call that waits for the databases, first or last of what the start does; filled where it stands.
    fn slot_at_start(
        &self,
        app: &App<'s>,
        find: fn(&'s Survey<'s>, &App<'s>, bool) -> Slot,
    ) -> Slot {
        if self.python.waits_already(app) {
            return Slot::Filled;
        }
        let is_last = self.python.needed().any(Handle::is_made_at_start);
        find(self.python.survey, app, is_last)
    }
}

/// What an app does when it starts and ends.
pub(crate) enum Lifespan<'s> {
    /// Nothing.
    None,
    /// A generator with one `yield`.
    Function(Located<'s>),
    /// A lifespan that cannot be followed, or options that may hold one; the reason.
    Unknown(String),
    /// The older events, beside which FastAPI ignores a lifespan; where.
    Events(String),
}

/// What `app` does when it starts and ends.
pub(crate) fn of<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Lifespan<'s> {
    let call = &app.call;
    let line = |node: &Node<'_>| call.script.line(node.range().start);
    if let Some(value) = keyword(&call.node, "lifespan").filter(|value| value.text() != "None") {
        return match generator(survey, &call.at(value.clone()), 3) {
            Some(function) => Lifespan::Function(function),
            None => Lifespan::Unknown(format!(
                "fixup cannot follow the lifespan at `{}:{}`",
                call.script.path,
                line(&value)
            )),
        };
    }
    if let Some(at) = events::place(survey, app) {
        return Lifespan::Events(at);
    }
    if let Some(options) = spread(&call.node).first() {
        return Lifespan::Unknown(format!(
            "the options at `{}:{}` may hold a lifespan",
            call.script.path,
            line(options)
        ));
    }
    Lifespan::None
}

/// The generator behind the value of `lifespan`: a function, or what a factory of one gives back.
fn generator<'s>(survey: &'s Survey<'s>, value: &Located<'s>, hops: usize) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    let found = definition(survey, value.script, &value.node)?;
    match &*found.node.kind() {
        "function_definition" if yield_of(&found.node).is_some() => Some(found),
        "function_definition" => returned(&found.node)
            .into_iter()
            .find_map(|inner| generator(survey, &found.at(inner), hops)),
        "call" => {
            let callee = callee(&found.node)?;
            let function = generator(survey, &found.at(callee), hops);
            // `asynccontextmanager(run)`
            function.or_else(|| {
                positional(&found.node)
                    .into_iter()
                    .find_map(|inner| generator(survey, &found.at(inner), hops))
            })
        }
        _ => None,
    }
}

pub(crate) fn yield_of<'a>(function: &Node<'a>) -> Option<Node<'a>> {
    let body = function.field("body")?;
    own(&body).into_iter().find(|n| n.kind() == "yield")
}

/// Whether the end of the app closes clients.
pub(crate) fn closes_clients<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> bool {
    if let Lifespan::Function(function) = of(survey, app) {
        return ends_by_closing(survey, &function);
    }
    events::handlers(survey, app, When::End)
        .iter()
        .any(|handler| handler_closes(survey, handler))
}

/// A handler itself, by its name, or made by a call.
fn handler_closes<'s>(survey: &'s Survey<'s>, handler: &Located<'s>) -> bool {
    if handler.node.kind() == "function_definition" {
        return closes(survey, handler, 2);
    }
    let called = callee(&handler.node).unwrap_or_else(|| handler.node.clone());
    if is_closer(&handler.node) {
        return true;
    }
    function_behind(survey, handler.script, &called).is_some_and(|found| closes(survey, &found, 2))
}

/// Whether what stands behind the `yield` closes clients, or a `with` around it does.
fn ends_by_closing<'s>(survey: &'s Survey<'s>, function: &Located<'s>) -> bool {
    let (Some(body), Some(pause)) = (function.node.field("body"), yield_of(&function.node)) else {
        return false;
    };
    let behind = own(&body)
        .into_iter()
        .filter(|node| node.range().start >= pause.range().end)
        .any(|node| is_closing(survey, &function.at(node), 3));
    let around = pause
        .ancestors()
        .take_while(|n| !is_function(n))
        .filter(|n| n.kind() == "with_statement")
        .filter_map(|n| n.children().find(|n| n.kind() == "with_clause"))
        .any(|clause| {
            clause.dfs().any(|n| {
                is_client(&n)
                    || n.kind() == "call"
                        && callee(&n)
                            .and_then(|callee| definition(survey, function.script, &callee))
                            .is_some_and(|found| {
                                yield_of(&found.node).is_some() && closes(survey, &found, 1)
                            })
            })
        });
    behind || around || body.text().contains("enter_async_context(")
}

/// The slot of a new lifespan.
pub(crate) fn slot<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Slot {
    match of(survey, app) {
        // FastAPI ignores events beside a lifespan
        Lifespan::Function(_) | Lifespan::Events(_) => Slot::Filled,
        Lifespan::Unknown(reason) => Slot::Missing(reason),
        Lifespan::None => before_app(app),
    }
}

/// The slot of a handler for the end of an app that has events, where none of its handlers can close the clients.
pub(crate) fn event_slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, takes: Takes) -> Slot {
    let has_events = matches!(of(survey, app), Lifespan::Events(_));
    if !has_events || events::closer(survey, app, takes).is_some() {
        return Slot::Filled;
    }
    events::last(survey, app)
}

/// The calls that make an app without a lifespan.
pub(crate) fn apps_without<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Site> {
    if !matches!(of(survey, app), Lifespan::None) {
        return Vec::new();
    }
    let site = Site::at(app.call.script, &app.call.node);
    vec![Site {
        captures: captures(app),
        ..site
    }]
}

/// The file that holds the lifespan, or will hold it, and the name by which it gets the app.
pub(crate) fn viewer<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Viewer {
    let lifespan = of(survey, app);
    let script = match &lifespan {
        Lifespan::Function(function) => function.script,
        _ => app.call.script,
    };
    let name = match &lifespan {
        Lifespan::Function(function) => app_given(function),
        Lifespan::Events(_) => None,
        _ => Some("app".to_owned()),
    };
    Viewer {
        path: script.path.clone(),
        app: name.unwrap_or_else(|| app.expression.clone()),
    }
}

/// The parameter in which a lifespan is given the app.
pub(crate) fn app_given(function: &Located<'_>) -> Option<String> {
    let mut names = parameters(&function.node).into_iter().map(|(name, _)| name);
    names.find(|name| !matches!(name.as_str(), "self" | "cls"))
}

/// What the app runs when it starts: its lifespan up to the `yield`, and handlers of events.
pub(crate) fn starts<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Start<'s>> {
    let mut found = Vec::new();
    if let Lifespan::Function(of) = of(survey, app)
        && let (Some(body), Some(pause)) = (of.node.field("body"), yield_of(&of.node))
    {
        let mut nodes = own(&body);
        nodes.retain(|node| node.range().start < pause.range().start);
        found.push(Start { of, nodes });
    }
    for handler in events::handlers(survey, app, When::Start) {
        if let Some(of) = events::function(survey, &handler)
            && let Some(body) = of.node.field("body")
        {
            let nodes = own(&body);
            found.push(Start { of, nodes });
        }
    }
    found
}

/// Whether a function is a lifespan, or handles the event of the start, by its decorators.
pub(crate) fn is_start(function: &Node<'_>) -> bool {
    decorators_of(function).iter().any(|decorator| {
        let is_lifespan =
            dotted(decorator).is_some_and(|name| name == "contextlib.asynccontextmanager");
        let takes_app = function
            .field("parameters")
            .is_some_and(|list| list.text().to_lowercase().contains("app"));
        is_lifespan && takes_app || events::decorates(decorator, When::Start)
    })
}

/// The slot of another handler for the start of an app that has events.
pub(crate) fn start_event_slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, is_last: bool) -> Slot {
    let has_events = matches!(of(survey, app), Lifespan::Events(_));
    if !has_events || events::asker(survey, app).is_some() {
        return Slot::Filled;
    }
    events::first(survey, app, is_last)
}

/// The slot of what the start does first; last, where what it needs is made by the start itself.
pub(crate) fn startup<'s>(survey: &'s Survey<'s>, app: &App<'s>, is_last: bool) -> Slot {
    match of(survey, app) {
        Lifespan::Function(function) => {
            start(&function, captures(app), is_last).unwrap_or_else(|| lost(&function))
        }
        Lifespan::Events(at) => events::asker(survey, app).unwrap_or_else(|| {
            Slot::Missing(format!(
                "no handler of an event (`{at}`) can ask the databases at the start of the app"
            ))
        }),
        other => without_function(other),
    }
}

/// The slot of what the end does last.
pub(crate) fn shutdown<'s>(survey: &'s Survey<'s>, app: &App<'s>, takes: Takes) -> Slot {
    match of(survey, app) {
        Lifespan::Function(function) => {
            end(&function, captures(app)).unwrap_or_else(|| lost(&function))
        }
        Lifespan::Events(at) => events::closer(survey, app, takes).unwrap_or_else(|| {
            Slot::Missing(format!(
                "no handler of an event (`{at}`) can close the clients at the end of the app"
            ))
        }),
        other => without_function(other),
    }
}

fn without_function(lifespan: Lifespan<'_>) -> Slot {
    Slot::Missing(match lifespan {
        Lifespan::Unknown(reason) => reason,
        _ => "the app has no lifespan".to_owned(),
    })
}

fn lost(function: &Located<'_>) -> Slot {
    Slot::Missing(format!(
        "fixup cannot follow the lifespan in `{}`",
        function.script.path
    ))
}

fn captures(app: &App<'_>) -> Captures {
    Captures::from([("app".to_owned(), Value::from(app.expression.clone()))])
}

/// Before the first statement that is neither a text nor `global`, or before the one that yields.
fn start(function: &Located<'_>, captures: Captures, is_last: bool) -> Option<Slot> {
    let statement = if is_last {
        let pause = yield_of(&function.node)?;
        let list = pause.ancestors().find(|n| n.kind() == "block")?;
        statement_in(&list, &pause)?
    } else {
        let body = function.node.field("body")?;
        statements(&body).into_iter().find(|statement| {
            let text = statement.child(0).is_some_and(|n| n.kind() == "string");
            !text && statement.kind() != "global_statement"
        })?
    };
    Some(before_statement(function.script, &statement, captures))
}

/// Last in the `finally` around the `yield`, or last behind it: what ends there may still need its clients.
fn end(function: &Located<'_>, captures: Captures) -> Option<Slot> {
    let pause = yield_of(&function.node)?;
    let own_function = functions_around(&pause).into_iter().next()?;
    let tried = pause
        .ancestors()
        .take_while(|n| n.node_id() != own_function.node_id())
        .find(|n| n.kind() == "try_statement");
    let finally = tried.and_then(|n| n.children().find(|n| n.kind() == "finally_clause"));
    let list = match finally {
        Some(finally) => finally.children().find(|n| n.kind() == "block")?,
        None => pause.ancestors().find(|n| n.kind() == "block")?,
    };
    let last = statements(&list).into_iter().last()?;
    Some(beside(function.script, &last, Side::After, captures))
}
