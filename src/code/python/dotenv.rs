//! Where a file of Python loads an environment file.

use crate::code::python::names::{Bound, bound, calls};
use crate::code::python::syntax::{all_calls, keyword, positional, string_value};
use crate::edit::script::{Node, Script};

/// Where an environment file is loaded.
pub(crate) struct Load<'s> {
    pub(crate) script: &'s Script,
    pub(crate) call: Node<'s>,
    /// Whether it names the file, so that another load is not the same.
    pub(crate) names_file: bool,
}

/// Where a file loads an environment file.
pub(crate) fn loads_of(script: &Script) -> Vec<Load<'_>> {
    let found = all_calls(script);
    found
        .filter(|call| calls(call, &["dotenv.load_dotenv", "dotenv.main.load_dotenv"]))
        .map(|call| Load {
            script,
            names_file: names_file(&call),
            call,
        })
        .collect()
}

/// Whether a load names another file than the one that is found by itself.
fn names_file(call: &Node<'_>) -> bool {
    let first = positional(call).into_iter().next();
    let path = first
        .or_else(|| keyword(call, "dotenv_path"))
        .or_else(|| keyword(call, "stream"));
    path.is_some_and(|path| {
        let is_found = |value: &Node<'_>| calls(value, &["dotenv.find_dotenv"]);
        let is_usual = string_value(&path).is_some_and(|path| matches!(&*path, ".env" | "./.env"));
        let is_bound =
            matches!(bound(&path.text(), &path), Some(Bound::Value(value)) if is_found(&value));
        !(is_usual || is_found(&path) || path.kind() == "none" || is_bound)
    })
}

/// Whether settings of pydantic are read from `.env` in the folder that the service runs in.
pub(crate) fn reads_settings(script: &Script) -> bool {
    let is_usual = |value: &Node<'_>| string_value(value).is_some_and(|it| it == ".env");
    let calls = || all_calls(script).filter_map(|call| keyword(&call, "env_file"));
    let sets = |node: Node<'_>| {
        let is_it = node.kind() == "assignment"
            && node.field("left").is_some_and(|it| it.text() == "env_file");
        is_it && node.field("right").is_some_and(|it| is_usual(&it))
    };
    script.text.contains("env_file")
        && (calls().any(|it| is_usual(&it)) || script.root().dfs().any(sets))
}
