//! The databases that a service reaches, by every handle it makes: how each is called in the file that needs it, how it is
//! asked and how it is closed.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::modules::{imported, locate, module_name};
use crate::code::python::names::{bound_in, imports};
use crate::code::python::syntax::{callee, entry, keyword, positional, spread, target};
use crate::edit::script::Script;
use crate::survey::fact::{Captures, Fact, Site};
use crate::survey::fastapi::events::Takes;
use crate::survey::fastapi::{Fastapi, lifespan};
use crate::survey::python::clients::{Client, UNKNOWN, made_by};
use crate::survey::python::reach::{Reach, reach};
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[
    Row::fact(
        "databases",
        "the databases that the service reaches: name, kind, import, handle, release, close, guard",
        |it, from| it.databases(from),
    ),
    Row::fact(
        "closing",
        "the databases that the end of the app has to close, as `databases`",
        |it, from| it.closing(from),
    ),
    Row::fact(
        "unasked-databases",
        "handles that no other file can reach, as places",
        |it, _| it.unasked_databases(),
    ),
    Row::fact(
        "uses-databases",
        "the service has clients of databases",
        |it, _| it.uses_databases(),
    ),
    Row::list(
        "open-ended-connections",
        "options of connections without a limit of time, where a health check asks them",
        &[],
        |it| Fact::Present(it.open_ended_connections()),
    ),
];

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
    close: String,
    /// An expression that is true where the handle was made; empty where it always is.
    guard: String,
}

/// A handle that some file makes.
pub(crate) struct Made<'s> {
    pub(crate) client: &'static Client,
    pub(crate) call: Located<'s>,
    pub(crate) reach: Result<Reach, String>,
}

impl<'s> Fastapi<'s> {
    /// The databases, with code as seen from the file `seen_from` (default: the app's file).
    pub(crate) fn databases(&self, seen_from: Option<&str>) -> Fact<Value> {
        let app = match self.app() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        if let Some(reason) = self.unknown_client() {
            return Fact::Unknown(reason);
        }
        let from = seen_from.unwrap_or(&app.script.path).to_owned();
        let mut databases: Vec<Database> = Vec::new();
        for made in self.handles() {
            if let Ok(reach) = &made.reach {
                let database = self.view(made, reach, &from, &app.expression);
                databases.push(apart(database, &databases));
            }
        }
        match self.unreachable().into_iter().next() {
            Some(reason) if databases.is_empty() => Fact::Unknown(format!(
                "{reason}; give it a place that other files can import, so that it can be asked and closed"
            )),
            _ => Fact::Present(Value::from(Serde(&databases))),
        }
    }

    /// The databases that the end of the app has to close, as seen from the file of the lifespan.
    pub(crate) fn closing(&self, seen_from: Option<&str>) -> Fact<Value> {
        let app = match self.app() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        let from = seen_from.map_or_else(|| lifespan::file(self.survey, app), str::to_owned);
        let app_name = lifespan::app_in_lifespan(self.survey, app);
        let mut closing: Vec<Database> = Vec::new();
        for made in self.handles() {
            let pool = pool_behind(made);
            let Some(reach) = pool.as_ref().or(made.reach.as_ref().ok()) else {
                continue;
            };
            let database = self.view(made, reach, &from, &app_name);
            if !database.close.is_empty() {
                closing.push(apart(database, &closing));
            }
        }
        if closing.is_empty() {
            let reason = self.unreachable().into_iter().next();
            let reason = reason.or_else(|| self.unknown_client());
            return Fact::Unknown(reason.map_or_else(
                || "nothing was found that can be closed".to_owned(),
                |reason| format!("{reason}; close it at the end of the lifespan"),
            ));
        }
        Fact::Present(Value::from(Serde(&closing)))
    }

    /// What closing them takes.
    pub(crate) fn closing_takes(&self) -> Takes {
        let mut takes = Takes::default();
        for made in self.handles() {
            if let Ok(reach) = &made.reach {
                takes.awaits |= made.client.close.starts_with("await ");
                takes.needs_app |= reach.expression.starts_with('@');
            }
        }
        takes
    }

    /// Whether the service has clients of databases at all.
    pub(crate) fn uses_databases(&self) -> Fact<Value> {
        if self.handles().is_empty() && self.unknown_client().is_none() {
            Fact::Absent
        } else {
            Fact::Present(Value::from(true))
        }
    }

