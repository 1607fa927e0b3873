//! Rate limits: whether there are any, which routes log somebody in, and which must never be limited.

use minijinja::Value;

use crate::code::javascript::handover::handover;
use crate::code::javascript::names::{calls_package, reference};
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script, arguments, bare, method_call};
use crate::survey::express::Express;
use crate::survey::express::order::Role;
use crate::survey::express::roles::{Reader, packages_of};
use crate::survey::express::slots::slot;
use crate::survey::fact::{Captures, Fact, Site, Slot};
use crate::survey::http::is_health_path;
use crate::survey::node::app::App;
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Express>] = &[
    Row::fact(
        "limiter",
        "requests are limited somewhere in the service",
        |it, _| it.limiter(),
    ),
    Row::slot(
        "limiter",
        "behind cors, before parsers and routes",
        &["app"],
        |it| it.slot_of(Role::Limiter),
    ),
    Row::fact(
        "limited-path",
        "the path below which all routes of the API stand; empty where there is none",
        |it, _| Fact::Present(it.limited_path()),
    ),
    Row::fact(
        "unlimited-paths",
        "the paths that no limit may hold: webhooks and probes",
        |it, _| Fact::Present(it.unlimited_paths()),
    ),
    Row::fact(
        "login-paths",
        "the paths at which somebody proves who they are",
        |it, _| Fact::Present(it.login_paths()),
    ),
    Row::list(
        "permissive-proxies",
        "where the service trusts every proxy",
        &["app"],
        |it| Fact::Present(it.permissive_proxies()),
    ),
    Row::slot(
        "trust-proxy",
        "behind the app's settings; filled by any setting of trusted proxies",
        &["app"],
        |it| it.slot_of(Role::TrustProxy),
    ),
];

/// Parts of paths at which somebody proves who they are, without signs and in lower case.
const LOGINS: &[&str] = &[
    "2fa",
    "auth",
    "authenticate",
    "authentication",
    "authorize",
    "mfa",
    "onboarding",
    "register",
    "registration",
];

/// Beginnings and ends of such parts: `adminLogin`, `forgot-password`, `verifyOtp`.
const PARTS: &[&str] = &["login", "signin", "signup", "password", "otp"];

/// Routers on routers are followed so far.
const HOPS: usize = 5;

/// A route or mount with its whole path.
struct Route {
    path: String,
    /// Whether it answers more than GET.
    writes: bool,
    /// The byte in the file of the app, for one that stands there.
    at: Option<usize>,
}

/// An app or router, by its name and by the call that makes it, which others may be chained to.
struct Router {
    symbol: Option<Symbol>,
    path: String,
    made_at: Option<usize>,
}

impl<'s> Express<'s> {
    /// A limiter in the order of the app, or anywhere that is loaded.
    pub(crate) fn limiter(&self) -> Fact<Value> {
        let loads_one = |path: &&String| {
            let loaded = self.node.survey.loads(path);
            loaded
                .iter()
                .any(|module| packages_of(Role::Limiter).contains(&module.as_str()))
        };
        if let Some(path) = self.node.reached().iter().find(loads_one) {
            return Fact::Present(Value::from(path.clone()));
        }
        match self.node.app() {
            Fact::Present(app) => match slot(self.node.survey, app, Role::Limiter) {
                Slot::Filled => Fact::Present(Value::from(true)),
                _ => Fact::Absent,
            },
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(reason),
        }
    }

    /// Where the service trusts every proxy, so that a client can say that it is anybody.
    pub(crate) fn permissive_proxies(&self) -> Vec<Site> {
        let of = |path: &String| {
            let script = self.node.survey.script(path)?;
            let root = script.root();
            let calls = root.dfs().filter(|n| n.kind() == "call_expression");
            let sites = calls.filter_map(|call| {
                let app = trusts_everyone(&call)?;
                Some(Site {
                    path: path.clone(),
                    range: call.range(),
                    line: script.line(call.range().start),
                    captures: Captures::from([("app".to_owned(), Value::from(app))]),
                })
            });
            Some(sites.collect::<Vec<_>>())
        };
        self.node
            .reached()
            .iter()
            .filter_map(of)
            .flatten()
            .collect()
    }

