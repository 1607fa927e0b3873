//! Packages whose middleware has a role.

use crate::code::Survey;
use crate::code::javascript::names::reference;
use crate::edit::script::{Node, Reference, Script, bare};
use crate::survey::express::candidates::PACKAGE;
use crate::survey::express::order::Role;

/// Packages whose middleware has a role of its own.
const PACKAGES: &[(Role, &[&str])] = &[
    (Role::Cors, &["cors"]),
    (
        Role::Limiter,
        &[
            "express-rate-limit",
            "rate-limiter-flexible",
            "express-slow-down",
            "express-brute",
            "express-limiter",
            "@upstash/ratelimit",
        ],
    ),
    (
        Role::Metrics,
        &[
            "prom-client",
            "express-prom-bundle",
            "express-prometheus-middleware",
            "express-status-monitor",
            "prometheus-api-metrics",
            "swagger-stats",
        ],
    ),
    (
        Role::RequestLog,
        &[
            "morgan",
            "pino-http",
            "express-pino-logger",
            "express-winston",
            "express-bunyan-logger",
        ],
    ),
    (
        Role::ErrorTrackingHandler,
        &["@sentry/node", "@bugsnag/plugin-express", "rollbar"],
    ),
    (
        Role::ErrorHandler,
        &["errorhandler", "express-error-handler"],
    ),
];

/// The packages whose middleware has a role.
pub(crate) fn packages_of(role: Role) -> &'static [&'static str] {
    let known = PACKAGES.iter().find(|(of, _)| *of == role);
    known.map_or(&[], |(_, names)| names)
}

/// The role of the package that an expression reaches: `limiter`, `cors(options)`, `Sentry.errorHandler()`.
pub(crate) fn package_role(survey: &Survey<'_>, script: &Script, node: &Node<'_>) -> Option<Role> {
    let node = bare(node);
    let callee = match &*node.kind() {
        "call_expression" => node.field("function")?,
        "new_expression" => node.field("constructor")?,
        _ => node.clone(),
    };
    let reached = reference(&callee)?;
    if survey.is_local(script, &reached) {
        return None;
    }
    let package = PACKAGES
        .iter()
        .find(|(_, names)| names.contains(&reached.module.as_str()))
        .map(|(role, _)| *role);
    if reached.is(PACKAGE, Some("static")) || reached.module == "serve-static" {
        return Some(Role::Files);
    }
    package.or_else(|| is_middleware(&reached).then_some(Role::Middleware))
}

/// Middleware of packages, and of express itself; a router is none.
fn is_middleware(reference: &Reference) -> bool {
    !(reference.is(PACKAGE, Some("Router"))
        || reference.module == PACKAGE && reference.path.is_empty())
}
