//! The databases that a service reaches, by every handle it makes: how each is called in the file that needs it, and the
//! expressions that ping, close and connect it.

use std::collections::HashMap;

use minijinja::Value;
use minijinja::value::Serde;
use rayon::prelude::*;
use serde::Serialize;

use crate::code::Survey;
use crate::code::javascript::modules::{
    export_paths, names_export, relative_ending, resolve, specifier,
};
use crate::code::javascript::names::{bound_name, reference, reference_in};
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{
    Node, Script, arguments, is_script, is_statement_list, is_typescript, property,
};
use crate::survey::fact::Fact;
use crate::survey::node::clients::{
    CLIENTS, Client, OLD_MONGOOSE, PRISMA_ON_MONGODB, SOCKETS, UNKNOWN, Uses,
};
use crate::survey::node::getters::getter;
use crate::survey::node::package::packages;
use crate::survey::node::reach::reached_from;
use crate::survey::node::service::Service;
use crate::survey::word::Row;
use crate::tree::paths::{is_test, within};

/// The words of this room.
pub(crate) const WORDS: &[Row<Service>] = &[
    Row::fact(
        "databases",
        "the databases that the service reaches: name, import, ping, close",
        |it, from| it.databases(from),
    ),
    Row::fact(
        "unasked-databases",
        "handles that no other file can reach, as places",
        |it, _| it.unasked_databases(),
    ),
    Row::fact(
        "uses-databases",
        "the service has a database that is no cache",
        |it, _| it.uses_databases(),
    ),
];

/// A database as templates see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Database {
    /// A name for reports: `database`, or what tells it from the others.
    pub name: String,
    /// The ES import that makes the handle known in the file that asks; empty where it is known.
    pub import: String,
    /// An expression that asks the database for an answer, as a promise.
    pub ping: String,
    /// An expression that fails unless the database can be reached, as a promise.
    pub connect: String,
    /// An expression that ends all connections, as a promise.
    pub close: String,
    /// Whether `connect` is the user's own text.
    #[serde(skip)]
    pub kept: bool,
    /// What tells, while it runs, whether the service is given this database at all; empty where it always is.
    #[serde(skip)]
    pub condition: String,
    /// The handle, as an expression.
    #[serde(skip)]
    pub handle: String,
    /// The handle.
    #[serde(skip)]
    pub symbol: Symbol,
}

impl Database {
    /// One that only the call `connect` reaches.
    pub(crate) fn by(connect: &str, symbol: &Symbol) -> Self {
        Self {
            name: "database".to_owned(),
            import: String::new(),
            ping: String::new(),
            connect: connect.to_owned(),
            close: String::new(),
            kept: true,
            condition: String::new(),
            handle: String::new(),
            symbol: symbol.clone(),
        }
    }
}

/// A variable of the environment; a strict TypeScript wants brackets.
fn variable(viewer: &Script, name: &str) -> String {
    if is_typescript(&viewer.path) {
        format!("process.env[\"{name}\"]")
    } else {
        format!("process.env.{name}")
    }
}

/// A handle that some file makes.
pub(crate) struct Handle {
    pub(crate) client: &'static Client,
    uses: Uses,
    pub(crate) symbol: Symbol,
    name: Option<String>,
    line: usize,
    /// Where the call that makes it begins, in the file of the symbol.
    made_at: usize,
}