    /// The path below which all routes of the API stand; empty where there is none.
    pub(crate) fn limited_path(&self) -> Value {
        let routes = self.routes();
        Value::from(common(&routes).unwrap_or_default())
    }

    /// The paths at which somebody logs in, the shortest that say so.
    pub(crate) fn login_paths(&self) -> Value {
        let writing = self.routes().into_iter().filter(|route| route.writes);
        Value::from(shortest(
            writing.filter_map(|route| up_to(&route.path, is_login)),
        ))
    }

    /// The paths that no limit may hold: webhooks, and health routes that the limiter would stand before.
    pub(crate) fn unlimited_paths(&self) -> Value {
        let routes = self.routes();
        let common = common(&routes).unwrap_or_default();
        let behind = match self.node.app() {
            Fact::Present(app) => self.limiter_at(app).unwrap_or(0),
            _ => 0,
        };
        let paths = routes.iter().filter_map(|route| {
            let is_probe = is_health_path(&route.path) || route.path == "/metrics";
            if is_probe && route.at.is_none_or(|at| at >= behind) {
                return Some(route.path.clone());
            }
            up_to(&route.path, is_webhook)
        });
        let plain = |path: &String| !path.contains([':', '*', '(', '{']);
        let below = |path: &String| path.starts_with(&format!("{common}/"));
        Value::from(shortest(paths.filter(plain).filter(below)))
    }

    /// Where the limiter stands in the file of the app, or will stand.
    fn limiter_at(&self, app: &App<'s>) -> Option<usize> {
        match slot(self.node.survey, app, Role::Limiter) {
            Slot::Free(place) => (place.path == app.script.path).then_some(place.at),
            Slot::Filled => {
                let reader = Reader::new(self.node.survey, app);
                let statements = crate::edit::script::statements(&app.block);
                let mut roles = statements.iter().map(|one| (one, reader.roles(one)));
                let (limiter, _) = roles.find(|(_, roles)| roles.contains(&Role::Limiter))?;
                Some(limiter.range().start)
            }
            Slot::Missing(_) => None,
        }
    }

    /// All routes and mounts of the app, as far as they can be followed.
    fn routes(&self) -> Vec<Route> {
        let mut found = Vec::new();
        if let Fact::Present(app) = self.node.app() {
            for symbol in &app.symbols {
                self.collect(
                    Some(app),
                    &Router::named(symbol.clone()),
                    "",
                    HOPS,
                    &mut found,
                );
            }
        }
        found
    }

