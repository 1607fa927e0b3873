//! A health route that is not registered on the app: a server on a port of its own, or a row in a table of routes.

use crate::code::Survey;
use crate::edit::script::{Node, Script, arguments, is_function, property, string_value};
use crate::survey::http::is_health_path;
use crate::survey::node::server_calls::is_server_call;

/// Keys under which a table of routes says what answers.
const ANSWERS: [&str; 7] = [
    "action",
    "callback",
    "controller",
    "handler",
    "handlers",
    "router",
    "route",
];

/// The line of a health route that stands in this file, and on no app.
pub(crate) fn health_in(survey: &Survey<'_>, script: &Script) -> Option<String> {
    let root = script.root();
    let found = root
        .dfs()
        .find(|node| is_row(node) || answers_probes(survey, script, node))?;
    Some(format!(
        "{}:{}",
        script.path,
        script.line(found.range().start)
    ))
}

/// `{ method: "get", path: "/health", handler }`
fn is_row(node: &Node<'_>) -> bool {
    let named = |keys: &[&str]| keys.iter().find_map(|key| property(node, key));
    node.kind() == "object"
        && node.parent().is_some_and(|list| list.kind() == "array")
        && named(&["path", "url"])
            .and_then(|path| string_value(&path))
            .is_some_and(|path| is_health_path(&path))
        && named(&ANSWERS).is_some()
}

/// `http.createServer((req, res) => { if (req.url === "/health") … })`
fn answers_probes(survey: &Survey<'_>, script: &Script, node: &Node<'_>) -> bool {
    if !is_server_call(node) {
        return false;
    }
    let Some(handler) = arguments(node).into_iter().next_back() else {
        return false;
    };
    let home = survey.script(&script.path);
    let handler = home.and_then(|home| {
        let handler = home.node(&handler.kind(), &handler.range())?;
        survey.definition(home, &handler)
    });
    let is_path = |n: Node<'_>| string_value(&n).is_some_and(|text| is_health_path(&text));
    handler.is_some_and(|it| is_function(&it.node) && it.node.dfs().any(is_path))
}
