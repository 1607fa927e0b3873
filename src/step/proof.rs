//! What must hold of every changed file: it parses as well as before, and every name in it is declared.
//! A failure here is a fault of fixup's own, and nothing of the patch is kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Job, Stop, imported, node, python};
use crate::code::javascript::modules::loads;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::declared;
use crate::edit::hcl;
use crate::edit::script::{Node, Script, is_python, is_script, is_use};
use crate::error::Error;
use crate::tree::paths::{folder, join};

/// Names that every script may use without declaring them.
const GLOBALS: &[&str] = &[
    "AbortController",
    "AbortSignal",
    "Array",
    "Boolean",
    "Buffer",
    "Date",
    "Error",
    "JSON",
    "Map",
    "Math",
    "Number",
    "Object",
    "Promise",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "URL",
    "WeakMap",
    "WeakSet",
    "clearInterval",
    "clearTimeout",
    "console",
    "exports",
    "fetch",
    "globalThis",
    "module",
    "process",
    "require",
    "setImmediate",
    "setInterval",
    "setTimeout",
    "undefined",
    "__dirname",
    "__filename",
];

pub(super) fn check(job: &Job<'_, '_>, path: &str, text: &str) -> Result<(), Stop> {
    let before = before(job, path);
    match problem(job, path, text)? {
        // what the parser had to guess around, it may guess otherwise around a new text
        Some(_) if let Some(error) = broken(job, path, &before) => {
            Err(Stop::Blocked(format!("{error}; mend it first")))
        }
        Some(problem) => Err(Error::fault(format!(
            "the patch {} would break `{path}`",
            job.patch.issue
        ))
        .note(problem)
        .into()),
        None => Ok(()),
    }
}

fn before(job: &Job<'_, '_>, path: &str) -> Arc<str> {
    let text = job.survey.overlay.text(path);
    text.ok().flatten().unwrap_or_default()
}

/// What of a file does not hold with a new text.
pub(super) fn problem(job: &Job<'_, '_>, path: &str, text: &str) -> Result<Option<String>, Stop> {
    let before = before(job, path);
    Ok(if is_script(path) {
        let before = job.survey.parsed.script(path, &before);
        let after = job.survey.parsed.changed(&before, &Arc::from(text));
        node::check_text(job, &before, &after)?;
        script(&before, &after)
            .or_else(|| lost_import(job, &before, &after))
            .or_else(|| imported::problem(job.tree, job.survey.parsed, &before, &after))
    } else if is_python(path) {
        let before = job.survey.parsed.script(path, &before);
        let after = job.survey.parsed.changed(&before, &Arc::from(text));
        unparsable(&before, &after).or_else(|| python::problem(job, &before, &after))
    } else if hcl::is_hcl(path) {
        terraform(text)
    } else if path.ends_with(".json") {
        let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text);
        let error = parse(text).err().filter(|_| parse(&before).is_ok());
        error.map(|error| format!("it is no longer JSON: {error}"))
    } else {
        None
    })
}

/// Where the text before does not parse.
fn broken(job: &Job<'_, '_>, path: &str, before: &Arc<str>) -> Option<String> {
    if !is_script(path) && !is_python(path) {
        return None;
    }
    let script = job.survey.parsed.script(path, before);
    script.syntax_error(&script.root())
}

fn script(before: &Script, after: &Script) -> Option<String> {
    if let Some(error) = unparsable(before, after) {
        return Some(error);
    }
    // a name that was used before is none of ours
    undeclared(after, before.names()).map(|name| format!("`{name}` is not declared"))
}

/// A new import of a file that is not there.
fn lost_import(job: &Job<'_, '_>, before: &Script, after: &Script) -> Option<String> {
    let known = loads(before);
    let new = loads(after)
        .iter()
        .filter(|module| module.starts_with('.') && !known.contains(module));
    // Node takes the path of an import in an ES module as it stands
    let is_exact = runs_as_es_module(job, before);
    let leads = |module: &&String| {
        if is_exact {
            join(folder(&after.path), module).is_some_and(|path| job.tree.exists(&path))
        } else {
            resolve(job.tree, &after.path, module).is_some()
        }
    };
    let mut lost = new.filter(|module| !leads(module));
    lost.next()
        .map(|module| format!("`{module}` leads to no file"))
}

/// Whether Node itself loads a script as an ES module, with nothing between that completes paths.
fn runs_as_es_module(job: &Job<'_, '_>, before: &Script) -> bool {
    let is_plain = before.path.ends_with(".js") && job.facts.is_module();
    // a bundler is at work where the service itself leaves endings out
    let is_short = |module: &&String| {
        let name = module.rsplit('/').next().unwrap_or_default();
        module.starts_with('.') && !name.contains('.')
    };
    before.has_es_syntax()
        && (before.path.ends_with(".mjs") || is_plain)
        && !loads(before).iter().any(|module| is_short(&module))
}

/// Where a file that parsed no longer does.
fn unparsable(before: &Script, after: &Script) -> Option<String> {
    let error = || after.syntax_error(&after.root());
    let is_broken = after.root().get_inner_node().has_error();
    (is_broken && errors(after) > errors(before))
        .then(|| error().unwrap_or_else(|| "it no longer parses".to_owned()))
}

fn errors(script: &Script) -> usize {
    script
        .root()
        .dfs()
        .filter(|n| n.is_error() || n.is_missing())
        .count()
}

/// The first name that a script uses, that is not `known`, and that neither the script declares nor the language gives.
fn undeclared(script: &Script, known: &BTreeSet<String>) -> Option<String> {
    let root = script.root();
    let new = |n: &Node<'_>| !known.contains(&*n.text()) && !GLOBALS.contains(&&*n.text());
    let free = root
        .dfs()
        .filter(|n| is_use(n) && new(n) && !is_name_elsewhere(n))
        .find(|n| declared(&n.text(), n).is_none());
    free.map(|n| n.text().into_owned())
}

/// `close` of `import { close as stop }`: it is a name of the other module alone.
fn is_name_elsewhere(name: &Node<'_>) -> bool {
    let specifier = name.parent().filter(|n| n.kind() == "import_specifier");
    specifier.is_some_and(|specifier| {
        let other = specifier.field("name");
        specifier.field("alias").is_some()
            && other.is_some_and(|other| other.range() == name.range())
    })
}

/// A reference to something that is declared nowhere in the folder shows in the whole folder, not in one file; here a file
/// must parse, and what it declared before it must still declare.
fn terraform(after: &str) -> Option<String> {
    hcl::parse(after).err().map(|error| {
        format!(
            "it no longer parses at {}:{}: {}",
            error.line, error.column, error.message
        )
    })
}