    /// The routes that the file of `router` registers on it.
    fn collect(
        &self,
        app: Option<&App<'_>>,
        router: &Router,
        prefix: &str,
        hops: usize,
        found: &mut Vec<Route>,
    ) {
        let (Some(script), Some(hops)) =
            (self.node.survey.script(&router.path), hops.checked_sub(1))
        else {
            return;
        };
        let is_it = |node: &Node<'_>| {
            let is_made = router.made_at == Some(node.range().start) && is_router(node);
            let symbol = || self.node.survey.symbol(script, node);
            is_made || router.symbol.is_some() && symbol() == router.symbol
        };
        let root = script.root();
        for call in root.dfs().filter(|n| n.kind() == "call_expression") {
            if let Some(handed) = handover(&call, &is_it) {
                let function = call
                    .field("function")
                    .and_then(|callee| self.node.survey.definition(script, &callee));
                let inside = function.and_then(|function| handed.inside(&function));
                if let Some((_, inside)) = inside {
                    self.collect(app, &Router::named(inside), prefix, hops, found);
                }
                continue;
            }
            let Some((receiver, method)) = method_call(&call) else {
                continue;
            };
            let at = app
                .filter(|app| app.script.path == script.path)
                .map(|_| call.range().start);
            if on(&receiver, &is_it) {
                self.registered(script, &call, &method, (prefix, at), hops, found);
            }
        }
    }

    /// What one call registers, its router followed.
    fn registered<'a>(
        &'a self,
        script: &'a Script,
        call: &Node<'a>,
        method: &str,
        (prefix, at): (&str, Option<usize>),
        hops: usize,
        found: &mut Vec<Route>,
    ) {
        let arguments = arguments(call);
        let writes = match method {
            "use" | "post" | "put" | "patch" | "all" => true,
            "route" => !read_only(call),
            "get" if arguments.len() > 1 => false,
            "delete" => false,
            _ => return,
        };
        let paths = arguments
            .first()
            .map_or_else(Vec::new, |first| self.node.survey.texts(script, first));
        let handlers = &arguments[usize::from(!paths.is_empty())..];
        let full = |path: &str| format!("{prefix}{}", path.trim_end_matches('/'));
        let bases = if paths.is_empty() {
            vec![prefix.to_owned()]
        } else {
            paths.iter().map(|path| full(path)).collect()
        };
        let routers = handlers.iter().filter(|_| method == "use");
        let routers: Vec<Router> = routers
            .filter_map(|handler| self.router(script, handler))
            .collect();
        for base in &bases {
            let before = found.len();
            for router in &routers {
                self.collect(None, router, base, hops, found);
            }
            let is_followed = found.len() > before;
            let of_packages = method == "use"
                && !handlers.is_empty()
                && handlers
                    .iter()
                    .all(|handler| self.is_of_package(script, handler));
            if !is_followed && !paths.is_empty() && !of_packages {
                found.push(Route {
                    path: base.clone(),
                    writes,
                    at,
                });
            }
        }
    }

    /// A router of this repository.
    fn router<'a>(&'a self, script: &'a Script, handler: &Node<'a>) -> Option<Router> {
        let handler = bare(handler);
        let found = self.node.survey.definition(script, &handler)?;
        let made = router_made(&found.node)?;
        let symbol = self.node.survey.symbol(script, &handler).or_else(|| {
            let reference = reference(&handler)
                .filter(|reference| self.node.survey.is_local(script, reference))?;
            let found = self.node.survey.follow(script, &reference)?;
            self.node.survey.symbol(found.script, &found.node)
        });
        let path = symbol.as_ref().map_or(&found.script.path, |it| &it.path);
        Some(Router {
            path: path.clone(),
            made_at: (*path == found.script.path).then(|| made.range().start),
            symbol,
        })
    }

    /// Whether a handler is that of a package: static files, pages of documentation.
    fn is_of_package(&self, script: &Script, handler: &Node<'_>) -> bool {
        let handler = bare(handler);
        let callee = handler.field("function").unwrap_or(handler);
        reference(&callee).is_some_and(|reached| !self.node.survey.is_local(script, &reached))
    }
}

impl Router {
    fn named(symbol: Symbol) -> Self {
        Self {
            path: symbol.path.clone(),
            symbol: Some(symbol),
            made_at: None,
        }
    }
}

/// The call that makes a router, which routes may be chained to: `Router().use(users).use(orders)`.
fn router_made<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    if is_router(node) {
        return Some(node.clone());
    }
    let (receiver, _) = method_call(node)?;
    router_made(&receiver)
}

/// `express.Router()` or `new Router()`, or an app of its own.
fn is_router(node: &Node<'_>) -> bool {
    let callee = node
        .field("function")
        .or_else(|| node.field("constructor"))
        .and_then(|callee| reference(&callee));
    callee.is_some_and(|made| made.is("express", Some("Router")) || made.is("express", None))
        || calls_package(node, "express")
}

/// `app`, or a call chained to one on the app or router.
fn on(receiver: &Node<'_>, is_it: &dyn Fn(&Node<'_>) -> bool) -> bool {
    is_it(receiver) || method_call(receiver).is_some_and(|(inner, _)| on(&inner, is_it))
}

/// `router.route("/x").get(…)` and nothing more.
fn read_only(call: &Node<'_>) -> bool {
    let mut at = call.clone();
    let mut methods = Vec::new();
    while let Some(outer) = at.parent().and_then(|member| member.parent()) {
        match method_call(&outer) {
            Some((receiver, method)) if receiver.range() == at.range() => methods.push(method),
            _ => break,
        }
        at = outer;
    }
    methods.iter().all(|method| method == "get")
}

