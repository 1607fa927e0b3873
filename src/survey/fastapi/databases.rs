//! The databases that a service reaches, by every handle it makes: how each is called in the file that needs it, how it is
//! asked and how it is closed.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use super::app::App;
use super::clients::{CONNECTION, Client, PSYCOPG2_POOL, UNKNOWN, made_by};
use super::modules::{definition, imported, locate, returned};
use super::syntax::{
    Bound, bound, bound_in, callee, decorators_of, dotted, entry, functions_around, imports,
    keyword, makes_global, method_call, own, parameters, positional, spread, target,
};
use super::{Fastapi, lifespan};
use crate::edit::script::{Node, Script};
use crate::survey::Survey;
use crate::survey::fact::{Captures, Fact, Site};
use crate::survey::symbols::Located;

/// A database as templates see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Database {
    /// A name for reports, unlike that of any other.
    name: String,
    /// How the handle is asked.
    kind: &'static str,
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
pub(super) struct Made<'s> {
    client: &'static Client,
    call: Located<'s>,
    reach: Result<Reach, String>,
}

/// How a handle is reached from other files.
#[derive(Clone, Debug)]
struct Reach {
    /// The file that has it.
    path: String,
    /// The names that are imported from there; none for the module itself.
    names: Vec<String>,
    /// The expression in that file; what hangs from the app begins with `@`.
    expression: String,
    kind: &'static str,
    /// Whether the name is bound anew while the service runs, so that a copy would be stale.
    rebound: bool,
    /// The function that takes a connection back.
    release: Option<String>,
}