impl Service<'_> {
    /// The databases, with code as seen from the file `seen_from` (default: the app's file).
    pub(crate) fn databases(&self, seen_from: Option<&str>) -> Fact<Value> {
        let app = match self.app() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        let path = seen_from.unwrap_or(&app.script.path);
        let Some(viewer) = self.survey.script(path) else {
            return Fact::Absent;
        };
        let block = (app.script.path == path).then_some(&app.block);
        if let Some(reason) = self.unknown_client() {
            return Fact::Unknown(reason);
        }
        let (databases, unreachable) = self.reachable(viewer, block, self.handles());
        // some are asked and the others named; where none can be, the check would say nothing
        if databases.is_empty()
            && let Some(reason) = unreachable.into_iter().next()
        {
            return Fact::Unknown(format!(
                "{reason}; export it, so that the health check can ask it"
            ));
        }
        Fact::Present(Value::from(Serde(&databases)))
    }

    /// The handles that `viewer` can reach from `block`, and why others cannot be reached.
    pub(crate) fn reachable<'h>(
        &self,
        viewer: &Script,
        block: Option<&Node<'_>>,
        handles: impl IntoIterator<Item = &'h Handle>,
    ) -> (Vec<Database>, Vec<String>) {
        let mut databases: Vec<Database> = Vec::new();
        let mut unreachable = Vec::new();
        for handle in handles {
            match view(self.survey, viewer, block, handle) {
                Ok(view) => {
                    databases.push(name_apart(&describe(handle, view), handle, &databases));
                }
                // a cache or session store that a module keeps to itself is no database of the service
                Err(reason) if handle.client.kind != "redis" => unreachable.push(reason),
                Err(_) => {}
            }
        }
        (databases, unreachable)
    }

    /// A further database that gets its address from a variable of the environment is one that a deployment may do without.
    pub(crate) fn mark_optional(&self, viewer: &Script, databases: &mut [Database]) {
        let Some((main, others)) = databases.split_first_mut() else {
            return;
        };
        let address = |database: &Database| {
            let handle = self
                .handles()
                .iter()
                .find(|handle| handle.symbol == database.symbol)?;
            self.address(handle)
        };
        let main = address(main);
        for database in others {
            let own = address(database).filter(|own| main.as_ref() != Some(own));
            database.condition = own.map_or_else(String::new, |name| variable(viewer, &name));
        }
    }

    /// The variable of the environment that alone says where the database of a handle is.
    fn address(&self, handle: &Handle) -> Option<String> {
        let script = self.survey.script(&handle.symbol.path)?;
        let root = script.root();
        let call = root
            .dfs()
            .find(|n| n.range().start == handle.made_at && client_of(n, CLIENTS).is_some())?;
        let arguments = arguments(&call);
        let given: Vec<_> = arguments
            .iter()
            .filter_map(|argument| self.survey.definition(script, argument))
            .collect();
        let keys = ["host", "url", "uri", "connectionString"];
        let named = given
            .iter()
            .find_map(|found| keys.iter().find_map(|key| property(&found.node, key)));
        let plain = || given.into_iter().next().map(|found| found.node);
        let text = named.or_else(plain)?.text().into_owned();
        let name = text.strip_prefix("process.env.")?;
        let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_name.then(|| name.to_owned())
    }

    /// Where handles are made that the file of the app cannot reach: what is not asked is said.
    pub(crate) fn unasked_databases(&self) -> Fact<Value> {
        let Fact::Present(app) = self.app() else {
            return Fact::Absent;
        };
        let reach = |handle: &Handle| view(self.survey, app.script, Some(&app.block), handle);
        let unreachable = self
            .handles()
            .iter()
            .filter_map(|handle| reach(handle).err());
        let places: Vec<String> = unreachable.collect();
        if places.is_empty() {
            Fact::Absent
        } else {
            Fact::Present(Value::from(places))
        }
    }

    /// A client package in use whose handle is not understood: a health check must not pass it over.
    pub(crate) fn unknown_client(&self) -> Option<String> {
        let handles = self.handles();
        let made = |packages: &[&str]| {
            handles
                .iter()
                .any(|handle| packages.contains(&handle.client.package))
        };
        // its types serve mongoose, too
        let mongodb = Some("mongodb").filter(|_| !made(&["mongodb", "mongoose"]));
        let user_of = |package: &str| {
            let below = format!("{package}/");
            let loads_it = |module: &String| module == package || module.starts_with(&below);
            self.reached()
                .iter()
                .find(|path| self.survey.loads(path).iter().any(loads_it))
        };
        UNKNOWN
            .iter()
            .copied()
            .chain(mongodb)
            .filter(|package| self.package.depends_on(package))
            .find_map(|package| {
                let path = user_of(package)?;
                Some(format!(
                    "`{path}` uses `{package}`, and fixup does not see how to ask it for an answer"
                ))
            })
    }

    /// The files of the repository that the entry loads, in the order of loading.
    pub(crate) fn reached(&self) -> &[String] {
        self.reached.or_find(|| {
            let entry = self.service.entry.as_deref();
            let loaded = entry.map_or_else(
                || self.files.clone(),
                |entry| reached_from(self.survey, entry),
            );
            loaded.into_iter().filter(|path| !is_test(path)).collect()
        })
    }

    /// All handles made in files that the entry loads, in the order of loading.
    pub(crate) fn handles(&self) -> &[Handle] {
        self.handles.or_find(|| self.find_handles(CLIENTS))
    }

    /// All Socket.IO servers, likewise.
    pub(crate) fn socket_servers(&self) -> &[Handle] {
        self.sockets.or_find(|| self.find_handles(SOCKETS))
    }

    fn find_handles(&self, clients: &'static [Client]) -> Vec<Handle> {
        let survey = self.survey;
        let mentions = |path: &&str| {
            let has = |client: &Client| survey.overlay.has_literal(path, client.literal);
            is_script(path) && clients.iter().any(has)
        };
        let handles = |path| {
            let script = survey.script(path);
            script.map_or_else(Vec::new, |script| made_in(survey, script, clients))
        };
        // what the entry loads takes many files to tell, and is of no interest where no file makes a handle
        let paths: Vec<&str> = survey.overlay.paths().filter(mentions).collect();
        let mut by_file: HashMap<&str, Vec<Handle>> = paths
            .into_par_iter()
            .map(|path| (path, handles(path)))
            .filter(|(_, handles)| !handles.is_empty())
            .collect();
        if by_file.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<Handle> = Vec::new();
        for handle in self
            .reached()
            .iter()
            .filter_map(|path| by_file.remove(path.as_str()))
            .flatten()
        {
            if !found.iter().any(|other| other.symbol == handle.symbol) {
                found.push(handle);
            }
        }
        found
    }
}