    /// Where handles are made that no other file can reach: what is not asked is said.
    pub(crate) fn unasked_databases(&self) -> Fact<Value> {
        let places = self.unreachable();
        if places.is_empty() {
            Fact::Absent
        } else {
            Fact::Present(Value::from(places))
        }
    }

    /// The options of connections that may wait for ever, where a health check would ask them.
    pub(crate) fn open_ended_connections(&self) -> Vec<Site> {
        let mut found: Vec<Site> = Vec::new();
        for made in self.handles() {
            if !made.client.makes.starts_with("psycopg") || made.reach.is_err() {
                continue;
            }
            if let Some(options) = open_ended(self.survey, &made.call) {
                let site = Site {
                    path: options.script.path.clone(),
                    range: options.node.range(),
                    line: options.script.line(options.node.range().start),
                    captures: Captures::new(),
                };
                if !found.contains(&site) {
                    found.push(site);
                }
            }
        }
        found
    }

    pub(crate) fn unreachable(&self) -> Vec<String> {
        self.handles()
            .iter()
            .filter_map(|made| made.reach.as_ref().err().cloned())
            .collect()
    }

    /// A client package in use whose handles are not understood: a health check must not pass it over.
    pub(crate) fn unknown_client(&self) -> Option<String> {
        if !self.handles().is_empty() {
            return None;
        }
        self.reached().iter().find_map(|path| {
            let script = self.survey.script(path)?;
            let root = script.root();
            let mut modules = root.dfs().filter_map(|n| match &*n.kind() {
                "import_statement" => imports(&n).into_iter().next().map(|(_, name)| name),
                "import_from_statement" => crate::code::python::names::imported_module(&n),
                _ => None,
            });
            let package = modules.find_map(|module| {
                let first = module.split('.').next()?.to_owned();
                let local = locate(self.survey.overlay, path, &module).is_some();
                (UNKNOWN.contains(&first.as_str()) && !local).then_some(first)
            })?;
            Some(format!(
                "`{path}` uses `{package}`, and fixup does not see how to ask it for an answer"
            ))
        })
    }

    /// All handles that the reached files make, in order.
    pub(crate) fn handles(&self) -> &[Made<'s>] {
        self.handles.or_find(|| {
            let Fact::Present(app) = self.app() else {
                return Vec::new();
            };
            let speaks = |script: &Script| {
                ["engine", "psycopg", "asyncpg", "ongo", "redis", "otor"]
                    .iter()
                    .any(|word| script.text.contains(word))
            };
            let mut found: Vec<Made<'s>> = Vec::new();
            for path in self.reached() {
                let Some(script) = self.survey.script(path).filter(|script| speaks(script)) else {
                    continue;
                };
                for call in script.root().dfs().filter(|node| node.kind() == "call") {
                    let Some(client) = made_by(&call) else {
                        continue;
                    };
                    let Some(node) = script.node("call", &call.range()) else {
                        continue;
                    };
                    let call = Located { script, node };
                    let reach = reach(self, app, client, &call);
                    // a cache that a module keeps to itself is no database of the service
                    if client.name == "redis"
                        && !reach.as_ref().is_ok_and(|reach| self.is_shared(reach))
                    {
                        continue;
                    }
                    let known = |made: &Made<'_>| match (&made.reach, &reach) {
                        (Ok(a), Ok(b)) => a.path == b.path && a.expression == b.expression,
                        _ => false,
                    };
                    if !found.iter().any(known) {
                        found.push(Made {
                            client,
                            call,
                            reach,
                        });
                    }
                }
            }
            found
        })
    }

    /// Whether the app holds a handle, or another file takes it from the one that makes it.
    fn is_shared(&self, reach: &Reach) -> bool {
        let takes = |script: &Script| {
            imported(self.survey, script).iter().any(|module| {
                let names = reach.names.iter().chain([&reach.expression]);
                module.path == reach.path
                    && module
                        .rest
                        .first()
                        .is_some_and(|name| names.clone().any(|own| own == name))
            })
        };
        reach.expression.starts_with('@')
            || self
                .reached()
                .iter()
                .filter(|path| **path != reach.path)
                .filter_map(|path| self.survey.script(path))
                .any(takes)
    }

    /// A handle as the file `from` sees it, where the app is called `app`.
    pub(crate) fn view(&self, made: &Made<'s>, reach: &Reach, from: &str, app: &str) -> Database {
        let (import, handle, release) = self.seen(reach, from, app);
        let is_pool = reach.kind == made.client.kind;
        let close = if is_pool {
            made.client.close.replace('@', &handle)
        } else {
            String::new()
        };
        let guard = if reach.rebound || reach.late {
            handle.clone()
        } else {
            String::new()
        };
        Database {
            name: made.client.name.to_owned(),
            kind: reach.kind,
            import,
            handle,
            release,
            close,
            guard,
        }
    }

    /// The import of a handle in the file `from`, its expression there, and that of what takes it back.
    fn seen(&self, reach: &Reach, from: &str, app: &str) -> (String, String, String) {
        let release = reach.release.clone().unwrap_or_default();
        if let Some(rest) = reach.expression.strip_prefix('@') {
            return (String::new(), format!("{app}{rest}"), release);
        }
        if reach.path == from {
            return (String::new(), reach.expression.clone(), release);
        }
        let module = module_name(self.survey, from, module_path(&reach.path));
        if reach.rebound {
            let (parent, name) = split_module(&module);
            let import = if parent.is_empty() {
                format!("import {name}")
            } else {
                format!("from {parent} import {name}")
            };
            return (import, format!("{name}.{}", reach.expression), release);
        }
        let viewer = self.survey.script(from);
        let mut wanted = Vec::new();
        let mut expression = reach.expression.clone();
        let mut release = release;
        for name in &reach.names {
            let known = viewer.and_then(|viewer| known_as(self.survey, viewer, &reach.path, name));
            let taken = viewer.is_some_and(|viewer| bound_in(&viewer.root(), name).is_some());
            let alias = match known {
                Some(alias) => alias,
                None if taken => {
                    let stem = module.rsplit('.').next().unwrap_or("database");
                    let alias = format!("{}_{name}", stem.to_lowercase());
                    wanted.push(format!("{name} as {alias}"));
                    alias
                }
                None => {
                    wanted.push(name.clone());
                    name.clone()
                }
            };
            expression = renamed(&expression, name, &alias);
            release = renamed(&release, name, &alias);
        }
        let import = if wanted.is_empty() {
            String::new()
        } else {
            format!("from {module} import {}", wanted.join(", "))
        };
        (import, expression, release)
    }
}

