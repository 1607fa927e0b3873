//! What patches may ask of the databases of a service.

use minijinja::Value;
use minijinja::value::Serde;

use crate::survey::fact::Fact;
use crate::survey::node::app::App;
use crate::survey::node::databases::clients::UNKNOWN;
use crate::survey::node::databases::handles::Handle;
use crate::survey::node::databases::known::view;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// the databases that the service reaches: name, import, handle, ping, probe, close, condition
    fact "databases" = |it, from| it.databases(from);
    /// the service has a database that is no cache
    fact "uses-databases" = |it, _| it.uses_databases();
}

impl Service<'_> {
    /// The databases, with code as seen from the file `seen_from` (default: the app's file).
    fn databases(&self, seen_from: Option<&str>) -> Fact<Value> {
        self.app().and_then(|app| {
            let path = seen_from.unwrap_or(&app.script.path);
            self.databases_known_in(path, app)
        })
    }

    fn databases_known_in(&self, path: &str, app: &App<'_>) -> Fact<Value> {
        let Some(viewer) = self.survey.script(path) else {
            return Fact::Absent;
        };
        let block = (app.script.path == path).then_some(&app.block);
        if let Some(reason) = self.unknown_client() {
            return Fact::Unknown(reason);
        }
        let (mut databases, unreachable) = self.reachable(viewer, block, self.handles());
        // some are asked and the others named; where none can be, the check would say nothing
        if databases.is_empty()
            && let Some(reason) = unreachable.into_iter().next()
        {
            return Fact::Unknown(format!(
                "{reason}; export it, so that the health check can ask it"
            ));
        }
        self.mark_optional(viewer, &mut databases);
        Fact::Present(Value::from(Serde(&databases)))
    }

    /// Where handles are made that the file of the app cannot reach: what is not asked is said.
    pub(crate) fn unasked_places(&self) -> Vec<String> {
        let Fact::Present(app) = self.app() else {
            return Vec::new();
        };
        let reach = |handle: &Handle| view(self.survey, app.script, Some(&app.block), handle, &[]);
        let unreachable = self
            .handles()
            .iter()
            .filter_map(|handle| reach(handle).err());
        let idle = self.unconnected().iter().map(Handle::is_never_connected);
        unreachable.chain(idle).collect()
    }

    /// Whether the service has a database that it cannot do without.
    fn uses_databases(&self) -> Fact<Value> {
        if self
            .handles()
            .iter()
            .any(|handle| !handle.client.is_cache())
        {
            return Fact::flag(true);
        }
        self.unknown_client().map_or(Fact::Absent, Fact::Unknown)
    }

    /// A client package in use whose handle is not understood: a health check must not pass it over.
    pub(crate) fn unknown_client(&self) -> Option<String> {
        let handles = self.handles();
        // one that has failed cannot be asked again
        let single = handles.iter().find(|handle| handle.client.is_single());
        if let Some(reason) = single.map(|it| it.is_single_connection(self.survey)) {
            return Some(reason);
        }
        let made = |packages: &[&str]| {
            handles
                .iter()
                .any(|handle| packages.contains(&handle.client.package))
        };
        // its types serve mongoose, too
        let mongodb = Some("mongodb").filter(|_| !made(&["mongodb", "mongoose"]));
        // models without a connection that is known: another one than that of the whole process, or one of an old version
        let mappers = ["mongoose", "typeorm"];
        let mappers = mappers.into_iter().filter(|package| !made(&[package]));
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
            .chain(mappers)
            .filter(|package| self.package.depends_on(package))
            .find_map(|package| {
                let path = user_of(package)?;
                Some(format!(
                    "`{path}` uses `{package}`, and fixup does not see how to ask it for an answer"
                ))
            })
    }
}
