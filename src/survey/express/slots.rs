//! From roles to places: a slot is found from the statements ranked around it, so it is the same whichever patches came
//! before. Nothing here knows a patch.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::javascript::names::{Declared, calls_package, declared, reference};
use crate::code::statements::{comments_above, headed};
use crate::edit::script::{Node, Script, arguments, is_statement_list};
use crate::survey::express::Express;
use crate::survey::express::order::Role;
use crate::survey::express::roles::Reader;
use crate::survey::fact::{Captures, Side, Slot};
use crate::survey::node::app::App;
use crate::survey::node::checks::starts_when_connected;
use crate::survey::node::databases::makes_handle;
use crate::survey::node::imports::is_import;
use crate::survey::ours::{MOUNTED, helper_stem};
use crate::survey::place;
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Express>] = &[
    Row::slot(
        "request-log",
        "after the app, before limiters, routes and catch-alls",
        &["app"],
        |it| it.slot_of(Role::RequestLog),
    ),
    Row::slot(
        "error-handler",
        "behind everything of the app that may fail, and before the server listens",
        &["app"],
        |it| it.slot_of(Role::ErrorHandler),
    ),
    Row::slot(
        "error-tracking-handler",
        "behind the routes, before what answers errors",
        &["app"],
        |it| it.slot_of(Role::ErrorTrackingHandler),
    ),
];

/// The slot of `role` in the block of `app`.
pub(crate) fn slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, role: Role) -> Slot {
    let statements: Vec<Node<'_>> = crate::edit::script::statements(&app.block);
    let reader = Reader::new(survey, app);
    let roles: Vec<BTreeSet<Role>> = statements
        .iter()
        .map(|statement| reader.roles(statement))
        .collect();
    if roles.iter().any(|roles| roles.contains(&role)) {
        return Slot::Filled;
    }
    let rule = role.rule();
    let has =
        |roles: &BTreeSet<Role>, wanted: &[Role]| wanted.iter().any(|role| roles.contains(role));
    let lower = roles
        .iter()
        .rposition(|roles| has(roles, rule.after) && !has(roles, rule.before));
    let behind = lower.map_or(0, |lower| lower + 1);
    // what stands above all routes is not in the way of what follows them
    let routes = roles.iter().position(|roles| roles.contains(&Role::Routes));
    let first = routes.filter(|at| rule.after.contains(&Role::Routes) && *at < behind);
    let first = first.unwrap_or(0);
    if let Some(early) = roles[first..behind]
        .iter()
        .position(|roles| has(roles, rule.before))
    {
        let line = app.script.line(statements[first + early].range().start);
        let path = &app.script.path;
        return Slot::Missing(if role == Role::ErrorTrackingHandler {
            format!("`{path}:{line}` answers errors, and routes follow it; move it behind them")
        } else {
            format!("`{path}:{line}` stands before what it must follow")
        });
    }
    let upper =
        (behind..statements.len()).find(|&at| roles[at].last().is_some_and(|rank| *rank > role));
    match upper.or_else(|| last_ranked(&statements, &roles)) {
        Some(at) if upper.is_some() => before(app, &statements, &roles, at, behind),
        Some(at) => after(app, &statements[at]),
        None => Slot::Missing(format!(
            "`{}` registers nothing on the app",
            app.script.path
        )),
    }
}

/// The place before the group of one statement of the block of `view`, whatever ranks stand above it. Imports belong to no
/// group here: what they bring is needed by the new statement, too.
pub(crate) fn before_group_of<'s>(
    survey: &'s Survey<'s>,
    view: &App<'s>,
    statement: &Node<'s>,
    captures: Captures,
) -> Slot {
    let statements: Vec<Node<'_>> = crate::edit::script::statements(&view.block);
    let Some(at) = statements
        .iter()
        .position(|other| other.node_id() == statement.node_id())
    else {
        return place::shares_its_line(view.script, statement.range().start);
    };
    let reader = Reader::new(survey, view);
    let roles: Vec<BTreeSet<Role>> = statements[..at]
        .iter()
        .map(|statement| reader.roles(statement))
        .collect();
    let ranked = roles.iter().rposition(|roles| !roles.is_empty());
    let import = statements[..at].iter().rposition(is_import);
    let lowest = ranked.max(import).map_or(0, |last| last + 1);
    let start = group_start(view.script, &statements, at, lowest);
    place::before(
        view.script,
        headed(view.script, &statements[at], start),
        captures,
    )
}

