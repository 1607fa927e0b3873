//! Packages of Python that report errors, the agents and the modules that they bring.

use crate::code::python::names::is_in_package;

/// Packages that report errors, or hand everything that happens to a service on to where errors are seen, by the name that they
/// are installed by. The parts of OpenTelemetry are none of them: other packages bring these, so that a frozen list holds them
/// where nobody uses them.
pub(super) const PACKAGES: &[&str] = &[
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
pub(super) const AGENTS: &[&str] = &["ddtrace-run", "newrelic-admin", "opentelemetry-instrument"];

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

/// Whether a dotted name is of such a package.
pub(super) fn is_tracker(name: &str) -> bool {
    let mut packages = PACKAGES.iter().chain(MODULES);
    packages.any(|package| is_in_package(name, package))
}
