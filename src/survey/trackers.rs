//! Packages that report errors, or hand everything that happens to a service on to where errors are seen.

/// Packages of npm, and all below them. What reports from browsers is none of them.
const NODE: &[&str] = &[
    "@airbrake/node",
    "@appsignal/nodejs",
    "@aws/aws-distro-opentelemetry-node-autoinstrumentation",
    "@azure/monitor-opentelemetry",
    "@bugsnag/js",
    "@bugsnag/node",
    "@bugsnag/plugin-express",
    "@dynatrace/oneagent",
    "@google-cloud/error-reporting",
    "@highlight-run/node",
    "@honeybadger-io/js",
    "@instana/collector",
    "@opentelemetry/auto-instrumentations-node",
    "@opentelemetry/sdk-node",
    "@opentelemetry/sdk-trace-node",
    "@sentry/aws-serverless",
    "@sentry/bun",
    "@sentry/nestjs",
    "@sentry/node",
    "@sentry/node-core",
    "@sentry/profiling-node",
    "@sentry/serverless",
    "@splunk/otel",
    "airbrake",
    "airbrake-js",
    "applicationinsights",
    "bugsnag",
    "dd-trace",
    "elastic-apm-node",
    "errsole",
    "honeybadger",
    "newrelic",
    "raven",
    "raygun",
    "rollbar",
    "stackify-node-apm",
    "trackjs-node",
];

/// Whether a module of npm is such a package, or a part of one.
pub(super) fn is_node_tracker(module: &str) -> bool {
    NODE.iter().any(|package| {
        module
            .strip_prefix(package)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
