//! What the start of a service waits for: its databases, but no cache, and where it can ask them.

use minijinja::Value;
use minijinja::value::Serde;

use crate::survey::fact::{Fact, Slot};
use crate::survey::fastapi::app::App;
use crate::survey::fastapi::{Fastapi, lifespan};
use crate::survey::python::databases::{Database, Made, apart};
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[
    Row::fact(
        "connections",
        "the databases that the start waits for: name, kind, import, handle, release",
        |it, from| it.connections(from),
    ),
    Row::fact(
        "optional-databases",
        "the names of `connections` without which the service starts",
        |it, _| it.optional_databases(),
    ),
    Row::fact(
        "needs-databases",
        "the service has a database that is no cache",
        |it, _| it.needs_databases(),
    ),
];

impl<'s> Fastapi<'s> {
    /// Whether the service has a database that it cannot do without. A cache is none.
    pub(crate) fn needs_databases(&self) -> Fact<Value> {
        let is_needed = self.needed().next().is_some() || self.unknown_client().is_some();
        Fact::from_option(is_needed.then(|| Value::from(true)))
    }

    /// The databases that the start waits for, as seen from the file of the lifespan.
    pub(crate) fn connections(&self, seen_from: Option<&str>) -> Fact<Value> {
        self.waited_for(seen_from)
            .map(|databases| Value::from(Serde(&databases)))
    }

    /// The names of those without which the service starts all the same: a MongoDB beside an SQL database.
    pub(crate) fn optional_databases(&self) -> Fact<Value> {
        self.waited_for(None).map(|databases| {
            let (documents, tables): (Vec<_>, Vec<_>) = databases
                .into_iter()
                .partition(|database| matches!(database.kind, "pymongo" | "async-mongo"));
            let names = documents.into_iter().map(|database| database.name);
            Value::from(if tables.is_empty() {
                Vec::new()
            } else {
                names.collect::<Vec<_>>()
            })
        })
    }

    /// The slots of the call that waits.
    pub(crate) fn startup_slot(&self, app: &App<'s>, name: &str) -> Slot {
        if self.waits_already(app) {
            return Slot::Filled;
        }
        let is_last = self.needed().any(is_made_at_start);
        match name {
            "startup-event" => lifespan::start_event_slot(self.survey, app, is_last),
            _ => lifespan::startup(self.survey, app, is_last),
        }
    }

    fn waited_for(&self, seen_from: Option<&str>) -> Fact<Vec<Database>> {
        let app = match self.app() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        if let Some(reason) = self.unknown_client() {
            return Fact::Unknown(reason);
        }
        let from = seen_from.map_or_else(|| lifespan::file(self.survey, app), str::to_owned);
        let app_name = lifespan::app_in_lifespan(self.survey, app);
        let mut databases: Vec<Database> = Vec::new();
        for made in self.needed() {
            if let Ok(reach) = &made.reach {
                let database = self.view(made, reach, &from, &app_name);
                databases.push(apart(database, &databases));
            }
        }
        match self.needed().find_map(|made| made.reach.as_ref().err()) {
            Some(reason) if databases.is_empty() => Fact::Unknown(format!(
                "{reason}; give it a place that other files can import, so that the start can wait for it"
            )),
            _ => Fact::Present(databases),
        }
    }

    fn needed(&self) -> impl Iterator<Item = &Made<'s>> {
        let handles = self.handles().iter();
        handles.filter(|made| made.client.name != "redis")
    }
}

fn hangs_from_app(made: &Made<'_>) -> bool {
    let reach = made.reach.as_ref();
    reach.is_ok_and(|reach| reach.expression.starts_with('@'))
}

/// Whether a handle is there only once the start has made it, or can be asked only once the start has opened it.
fn is_made_at_start(made: &Made<'_>) -> bool {
    let reach = made.reach.as_ref();
    made.client.makes.starts_with("psycopg_pool.")
        || hangs_from_app(made)
        || reach.is_ok_and(|reach| reach.late || reach.rebound)
}
