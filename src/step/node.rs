//! Which Node and TypeScript a fix needs: those of the packages that it brings, and those of what it writes.

use super::{Job, Stop};
use crate::code::javascript::declarations::imported_module;
use crate::code::javascript::names::required;
use crate::edit::script::{Node, Script, is_typescript};
use crate::survey::version::NodeVersion;

/// From where on `require` knows `node:http`.
const PREFIX: NodeVersion = NodeVersion::new(14, Some(18));
/// From where on Node parses `a?.b ?? c`.
const SYNTAX: NodeVersion = NodeVersion::new(14, None);

/// Stops where the service runs on a Node that is older than `needed`; `why` says what needs it.
pub(super) fn check(job: &Job<'_, '_>, needed: NodeVersion, why: &str) -> Result<(), Stop> {
    match job.facts.node() {
        Some((there, place)) if there.is_older_than(needed) => Err(Stop::Blocked(format!(
            "`{place}` asks for Node {there}, and the fix{why} needs {needed} or later; raise it there"
        ))),
        _ => Ok(()),
    }
}

/// From where on TypeScript reads what templates say.
const TYPES: NodeVersion = NodeVersion::new(4, Some(0));

/// Stops where the service runs on a Node, or is compiled by a TypeScript, that is older than what a package asks for.
pub(super) fn check_package(
    job: &Job<'_, '_>,
    package: &str,
    node: Option<NodeVersion>,
    typescript: Option<NodeVersion>,
) -> Result<(), Stop> {
    let why = format!(", which brings `{package}`,");
    if let Some(needed) = node {
        check(job, needed, &why)?;
    }
    let Some(needed) = typescript else {
        return Ok(());
    };
    check_compiler(job, needed, &why)?;
    let types = job.facts.typescript().and_then(|there| there.node_types);
    match (types, node) {
        (Some(types), Some(node)) if types.is_older_than(node) => Err(Stop::Blocked(format!(
            "the service is compiled with the types of Node {types}, and the declarations of `{package}` need those of {node}; raise `@types/node`, or set `skipLibCheck` in the tsconfig"
        ))),
        _ => Ok(()),
    }
}

fn check_compiler(job: &Job<'_, '_>, needed: NodeVersion, why: &str) -> Result<(), Stop> {
    let there = job.facts.typescript();
    match there.as_ref().and_then(|it| Some((it, it.version?))) {
        Some((there, version)) if version.is_older_than(needed) => Err(Stop::Blocked(format!(
            "`{}` asks for TypeScript {version}, and the fix{why} needs {needed} or later; raise it there",
            there.place
        ))),
        _ => Ok(()),
    }
}

/// Stops where what a step wrote needs a newer Node than the service runs on.
pub(super) fn check_text(job: &Job<'_, '_>, before: &Script, after: &Script) -> Result<(), Stop> {
    let more = |find: fn(&Script) -> usize| find(after) > find(before);
    if check(job, PREFIX, "").is_err() && more(prefixed) {
        return check(job, PREFIX, "");
    }
    if is_typescript(&after.path) && before.text.is_empty() {
        check_compiler(job, TYPES, "")?;
    }
    // a compiler brings the syntax of TypeScript down to what it is told
    if check(job, SYNTAX, "").is_err() && !is_typescript(&after.path) && more(new_syntax) {
        return check(job, SYNTAX, "");
    }
    Ok(())
}

/// How many modules are loaded as `node:http`; types alone are not.
fn prefixed(script: &Script) -> usize {
    let module = |node: Node<'_>| match &*node.kind() {
        "import_statement" if node.children().all(|n| n.kind() != "type") => imported_module(&node),
        "call_expression" => required(&node),
        _ => None,
    };
    let root = script.root();
    let modules = root.dfs().filter_map(module);
    modules.filter(|it| it.starts_with("node:")).count()
}

fn new_syntax(script: &Script) -> usize {
    let is_new = |node: &Node<'_>| matches!(&*node.kind(), "??" | "?." | "optional_chain");
    script.root().dfs().filter(is_new).count()
}
