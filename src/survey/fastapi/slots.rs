//! From roles to places: a slot is found from the statements ranked around it, so it is the same whichever patches came
//! before. Nothing here knows a patch.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::code::python::names::{Bound, bound};
use crate::code::python::syntax::{statement_in, statements};
use crate::code::statements::comments_above;
use crate::edit::script::{Node, Script};
use crate::survey::fact::{Captures, Side, Slot};
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::roles::Reader;
use crate::survey::place::{before, before_statement, beside};
use crate::survey::python::app::App;

/// The slot of `role` in the block of `app`.
pub(crate) fn slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, role: Role) -> Slot {
    let statements = statements(&app.block);
    let reader = Reader::new(survey, app.script, &app.expression);
    let roles: Vec<BTreeSet<Role>> = statements
        .iter()
        .map(|statement| reader.roles(statement))
        .collect();
    if roles.iter().any(|roles| roles.contains(&role)) {
        return Slot::Filled;
    }
    let lower = roles.iter().position(|roles| roles.contains(&Role::App));
    let behind = lower.map_or(0, |lower| lower + 1);
    let upper =
        (behind..statements.len()).find(|&at| roles[at].last().is_some_and(|rank| *rank > role));
    if let Some(upper) = upper {
        let ranked = roles[..upper].iter().rposition(|roles| !roles.is_empty());
        let lowest = ranked.map_or(behind, |ranked| behind.max(ranked + 1));
        let start = group_start(app.script, &statements, upper, lowest);
        return before(app.script, start, captures(app));
    }
    let last = roles.iter().rposition(|roles| !roles.is_empty());
    match last.or_else(|| statements.iter().rposition(is_import)) {
        Some(last) => beside(app.script, &statements[last], Side::After, captures(app)),
        None => Slot::Missing(format!(
            "`{}` registers nothing on the app",
            app.script.path
        )),
    }
}

/// The place of a definition that the app needs: at the top level, before what makes the app.
pub(crate) fn before_app(app: &App<'_>) -> Slot {
    let script = app.call.script;
    let root = script.root();
    let Some(statement) = statement_in(&root, &app.call.node) else {
        return Slot::Missing(format!("`{}` makes no app at its top level", script.path));
    };
    before_statement(script, &statement, captures(app))
}

fn is_import(statement: &Node<'_>) -> bool {
    statement.kind().starts_with("import_")
}

fn captures(app: &App<'_>) -> Captures {
    Captures::from([("app".to_owned(), Value::from(app.expression.clone()))])
}

/// Where the group of a statement begins: its comments, and the definitions directly above whose names it uses.
fn group_start(script: &Script, statements: &[Node<'_>], at: usize, lowest: usize) -> usize {
    let mut first = at;
    let mut start = comments_above(script, &statements[at]);
    while first > lowest
        && belongs(
            script,
            &statements[first - 1],
            &statements[first..=at],
            start,
        )
    {
        first -= 1;
        start = comments_above(script, &statements[first]);
    }
    start
}

/// Whether the statement `above` is a bare string directly above, or binds a name that one of `users` mentions.
fn belongs(script: &Script, above: &Node<'_>, users: &[Node<'_>], start: usize) -> bool {
    let inner = above
        .child(0)
        .filter(|_| above.kind() == "expression_statement");
    let kind = inner.map(|n| n.kind().into_owned());
    match kind.as_deref() {
        Some("string") => {
            return script.text[above.range().end..start].matches('\n').count() == 1;
        }
        Some("assignment") => {}
        None if above.kind() == "function_definition" => {}
        _ => return false,
    }
    let range = above.range();
    let within =
        |node: &Node<'_>| range.start <= node.range().start && node.range().end <= range.end;
    let uses = |name: &Node<'_>| match bound(&name.text(), name) {
        Some(Bound::Value(node) | Bound::Definition(node)) => within(&node),
        _ => false,
    };
    users.iter().any(|user| {
        user.dfs()
            .filter(|n| n.kind() == "identifier")
            .any(|n| uses(&n))
    })
}