/// The receiver of `app.set("trust proxy", true)` or `app.enable("trust proxy")`.
fn trusts_everyone(call: &Node<'_>) -> Option<String> {
    let (receiver, method) = method_call(call)?;
    let arguments = arguments(call);
    let setting = crate::edit::script::string_value(arguments.first()?)?;
    let everyone = match method.as_str() {
        "enable" => true,
        "set" => arguments.get(1)?.kind() == "true",
        _ => false,
    };
    (setting == "trust proxy" && everyone).then(|| receiver.text().into_owned())
}

/// `/api` or a version, where every route stands below it; the root, probes, pages about the API and
/// catch-alls aside.
fn common(routes: &[Route]) -> Option<String> {
    let is_counted = |route: &&Route| {
        !matches!(route.path.as_str(), "" | "/" | "/metrics" | "/favicon.ico")
            && !is_health_path(&route.path)
            && !route.path.contains('*')
            && !describes(&route.path)
    };
    let mut counted = routes.iter().filter(is_counted).peekable();
    let first = counted.peek()?.path.split('/').nth(1)?.to_owned();
    let is_version = first
        .strip_prefix('v')
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()));
    let all = counted.all(|route| route.path.split('/').nth(1) == Some(&first));
    (all && (first == "api" || is_version)).then(|| format!("/{first}"))
}

/// Whether a page describes the API: `/docs.json`, `/api-docs`, `/swagger`.
fn describes(path: &str) -> bool {
    let first = path.split(['/', '.']).nth(1).unwrap_or_default();
    ["docs", "swagger", "openapi", "redoc"]
        .iter()
        .any(|name| first.starts_with(name) || first.ends_with(name))
}

/// The path up to its first part that `wanted` knows.
fn up_to(path: &str, wanted: fn(&str) -> bool) -> Option<String> {
    let mut end = 0;
    for part in path.split('/').skip(1) {
        end += 1 + part.len();
        let plain: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
        if !part.starts_with(':') && wanted(&plain.to_lowercase()) {
            return Some(path[..end].to_owned());
        }
    }
    None
}

fn is_login(part: &str) -> bool {
    let is_part = |known: &&str| part.starts_with(*known) || part.ends_with(*known);
    LOGINS.contains(&part) || PARTS.iter().any(is_part)
}

fn is_webhook(part: &str) -> bool {
    part.contains("webhook")
}

/// Paths without those that stand below another one, in order.
fn shortest(paths: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = paths.collect();
    all.sort();
    all.dedup();
    let whole = all.clone();
    all.retain(|path| {
        let covers = |other: &String| path.starts_with(&format!("{other}/"));
        !whole.iter().any(covers)
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routes(paths: &[&str]) -> Vec<Route> {
        let route = |path: &&str| Route {
            path: (*path).to_owned(),
            writes: true,
            at: None,
        };
        paths.iter().map(route).collect()
    }

    #[test]
    fn the_common_path_is_that_of_an_api() {
        let common = |paths: &[&str]| common(&routes(paths));
        assert_eq!(
            common(&[
                "/",
                "/api/a",
                "/api/b",
                "/health",
                "/docs.json",
                "/api-docs"
            ])
            .as_deref(),
            Some("/api")
        );
        assert_eq!(common(&["/v1/a", "*"]).as_deref(), Some("/v1"));
        assert_eq!(common(&["/api/a", "/login"]), None);
        assert_eq!(common(&["/users/a", "/users/b"]), None);
        assert_eq!(common(&[]), None);
    }

    #[test]
    fn logins_are_told_by_parts_of_paths() {
        let login = |path: &str| up_to(path, is_login);
        assert_eq!(login("/api/auth/google").as_deref(), Some("/api/auth"));
        assert_eq!(
            login("/api/users/forgot-password/:id").as_deref(),
            Some("/api/users/forgot-password")
        );
        assert_eq!(
            login("/users/verifyOtp").as_deref(),
            Some("/users/verifyOtp")
        );
        assert_eq!(login("/api/authors"), None);
        assert_eq!(login("/api/:login"), None);
        assert_eq!(
            up_to("/api/webhooks/stripe", is_webhook).as_deref(),
            Some("/api/webhooks")
        );
    }

    #[test]
    fn what_stands_below_another_path_is_left_out() {
        let paths = ["/a/b", "/a", "/ab", "/a"].map(str::to_owned);
        assert_eq!(shortest(paths.into_iter()), ["/a", "/ab"]);
    }
}
