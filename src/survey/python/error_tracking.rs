//! Whether the errors of a service are reported to somebody.

use minijinja::Value;

use crate::code::python::modules::imported_names;
use crate::code::python::names::is_in_package;
use crate::survey::fact::Fact;
use crate::survey::python::commands::commands;
use crate::survey::python::manifest::names_package;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// errors are reported to somebody
    fact "error-tracking" = |it, _| it.error_tracking();
}

/// Packages that report errors, or hand everything that happens to a service on to where errors are seen, by the name that they
/// are installed by. The parts of OpenTelemetry are none of them: other packages bring these, so that a frozen list holds them
/// where nobody uses them.
const PACKAGES: &[&str] = &[
    "airbrake",
    "appsignal",
    "aws-opentelemetry-distro",
    "azure-monitor-opentelemetry",
    "bugsnag",
    "ddtrace",
    "elastic-apm",
    "google-cloud-error-reporting",
    "highlight-io",
    "honeybadger",
    "instana",
    "logfire",
    "newrelic",
    "opencensus-ext-azure",
    "opentelemetry-distro",
    "pybrake",
    "raven",
    "raygun4py",
    "rollbar",
    "scout-apm",
    "sentry-sdk",
];

/// Programs that start a service of Python under an agent.
const AGENTS: &[&str] = &["ddtrace-run", "newrelic-admin", "opentelemetry-instrument"];

/// The modules that they bring, where those have other names.
const MODULES: &[&str] = &[
    "azure.monitor.opentelemetry",
    "elasticapm",
    "google.cloud.error_reporting",
    "highlight_io",
    "opencensus.ext.azure",
    "opentelemetry.instrumentation",
    "opentelemetry.sdk",
    "scout_apm",
    "sentry_sdk",
];

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
}

/// Whether a dotted name is of such a package.
fn is_tracker(name: &str) -> bool {
    let mut packages = PACKAGES.iter().chain(MODULES);
    packages.any(|package| is_in_package(name, package))
}
