//! Packages of Python that report errors, or hand everything that happens to a service on to where errors are seen.

/// Packages of Python by the name that they are installed by. The parts of OpenTelemetry are none of them: other packages
/// bring these, so that a frozen list holds them where nobody uses them.
pub(crate) const PYTHON: &[&str] = &[
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
pub(crate) const PYTHON_AGENTS: &[&str] =
    &["ddtrace-run", "newrelic-admin", "opentelemetry-instrument"];

/// The modules that they bring, where those have other names.
const PYTHON_MODULES: &[&str] = &[
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

/// Whether a dotted module of Python is of such a package.
pub(crate) fn is_python_tracker(module: &str) -> bool {
    PYTHON.iter().chain(PYTHON_MODULES).any(|name| {
        module
            .strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}