/// `name` at the start of an expression, or as the start of a key in it, called `alias`.
fn renamed(expression: &str, name: &str, alias: &str) -> String {
    let rest = |text: &str| {
        let rest = text.strip_prefix(name)?;
        let ends = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        ends.then(|| format!("{alias}{rest}"))
    };
    if let Some(new) = rest(expression) {
        return new;
    }
    match expression.split_once('[') {
        Some((head, key)) => {
            rest(key).map_or_else(|| expression.to_owned(), |key| format!("{head}[{key}"))
        }
        None => expression.to_owned(),
    }
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

/// `DB.postgres` is `postgres` of `DB`, `.db` is `db` of `.`.
fn split_module(module: &str) -> (String, String) {
    match module.rfind('.') {
        Some(at) if module[..at].chars().all(|c| c == '.') => {
            (module[..=at].to_owned(), module[at + 1..].to_owned())
        }
        Some(at) => (module[..at].to_owned(), module[at + 1..].to_owned()),
        None => (String::new(), module.to_owned()),
    }
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

/// The pool itself, where functions stand before it.
fn pool_behind(made: &Made<'_>) -> Option<Reach> {
    let reach = made
        .reach
        .as_ref()
        .ok()
        .filter(|reach| reach.release.is_some())?;
    let left = target(&made.call.node)?;
    Some(Reach {
        names: Vec::new(),
        expression: left.text().into_owned(),
        kind: made.client.kind,
        rebound: true,
        release: None,
        ..reach.clone()
    })
}

/// The options of a connection that set no limit: a dictionary that is spread, or the call itself.
fn open_ended<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> Option<Located<'s>> {
    if keyword(&call.node, "connect_timeout").is_some() {
        return None;
    }
    let options = spread(&call.node);
    let Some(first) = options.first() else {
        let texts = positional(&call.node);
        let limited = texts
            .iter()
            .any(|text| text.text().contains("connect_timeout"));
        return (!limited).then(|| call.clone());
    };
    let found = definition(survey, call.script, first)?;
    let limited = match &*found.node.kind() {
        "dictionary" => entry(&found.node, "connect_timeout").is_some(),
        "call" => {
            let is_dict = callee(&found.node).is_some_and(|callee| callee.text() == "dict");
            !is_dict || keyword(&found.node, "connect_timeout").is_some()
        }
        _ => return None,
    };
    (!limited).then_some(found)
}
