//! From a dotted name to the file that it means, and back; and which files a file loads.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::python::names::{imported_module, imports, imports_all};
use crate::edit::script::{Node, Script};
use crate::tree::Overlay;
use crate::tree::paths::{below, folder, relative, upwards, within};

/// Packages that a folder of a service is often named for, and is not.
const FOREIGN: &[&str] = &[
    "aioredis",
    "asyncpg",
    "celery",
    "fastapi",
    "motor",
    "psycopg",
    "psycopg2",
    "pydantic",
    "pymongo",
    "redis",
    "socketio",
    "sqlalchemy",
    "sqlmodel",
    "starlette",
    "uvicorn",
];

/// A module of the repository, and what remains of a dotted name behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Module {
    pub(crate) path: String,
    /// The folder that absolute names start from; `None` for a relative import.
    pub(crate) root: Option<String>,
    pub(crate) rest: Vec<String>,
}

/// The file that a dotted name means in the file `from`; `None` for packages from elsewhere.
pub(crate) fn locate(overlay: &Overlay, from: &str, dotted: &str) -> Option<Module> {
    let dots = dotted.len() - dotted.trim_start_matches('.').len();
    let parts: Vec<&str> = dotted[dots..]
        .split('.')
        .filter(|p| !p.is_empty())
        .collect();
    if dots > 0 {
        let mut base = folder(from);
        for _ in 1..dots {
            base = (!base.is_empty()).then(|| folder(base))?;
        }
        let (path, rest) = longest(overlay, base, &parts, true)?;
        return Some(Module {
            path,
            root: None,
            rest,
        });
    }
    // most imports are of packages from elsewhere
    if parts.first().is_some_and(|first| !overlay.has_name(first)) {
        return None;
    }
    let below = |root: String| {
        let (path, rest) = longest(overlay, &root, &parts, false)?;
        Some(Module {
            path,
            root: Some(root),
            rest,
        })
    };
    // a file that only begins like the name, or the importing file itself, gives way to one further up
    let best = |found: &mut dyn Iterator<Item = Module>| {
        found.min_by_key(|module| (module.path == from, module.rest.len()))
    };
    let found = best(&mut roots(overlay, from).into_iter().filter_map(below));
    // a program may be started in a folder that is a package, too
    let is_foreign = parts.first().is_some_and(|first| FOREIGN.contains(first));
    found.or_else(|| {
        let started_in = upwards(folder(from))
            .filter(|_| !is_foreign)
            .map(str::to_owned);
        best(&mut started_in.filter_map(below))
    })
}

/// The folders that absolute imports of a file may start from: those around it that are no packages, the nearest first.
pub(crate) fn roots(overlay: &Overlay, from: &str) -> Vec<String> {
    upwards(folder(from))
        .filter(|at| !overlay.is_listed(&below(at, "__init__.py")))
        .map(str::to_owned)
        .collect()
}

/// The file of the longest beginning of `parts`, and what is left of them.
fn longest(
    overlay: &Overlay,
    base: &str,
    parts: &[&str],
    may_be_empty: bool,
) -> Option<(String, Vec<String>)> {
    (usize::from(!may_be_empty)..=parts.len())
        .rev()
        .find_map(|count| {
            let path = below(base, &parts[..count].join("/"));
            let file = [format!("{path}.py"), below(&path, "__init__.py")]
                .into_iter()
                .find(|file| overlay.is_listed(file))?;
            let rest = parts[count..].iter().map(|part| (*part).to_owned());
            Some((file, rest.collect()))
        })
}

/// The modules of the repository that a script imports, in order.
pub(crate) fn imported(survey: &Survey<'_>, script: &Script) -> Vec<Module> {
    import_statements(script)
        .flat_map(|statement| imported_by(survey, script, &statement))
        .collect()
}

/// The imports of a script, wherever they stand.
pub(crate) fn import_statements(script: &Script) -> impl Iterator<Item = Node<'_>> {
    script.found_by("imports", |node| {
        matches!(&*node.kind(), "import_from_statement" | "import_statement")
    })
}

/// The dotted names of all that a script imports: of modules, and of what it takes from them.
pub(crate) fn imported_names(script: &Script) -> impl Iterator<Item = String> {
    import_statements(script).flat_map(|statement| {
        let names = imports(&statement).into_iter().map(|(_, dotted)| dotted);
        imported_module(&statement).into_iter().chain(names)
    })
}

