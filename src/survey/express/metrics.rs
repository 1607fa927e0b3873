//! Whether a service is measured: by a package of metrics that its files load, or by an agent that starts with it.

use minijinja::Value;

use crate::code::Survey;
use crate::code::javascript::functions::call_given;
use crate::code::javascript::names::calls_package;
use crate::edit::script::{Node, Script, arguments, property};
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

/// A package that reports on the process: its uptime and its memory.
const ACTUATOR: &str = "express-actuator";

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
        if let Some(place) = self.actuator() {
            return Fact::Unknown(format!(
                "`express-actuator` answers `/metrics` from `{place}`, and requests are not counted there; give it a path of its \
                 own, as with `basePath: \"/actuator\"`"
            ));
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

    /// Where `actuator()` is mounted, which answers `/metrics` unless it has a path of its own.
    fn actuator(&self) -> Option<String> {
        let survey = self.node.survey;
        if !self.node.package.depends_on(ACTUATOR) {
            return None;
        }
        let mounted = self.node.found(|script, call| {
            if call.kind() != "call_expression" || !calls_package(&call, ACTUATOR) {
                return None;
            }
            let options = arguments(&call).into_iter().next();
            let is_apart = options.is_some_and(|options| {
                let found = survey.definition(script, &options);
                let path = found.and_then(|it| property(&it.node, "basePath"));
                is_path(survey, script, &path.unwrap_or(options))
            });
            let route = call_given(&call);
            let prefix = route.and_then(|route| arguments(&route).into_iter().next());
            let is_below =
                prefix.is_some_and(|it| it.range() != call.range() && is_path(survey, script, &it));
            let place = || format!("{}:{}", script.path, script.line(call.range().start));
            (!is_apart && !is_below).then(place)
        });
        mounted.into_iter().next()
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

/// Whether a value is a path, and not the root.
fn is_path<'s>(survey: &'s Survey<'_>, script: &'s Script, value: &Node<'s>) -> bool {
    let texts = survey.texts(script, value);
    texts.iter().any(|it| !matches!(&**it, "" | "/"))
}

/// Whether a module is one of the packages, or a part of one.
fn measures(module: &str) -> bool {
    PACKAGES.iter().chain(AGENTS).any(|package| {
        module
            .strip_prefix(package)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
