//! Where a script loads the environment file, and what else it does when it is loaded.

use crate::code::javascript::dotenv::loads_of;
use crate::edit::script::{Node, Script, statements};
use crate::survey::node::service::Service;

/// Whether a module loads the environment file and does nothing else when it is loaded: no module of the user's comes with
/// it, and what it calls, it calls for a value.
pub(crate) fn only_loads(service: &Service<'_>, script: &Script) -> bool {
    let root = script.root();
    let acts = |statement: &Node<'_>| {
        let is_call = statement.kind() == "expression_statement"
            && statement
                .child(0)
                .is_some_and(|n| matches!(&*n.kind(), "call_expression" | "await_expression"));
        is_call && !holds_load(script, statement) || service.own_module(script, statement).is_some()
    };
    load_at_top(service, script).is_some() && !statements(&root).iter().any(acts)
}

/// The end of the statement that loads the environment file, where it is the first thing that a module does.
pub(crate) fn load_at_top(service: &Service<'_>, script: &Script) -> Option<usize> {
    let root = script.root();
    let all = statements(&root);
    for statement in &all {
        let is_import = statement.kind() == "import_statement";
        if holds_load(script, statement) {
            let is_hoisted_over = |other: &Node<'_>| {
                other.kind() == "import_statement" && service.own_module(script, other).is_some()
            };
            return (is_import || !all.iter().any(is_hoisted_over)).then(|| statement.range().end);
        }
        let is_plain = is_import
            || matches!(
                &*statement.kind(),
                "lexical_declaration" | "variable_declaration" | "expression_statement"
            );
        if !is_plain || service.own_module(script, statement).is_some() {
            return None;
        }
    }
    None
}

/// Whether a statement loads the environment file.
fn holds_load(script: &Script, statement: &Node<'_>) -> bool {
    let range = statement.range();
    loads_of(script)
        .iter()
        .any(|load| range.start <= load.node.range().start && load.node.range().end <= range.end)
}
