//! Which databases a service cannot do without, so that its start waits for them: all but caches.

use minijinja::Value;
use minijinja::value::Serde;

use crate::survey::fact::Fact;
use crate::survey::python::databases::database::Database;
use crate::survey::python::databases::handle::Handle;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// the databases that the start waits for: name, kind, import, handle, release
    fact "connections" = |it, from| it.connections(from);
    /// the names of `connections` without which the service starts
    fact "optional-databases" = |it, _| it.optional_databases();
    /// the names of `databases` without which the service starts
    fact "dispensable-databases" = |it, _| it.dispensable_databases();
    /// the service has a database that is no cache
    fact "needs-databases" = |it, _| it.needs_databases();
}

/// Whether handles of a kind reach a database of documents.
pub(crate) fn is_of_documents(kind: &str) -> bool {
    matches!(kind, "pymongo" | "async-mongo")
}

impl<'s> Service<'s> {
    /// The handles of databases that are no cache.
    pub(crate) fn needed(&self) -> impl Iterator<Item = &Handle<'s>> + Clone {
        let handles = self.handles().iter();
        handles.filter(|handle| !handle.client.is_cache())
    }

    /// Whether the service has a database that it cannot do without. A cache is none.
    fn needs_databases(&self) -> Fact<Value> {
        Fact::flag(self.needed().next().is_some() || self.unknown_client().is_some())
    }

    /// The databases that the start waits for, as seen from the file that says what the app does then.
    fn connections(&self, seen_from: Option<&str>) -> Fact<Value> {
        self.waited_for(seen_from)
            .map(|databases| Value::from(Serde(&databases)))
    }

    /// The names of those without which the service starts all the same: a MongoDB beside an SQL database.
    fn optional_databases(&self) -> Fact<Value> {
        self.waited_for(None)
            .map(|databases| Value::from(self.dispensable_of(databases)))
    }

    /// The same of all that are asked whether they are there: what the start does without is no reason to be restarted.
    fn dispensable_databases(&self) -> Fact<Value> {
        self.all_databases(None)
            .map(|databases| Value::from(self.dispensable_of(databases)))
    }

    fn dispensable_of(&self, databases: Vec<Database>) -> Vec<String> {
        let documents = databases.into_iter().filter(|it| is_of_documents(it.kind));
        let names = documents.map(|database| database.name);
        names.filter(|_| self.starts_without_documents()).collect()
    }

    /// Whether a MongoDB stands beside an SQL database, and no code of the service's own ends its start without one of them.
    pub(crate) fn starts_without_documents(&self) -> bool {
        let is_table = |handle: &Handle<'s>| !is_of_documents(handle.client.kind);
        let is_gated = || {
            let app = self.app().present();
            app.is_some_and(|app| self.is_gated_by_itself(app))
        };
        self.needed().any(is_table) && !self.needed().all(is_table) && !is_gated()
    }

    fn waited_for(&self, seen_from: Option<&str>) -> Fact<Vec<Database>> {
        self.app().and_then(|app| {
            let viewer = self.in_lifespan(app, seen_from);
            self.seen(self.needed(), &viewer, "the start can wait for it")
        })
    }
}
