//! Scripts that start another one in a process of its own, as `fork` and `cluster.setupPrimary` do: that one serves.

use crate::code::Survey;
use crate::code::javascript::computed::computed;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::reference;
use crate::edit::script::{Node, Script, arguments, callee, property};

/// The scripts that `script` starts in processes of their own; `cwd` is where it is started.
pub(crate) fn launched(survey: &Survey<'_>, script: &Script, cwd: &str) -> Vec<String> {
    let root = script.root();
    let file = |call: Node<'_>| {
        let path = computed(&started_by(&call)?).path(script, cwd)?;
        resolve(survey.overlay, "package.json", &format!("./{path}"))
    };
    root.dfs().filter_map(file).collect()
}

/// What a call names as the script of another process.
fn started_by<'s>(call: &Node<'s>) -> Option<Node<'s>> {
    let reached = reference(&callee(call)?)?;
    let module = reached
        .module
        .strip_prefix("node:")
        .unwrap_or(&reached.module);
    let first = arguments(call).into_iter().next()?;
    match (module, reached.path.last().map(String::as_str)) {
        ("child_process", Some("fork")) => Some(first),
        ("cluster", Some("setupPrimary" | "setupMaster")) => property(&first, "exec"),
        _ => None,
    }
}
