//! Whether a health route answers for the whole service, and how such routes are called.
//! The health of a feature (`/api/ai/health`) says nothing about the service.

use minijinja::Value;

use super::app::App;
use super::handover::handover;
use super::script::names::reference;
use super::script::{Node, Script, arguments, method_call, string_value};
use super::{Express, Fact, Role};
use crate::survey::Survey;
use crate::survey::express::roles::Reader;
use crate::survey::symbols::Symbol;

/// Last parts of the paths of health routes.
const NAMES: &[&str] = &[
    "health",
    "healthz",
    "healthcheck",
    "health-check",
    "health_check",
    "heartbeat",
    "livez",
    "liveness",
    "readyz",
    "readiness",
    "ping",
    "status",
];

/// Packages that add a health route by themselves.
const PACKAGES: &[&str] = &[
    "@godaddy/terminus",
    "lightship",
    "express-actuator",
    "express-healthcheck",
];

/// Last parts below one of these names: `/health/live`, `/status/ready`.
const PROBES: &[&str] = &[
    "live",
    "liveness",
    "ready",
    "readiness",
    "startup",
    "alive",
    "healthy",
];

/// Whether a path is that of a health route: one of the usual names, at most below `/api` and a version.
pub(in crate::survey) fn is_health_path(path: &str) -> bool {
    let Some((prefix, last)) = path.trim_end_matches('/').rsplit_once('/') else {
        return false;
    };
    if PROBES.contains(&last) {
        return is_api_prefix(prefix) && last != "healthy"
            || is_health_path(prefix)
            || prefix.ends_with("/-");
    }
    NAMES.contains(&last) && is_api_prefix(prefix)
}

/// `/`, `/api`, `/v1`, `/api/v1`.
fn is_api_prefix(path: &str) -> bool {
    path.split('/')
        .filter(|part| !part.is_empty())
        .all(|part| part == "api" || is_version(part))
}

fn is_version(part: &str) -> bool {
    part.strip_prefix('v')
        .is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

impl Express<'_> {
    /// A health route of the service: in the block of the app, or in a router mounted at its root or below `/api`.
    pub(super) fn health(&self) -> Fact<Value> {
        if let Some(package) = PACKAGES
            .iter()
            .find(|package| self.package.depends_on(package))
        {
            return Fact::Present(Value::from(*package));
        }
        match self.app_fact() {
            Fact::Present(app) => {
                Fact::from_option(health_route(self.survey, app).map(Value::from))
            }
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(reason),
        }
    }
}

/// The path of the health route, or what stands for it.
fn health_route<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Option<String> {
    let reader = Reader::new(survey, app);
    if super::script::statements(&app.block)
        .iter()
        .any(|statement| reader.roles(statement).contains(&Role::Health))
    {
        return Some("/health".to_owned());
    }
    app.block
        .dfs()
        .filter(|n| n.kind() == "call_expression")
        .find_map(|call| mounted(survey, app.script, &call, "", 3))
}

/// The health route behind `x.use(prefix, router)`, following routers mounted on routers.
fn mounted<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    call: &Node<'s>,
    above: &str,
    hops: usize,
) -> Option<String> {
    let hops = hops.checked_sub(1)?;
    let (_, method) = method_call(call)?;
    if method != "use" {
        return None;
    }
    let arguments = arguments(call);
    let prefix = arguments.first().and_then(string_value);
    let path = format!(
        "{above}{}",
        prefix.as_deref().unwrap_or("").trim_end_matches('/')
    );
    if !is_api_prefix(&path) {
        return None;
    }
    let routers = arguments.iter().skip(usize::from(prefix.is_some()));
    routers
        .into_iter()
        .find_map(|router| in_router(survey, script, router, &path, hops))
}

fn in_router<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    router: &Node<'s>,
    prefix: &str,
    hops: usize,
) -> Option<String> {
    let symbol = survey.symbol(script, router).or_else(|| {
        let reference = reference(router).filter(|reference| survey.is_local(script, reference))?;
        let found = survey.follow(script, &reference)?;
        survey.symbol(found.script, &found.node)
    })?;
    on_router(survey, &symbol, prefix, hops)
}

/// The health route that the file of a router registers on it, or a helper that receives it.
fn on_router<'s>(
    survey: &'s Survey<'s>,
    symbol: &Symbol,
    prefix: &str,
    hops: usize,
) -> Option<String> {
    let home = survey.script(&symbol.path)?;
    let is_router = |node: &Node<'s>| survey.symbol(home, node).as_ref() == Some(symbol);
    let root = home.root();
    root.dfs()
        .filter(|n| n.kind() == "call_expression")
        .find_map(|call| {
            if let Some(handed) = handover(&call, &is_router) {
                let function = survey.definition(home, &call.field("function")?)?;
                let (_, inside) = handed.inside(&function)?;
                return on_router(survey, &inside, prefix, hops.checked_sub(1)?);
            }
            let (receiver, method) = method_call(&call)?;
            let arguments = arguments(&call);
            if arguments.is_empty() || !is_router(&receiver) {
                return None;
            }
            let paths = arguments
                .first()
                .map_or_else(Vec::new, |first| survey.texts(home, first));
            let path = format!("{prefix}{}", paths.into_iter().next().unwrap_or_default());
            let answers =
                matches!(&*method, "get" | "all" | "use" | "route") && is_health_path(&path);
            answers
                .then_some(path)
                .or_else(|| mounted(survey, home, &call, prefix, hops))
        })
}