/// The value that a call or `new` is: with `url ? new Sequelize(url) : new Sequelize(…)`, all of it.
fn whole<'a>(made: &Node<'a>) -> Node<'a> {
    let choice = made
        .parent()
        .filter(|parent| parent.kind() == "ternary_expression");
    choice.map_or_else(|| made.clone(), |choice| whole(&choice))
}

/// The handles that a script makes, in the order of its text.
fn made_in(survey: &Survey<'_>, script: &Script, clients: &'static [Client]) -> Vec<Handle> {
    let what = clients.first().map_or("", |client| client.package);
    script
        .found_by(&format!("clients like {what}"), |node| {
            client_of(node, clients).is_some()
        })
        .filter_map(|node| made(survey, script, &node, clients))
        .collect()
}

/// The client whose handle a call or `new` makes, as its own file tells.
fn client_of(node: &Node<'_>, clients: &'static [Client]) -> Option<&'static Client> {
    let callee = match &*node.kind() {
        "call_expression" => node.field("function")?,
        "new_expression" => node.field("constructor")?,
        _ => return None,
    };
    // the cheap question first: a member that makes no handle
    let member = callee
        .field("property")
        .map(|property| property.text().into_owned());
    let makes = |name: &String| {
        name == "default"
            || clients
                .iter()
                .any(|client| client.makes == Some(name.as_str()))
    };
    if member.as_ref().is_some_and(|name| !makes(name)) {
        return None;
    }
    let reached = reference(&callee)?;
    clients
        .iter()
        .find(|client| reached.is(client.package, client.makes))
}

/// Whether a call or `new` makes a handle of a database.
pub(crate) fn makes_handle(node: &Node<'_>) -> bool {
    client_of(node, CLIENTS).is_some()
}

/// The handle that a call or `new` makes.
fn made(
    survey: &Survey<'_>,
    script: &Script,
    node: &Node<'_>,
    clients: &'static [Client],
) -> Option<Handle> {
    let client = client_of(node, clients)?;
    let line = script.line(node.range().start);
    if client.package == "mongoose" {
        let old = major_version(survey, &script.path, "mongoose").is_some_and(|major| major < 6);
        let symbol = Symbol {
            path: "mongoose".to_owned(),
            at: 0,
            member: Vec::new(),
        };
        return Some(Handle {
            client,
            uses: if old { OLD_MONGOOSE } else { client.uses },
            symbol,
            name: Some("mongoose".to_owned()),
            line,
            made_at: 0,
        });
    }
    let bound = bound_name(node);
    let itself = Symbol {
        path: script.path.clone(),
        at: whole(node).range().start,
        member: Vec::new(),
    };
    // a member is exported as the value that it was given
    let symbol = bound
        .as_ref()
        .filter(|name| name.kind() == "identifier")
        .and_then(|name| survey.symbol(script, name))
        .unwrap_or(itself);
    let name = bound
        .filter(|n| n.kind() == "identifier")
        .map(|n| n.text().into_owned());
    let uses = if client.package == "@prisma/client" && is_prisma_on_mongodb(survey) {
        PRISMA_ON_MONGODB
    } else {
        client.uses
    };
    Some(Handle {
        client,
        uses,
        symbol,
        name,
        line,
        made_at: node.range().start,
    })
}

/// The major version of a package that the nearest manifest asks for; unknown for tags and ranges without a number.
pub(crate) fn major_version(survey: &Survey<'_>, from: &str, package: &str) -> Option<u32> {
    let nearest = packages(survey)
        .into_iter()
        .filter(|p| within(from, &p.folder))
        .max_by_key(|p| p.folder.len())?;
    let range = nearest
        .version(package)?
        .trim_start_matches(['^', '~', '=', 'v', '>', '<', ' '])
        .to_owned();
    range
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}

