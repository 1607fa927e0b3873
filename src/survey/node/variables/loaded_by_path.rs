//! Files that are loaded by a path that the code puts together from `__dirname`.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::required;
use crate::edit::script::{Node, arguments, is_script, string_value};
use crate::survey::node::reach::reached_from;
use crate::tree::paths::is_test;
use crate::tree::paths::{folder, join};

/// The files that the code of `files` loads by such a path, with all that these load.
pub(crate) fn loaded_by_path(survey: &Survey<'_>, files: &[String]) -> Vec<String> {
    let mut known: BTreeSet<String> = files.iter().cloned().collect();
    let mut open: Vec<String> = files.to_vec();
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        for next in computed_loads(survey, &path) {
            for loaded in reached_from(survey, &next) {
                if !is_test(&loaded) && known.insert(loaded.clone()) {
                    open.push(loaded.clone());
                    found.push(loaded);
                }
            }
        }
    }
    found
}

/// `require(__dirname + "/../config.js")`, `require(path.join(__dirname, "..", "config.js"))`.
fn computed_loads(survey: &Survey<'_>, path: &str) -> Vec<String> {
    let text = survey.overlay.text(path).ok().flatten();
    if !text.is_some_and(|text| text.contains("__dirname")) {
        return Vec::new();
    }
    let Some(script) = survey.script(path) else {
        return Vec::new();
    };
    let root = script.root();
    let calls = root.dfs().filter(|n| {
        n.kind() == "call_expression"
            && required(n).is_none()
            && n.field("function")
                .is_some_and(|callee| callee.text() == "require")
    });
    let relative = |call: Node<'_>| {
        let argument = arguments(&call).into_iter().next()?;
        let parts = below_folder(&argument)?;
        let path = join(folder(path), &parts.join("/"))?;
        let from = format!(
            "./{}",
            path.strip_prefix(folder(&script.path))
                .unwrap_or(&path)
                .trim_start_matches('/')
        );
        resolve(survey.overlay, &script.path, &from)
            .or_else(|| survey.overlay.is_listed(&path).then_some(path))
    };
    calls
        .filter_map(relative)
        .filter(|path| is_script(path))
        .collect()
}

/// The parts of a path that begins with `__dirname`.
fn below_folder(node: &Node<'_>) -> Option<Vec<String>> {
    let is_here = |node: &Node<'_>| node.text() == "__dirname";
    match &*node.kind() {
        "binary_expression" => {
            let is_below = node.field("left").is_some_and(|left| is_here(&left));
            let rest = node.field("right").filter(|_| is_below)?;
            Some(vec![string_value(&rest)?])
        }
        "call_expression" => {
            let given = arguments(node);
            let (first, rest) = given.split_first()?;
            is_here(first).then(|| rest.iter().map(string_value).collect())?
        }
        "template_string" => {
            let text = node.text();
            let rest = text.strip_prefix("`${__dirname}")?.strip_suffix('`')?;
            (!rest.contains('$')).then(|| vec![rest.to_owned()])
        }
        _ => None,
    }
}
