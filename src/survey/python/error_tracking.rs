//! Whether the errors of a service are reported to somebody.

use minijinja::Value;

use crate::code::python::modules::imported_names;
use crate::survey::fact::Fact;
use crate::survey::python::commands::commands;
use crate::survey::python::manifest::names_package;
use crate::survey::python::service::Service;
use crate::survey::python::tracker_packages::{AGENTS, PACKAGES, is_tracker};
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// errors are reported to somebody
    fact "error-tracking" = |it, _| it.error_tracking();
}

impl Service<'_> {
    /// The package that reports errors: one that the manifest names, since an agent may be loaded by the command, one that a
    /// module imports, or an agent that a command starts.
    fn error_tracking(&self) -> Fact<Value> {
        let imported = || {
            let mut names = self.reached_scripts().flat_map(imported_names);
            names.any(|name| is_tracker(&name)).then_some("an import")
        };
        let started = || {
            let commands = commands(self.survey, self.deployed.folder());
            let mut agents = AGENTS.iter().copied();
            agents.find(|agent| commands.iter().any(|text| names_package(text, agent)))
        };
        let tracker = self.listed(PACKAGES).or_else(imported).or_else(started);
        Fact::from_option(tracker.map(Value::from))
    }

    /// Whether errors are reported to Sentry, or to nobody yet.
    pub(crate) fn is_on_sentry(&self) -> bool {
        let mut imported = self.reached_scripts().flat_map(imported_names);
        self.listed(&["sentry-sdk"]).is_some()
            || imported.any(|name| name.split('.').next() == Some("sentry_sdk"))
            || self.error_tracking() == Fact::Absent
    }
}
