//! Packages of npm that report errors, or hand everything that happens to a service on to where errors are seen.

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
    "@highlight-run/next",
    "@highlight-run/node",
    "@honeybadger-io/js",
    "@instana/collector",
    "@newrelic/next",
    "@opentelemetry/auto-instrumentations-node",
    "@opentelemetry/sdk-node",
    "@opentelemetry/sdk-trace-node",
    "@sentry/aws-serverless",
    "@sentry/bun",
    "@sentry/nestjs",
    "@sentry/nextjs",
    "@sentry/node",
    "@sentry/node-core",
    "@sentry/profiling-node",
    "@sentry/serverless",
    "@splunk/otel",
    "@vercel/otel",
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

/// Packages of npm that report the errors of pages from browsers.
const WEB: &[&str] = &[
    "@airbrake/browser",
    "@appsignal/javascript",
    "@appsignal/react",
    "@bugsnag/browser",
    "@bugsnag/plugin-react",
    "@datadog/browser-logs",
    "@datadog/browser-rum",
    "@elastic/apm-rum",
    "@embrace-io/web-sdk",
    "@grafana/faro-react",
    "@grafana/faro-web-sdk",
    "@honeybadger-io/nextjs",
    "@honeybadger-io/react",
    "@logtail/next",
    "@microsoft/applicationinsights-web",
    "@newrelic/browser-agent",
    "@rollbar/react",
    "@sentry/browser",
    "@sentry/react",
    "@splunk/otel-web",
    "highlight.run",
    "logrocket",
    "raven-js",
    "raygun4js",
    "trackjs",
];

/// Whether a module of npm is a package that reports the errors of a server, or a part of one.
pub(crate) fn is_node_tracker(module: &str) -> bool {
    is_of(NODE, module)
}

/// Whether a package of npm reports the errors of a web app, in browsers or on its server.
pub(crate) fn is_web_tracker(package: &str) -> bool {
    is_of(WEB, package) || is_node_tracker(package)
}

fn is_of(packages: &[&str], module: &str) -> bool {
    packages.iter().any(|package| {
        module
            .strip_prefix(package)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}