impl<'s> Fastapi<'s> {
    /// The databases, with code as seen from the file `seen_from` (default: the app's file).
    pub(super) fn databases(&self, seen_from: Option<&str>) -> Fact<Value> {
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
    pub(super) fn closing(&self, seen_from: Option<&str>) -> Fact<Value> {
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

    /// Whether the service has clients of databases at all.
    pub(super) fn uses_databases(&self) -> Fact<Value> {
        if self.handles().is_empty() && self.unknown_client().is_none() {
            Fact::Absent
        } else {
            Fact::Present(Value::from(true))
        }
    }

    /// Where handles are made that no other file can reach: what is not asked is said.
    pub(super) fn unasked_databases(&self) -> Fact<Value> {
        let places = self.unreachable();
        if places.is_empty() {
            Fact::Absent
        } else {
            Fact::Present(Value::from(places))
        }
    }

    /// The options of connections that may wait for ever, where a health check would ask them.
    pub(super) fn open_ended_connections(&self) -> Vec<Site> {
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

    fn unreachable(&self) -> Vec<String> {
        self.handles()
            .iter()
            .filter_map(|made| made.reach.as_ref().err().cloned())
            .collect()
    }

    /// A client package in use whose handles are not understood: a health check must not pass it over.
    fn unknown_client(&self) -> Option<String> {
        if !self.handles().is_empty() {
            return None;
        }
        self.reached().iter().find_map(|path| {
            let script = self.survey.script(path)?;
            let root = script.root();
            let mut modules = root.dfs().filter_map(|n| match &*n.kind() {
                "import_statement" => imports(&n).into_iter().next().map(|(_, name)| name),
                "import_from_statement" => super::syntax::imported_module(&n),
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
    fn handles(&self) -> &[Made<'s>] {
        self.handles.get_or_init(|| {
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
    fn view(&self, made: &Made<'s>, reach: &Reach, from: &str, app: &str) -> Database {
        let (import, handle, release) = self.seen(reach, from, app);
        let is_pool = reach.kind == made.client.kind;
        let close = if is_pool {
            made.client.close.replace('@', &handle)
        } else {
            String::new()
        };
        let is_late =
            reach.rebound || reach.expression.starts_with('@') && !made.client.close.is_empty();
        let guard = if reach.rebound && is_late {
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
        let module = self.module_name(from, module_path(&reach.path));
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
fn apart(database: Database, others: &[Database]) -> Database {
    let taken = |name: &str| others.iter().any(|other| other.name == name);
    let mut name = database.name.clone();
    let mut count = 2;
    while taken(&name) {
        name = format!("{}_{count}", database.name);
        count += 1;
    }
    Database { name, ..database }
}

/// How other files reach what a call makes; else the reason why they cannot.
fn reach<'s>(
    service: &Fastapi<'s>,
    app: &App<'s>,
    client: &'static Client,
    call: &Located<'s>,
) -> Result<Reach, String> {
    let script = call.script;
    let place = format!("`{}:{}`", script.path, script.line(call.node.range().start));
    let private = Err(format!("the client at {place} is reached by nobody else"));
    let function = functions_around(&call.node).into_iter().next();
    let reach = |names: Vec<String>, expression: String| Reach {
        path: script.path.clone(),
        names,
        expression,
        kind: client.kind,
        rebound: false,
        release: None,
    };
    if client.kind == CONNECTION {
        return function
            .and_then(|function| connection(call, &function, &reach))
            .ok_or_else(|| {
                format!(
                    "the connection at {place} is no pool and comes from no function of its own"
                )
            });
    }
    let Some(left) = target(&call.node) else {
        let from_key = in_dictionary(call).map(|(names, expression)| reach(names, expression));
        let from_cache = function
            .filter(|function| is_cached(function) && gives(function, &call.node))
            .and_then(|function| name_of(&function))
            .map(|name| reach(vec![name.clone()], format!("{name}()")));
        return from_key.or(from_cache).map_or(private, Ok);
    };
    match (&*left.kind(), function) {
        ("identifier", None) => {
            let name = left.text().into_owned();
            let class = call
                .node
                .ancestors()
                .find(|n| n.kind() == "class_definition");
            Ok(match class.and_then(|class| class.field("name")) {
                Some(class) => reach(
                    vec![class.text().into_owned()],
                    format!("{}.{name}", class.text()),
                ),
                None => reach(vec![name.clone()], name),
            })
        }
        ("identifier", Some(function)) => {
            let name = left.text().into_owned();
            if makes_global(&function, &name) {
                let found = Reach {
                    rebound: true,
                    ..reach(Vec::new(), name)
                };
                return Ok(behind_functions(script, &found).unwrap_or(found));
            }
            if is_cached(&function)
                && let Some(function) = name_of(&function)
            {
                return Ok(reach(vec![function.clone()], format!("{function}()")));
            }
            handed_on(service, app, call, &function, &name)
                .map(|(names, expression)| reach(names, expression))
                .map_or(private, Ok)
        }
        ("attribute", _) => member(service, app, call, &left)
            .map(|(path, names, expression)| Reach {
                path,
                ..reach(names, expression)
            })
            .map_or(private, Ok),
        _ => private,
    }
}

fn name_of(function: &Node<'_>) -> Option<String> {
    let is_top = functions_around(function).is_empty()
        && !function.ancestors().any(|n| n.kind() == "class_definition");
    is_top
        .then(|| function.field("name"))?
        .map(|name| name.text().into_owned())
}

/// Whether a function makes its result once.
fn is_cached(function: &Node<'_>) -> bool {
    decorators_of(function).iter().any(|decorator| {
        let name = dotted(&callee(decorator).unwrap_or_else(|| decorator.clone()));
        name.is_some_and(|name| matches!(name.as_str(), "functools.lru_cache" | "functools.cache"))
    })
}

/// Whether a function returns `value`, or the name that it is assigned to.
fn gives(function: &Node<'_>, value: &Node<'_>) -> bool {
    let name = target(value).map(|name| name.text().into_owned());
    returned(function).iter().any(|returned| {
        returned.node_id() == value.node_id() || name.as_deref() == Some(&*returned.text())
    })
}

/// A function that makes a connection for whoever calls it, or a context manager that lends one.
fn connection(
    call: &Located<'_>,
    function: &Node<'_>,
    reach: &dyn Fn(Vec<String>, String) -> Reach,
) -> Option<Reach> {
    let name = name_of(function)?;
    let required = parameters(function)
        .iter()
        .any(|(_, parameter)| matches!(&*parameter.kind(), "identifier" | "typed_parameter"));
    if required || function.children().any(|n| n.kind() == "async") {
        return None;
    }
    let lends = decorators_of(function)
        .iter()
        .any(|decorator| dotted(decorator).is_some_and(|name| name == "contextlib.contextmanager"));
    let kind = if lends {
        "connection-context"
    } else if gives(function, &call.node) {
        "connection-factory"
    } else {
        return None;
    };
    Some(Reach {
        kind,
        ..reach(vec![name.clone()], name)
    })
}

/// The functions of a file that take a connection out of its pool and give it back.
fn behind_functions(script: &Script, pool: &Reach) -> Option<Reach> {
    if pool.kind != PSYCOPG2_POOL {
        return None;
    }
    let root = script.root();
    let functions: Vec<Node<'_>> = root
        .children()
        .filter(|n| n.kind() == "function_definition")
        .collect();
    let on_pool = |node: &Node<'_>, method: &str| {
        method_call(node)
            .is_some_and(|(receiver, name)| name == method && receiver.text() == pool.expression)
    };
    let takes = functions.iter().find(|function| {
        parameters(function).is_empty()
            && returned(function)
                .iter()
                .any(|value| on_pool(value, "getconn"))
    })?;
    let gives_back = functions.iter().find(|function| {
        parameters(function).len() == 1
            && function
                .field("body")
                .is_some_and(|body| own(&body).iter().any(|node| on_pool(node, "putconn")))
    })?;
    let (takes, gives_back) = (name_of(takes)?, name_of(gives_back)?);
    Some(Reach {
        names: vec![takes.clone(), gives_back.clone()],
        expression: takes,
        kind: "connection-factory",
        rebound: false,
        release: Some(gives_back),
        ..pool.clone()
    })
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

/// `engines = {"writer": create_engine(…)}`: the expression of the entry, and the names in it.
fn in_dictionary(call: &Located<'_>) -> Option<(Vec<String>, String)> {
    let pair = call
        .node
        .parent()
        .filter(|parent| parent.kind() == "pair")?;
    let dictionary = pair
        .parent()
        .filter(|parent| parent.kind() == "dictionary")?;
    let left = target(&dictionary).filter(|left| left.kind() == "identifier")?;
    if !functions_around(&call.node).is_empty() {
        return None;
    }
    let key = pair.field("key")?;
    let mut names = vec![left.text().into_owned()];
    match &*key.kind() {
        "string" => {}
        "identifier" | "attribute" => {
            let text = key.text().into_owned();
            names.push(text.split('.').next()?.to_owned());
        }
        _ => return None,
    }
    Some((names, format!("{}[{}]", left.text(), key.text())))
}

/// A local value that is put on the app afterwards.
fn handed_on<'s>(
    service: &Fastapi<'s>,
    app: &App<'s>,
    call: &Located<'s>,
    function: &Node<'s>,
    name: &str,
) -> Option<(Vec<String>, String)> {
    let body = function.field("body")?;
    let left = own(&body)
        .into_iter()
        .filter(|n| n.kind() == "assignment")
        .filter(|n| n.field("right").is_some_and(|right| right.text() == name))
        .find_map(|n| n.field("left").filter(|left| left.kind() == "attribute"))?;
    let (path, names, expression) = member(service, app, call, &left)?;
    (path == call.script.path || expression.starts_with('@')).then_some((names, expression))
}

/// Something that hangs from the app, from an object of a module, or from a class.
fn member<'s>(
    service: &Fastapi<'s>,
    app: &App<'s>,
    call: &Located<'s>,
    left: &Node<'s>,
) -> Option<(String, Vec<String>, String)> {
    let script = call.script;
    let text = left.text().into_owned();
    let (root, rest) = text.split_once('.')?;
    let here = script.path.clone();
    if root == "self" {
        return instance(service, call, rest);
    }
    if root == "cls" {
        let class = call
            .node
            .ancestors()
            .find(|n| n.kind() == "class_definition")?;
        let class = class.field("name")?.text().into_owned();
        return Some((here, vec![class.clone()], format!("{class}.{rest}")));
    }
    let is_app = root == app.expression && script.path == app.script.path;
    let mut first = left.clone();
    while let Some(object) = first.field("object") {
        first = object;
    }
    match bound(root, &first) {
        Some(Bound::Parameter(parameter)) => {
            let typed = parameter
                .field("type")
                .is_some_and(|n| n.text().contains("FastAPI"));
            let named = matches!(root, "app" | "application" | "_app" | "fastapi_app");
            (typed || named).then(|| (here, Vec::new(), format!("@.{rest}")))
        }
        _ if is_app => Some((here, Vec::new(), format!("@.{rest}"))),
        Some(Bound::Value(_) | Bound::Definition(_)) if functions_bind_nothing(&first, root) => {
            Some((here, vec![root.to_owned()], text.clone()))
        }
        Some(Bound::Import(dotted)) => {
            let module = locate(service.survey.overlay, &script.path, &dotted)?;
            match &module.rest[..] {
                [name] => Some((module.path, vec![name.clone()], format!("{name}.{rest}"))),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a name belongs to the module.
fn functions_bind_nothing(at: &Node<'_>, name: &str) -> bool {
    functions_around(at).iter().all(|function| {
        function
            .field("body")
            .is_none_or(|body| bound_in(&body, name).is_none())
    })
}

/// `self.engine` of a class: that of the object which a module keeps.
fn instance<'s>(
    service: &Fastapi<'s>,
    call: &Located<'s>,
    rest: &str,
) -> Option<(String, Vec<String>, String)> {
    if rest.starts_with('_') {
        return None;
    }
    let class = call
        .node
        .ancestors()
        .find(|n| n.kind() == "class_definition")?;
    for path in service.reached() {
        let script = service.survey.script(path)?;
        let knows = script.path == call.script.path
            || imported(service.survey, script)
                .iter()
                .any(|module| module.path == call.script.path);
        if !knows {
            continue;
        }
        let root = script.root();
        let made = own(&root).into_iter().find_map(|value| {
            let class_called = callee(&value).filter(|n| n.kind() == "identifier")?;
            let found = definition(service.survey, script, &class_called)?;
            let same = found.script.path == call.script.path && found.node.range() == class.range();
            let left = target(&value).filter(|left| left.kind() == "identifier")?;
            same.then(|| left.text().into_owned())
        });
        if let Some(name) = made {
            return Some((path.clone(), vec![name.clone()], format!("{name}.{rest}")));
        }
    }
    None
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