/// Whether the schema of Prisma names MongoDB, which knows no SQL.
fn is_prisma_on_mongodb(survey: &Survey<'_>) -> bool {
    let schemas = survey
        .overlay
        .paths()
        .filter(|path| path.ends_with(".prisma"));
    let names = |line: &str| {
        let setting = line
            .split_once('=')
            .filter(|(key, _)| key.trim() == "provider");
        setting.is_some_and(|(_, value)| value.trim() == "\"mongodb\"")
    };
    schemas
        .filter_map(|path| survey.overlay.text(path).ok().flatten())
        .any(|text| text.lines().any(names))
}

/// How a handle is reached from a file: an expression, and the import that makes it known.
struct View {
    expression: String,
    import: String,
}

fn view(
    survey: &Survey<'_>,
    viewer: &Script,
    block: Option<&Node<'_>>,
    handle: &Handle,
) -> Result<View, String> {
    if handle.client.package == "mongoose" {
        return Ok(package_view(viewer, "mongoose"));
    }
    if handle.symbol.path == viewer.path {
        return own_view(viewer, block, handle);
    }
    let home = survey
        .script(&handle.symbol.path)
        .expect("the handle was found in this script");
    let paths = export_paths(survey, home, &handle.symbol);
    let Some(path) = paths.first() else {
        if let Some((name, symbol)) = getter(survey, home, handle) {
            let function = Handle {
                symbol,
                name: Some(name),
                ..*handle
            };
            let mut view = view(survey, viewer, block, &function)?;
            view.expression.push_str("()");
            return Ok(view);
        }
        return Err(format!(
            "`{}:{}` keeps its {} to itself",
            home.path, handle.line, handle.client.kind
        ));
    };
    if let Some(expression) = paths
        .iter()
        .find_map(|path| known_as(survey, viewer, home, path))
    {
        return Ok(View {
            expression,
            import: String::new(),
        });
    }
    let module = package_name(survey, viewer, home);
    Ok(new_import(viewer, home, module, path, handle))
}

/// The name of the package whose main file `home` is, where that is another one than the viewer's: a workspace is imported by
/// its name, for only that is sure to be there once the service is packed.
fn package_name(survey: &Survey<'_>, viewer: &Script, home: &Script) -> Option<String> {
    let all = packages(survey);
    let nearest = |path: &str| {
        let around = all.iter().filter(|p| within(path, &p.folder));
        around.max_by_key(|p| p.folder.len())
    };
    let other = nearest(&home.path).filter(|other| !within(&viewer.path, &other.folder))?;
    let name = other.full_name()?;
    let is_main = resolve(survey.overlay, &viewer.path, name)? == home.path;
    is_main.then(|| name.to_owned())
}

/// A package's own handle: the name that the file has for it, or a new default import.
fn package_view(viewer: &Script, package: &str) -> View {
    let known = top_names(viewer)
        .into_iter()
        .find(|(_, reference)| reference.is(package, None));
    match known {
        Some((name, _)) => View {
            expression: name,
            import: String::new(),
        },
        None => View {
            expression: package.to_owned(),
            import: format!("import {package} from \"{package}\";"),
        },
    }
}

/// A handle of the same file must be visible in the block that asks.
fn own_view(viewer: &Script, block: Option<&Node<'_>>, handle: &Handle) -> Result<View, String> {
    let private = || {
        format!(
            "`{}:{}` keeps its {} to itself",
            viewer.path, handle.line, handle.client.kind
        )
    };
    let name = handle
        .name
        .clone()
        .filter(|_| handle.symbol.member.is_empty())
        .ok_or_else(private)?;
    let root = viewer.root();
    let visible = |list: &Node<'_>| {
        list.range().start <= handle.symbol.at
            && handle.symbol.at < list.range().end
            && declares(list, handle.symbol.at)
    };
    let inside = match block {
        Some(block) => {
            visible(block)
                || block
                    .ancestors()
                    .filter(is_statement_list)
                    .any(|list| visible(&list))
        }
        None => visible(&root),
    };
    if inside {
        Ok(View {
            expression: name,
            import: String::new(),
        })
    } else {
        Err(private())
    }
}

