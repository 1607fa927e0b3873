//! Where what is missing in an Express app belongs: its statements in order, and which of them belong together.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::{calls_package, declared, reference};
use crate::code::statements::headed;
use crate::edit::script::{Node, Script, arguments, is_statement_list, statements};
use crate::survey::express::block::registered_behind;
use crate::survey::express::order::Role;
use crate::survey::express::paths::common;
use crate::survey::express::roles::Reader;
use crate::survey::express::routes::routes_of;
use crate::survey::express::surveyed::Express;
use crate::survey::fact::{Captures, Slot};
use crate::survey::node::app::App;
use crate::survey::node::databases::handles::makes_handle;
use crate::survey::node::imports::is_import;
use crate::survey::order::{Order, Ordered};
use crate::survey::place;
use crate::survey::word::vocabulary;

vocabulary! { Express:
    /// after the app, before limiters, routes and catch-alls
    slot "request-log" ["app"] = |it| it.slot_of(Role::RequestLog);
    /// behind everything of the app that may fail, and before the server listens
    slot "error-handler" ["app"] = |it| it.slot_of(Role::ErrorHandler);
    /// behind the routes, before what answers errors
    slot "error-tracking-handler" ["app"] = |it| it.slot_of(Role::ErrorTrackingHandler);
}

/// The slot of `role` in the block of `app`.
pub(crate) fn slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, role: Role) -> Slot {
    let statements = statements(&app.block);
    let order = AppOrder {
        limits_all: role == Role::Limiter && has_no_common_path(survey, app),
        ..AppOrder::new(survey, app)
    };
    let captures = Captures::from([("app".to_owned(), Value::from(app.expression.clone()))]);
    let slot = Ordered::new(&order, app.script, &statements).slot(role, captures);
    match &slot {
        Slot::Free(place)
            if matches!(role, Role::ErrorHandler | Role::ErrorTrackingHandler)
                && place.path == app.script.path =>
        {
            let behind = registered_behind(survey, app, place.at).map(|line| {
                format!(
                    "`{}:{line}` registers a route in a method that runs behind what answers errors, or with it; register all \
                     routes first",
                    app.script.path
                )
            });
            behind.map_or(slot, Slot::Missing)
        }
        _ => slot,
    }
}

fn has_no_common_path<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> bool {
    let routes = routes_of(survey, app);
    common(routes.iter().map(|route| route.path.as_str())).is_none()
}

/// The place before the group of one statement of the block of `app`.
pub(crate) fn before_group_of<'s>(
    survey: &'s Survey<'s>,
    app: &App<'s>,
    statement: &Node<'s>,
    captures: Captures,
) -> Slot {
    let statements = statements(&app.block);
    let is_it = |other: &Node<'_>| other.node_id() == statement.node_id();
    let Some(at) = statements.iter().position(is_it) else {
        return place::shares_its_line(app.script, statement.range().start);
    };
    let order = AppOrder::new(survey, app);
    let start = Ordered::new(&order, app.script, &statements[..=at]).group_of(at);
    let start = headed(app.script, &statements[at], start);
    place::before(app.script, start, captures)
}

/// The order of the statements of one app.
struct AppOrder<'s> {
    survey: &'s Survey<'s>,
    script: &'s Script,
    reader: Reader<'s>,
    /// Whether a limit would hold every path.
    limits_all: bool,
}

impl<'s> AppOrder<'s> {
    fn new(survey: &'s Survey<'s>, app: &App<'s>) -> Self {
        Self {
            survey,
            script: app.script,
            reader: Reader::new(survey, app),
            limits_all: false,
        }
    }
}

