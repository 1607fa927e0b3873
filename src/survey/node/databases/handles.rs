//! The handles that a service makes of client packages, in the files that its entry loads.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::code::Survey;
use crate::code::javascript::bindings::bound_name;
use crate::code::javascript::names::reference;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Reference, Script, bare, is_script, method_call};
use crate::survey::node::databases::clients::{
    CLIENTS, Client, MYSQL2_PROMISE, OLD_MONGOOSE, OLD_REDIS, PRISMA_ON_MONGODB, SOCKETS, Uses,
    first_that_gives_up,
};
use crate::survey::node::databases::unconnected::takes_callbacks;
use crate::survey::node::package::major_version;
use crate::survey::node::service::Service;

/// A handle that some file makes.
pub(crate) struct Handle {
    pub(crate) client: &'static Client,
    /// What can be done with it, in the version that the service has.
    pub(crate) uses: Uses,
    pub(crate) symbol: Symbol,
    /// The name that its file gives it.
    pub(crate) name: Option<String>,
    pub(crate) line: usize,
    /// Where the call that makes it begins, in the file of the symbol.
    pub(crate) made_at: usize,
    /// Whether nothing else gives its name a handle.
    pub(crate) is_made_once: bool,
}

impl Handle {
    /// The function that gives it back, which others know in its place.
    pub(crate) fn given_by(&self, name: String, symbol: Symbol) -> Self {
        Self {
            symbol,
            name: Some(name),
            ..*self
        }
    }

    /// Why another file cannot reach it.
    pub(crate) fn out_of_reach(&self) -> String {
        format!(
            "`{}:{}` keeps its {} to itself",
            self.symbol.path, self.line, self.client.kind
        )
    }
}

/// The handles of databases, and those that nothing connects.
struct Databases(Vec<Handle>, Vec<Handle>);

/// The servers of Socket.IO.
struct Sockets(Vec<Handle>);

impl Service<'_> {
    /// All handles made in files that the entry loads, in the order of loading.
    pub(crate) fn handles(&self) -> &[Handle] {
        &self.databases_found().0
    }

    /// The handles of clients that nothing connects: they answer nobody.
    pub(crate) fn unconnected(&self) -> &[Handle] {
        &self.databases_found().1
    }

    fn databases_found(&self) -> &Databases {
        self.answers.or_find(|| {
            let found = self.find_handles(CLIENTS);
            let (idle, used) = found.into_iter().partition(|it| self.is_unconnected(it));
            Databases(used, idle)
        })
    }

    /// All Socket.IO servers, likewise.
    pub(crate) fn socket_servers(&self) -> &[Handle] {
        let found = || Sockets(self.find_handles(SOCKETS));
        &self.answers.or_find(found).0
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
            match found.iter_mut().find(|other| other.symbol == handle.symbol) {
                Some(known) => known.is_made_once = false,
                None => found.push(handle),
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
    let reached = reference(&callee).or_else(|| of_chain(&callee))?;
    clients
        .iter()
        .find(|client| reached.is(client.package, client.makes))
}

/// The member of mongoose that stands behind settings: `mongoose.set(…).plugin(…).connect`.
fn of_chain(callee: &Node<'_>) -> Option<Reference> {
    let member = callee.field("property")?.text().into_owned();
    let mut base = bare(&callee.field("object")?);
    while let Some((receiver, method)) = method_call(&base) {
        if !matches!(method.as_str(), "plugin" | "set") {
            return None;
        }
        base = bare(&receiver);
    }
    let reached = reference(&base).filter(|reached| reached.is("mongoose", None))?;
    Some(reached.join(&[member]))
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
            uses: if old {
                OLD_MONGOOSE
            } else {
                current_uses(survey, script, client)
            },
            symbol,
            name: Some("mongoose".to_owned()),
            line,
            made_at: 0,
            is_made_once: false,
        });
    }
    let promising = with_promises(node, client);
    let whole = whole(promising.as_ref().unwrap_or(node));
    let bound = bound_name(&whole);
    let itself = Symbol {
        path: script.path.clone(),
        at: whole.range().start,
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
    let uses = match client.package {
        "@prisma/client" if is_prisma_on_mongodb(survey) => PRISMA_ON_MONGODB,
        "redis" if takes_callbacks(survey, &script.path) => OLD_REDIS,
        "mysql2" if promising.is_some() => MYSQL2_PROMISE,
        _ => current_uses(survey, script, client),
    };
    Some(Handle {
        client,
        uses,
        symbol,
        name,
        line,
        made_at: node.range().start,
        is_made_once: true,
    })
}

/// What can be done with a client, without what the version that the file has does not know.
fn current_uses(survey: &Survey<'_>, script: &Script, client: &Client) -> Uses {
    let first = first_that_gives_up(client.package);
    let has = major_version(survey, &script.path, client.package);
    match first.zip(has) {
        Some((first, has)) if has < first => Uses {
            probe: "",
            ..client.uses
        },
        _ => client.uses,
    }
}

/// `createPool(…).promise()`, which is the handle that a file of mysql2 goes on with.
fn with_promises<'a>(made: &Node<'a>, client: &Client) -> Option<Node<'a>> {
    let call = made.parent()?.parent()?;
    let (receiver, method) = method_call(&call)?;
    let is_it = receiver.range() == made.range() && method == "promise";
    (is_it && client.package == "mysql2").then_some(call)
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
