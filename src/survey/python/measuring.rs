//! Which package measures a service: one that its modules import, or an agent that starts it.

use crate::code::python::modules::imported_names;
use crate::code::python::names::is_in_package;
use crate::survey::python::service::Service;
use crate::tree::Literal;

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

impl Service<'_> {
    /// The package of metrics that a module of the service imports, or the agent that its manifest lists.
    pub(crate) fn measured_by(&self) -> Option<&'static str> {
        self.imported_metrics().or_else(|| self.listed(AGENTS))
    }

    fn imported_metrics(&self) -> Option<&'static str> {
        let survey = self.survey;
        let package_of = |name: String| {
            let mut packages = PACKAGES.iter().copied();
            packages.find(|package| is_in_package(&name, package))
        };
        self.reached_scripts()
            .filter(|script| survey.overlay.has_literal(&script.path, Literal::Metrics))
            .flat_map(imported_names)
            .find_map(package_of)
    }
}
