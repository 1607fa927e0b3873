//! The databases that a service reaches, by every handle it makes.

use minijinja::Value;
use minijinja::value::Serde;

use crate::survey::fact::Fact;
use crate::survey::python::app::Viewer;
use crate::survey::python::databases::database::{Database, apart};
use crate::survey::python::databases::handle::Handle;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// the databases that the service reaches: name, kind, import, handle, release, close, guard
    fact "databases" = |it, from| it.databases(from);
    /// handles that no other file can reach, as places
    fact "unasked-databases" = |it, _| it.unasked_databases();
    /// the service has clients of databases
    fact "uses-databases" = |it, _| it.uses_databases();
}

impl<'s> Service<'s> {
    /// The databases, with code as seen from the file `seen_from` (default: the app's file).
    fn databases(&self, seen_from: Option<&str>) -> Fact<Value> {
        let databases = self.all_databases(seen_from);
        databases.map(|databases| Value::from(Serde(&databases)))
    }

    /// The databases as the file `seen_from` sees them.
    pub(crate) fn all_databases(&self, seen_from: Option<&str>) -> Fact<Vec<Database>> {
        self.app().and_then(|app| {
            let viewer = Viewer {
                path: seen_from.unwrap_or(&app.script.path).to_owned(),
                app: app.expression.clone(),
            };
            self.seen(self.handles().iter(), &viewer, "it can be asked and closed")
        })
    }

    /// The databases behind `handles` as a file sees them, so that it can do there what `purpose` says.
    pub(crate) fn seen<'h>(
        &'h self,
        handles: impl Iterator<Item = &'h Handle<'s>> + Clone,
        viewer: &Viewer,
        purpose: &str,
    ) -> Fact<Vec<Database>> {
        if let Some(reason) = self.unknown_client() {
            return Fact::Unknown(reason);
        }
        let mut databases: Vec<Database> = Vec::new();
        for handle in handles.clone() {
            if let Ok(reach) = &handle.reach {
                match self.view(handle.client, reach, viewer, &databases) {
                    Ok(database) => databases.push(apart(database, &databases)),
                    Err(reason) => return Fact::Unknown(reason),
                }
            }
        }
        let mut lost = handles.filter_map(|handle| handle.reach.as_ref().err());
        match lost.next() {
            Some(reason) if databases.is_empty() => Fact::Unknown(format!(
                "{reason}; give it a place that other files can import, so that {purpose}"
            )),
            _ => Fact::Present(databases),
        }
    }

    /// Whether the service has clients of databases at all.
    fn uses_databases(&self) -> Fact<Value> {
        Fact::flag(!self.handles().is_empty() || self.unknown_client().is_some())
    }

    /// Where handles are made that no other file can reach: what is not asked is said.
    fn unasked_databases(&self) -> Fact<Value> {
        let places: Vec<String> = self.unreachable().cloned().collect();
        Fact::from_option((!places.is_empty()).then(|| Value::from(places)))
    }
}