impl<'s> Order<'s> for AppOrder<'s> {
    type Role = Role;

    fn roles(&self, statement: &Node<'s>) -> BTreeSet<Role> {
        self.reader.roles(statement)
    }

    /// Whoever opens a page asks for its files at once: no limit of requests holds them, unless it holds an API alone.
    fn follows(&self, role: Role) -> &'static [Role] {
        if role == Role::Limiter && self.limits_all {
            &[Role::Files]
        } else {
            &[]
        }
    }

    fn is_import(&self, statement: &Node<'_>) -> bool {
        is_import(statement)
    }

    /// Declarations whose names the group uses belong to it. A statement that mounts a helper of ours adopts none, for other
    /// patches may stand between.
    fn belongs(&self, above: &Node<'s>, group: &[Node<'s>], _start: usize) -> bool {
        let Some((last, rest)) = group.split_last() else {
            return false;
        };
        let own = self.users_part(last);
        own.is_some_and(|own| {
            self.declares_used(above, std::slice::from_ref(&own)) || self.declares_used(above, rest)
        })
    }

    fn in_the_way(&self, role: Role, place: &str) -> String {
        if role == Role::ErrorTrackingHandler {
            format!("`{place}` answers errors, and routes follow it; move it behind them")
        } else {
            format!("`{place}` stands before what it must follow")
        }
    }
}

impl AppOrder<'_> {
    /// Whether `above` declares a name that one of `users` mentions.
    fn declares_used(&self, above: &Node<'_>, users: &[Node<'_>]) -> bool {
        let declares = matches!(
            &*above.kind(),
            "lexical_declaration" | "variable_declaration" | "function_declaration"
        );
        if !declares || above.dfs().any(|n| is_app_call(&n) || makes_handle(&n)) {
            return false;
        }
        let above_range = above.range();
        let uses = |name: &Node<'_>| match declared(&name.text(), name) {
            Some(
                Declared::Value { name, .. }
                | Declared::Uninitialised(name)
                | Declared::Function(name),
            ) => above_range.start <= name.range().start && name.range().end <= above_range.end,
            _ => false,
        };
        users.iter().any(|user| self.uses_any(user, &uses))
    }

    /// Whether a name in `node` is one that `wanted` knows. What our helpers are mounted with in a block of it does not count: it
    /// came with a patch.
    fn uses_any<'a>(&self, node: &Node<'a>, wanted: &dyn Fn(&Node<'a>) -> bool) -> bool {
        if matches!(
            &*node.kind(),
            "identifier" | "shorthand_property_identifier"
        ) {
            return wanted(node);
        }
        let is_list = is_statement_list(node);
        node.named_children()
            .filter_map(|child| {
                if is_list {
                    self.users_part(&child)
                } else {
                    Some(child)
                }
            })
            .any(|child| self.uses_any(&child, wanted))
    }

    /// What of a statement is the user's: all of it; the listen inside our `start`; nothing where it mounts another helper of ours.
    fn users_part<'a>(&self, statement: &Node<'a>) -> Option<Node<'a>> {
        if !self.mounts_helper(statement) {
            return Some(statement.clone());
        }
        let waits = |n: &Node<'_>| {
            let (survey, script) = (self.survey, self.script);
            survey.calls_helper(script, n, Deed::WaitsForDatabases)
        };
        let call = statement.dfs().find(waits)?;
        arguments(&call).pop()
    }

    /// Whether a statement mounts one of our modules. One that only takes a value from us, such as the list of origins, is the
    /// user's own statement as before, and so is one that mounts it in a block inside.
    fn mounts_helper(&self, statement: &Node<'_>) -> bool {
        if statement.kind() == "identifier" {
            let module = reference(statement).map(|reference| reference.module);
            let helper =
                module.and_then(|module| self.survey.imported_helper(self.script, &module));
            return helper.is_some_and(|helper| helper.mounted);
        }
        let parts = statement.named_children();
        parts
            .filter(|part| !is_statement_list(part))
            .any(|part| self.mounts_helper(&part))
    }
}

/// The statement that makes an app never belongs to the group of another one, and neither does one that makes a database
/// handle: what is inserted may use it, too.
fn is_app_call(node: &Node<'_>) -> bool {
    calls_package(node, "express")
}
