//! From roles to places: a slot is found from the statements ranked around it, so it is the same whichever patches came
//! before. Nothing here knows a patch.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::python::names::{Bound, bound};
use crate::code::python::syntax::{statement_in, statements};
use crate::edit::script::{Node, Script};
use crate::survey::fact::Slot;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::roles::Reader;
use crate::survey::order::{Order, Ordered};
use crate::survey::place::before_statement;
use crate::survey::python::app::App;

/// The slot of `role` in the block of `app`.
pub(crate) fn slot<'s>(survey: &'s Survey<'s>, app: &App<'s>, role: Role) -> Slot {
    let statements = statements(&app.block);
    let order = AppOrder {
        script: app.script,
        reader: Reader::new(survey, app.script, &app.expression),
    };
    Ordered::new(&order, app.script, &statements).slot(role, app.captures())
}

/// The order of the statements of one app.
struct AppOrder<'s> {
    script: &'s Script,
    reader: Reader<'s>,
}

impl<'s> Order<'s> for AppOrder<'s> {
    type Role = Role;

    /// What is made from the app later is wrapped around it.
    const FOLLOWS_FIRST: bool = true;

    fn roles(&self, statement: &Node<'s>) -> BTreeSet<Role> {
        self.reader.roles(statement)
    }

    fn is_import(&self, statement: &Node<'_>) -> bool {
        is_import(statement)
    }

    fn belongs(&self, above: &Node<'s>, group: &[Node<'s>], start: usize) -> bool {
        belongs(self.script, above, group, start)
    }
}

/// The place of a definition that the app needs: at the top level, before what makes the app.
pub(crate) fn before_app(app: &App<'_>) -> Slot {
    let script = app.call.script;
    let root = script.root();
    let Some(statement) = statement_in(&root, &app.call.node) else {
        return Slot::Missing(format!("`{}` makes no app at its top level", script.path));
    };
    before_statement(script, &statement, app.captures())
}

fn is_import(statement: &Node<'_>) -> bool {
    statement.kind().starts_with("import_")
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