/// The modules of the repository that a statement imports.
pub(crate) fn imported_by(
    survey: &Survey<'_>,
    script: &Script,
    statement: &Node<'_>,
) -> Vec<Module> {
    let locate = |dotted: &str| locate(survey.overlay, &script.path, dotted);
    if imports_all(statement) {
        let module = imported_module(statement).and_then(|name| locate(&name));
        return module.into_iter().collect();
    }
    if statement.kind() == "import_from_statement" {
        let names = imports(statement).into_iter();
        return names.filter_map(|(_, dotted)| locate(&dotted)).collect();
    }
    let names = statement.field_children("name");
    names
        .filter_map(|name| locate(&name.field("name").unwrap_or(name).text()))
        .collect()
}

/// What Python runs before the module at `path`: the beginnings of the packages that it lies in.
pub(crate) fn packages_of(overlay: &Overlay, path: &str) -> Vec<String> {
    upwards(folder(path))
        .map(|folder| below(folder, "__init__.py"))
        .filter(|path| overlay.is_listed(path))
        .collect()
}

/// All files of the repository that `entry` loads, directly or not, in the order of loading.
pub(crate) fn loaded_by(survey: &Survey<'_>, entry: &str) -> Vec<String> {
    let mut found = vec![entry.to_owned()];
    let mut known: BTreeSet<String> = found.iter().cloned().collect();
    let mut at = 0;
    while let Some(path) = found.get(at).cloned() {
        at += 1;
        let script = survey.script(&path);
        let modules = script.map(|script| imported(survey, script));
        let modules = modules.into_iter().flatten().map(|module| module.path);
        for next in packages_of(survey.overlay, &path)
            .into_iter()
            .chain(modules)
        {
            if known.insert(next.clone()) {
                found.push(next);
            }
        }
    }
    found
}

/// A path without ending as a module, as the file `from` would import it: relative where its neighbours are, else from one of the
/// `starts`, the folders that Python imports from; `None` where none of them holds it, as far as is known.
pub(crate) fn module_name(
    survey: &Survey<'_>,
    from: &str,
    path: &str,
    starts: &[String],
) -> Option<String> {
    let script = survey.script(from);
    let imported: Vec<Module> = script
        .map(|script| imported(survey, script))
        .unwrap_or_default();
    let around = roots(survey.overlay, from);
    let (absolute, relative): (Vec<_>, Vec<_>) =
        imported.iter().partition(|module| module.root.is_some());
    // beside relative imports, an absolute one from a package is another package's that has the name of a neighbour
    let is_sure = |root: &&String| relative.is_empty() || around.contains(root);
    let known: Vec<&String> = absolute
        .iter()
        .filter_map(|module| module.root.as_ref())
        .filter(is_sure)
        .collect();
    let is_start = |root: &&&String| starts.contains(root);
    let own = known.iter().find(is_start).or_else(|| known.first());
    if own.is_none() && !relative.is_empty() && stays_in_package(from, path, starts) {
        return Some(relative_name(from, path));
    }
    let holds = |root: &&String| path != root.as_str() && within(path, root);
    let own = own.copied().filter(holds);
    // where nothing tells the start, a file beside the manifest or in packages has one folder alone that it can start from
    let root = own.or_else(|| starts.iter().find(holds))?;
    let name = path.strip_prefix(root.as_str()).unwrap_or(path);
    Some(name.trim_start_matches('/').replace('/', "."))
}

/// Whether a relative import of `path` stays in the package that `from` belongs to, wherever its start is known.
fn stays_in_package(from: &str, path: &str, starts: &[String]) -> bool {
    let common = upwards(folder(from)).find(|at| within(path, at));
    let start = starts.iter().find(|root| within(from, root));
    start.is_none_or(|start| common.is_some_and(|common| common != start))
}

/// The folder that a module is imported from, which lies at `path`.
pub(crate) fn module_root(path: &str, module: &str) -> Option<String> {
    let path = path.strip_suffix(".py").unwrap_or(path);
    let path = path.strip_suffix("/__init__").unwrap_or(path);
    let root = path.strip_suffix(&module.replace('.', "/"))?;
    let is_whole = root.is_empty() || root.ends_with('/');
    is_whole.then(|| root.trim_end_matches('/').to_owned())
}

/// `.utils`, `..core.utils`.
fn relative_name(from: &str, path: &str) -> String {
    let (up, down) = relative(from, path);
    format!("{}{}", ".".repeat(up + 1), down.join("."))
}
