//! The import that makes a handle known in a file, under a name that is free there.

use crate::code::javascript::exports::names_export;
use crate::code::javascript::modules::{relative_ending, specifier};
use crate::code::javascript::names::camel_case;
use crate::edit::script::Script;
use crate::survey::node::databases::handles::Handle;

/// How a handle is reached from a file: an expression, and the import that makes it known.
pub(crate) struct View {
    pub(crate) expression: String,
    pub(crate) import: String,
}

/// An import of the handle under the name that its own file gives it, or one that the viewer has free.
pub(crate) fn new_import(
    viewer: &Script,
    home: &Script,
    package: Option<String>,
    path: &[String],
    handle: &Handle,
    taken: &[String],
) -> View {
    let es = viewer.has_es_syntax();
    let plain = relative_ending(viewer, es, es).is_empty();
    let relative = || specifier(&viewer.path, &importable(&home.path, plain));
    let module = package.unwrap_or_else(relative);
    let stem = stem_of(home);
    let local = local_name(viewer, stem, handle, taken);
    let Some((first, rest)) = path.split_first() else {
        return View {
            import: format!("import {local} from \"{module}\";"),
            expression: local,
        };
    };
    if viewer.has_es_syntax() && !names_export(home, first) {
        // a member of the default export, or of a CommonJS module
        let whole = free_name(viewer, &[&camel_case(stem), "models", "database"]);
        let expression = [std::slice::from_ref(&whole), path].concat().join(".");
        return View {
            import: format!("import {whole} from \"{module}\";"),
            expression,
        };
    }
    // an object that has it keeps its own name
    let local = if rest.is_empty() {
        local
    } else {
        free_name(viewer, &[first])
    };
    let name = if *first == local {
        local.clone()
    } else {
        format!("{first} as {local}")
    };
    View {
        import: format!("import {{ {name} }} from \"{module}\";"),
        expression: [&[local], rest].concat().join("."),
    }
}

/// The name of a file without its ending.
fn stem_of(script: &Script) -> &str {
    let file = script.path.rsplit('/').next();
    file.and_then(|file| file.split('.').next())
        .unwrap_or("other")
}

/// The name of the handle, where that is free; else one with the name of its file before it.
fn local_name(viewer: &Script, stem: &str, handle: &Handle, taken: &[String]) -> String {
    let kind = || handle.client.kind.to_owned();
    let own = handle.name.clone().unwrap_or_else(kind);
    if !mentions(viewer, &own) && !taken.contains(&own) {
        return own;
    }
    let (first, rest) = own.split_at(1);
    format!("{}{}{rest}", camel_case(stem), first.to_uppercase())
}

/// The first of the names that the file does not use, else `databaseHandle`.
fn free_name(script: &Script, names: &[&str]) -> String {
    let plain = |name: &&&str| !matches!(**name, "index" | "") && !mentions(script, name);
    let found = names.iter().find(plain).copied();
    found.unwrap_or("databaseHandle").to_owned()
}

fn mentions(script: &Script, name: &str) -> bool {
    script
        .root()
        .dfs()
        .any(|n| n.kind().ends_with("identifier") && n.text() == name)
}

/// The path of a module as an import names it. `plain` imports name no endings, and an index file by its folder; Node finds
/// `.mjs` and `.cjs` by their whole names only.
fn importable(path: &str, plain: bool) -> String {
    let (stem, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    match ending {
        "mjs" | "cjs" => path.to_owned(),
        _ if plain => stem.strip_suffix("/index").unwrap_or(stem).to_owned(),
        _ => stem.to_owned(),
    }
}
