//! Where a script loads the environment file, and what else it does when it is loaded.

use crate::code::javascript::declarations::imported_module;
use crate::code::javascript::names::{reference, required};
use crate::edit::script::{
    Node, Script, arguments, method_call, property, statements, string_value,
};
use crate::survey::node::service::Service;

/// Packages that load an environment file; each has a module `config` that does it when it is loaded.
const LOADERS: &[&str] = &["dotenv", "dotenv-flow", "@dotenvx/dotenvx"];

/// Where an environment file is loaded.
pub(crate) struct Load<'s> {
    pub(crate) script: &'s Script,
    pub(crate) node: Node<'s>,
    /// The package that does it; none where Node itself does, by `process.loadEnvFile`.
    pub(crate) package: Option<String>,
    /// Whether it names the file, so that another load is not the same.
    pub(crate) names_file: bool,
}

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

/// Where the environment file is loaded in a script.
pub(crate) fn loads_of(script: &Script) -> Vec<Load<'_>> {
    if !script.text.contains("dotenv") && !script.text.contains("loadEnvFile") {
        return Vec::new();
    }
    let load = |node: Node<'_>| -> Option<(Option<String>, bool)> {
        let module = match &*node.kind() {
            "import_statement" => imported_module(&node),
            "call_expression" => required(&node),
            _ => None,
        };
        if let Some(package) = module
            .as_deref()
            .and_then(|module| module.strip_suffix("/config"))
        {
            return LOADERS
                .contains(&package)
                .then(|| (Some(package.to_owned()), false));
        }
        if node.kind() != "call_expression" {
            return None;
        }
        if node.field("function")?.text() == "process.loadEnvFile" {
            return Some((None, !arguments(&node).is_empty()));
        }
        let reached = match method_call(&node) {
            Some((receiver, method)) if matches!(&*method, "config" | "configDotenv") => {
                reference(&receiver).filter(|reached| reached.path.is_empty())
            }
            _ => reference(&node.field("function")?)
                .filter(|reached| reached.path == ["config"] || reached.path == ["configDotenv"]),
        }?;
        let names_file = arguments(&node).first().is_some_and(names_file);
        LOADERS
            .contains(&&*reached.module)
            .then_some((Some(reached.module), names_file))
    };
    script
        .found_by("loads of environment files", |node| {
            load(node.clone()).is_some()
        })
        .filter_map(|node| {
            let (package, names_file) = load(node.clone())?;
            Some(Load {
                script,
                node,
                package,
                names_file,
            })
        })
        .collect()
}

/// Whether options of dotenv name another file than `.env` here.
fn names_file(options: &Node<'_>) -> bool {
    if options.kind() != "object" {
        return true;
    }
    let usual = |path: Node<'_>| matches!(string_value(&path).as_deref(), Some(".env" | "./.env"));
    property(options, "path").is_some_and(|path| !usual(path))
}
