//! How the handle of a database is called in the file that needs it, and what that file imports for it.

use serde::Serialize;

use crate::code::Survey;
use crate::code::python::modules::{locate, module_name};
use crate::code::python::names::{bound_in, imports};
use crate::edit::script::Script;
use crate::survey::python::app::Viewer;
use crate::survey::python::databases::clients::Client;
use crate::survey::python::databases::handle::Reach;
use crate::survey::python::service::Service;

/// A database as templates see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Database {
    /// A name for reports, unlike that of any other.
    pub(crate) name: String,
    /// How the handle is asked.
    pub(crate) kind: &'static str,
    /// The import that makes handle and release known in the file that asks; empty where they are known.
    import: String,
    /// The expression of the handle, or of a function that gives a connection.
    handle: String,
    /// The function that takes a connection back; empty where it is closed.
    release: String,
    /// The expression that ends all connections; empty where nothing is to be ended.
    pub(crate) close: String,
    /// An expression that is true where the handle was made; empty where it always is.
    guard: String,
}

/// What reaches a handle in a file.
struct Seen {
    import: String,
    handle: String,
    release: String,
}

impl Service<'_> {
    /// A handle as `viewer` sees it.
    pub(crate) fn view(&self, client: &Client, reach: &Reach, viewer: &Viewer) -> Database {
        let Seen {
            import,
            handle,
            release,
        } = seen(self.survey, reach, viewer);
        let is_pool = reach.kind == client.kind;
        let close = is_pool.then(|| client.close.replace('@', &handle));
        let may_be_missing = reach.rebound || reach.late;
        let guard = may_be_missing.then(|| handle.clone());
        Database {
            name: client.name.to_owned(),
            kind: reach.kind,
            import,
            handle,
            release,
            close: close.unwrap_or_default(),
            guard: guard.unwrap_or_default(),
        }
    }
}

fn seen(survey: &Survey<'_>, reach: &Reach, viewer: &Viewer) -> Seen {
    let release = reach.release.clone().unwrap_or_default();
    let known = |handle: String, release: String| Seen {
        import: String::new(),
        handle,
        release,
    };
    if let Some(rest) = reach.in_app() {
        return known(format!("{}{rest}", viewer.app), release);
    }
    if reach.path == viewer.path {
        return known(reach.expression.clone(), release);
    }
    let module = module_name(survey, &viewer.path, module_path(&reach.path));
    if reach.rebound {
        let (import, name) = module_import(&module);
        let handle = format!("{name}.{}", reach.expression);
        return Seen {
            import,
            handle,
            release,
        };
    }
    let mut wanted = Vec::new();
    let mut seen = known(reach.expression.clone(), release);
    let script = survey.script(&viewer.path);
    for name in &reach.names {
        let known = script.and_then(|script| known_as(survey, script, &reach.path, name));
        let is_taken = || script.is_some_and(|script| bound_in(&script.root(), name).is_some());
        let alias = known.unwrap_or_else(|| {
            let (alias, import) = if is_taken() {
                let stem = module.rsplit('.').next().unwrap_or("database");
                let alias = format!("{}_{name}", stem.to_lowercase());
                let import = format!("{name} as {alias}");
                (alias, import)
            } else {
                (name.clone(), name.clone())
            };
            wanted.push(import);
            alias
        });
        seen.handle = renamed(&seen.handle, name, &alias);
        seen.release = renamed(&seen.release, name, &alias);
    }
    if !wanted.is_empty() {
        seen.import = format!("from {module} import {}", wanted.join(", "));
    }
    seen
}

/// `name` at the start of an expression, or as the start of a key in it, called `alias`.
fn renamed(expression: &str, name: &str, alias: &str) -> String {
    let rest = |text: &str| {
        let rest = text.strip_prefix(name)?;
        let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        ends.then(|| format!("{alias}{rest}"))
    };
    let in_key = || {
        let (head, key) = expression.split_once('[')?;
        Some(format!("{head}[{}", rest(key)?))
    };
    let renamed = rest(expression).or_else(in_key);
    renamed.unwrap_or_else(|| expression.to_owned())
}

/// What `viewer` already calls `name` of the file `path`.
fn known_as(survey: &Survey<'_>, viewer: &Script, path: &str, name: &str) -> Option<String> {
    let root = viewer.root();
    root.children()
        .filter(|n| n.kind() == "import_from_statement")
        .flat_map(|n| imports(&n))
        .find(|(_, dotted)| {
            locate(survey.overlay, &viewer.path, dotted)
                .is_some_and(|module| module.path == path && module.rest == [name])
        })
        .map(|(alias, _)| alias)
}

/// The path of a module without its ending; of a package, its folder.
fn module_path(path: &str) -> &str {
    let path = path.strip_suffix(".py").unwrap_or(path);
    path.strip_suffix("/__init__").unwrap_or(path)
}

/// The import of a module, and what it is called then: `DB.postgres` is `postgres` of `DB`, `.db` is `db` of `.`.
fn module_import(module: &str) -> (String, &str) {
    let Some((parent, name)) = module.rsplit_once('.') else {
        return (format!("import {module}"), module);
    };
    let parent = if parent.chars().all(|c| c == '.') {
        &module[..=parent.len()]
    } else {
        parent
    };
    (format!("from {parent} import {name}"), name)
}

/// The database under a name that no other one has.
pub(crate) fn apart(database: Database, others: &[Database]) -> Database {
    let taken = |name: &str| others.iter().any(|other| other.name == name);
    let mut name = database.name.clone();
    let mut count = 2;
    while taken(&name) {
        name = format!("{}_{count}", database.name);
        count += 1;
    }
    Database { name, ..database }
}
