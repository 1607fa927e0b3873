//! Rate limits: whether there are any, which routes log somebody in, and which must never be limited.

use minijinja::Value;

use crate::edit::script::{Node, Script, arguments, method_call, statements, string_value};
use crate::survey::express::middleware::counts_requests;
use crate::survey::express::order::Role;
use crate::survey::express::packages::packages_of;
use crate::survey::express::paths::{SOMEWHERE, common, is_login, is_webhook, shortest, up_to};
use crate::survey::express::roles::Reader;
use crate::survey::express::routes::{Route, all_of, routes_of};
use crate::survey::express::slots::slot;
use crate::survey::express::surveyed::Express;
use crate::survey::fact::{Fact, Site, Slot};
use crate::survey::http::is_health_path;
use crate::survey::node::app::App;
use crate::survey::word::vocabulary;

vocabulary! { Express:
    /// requests are limited somewhere in the service
    fact "limiter" = |it, _| it.limiter();
    /// behind cors, before parsers and routes
    slot "limiter" ["app"] = |it| it.slot_of(Role::Limiter);
    /// the path below which all routes of the API stand; empty where there is none
    fact "limited-path" = |it, _| Fact::Present(it.limited_path());
    /// the paths that no limit may hold: webhooks and probes
    fact "unlimited-paths" = |it, _| Fact::Present(it.unlimited_paths());
    /// the paths at which somebody proves who they are
    fact "login-paths" = |it, _| Fact::Present(it.login_paths());
    /// where the service trusts every proxy
    list "permissive-proxies" ["app"] = |it| Fact::Present(it.permissive_proxies());
    /// a limiter is there and no proxy is trusted: what must be said of it
    fact "shared-limit" = |it, _| it.shared_limit();
    /// behind the app's settings; filled by any setting of trusted proxies
    slot "trust-proxy" ["app"] = |it| it.slot_of(Role::TrustProxy);
}

impl<'s> Express<'s> {
    /// A limiter in the order of the app, or anywhere that is loaded.
    fn limiter(&self) -> Fact<Value> {
        let loads_one = |path: &&String| {
            let loaded = self.node.survey.loads(path);
            loaded
                .iter()
                .any(|module| packages_of(Role::Limiter).contains(&module.as_str()))
        };
        if let Some(path) = self.node.reached().iter().find(loads_one) {
            return Fact::Present(Value::from(path.clone()));
        }
        let survey = self.node.survey;
        let counts = |script: &&'s Script| {
            // a file that names no such answer need not be looked at
            script.text.contains("429")
                && script
                    .root()
                    .dfs()
                    .any(|n| counts_requests(survey, script, &n))
        };
        if let Some(script) = self.node.reached_scripts().find(counts) {
            return Fact::Present(Value::from(script.path.clone()));
        }
        self.node.app().and_then(|app| {
            let slot = slot(self.node.survey, app, Role::Limiter);
            Fact::flag(slot == Slot::Filled)
        })
    }

    /// What must be said of a limiter that sees the address of the proxy alone.
    fn shared_limit(&self) -> Fact<Value> {
        let is_limited = self.limiter().present().is_some();
        let trusts_none = matches!(self.slot_of(Role::TrustProxy), Slot::Free(_));
        let text =
            "no proxy is trusted, so everybody behind one shares one limit; set `trust proxy`";
        let shared = (is_limited && trusts_none).then(|| text.to_owned());
        let free = self.unreadable_logins().filter(|_| !is_limited);
        let texts: Vec<String> = shared.into_iter().chain(free).collect();
        Fact::from_option((!texts.is_empty()).then(|| Value::from(texts)))
    }

    /// What must be said of logins whose whole path shows only when the service runs.
    fn unreadable_logins(&self) -> Option<String> {
        let mut routes = self.routes().into_iter();
        let login = routes.find(|route| {
            route.writes && !route.is_whole() && up_to(&route.path, is_login).is_some()
        })?;
        let path = login.path.trim_start_matches(SOMEWHERE).to_owned();
        Some(format!(
            "`{path}` stands below a path that shows only when the service runs, so logins there get the common limit alone"
        ))
    }

    /// Where the service trusts every proxy, so that a client can say that it is anybody.
    fn permissive_proxies(&self) -> Vec<Site> {
        self.node.found(|script, call| {
            let app = trusts_everyone(&call)?;
            Some(Site::at(script, &call).with("app", app))
        })
    }

    /// The path below which all routes of the API stand; empty where there is none.
    fn limited_path(&self) -> Value {
        Value::from(common_of(&self.routes()))
    }

    /// The paths at which somebody logs in, the shortest that say so.
    fn login_paths(&self) -> Value {
        let writing = self
            .routes()
            .into_iter()
            .filter(|route| route.writes && route.is_whole());
        Value::from(shortest(
            writing.filter_map(|route| up_to(&route.path, is_login)),
        ))
    }

    /// The paths that no limit may hold: webhooks, and health routes that the limiter would stand before.
    fn unlimited_paths(&self) -> Value {
        let routes = self.routes();
        let common = common_of(&routes);
        let behind = match self.node.app() {
            Fact::Present(app) => self.limiter_at(app).unwrap_or(0),
            _ => 0,
        };
        let paths = routes
            .iter()
            .filter(|it| it.is_whole())
            .filter_map(|route| {
                let is_probe = is_health_path(&route.path) || route.path == "/metrics";
                if is_probe && route.at.is_none_or(|at| at >= behind) {
                    return Some(route.path.clone());
                }
                up_to(&route.path, is_webhook)
            });
        // what a package mounts is a route for machines, too
        let of_packages = self.all_paths();
        let called_back = of_packages
            .iter()
            .filter_map(|path| up_to(path, is_webhook));
        let paths = paths.chain(called_back);
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
                let statements = statements(&app.block);
                let mut roles = statements.iter().map(|one| (one, reader.roles(one)));
                let (limiter, _) = roles.find(|(_, roles)| roles.contains(&Role::Limiter))?;
                Some(limiter.range().start)
            }
            Slot::Missing(_) => None,
        }
    }

    /// The same with what packages serve.
    fn all_paths(&self) -> Vec<String> {
        match self.node.app() {
            Fact::Present(app) => all_of(self.node.survey, app).paths,
            _ => Vec::new(),
        }
    }

    /// All routes and mounts of the app.
    fn routes(&self) -> Vec<Route> {
        match self.node.app() {
            Fact::Present(app) => routes_of(self.node.survey, app),
            _ => Vec::new(),
        }
    }
}

/// The path below which all routes of the API stand; empty where there is none.
fn common_of(routes: &[Route]) -> String {
    let paths = routes.iter().map(|route| route.path.as_str());
    common(paths).unwrap_or_default()
}

/// The receiver of `app.set("trust proxy", true)` or `app.enable("trust proxy")`.
fn trusts_everyone(call: &Node<'_>) -> Option<String> {
    let (receiver, method) = method_call(call)?;
    let arguments = arguments(call);
    let setting = string_value(arguments.first()?)?;
    let everyone = match method.as_str() {
        "enable" => true,
        "set" => arguments.get(1)?.kind() == "true",
        _ => false,
    };
    (setting == "trust proxy" && everyone).then(|| receiver.text().into_owned())
}
