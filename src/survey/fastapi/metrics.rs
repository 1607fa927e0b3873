//! Whether a service is measured: by a package of metrics that its modules import, or by an agent that starts it.

use minijinja::Value;

use crate::code::python::names::{imported_module, imports};
use crate::survey::fact::Fact;
use crate::survey::fastapi::Fastapi;
use crate::survey::fastapi::health::answers;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::served::{names_package, text};
use crate::survey::word::Row;
use crate::tree::Literal;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[
    Row::fact("metrics", "requests are measured", |it, _| it.metrics()),
    Row::slot(
        "metrics",
        "after the app, before other middleware",
        &["app"],
        |it| it.slot_of(Role::Metrics),
    ),
    Row::slot(
        "metrics-route",
        "after the app and its health, before the routes",
        &["app"],
        |it| it.slot_of(Role::MetricsRoute),
    ),
];

/// Packages that measure where a module imports them, and all below them.
const PACKAGES: &[&str] = &[
    "aioprometheus",
    "azure.monitor",
    "datadog",
    "ddtrace",
    "elasticapm",
    "logfire",
    "newrelic",
    "opentelemetry",
    "prometheus_client",
    "prometheus_fastapi_instrumentator",
    "starlette_exporter",
    "starlette_prometheus",
    "statsd",
];

/// Agents that the command starts the service with, so that no module shows it.
const AGENTS: &[&str] = &[
    "ddtrace",
    "elastic-apm",
    "newrelic",
    "opentelemetry-distro",
    "opentelemetry-instrumentation-fastapi",
];

impl Fastapi<'_> {
    /// What measures the service. A `/metrics` that no such package stands behind may be anything, so nothing is told then.
    pub(crate) fn metrics(&self) -> Fact<Value> {
        if let Some(package) = self.imported_metrics().or_else(|| self.agent()) {
            return Fact::Present(Value::from(package));
        }
        let app = match self.app() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        if answers(self.survey, app, |path| path == "/metrics") {
            return Fact::Unknown(
                "a route answers `/metrics`, and no package of metrics is imported: whether it gives metrics shows only when \
                 the service runs; if it does not, give it another path"
                    .to_owned(),
            );
        }
        Fact::Absent
    }

    /// The package of metrics that a module of the service imports.
    fn imported_metrics(&self) -> Option<&'static str> {
        let survey = self.survey;
        let mentions = |path: &&String| survey.overlay.has_literal(path, Literal::Metrics);
        let scripts = self
            .reached()
            .iter()
            .filter(mentions)
            .filter_map(|path| survey.script(path));
        scripts.into_iter().find_map(|script| {
            let root = script.root();
            let mut modules = root
                .dfs()
                .filter(|n| n.kind().starts_with("import_"))
                .flat_map(|statement| {
                    let names = imports(&statement).into_iter().map(|(_, dotted)| dotted);
                    imported_module(&statement).into_iter().chain(names)
                });
            modules.find_map(|module| package_of(&module))
        })
    }

    /// The agent that the manifest lists.
    fn agent(&self) -> Option<&'static str> {
        let Fact::Present(manifest) = self.requirements() else {
            return None;
        };
        let listed = text(self.survey, &manifest)?;
        let mut agents = AGENTS.iter().copied();
        agents.find(|agent| names_package(&listed, agent))
    }
}

/// The package among those that measure which a dotted name lies in.
fn package_of(dotted: &str) -> Option<&'static str> {
    PACKAGES.iter().copied().find(|package| {
        dotted
            .strip_prefix(package)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}
