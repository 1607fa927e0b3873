//! Where a script loads an environment file.

use crate::code::javascript::declarations::imported_module;
use crate::code::javascript::names::{reference, required};
use crate::edit::script::{Node, Script, arguments, method_call, property, string_value};

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
