//! What the start and the end of an app do about its databases, and where they can do more: whether the end closes the clients, and
//! the places in a lifespan or among the older events.

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{definition, is_function_definition};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    all_calls, callee, functions_around, is_function, own, statement_in, statements,
};
use crate::survey::fact::{Captures, Fact, Side, Site, Slot};
use crate::survey::fastapi::events;
use crate::survey::fastapi::events::When;
use crate::survey::fastapi::lifespan::{Lifespan, of, yield_of};
use crate::survey::fastapi::service::Fastapi;
use crate::survey::fastapi::slots::before_app;
use crate::survey::place::{before_statement, beside};
use crate::survey::python::app::App;
use crate::survey::python::databases::clients::is_client;
use crate::survey::python::databases::closing::{Takes, closes, is_closer, is_closing};
use crate::survey::python::databases::handle::Handle;
use crate::survey::stack::Facts;
use crate::survey::word::vocabulary;

vocabulary! { Fastapi:
    /// the end of the app closes clients of databases
    fact "closing-clients" =
        |it, _| { let app = it.python.app(); app.and_then(|app| Fact::flag(it.closes_clients(app))) };
    /// a command that starts uvicorn limits how long it waits for its clients, or could, and nothing else is open
    fact "known-stop" = |it, _| it.known_stop();
    /// the container does not end well, and nothing else is open: its command is deaf, or waits for ever
    fact "unheard-stop" = |it, _| it.unheard_stop();
    /// the calls that make the app and give it no lifespan
    list "apps-without-lifespan" ["app"] = |it| { it.python .app() .map(|app| apps_without(it.python.survey, app)) };
    /// at the top level, before the app; filled where the app has events instead
    slot "lifespan" ["app"] = |it| it.slot_in_app(|app| lifespan_slot(it.python.survey, app));
    /// last behind the `yield` of the lifespan, or in the `finally` around it; of an app with events, last in what
    /// handles its end
    slot "lifespan-shutdown" ["app"] = |it| it.slot_at_end(|app, takes| end_slot(it.python.survey, app, takes));
    /// behind the handlers of an app with events, where none of them can close the clients at its end
    slot "shutdown-event" ["app"] = |it| it.slot_at_end(|app, takes| end_event_slot(it.python.survey, app, takes));
    /// first in the body of the lifespan, or before its `yield` where it makes a client; of an app with events, in a
    /// handler of its start that does nothing yet
    slot "lifespan-startup" ["app"] = |it| it.slot_in_app(|app| it.slot_at_start(app, start_slot));
    /// before the handlers of an app with events, or behind those of its start where they make a client
    slot "startup-event" ["app"] = |it| it.slot_in_app(|app| it.slot_at_start(app, start_event_slot));
}

/// What is given the app, and closes what it connects when the app ends.
const CLOSED_BY_PACKAGES: &[&str] = &[
    "tortoise.contrib.fastapi.RegisterTortoise",
    "tortoise.contrib.fastapi.register_tortoise",
    "tortoise.contrib.starlette.register_tortoise",
];

impl<'s> Fastapi<'s> {
    /// Whether the commands alone are open: what closes the clients brings them along.
    fn unheard_stop(&self) -> Fact<Value> {
        let python = &self.python;
        let has = |name: &str| matches!(Facts::sites(self, name), Some(Fact::Present(sites)) if !sites.is_empty());
        let is_free = python.handles().is_empty() && python.unknown_client().is_none();
        let closes = || {
            let app = python.app().present();
            app.is_some_and(|app| self.closes_clients(app))
        };
        let is_open = (has("hasty-commands") || has("deaf-commands")) && (is_free || closes());
        Fact::flag(is_open)
    }

    /// Whether a command that starts uvicorn limits its stop, or could.
    fn known_stop(&self) -> Fact<Value> {
        Fact::flag(self.python.limits_wait() || self.unheard_stop() != Fact::Absent)
    }

    /// Whether the end of the app closes clients, by code of its own or of the package that makes them.
    fn closes_clients(&self, app: &App<'s>) -> bool {
        let is_alone = || self.python.handles().is_empty();
        closes_clients(self.python.survey, app) || is_alone() && self.is_closed_by_package()
    }

    /// Whether the app is given to a package that closes its own clients when the app ends.
    fn is_closed_by_package(&self) -> bool {
        let mut calls = self.python.reached_scripts().flat_map(all_calls);
        calls.any(|call| {
            let name = callee(&call).and_then(|callee| dotted(&callee));
            name.is_some_and(|name| CLOSED_BY_PACKAGES.contains(&&*name))
        })
    }

    /// A slot for what closes clients at the end of the app; filled where that is done.
    fn slot_at_end(&self, find: impl FnOnce(&App<'s>, Takes) -> Slot) -> Slot {
        self.slot_in_app(|app| {
            if self.closes_clients(app) {
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

/// Whether the end of the app closes clients.
fn closes_clients<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> bool {
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
    if is_closer(&handler.node) {
        return true;
    }
    let called = callee(&handler.node).unwrap_or_else(|| handler.node.clone());
    definition(survey, handler.script, &called)
        .filter(is_function_definition)
        .is_some_and(|found| closes(survey, &found, 2))
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
fn lifespan_slot<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Slot {
    match of(survey, app) {
        // FastAPI ignores events beside a lifespan
        Lifespan::Function(_) | Lifespan::Events(_) => Slot::Filled,
        Lifespan::Unknown(reason) => Slot::Missing(reason),
        Lifespan::None => before_app(app),
    }
}

/// The slot of a handler for the end of an app that has events, where none of its handlers can close the clients.
fn end_event_slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, takes: Takes) -> Slot {
    let has_events = matches!(of(survey, app), Lifespan::Events(_));
    if !has_events || events::closer(survey, app, takes).is_some() {
        return Slot::Filled;
    }
    events::last(survey, app)
}

/// The calls that make an app without a lifespan.
fn apps_without<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Site> {
    if !matches!(of(survey, app), Lifespan::None) {
        return Vec::new();
    }
    let site = Site::at(app.call.script, &app.call.node);
    vec![site.with("app", app.expression.clone())]
}

/// The slot of another handler for the start of an app that has events.
fn start_event_slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, is_last: bool) -> Slot {
    let has_events = matches!(of(survey, app), Lifespan::Events(_));
    if !has_events || events::asker(survey, app).is_some() {
        return Slot::Filled;
    }
    events::first(survey, app, is_last)
}

/// The slot of what the start does first; last, where what it needs is made by the start itself.
fn start_slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, is_last: bool) -> Slot {
    match of(survey, app) {
        Lifespan::Function(function) => {
            in_start(&function, app.captures(), is_last).unwrap_or_else(|| lost(&function))
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
fn end_slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, takes: Takes) -> Slot {
    match of(survey, app) {
        Lifespan::Function(function) => {
            in_end(&function, app.captures()).unwrap_or_else(|| lost(&function))
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

/// Before the first statement that is neither a text nor `global`, or before the one that yields.
fn in_start(function: &Located<'_>, captures: Captures, is_last: bool) -> Option<Slot> {
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
fn in_end(function: &Located<'_>, captures: Captures) -> Option<Slot> {
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