/// The last statement with a role, or the last import.
fn last_ranked(statements: &[Node<'_>], roles: &[BTreeSet<Role>]) -> Option<usize> {
    roles
        .iter()
        .rposition(|roles| !roles.is_empty())
        .or_else(|| statements.iter().rposition(is_import))
}

fn captures(app: &App<'_>) -> Captures {
    Captures::from([(
        "app".to_owned(),
        minijinja::Value::from(app.expression.clone()),
    )])
}

fn before(
    app: &App<'_>,
    statements: &[Node<'_>],
    roles: &[BTreeSet<Role>],
    upper: usize,
    lowest: usize,
) -> Slot {
    // a statement with a role of its own belongs to no other one's group
    let ranked = roles[..upper].iter().rposition(|roles| !roles.is_empty());
    let lowest = ranked.map_or(lowest, |ranked| lowest.max(ranked + 1));
    let start = group_start(app.script, statements, upper, lowest);
    place::before(app.script, start, captures(app))
}

fn after(app: &App<'_>, statement: &Node<'_>) -> Slot {
    place::beside(app.script, statement, Side::After, captures(app))
}

/// Where the group of a statement begins: its comments, and the declarations directly above whose names it uses.
/// A statement that mounts a helper of ours has only its comments, or it would adopt what other patches stand between.
fn group_start(script: &Script, statements: &[Node<'_>], at: usize, lowest: usize) -> usize {
    let mut first = at;
    let mut start = comments_above(script, &statements[at]);
    let Some(own) = users_part(&statements[at]) else {
        return start;
    };
    while first > lowest
        && (declares_used(&statements[first - 1], std::slice::from_ref(&own))
            || declares_used(&statements[first - 1], &statements[first..at]))
    {
        first -= 1;
        start = comments_above(script, &statements[first]);
    }
    start
}

/// Whether `above` declares a name that one of `users` mentions.
fn declares_used(above: &Node<'_>, users: &[Node<'_>]) -> bool {
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
            Declared::Value { name, .. } | Declared::Uninitialised(name) | Declared::Function(name),
        ) => above_range.start <= name.range().start && name.range().end <= above_range.end,
        _ => false,
    };
    users.iter().any(|user| uses_any(user, &uses))
}

/// Whether a name in `node` is one that `wanted` knows. What our helpers are mounted with in a block of it does not count: it
/// came with a patch.
fn uses_any<'a>(node: &Node<'a>, wanted: &dyn Fn(&Node<'a>) -> bool) -> bool {
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
                users_part(&child)
            } else {
                Some(child)
            }
        })
        .any(|child| uses_any(&child, wanted))
}

/// What of a statement is the user's: all of it; the listen inside our `start`; nothing where it mounts another helper of ours.
fn users_part<'a>(statement: &Node<'a>) -> Option<Node<'a>> {
    if !mounts_our_helper(statement) {
        return Some(statement.clone());
    }
    let call = statement.dfs().find(starts_when_connected)?;
    arguments(&call).pop()
}

/// The statement that makes an app never belongs to the group of another one, and neither does one that makes a database
/// handle: what is inserted may use it, too.
fn is_app_call(node: &Node<'_>) -> bool {
    calls_package(node, "express")
}

/// Whether a statement mounts one of our helper modules, told by the module's file name. One that only takes a value from
/// us, such as the list of origins, is the user's own statement as before, and so is one that mounts it in a block inside.
fn mounts_our_helper(statement: &Node<'_>) -> bool {
    if statement.kind() == "identifier" {
        let module = reference(statement).map(|reference| reference.module);
        let stem = module.as_deref().and_then(helper_stem);
        return stem.is_some_and(|stem| MOUNTED.contains(&stem));
    }
    let parts = statement.named_children();
    parts
        .filter(|part| !is_statement_list(part))
        .any(|part| mounts_our_helper(&part))
}