/// Whether the name at byte `at` is declared directly in this list.
fn declares(list: &Node<'_>, at: usize) -> bool {
    list.children().any(|statement| {
        let range = statement.range();
        let nested = |n: &Node<'_>| is_statement_list(n) && n.range().contains(&at);
        range.contains(&at) && !statement.dfs().any(|n| nested(&n))
    })
}

/// The expression by which `viewer` knows what `home` exports under `path` already.
fn known_as(
    survey: &Survey<'_>,
    viewer: &Script,
    home: &Script,
    path: &[String],
) -> Option<String> {
    top_names(viewer).into_iter().find_map(|(name, reference)| {
        let same = resolve(survey.overlay, &viewer.path, &reference.module)
            .is_some_and(|file| file == home.path);
        let rest = path
            .strip_prefix(reference.path.as_slice())
            .filter(|_| same)?;
        // a default import knows nothing of the other exports
        if reference.default && path.first().is_some_and(|first| names_export(home, first)) {
            return None;
        }
        Some([&[name], rest].concat().join("."))
    })
}

/// The names that stand for other modules at the top of a file.
fn top_names(script: &Script) -> Vec<(String, crate::edit::script::Reference)> {
    let root = script.root();
    let mut found: Vec<(String, crate::edit::script::Reference)> = Vec::new();
    let declares = |n: &Node<'_>| {
        matches!(
            &*n.kind(),
            "import_statement" | "lexical_declaration" | "variable_declaration"
        )
    };
    for statement in root.children().filter(declares) {
        let is_name = |n: &Node<'_>| {
            matches!(
                &*n.kind(),
                "identifier" | "shorthand_property_identifier_pattern"
            )
        };
        for name in statement.dfs().filter(is_name) {
            let known = found.iter().any(|(known, _)| *known == name.text());
            let reference = reference_in(&statement, &name.text()).filter(|_| !known);
            found.extend(reference.map(|reference| (name.text().into_owned(), reference)));
        }
    }
    found
}

/// An import of the handle under the name that its own file gives it, or one that the viewer has free.
fn new_import(
    viewer: &Script,
    home: &Script,
    package: Option<String>,
    path: &[String],
    handle: &Handle,
) -> View {
    let es = viewer.has_es_syntax();
    let plain = relative_ending(viewer, es, es).is_empty();
    let relative = || specifier(&viewer.path, &importable(&home.path, plain));
    let module = package.unwrap_or_else(relative);
    let own = handle
        .name
        .clone()
        .unwrap_or_else(|| handle.client.kind.to_owned());
    let stem = home
        .path
        .rsplit('/')
        .next()
        .and_then(|file| file.split('.').next())
        .unwrap_or("other");
    let apart = format!(
        "{}{}{}",
        camel_case(stem),
        own[..1].to_uppercase(),
        &own[1..]
    );
    let local = if mentions(viewer, &own) { apart } else { own };
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

fn describe(handle: &Handle, view: View) -> Database {
    let with = |expression: &str| expression.replace('@', &view.expression);
    Database {
        name: handle.client.kind.to_owned(),
        ping: with(handle.uses.ping),
        connect: with(handle.uses.connect),
        close: with(handle.uses.close),
        import: view.import,
        kept: false,
        condition: String::new(),
        handle: view.expression,
        symbol: handle.symbol.clone(),
    }
}

/// A second database of a kind is called after the file that makes it, or after its handle.
fn name_apart(database: &Database, handle: &Handle, others: &[Database]) -> Database {
    let taken = |name: &str| others.iter().any(|other| other.name == name);
    let stem = handle
        .symbol
        .path
        .rsplit('/')
        .next()
        .and_then(|file| file.split('.').next())
        .map(camel_case);
    let own = stem.filter(|stem| !GENERIC.contains(&stem.as_str()));
    let numbered = (2..).map(|number| format!("{}{number}", database.name));
    let names = [Some(database.name.clone()), own, handle.name.clone()]
        .into_iter()
        .flatten()
        .chain(numbered);
    let free = names.into_iter().find(|name| !taken(name));
    Database {
        name: free.expect("some number is free"),
        ..database.clone()
    }
}

/// File names that do not tell one database from another.
const GENERIC: &[&str] = &[
    "index",
    "db",
    "database",
    "models",
    "connection",
    "config",
    "app",
    "server",
    "main",
];

/// `crm-db` as a name of JavaScript: `crmDb`.
fn camel_case(stem: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for c in stem.chars() {
        if c.is_alphanumeric() || c == '_' {
            out.extend(if upper {
                c.to_uppercase().collect::<Vec<_>>()
            } else {
                vec![c]
            });
            upper = false;
        } else {
            upper = !out.is_empty();
        }
    }
    out
}
