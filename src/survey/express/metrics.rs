//! Whether a service is measured: by a package of metrics that its files load, or by an agent that starts with it.

use minijinja::Value;

use crate::survey::express::mounted::route_of;
use crate::survey::express::order::Role;
use crate::survey::express::surveyed::Express;
use crate::survey::fact::Fact;
use crate::survey::word::vocabulary;
use crate::tree::Literal;
use crate::tree::paths::is_test;

vocabulary! { Express:
    /// requests are measured
    fact "metrics" = |it, _| it.metrics();
    /// after the app, before all that may answer
    slot "metrics" ["app"] = |it| it.slot_of(Role::Metrics);
    /// after the app and its health, before limiters and routes
    slot "metrics-route" ["app"] = |it| it.slot_of(Role::MetricsRoute);
}

/// Packages that measure where a file loads them, and all below them.
const PACKAGES: &[&str] = &[
    "@azure/monitor-opentelemetry",
    "@labbsr0x/express-monitor",
    "@opentelemetry",
    "@promster",
    "appmetrics",
    "appmetrics-dash",
    "appmetrics-prometheus",
    "datadog-metrics",
    "express-prom-bundle",
    "express-prometheus-middleware",
    "express-status-monitor",
    "hot-shots",
    "node-dogstatsd",
    "node-statsd",
    "prom-client",
    "prometheus-api-metrics",
    "statsd-client",
    "swagger-stats",
];

/// Agents that the command or `NODE_OPTIONS` may load, so that no file shows it.
const AGENTS: &[&str] = &[
    "@opentelemetry/auto-instrumentations-node",
    "applicationinsights",
    "dd-trace",
    "elastic-apm-node",
    "newrelic",
];

impl Express<'_> {
    /// What measures the service. A `/metrics` that no such package stands behind may be anything, so nothing is told then.
    fn metrics(&self) -> Fact<Value> {
        let agent = AGENTS.iter().find(|agent| self.node.package.runs_on(agent));
        if let Some(agent) = agent {
            return Fact::of(*agent);
        }
        if let Some(package) = self.loaded_metrics() {
            return Fact::of(package);
        }
        self.node.app().and_then(|app| {
            let is_wanted = |path: &str| path == "/metrics";
            match route_of(self.node.survey, app, Role::MetricsRoute, &is_wanted) {
                Some(_) => Fact::Unknown(
                    "a route answers `/metrics`, and no package of metrics is loaded: whether it gives metrics shows only when the \
                     service runs; if it does not, give it another path"
                        .to_owned(),
                ),
                None => Fact::Absent,
            }
        })
    }

    /// The package of metrics that a file of the service loads.
    fn loaded_metrics(&self) -> Option<String> {
        let survey = self.node.survey;
        let mentions =
            |path: &&str| survey.overlay.has_literal(path, Literal::Metrics) && !is_test(path);
        if !survey.overlay.paths().any(|path| mentions(&path)) {
            return None;
        }
        let files = self.node.reached().iter().chain(&self.node.files);
        let mut loaded = files
            .map(String::as_str)
            .filter(mentions)
            .flat_map(|path| survey.loads(path).to_vec());
        loaded.find(|module| measures(module))
    }
}

/// Whether a module is one of the packages, or a part of one.
fn measures(module: &str) -> bool {
    PACKAGES.iter().chain(AGENTS).any(|package| {
        module
            .strip_prefix(package)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
