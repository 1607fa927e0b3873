//! How the handle of a database is called in the file that needs it, and what that file imports for it.

use serde::Serialize;

use crate::code::Survey;
use crate::code::python::modules::locate;
use crate::code::python::names::{bound_in, imports};
use crate::edit::script::Script;
use crate::survey::fact::Fact;
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
    /// Whether it is made only where something switches it on, so that nobody waits for it elsewhere.
    optional: bool,
    /// The names that the import makes known.
    #[serde(skip)]
    binds: Vec<Binding>,
}

/// A name that an import makes known.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Binding {
    module: String,
    /// What it is called there; empty for the module itself.
    name: String,
    /// What it is called here.
    alias: String,
}

/// What reaches a handle in a file.
struct Seen {
    import: String,
    handle: String,
    release: String,
    binds: Vec<Binding>,
}

impl Seen {
    /// Imports names of a module, each under one that is free, where it is not known already.
    fn import_names(
        &mut self,
        module: &str,
        names: &[String],
        known: Vec<Option<String>>,
        is_bound: &dyn Fn(&String) -> bool,
    ) {
        let mut wanted = Vec::new();
        for (name, known) in names.iter().zip(known) {
            let alias = known.unwrap_or_else(|| {
                let alias = free_name(name, module, is_bound);
                wanted.push(if alias == *name {
                    alias.clone()
                } else {
                    format!("{name} as {alias}")
                });
                self.binds.push(Binding {
                    module: module.to_owned(),
                    name: name.clone(),
                    alias: alias.clone(),
                });
                alias
            });
            self.handle = renamed(&self.handle, name, &alias);
            self.release = renamed(&self.release, name, &alias);
        }
        if !wanted.is_empty() {
            self.import = format!("from {module} import {}", wanted.join(", "));
        }
    }
}

impl Service<'_> {
    /// A handle as `viewer` sees it, beside `others`, whose names it leaves to them; else why it cannot import it.
    pub(crate) fn view(
        &self,
        client: &Client,
        reach: &Reach,
        viewer: &Viewer,
        others: &[Database],
    ) -> Result<Database, String> {
        let Seen {
            import,
            handle,
            release,
            binds,
        } = self.seen_by(reach, viewer, others)?;
        let is_pool = reach.kind == client.kind;
        let close = is_pool.then(|| client.close.replace('@', &handle));
        let may_be_missing = reach.rebound || reach.late || reach.optional;
        let guard = may_be_missing.then(|| handle.clone());
        Ok(Database {
            name: client.name.to_owned(),
            kind: reach.kind,
            import,
            handle,
            release,
            close: close.unwrap_or_default(),
            guard: guard.unwrap_or_default(),
            optional: reach.optional,
            binds,
        })
    }

    fn seen_by(&self, reach: &Reach, viewer: &Viewer, others: &[Database]) -> Result<Seen, String> {
        let survey = self.survey;
        let mut seen = Seen {
            import: String::new(),
            handle: reach.expression.clone(),
            release: reach.release.clone().unwrap_or_default(),
            binds: Vec::new(),
        };
        if let Some(rest) = reach.in_app() {
            seen.handle = format!("{}{rest}", viewer.app);
            return Ok(seen);
        }
        if reach.path == viewer.path {
            return Ok(seen);
        }
        let script = survey.script(&viewer.path);
        let brought = || others.iter().flat_map(|other| &other.binds);
        let is_bound = |name: &String| {
            script.is_some_and(|script| bound_in(&script.root(), name).is_some())
                || brought().any(|binding| binding.alias == *name)
        };
        let known_as = |name: &str| known_as(survey, script?, &reach.path, name);
        let known: Vec<Option<String>> = reach.names.iter().map(|name| known_as(name)).collect();
        // where the file has the module, it asks that, as it does itself
        let may_hang = known.iter().all(Option::is_none) && !reach.expression.contains('[');
        let module_known = script.and_then(|script| known_module(survey, script, &reach.path));
        if let Some(module) = module_known.filter(|_| may_hang) {
            let of_module = |name: String| match &*name {
                "" => name,
                _ => format!("{module}.{name}"),
            };
            seen.handle = of_module(seen.handle);
            seen.release = of_module(seen.release);
            return Ok(seen);
        }
        let module = self.module_name(&viewer.path, module_path(&reach.path));
        let module = match module {
            Fact::Present(module) => module,
            Fact::Unknown(reason) => return Err(reason),
            Fact::Absent => return Err(format!("`{}` is no module", reach.path)),
        };
        if reach.rebound {
            let (import, name) = module_import(&module);
            seen.handle = format!("{name}.{}", reach.expression);
            seen.binds = vec![Binding {
                module: module.clone(),
                name: String::new(),
                alias: name.to_owned(),
            }];
            seen.import = import;
            return Ok(seen);
        }
        let names = known.into_iter().zip(&reach.names);
        let known = names.map(|(known, name)| known.or_else(|| brought_as(others, &module, name)));
        seen.import_names(&module, &reach.names, known.collect(), &is_bound);
        Ok(seen)
    }
}

/// What the import of another handle calls a name of a module: it needs no second name.
fn brought_as(others: &[Database], module: &str, name: &str) -> Option<String> {
    let mut brought = others.iter().flat_map(|other| &other.binds);
    let found = brought.find(|it| it.module == module && it.name == name);
    found.map(|binding| binding.alias.clone())
}

/// A name for something of a module: its own, else with the name of the module and of the packages around it.
fn free_name(name: &str, module: &str, is_bound: &dyn Fn(&String) -> bool) -> String {
    let mut free = name.to_owned();
    for part in module.rsplit('.').filter(|part| !part.is_empty()) {
        if !is_bound(&free) {
            break;
        }
        free = format!("{}_{free}", part.to_lowercase());
    }
    free
}

/// What `viewer` already calls the module `path`.
fn known_module(survey: &Survey<'_>, viewer: &Script, path: &str) -> Option<String> {
    let root = viewer.root();
    let statements = root
        .children()
        .filter(|n| n.kind() == "import_from_statement");
    let mut names = statements.flat_map(|n| imports(&n));
    let is_it = |dotted: &str| {
        let module = locate(survey.overlay, &viewer.path, dotted);
        module.is_some_and(|module| module.path == path && module.rest.is_empty())
    };
    names
        .find(|(_, dotted)| is_it(dotted))
        .map(|(alias, _)| alias)
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
