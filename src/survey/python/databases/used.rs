//! Which handles are none of the service: what only tests, scripts or nobody uses; and which are made only where something is
//! switched on.

use crate::code::located::Located;
use crate::code::python::syntax::{asks_for_main, callee, functions_around, is_function, target};
use crate::edit::script::{Node, Script};
use crate::survey::python::databases::handle::Reach;
use crate::survey::python::service::Service;

/// Words in the names of files and folders that people run by hand, or a migration does.
const SCRIPTS: &[&str] = &[
    "alembic",
    "backup",
    "backfill",
    "migrate",
    "migration",
    "migrations",
    "restore",
    "script",
    "scripts",
    "seed",
    "seeder",
    "seeds",
];

/// Whether a handle is one of the app itself: not of its tests, nor of a script.
pub(crate) fn is_own(service: &Service<'_>, call: &Located<'_>, reach: &Reach) -> bool {
    if runs_by_hand(&call.script.path) && call.script.path != service.entry() {
        return false;
    }
    let name = name_of(reach);
    !words(&name).any(|word| word == "test" || word == "tests")
}

/// Whether anything names a handle but the place that makes it.
pub(crate) fn is_named(service: &Service<'_>, call: &Located<'_>, reach: &Reach) -> bool {
    let name = name_of(reach);
    let is_plain = functions_around(&call.node).is_empty() && target(&call.node).is_some();
    !is_plain
        || name.is_empty()
        || service
            .reached_scripts()
            .any(|it| mentions(it, &name, call))
}

fn name_of(reach: &Reach) -> String {
    let last = reach.expression.rsplit('.').next().unwrap_or_default();
    let letters = last
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_');
    letters.collect()
}

fn runs_by_hand(path: &str) -> bool {
    let path = path.strip_suffix(".py").unwrap_or(path);
    path.split('/')
        .flat_map(words)
        .any(|word| SCRIPTS.contains(&&*word))
}

fn words(name: &str) -> impl Iterator<Item = String> {
    let parts = name.split(['_', '-', '.']);
    parts.map(str::to_lowercase)
}

/// Whether a file names a handle anywhere but where it is made.
fn mentions(script: &Script, name: &str, made: &Located<'_>) -> bool {
    if !script.text.contains(name) {
        return false;
    }
    let own = target(&made.node).map(|left| left.range());
    let is_own = |node: &Node<'_>| {
        script.path == made.script.path
            && own
                .as_ref()
                .is_some_and(|own| own.start <= node.range().start && node.range().end <= own.end)
    };
    let is_import = |node: &Node<'_>| {
        let mut above = node.ancestors();
        above.any(|n| n.kind() == "import_from_statement")
    };
    let root = script.root();
    root.dfs().any(|node| {
        node.kind() == "identifier" && node.text() == name && !is_own(&node) && !is_import(&node)
    })
}

/// Whether a condition decides that a handle is made: around the call itself, or around that of the function which makes it. A
/// question for the handle itself is none, unless it is made on the first use.
pub(crate) fn is_switched<'s>(service: &Service<'s>, call: &Located<'s>) -> bool {
    let is_lazy = || !service.program().runs_at_start(call.script, &call.node);
    if stands_in_branch(&call.node) && (!asks_for_itself(&call.node) || is_lazy()) {
        return true;
    }
    let Some(function) = functions_around(&call.node).into_iter().next() else {
        return false;
    };
    let function = call.at(function);
    let calls = service.program().calls_of(&function);
    !calls.is_empty() && calls.iter().all(|call| stands_in_branch(&call.node))
}

fn stands_in_branch(node: &Node<'_>) -> bool {
    let mut inner = node.clone();
    for outer in node.ancestors().take_while(|n| !is_function(n)) {
        let is_condition = outer
            .field("condition")
            .is_some_and(|it| it.range() == inner.range());
        let is_branch = match &*outer.kind() {
            "if_statement" => !asks_for_main(&outer) && !has_other_way(&outer, node),
            "conditional_expression" => gives_none(&outer),
            _ => false,
        };
        if is_branch && !is_condition {
            return true;
        }
        inner = outer;
    }
    false
}

/// Whether the nearest condition asks whether the handle is there already: `if self.client is None`.
fn asks_for_itself(call: &Node<'_>) -> bool {
    let mut around = call.ancestors().take_while(|n| !is_function(n));
    let condition =
        around.find_map(|n| n.field("condition").filter(|_| n.kind() == "if_statement"));
    let name = target(call).map(|left| left.text().into_owned());
    condition.zip(name).is_some_and(|(condition, name)| {
        let text = condition.text();
        text == format!("{name} is None") || text == format!("not {name}")
    })
}

/// Whether the other branch makes a client, too: `if url: engine = create_engine(url) else: engine = create_engine(…)`.
fn has_other_way(branch: &Node<'_>, call: &Node<'_>) -> bool {
    let Some(name) = target(call) else {
        return false;
    };
    let name = name.text().into_owned();
    let assigned = branch.dfs().filter(|n| {
        n.kind() == "assignment"
            && n.field("left").is_some_and(|left| left.text() == name)
            && n.field("right")
                .is_some_and(|right| callee(&right).is_some())
    });
    assigned.count() > 1
}

fn gives_none(choice: &Node<'_>) -> bool {
    choice.named_children().any(|it| it.kind() == "none")
}
