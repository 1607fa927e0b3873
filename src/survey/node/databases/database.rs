//! A database as templates see it: what it is called in a report and in the file that needs it, and the expressions that ping,
//! close and connect it.

use serde::Serialize;

use crate::code::javascript::names::camel_case;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script};
use crate::survey::node::databases::handles::Handle;
use crate::survey::node::databases::known::view;
use crate::survey::node::databases::new_import::View;
use crate::survey::node::service::Service;

/// A database as templates see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Database {
    /// A name for reports: `database`, or what tells it from the others.
    pub name: String,
    /// The ES import that makes the handle known in the file that asks; empty where it is known.
    pub import: String,
    /// An expression that asks the database for an answer, as a promise.
    pub ping: String,
    /// The function that makes a probe of the handle, where `ping` alone is not enough; else empty.
    pub probe: String,
    /// An expression that fails unless the database can be reached, as a promise.
    pub connect: String,
    /// An expression that ends all connections, as a promise.
    pub close: String,
    /// Whether `connect` is the user's own text.
    #[serde(skip)]
    pub kept: bool,
    /// What tells, while it runs, whether the service is given this database at all; empty where it always is.
    pub condition: String,
    /// The handle, as an expression.
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
            probe: String::new(),
            connect: connect.to_owned(),
            close: String::new(),
            kept: true,
            condition: String::new(),
            handle: String::new(),
            symbol: symbol.clone(),
        }
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

impl Service<'_> {
    /// The handles that `viewer` can reach from `block`, and why others cannot be reached.
    pub(crate) fn reachable<'h>(
        &self,
        viewer: &Script,
        block: Option<&Node<'_>>,
        handles: impl IntoIterator<Item = &'h Handle>,
    ) -> (Vec<Database>, Vec<String>) {
        let mut databases: Vec<Database> = Vec::new();
        let mut unreachable = Vec::new();
        let mut taken: Vec<String> = Vec::new();
        for handle in handles {
            match view(self.survey, viewer, block, handle, &taken) {
                Ok(view) => {
                    if !view.import.is_empty() {
                        let name = view.expression.split(['.', '(']).next();
                        taken.extend(name.map(str::to_owned));
                    }
                    let database = describe(handle, view, self.is_turned_on(handle));
                    databases.push(name_apart(&database, handle, &databases));
                }
                // a cache or session store that a module keeps to itself is no database of the service
                Err(reason) if !handle.client.is_cache() => unreachable.push(reason),
                Err(_) => {}
            }
        }
        (databases, unreachable)
    }
}

/// A handle as its users see it; one that may not be there is asked with `?.`.
fn describe(handle: &Handle, view: View, is_turned_on: bool) -> Database {
    let with = |expression: &str| {
        let expression = if is_turned_on {
            expression.replace("@.", "@?.")
        } else {
            expression.to_owned()
        };
        expression.replace('@', &view.expression)
    };
    Database {
        name: handle.client.kind.to_owned(),
        ping: with(handle.uses.ping),
        // one that may not be there has nothing to be copied
        probe: if is_turned_on {
            String::new()
        } else {
            handle.uses.probe.to_owned()
        },
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
