//! Whether a health route answers for the whole service.

use minijinja::Value;

use crate::survey::express::elsewhere::health_in;
use crate::survey::express::mounted::route_of;
use crate::survey::express::order::Role;
use crate::survey::express::routes::routes_of;
use crate::survey::express::surveyed::Express;
use crate::survey::fact::Fact;
use crate::survey::http::is_health_path;
use crate::survey::word::vocabulary;

vocabulary! { Express:
    /// a health route answers
    fact "health" = |it, _| it.health();
    /// the path of the health route, where one is known
    fact "health-path" = |it, _| Fact::from_option(it.health_path().map(Value::from));
    /// what must be said of the health check
    fact "health-remarks" = |it, _| it.health_remarks();
    /// what must be said of the route of the metrics
    fact "metrics-remarks" = |it, _| it.metrics_remarks();
    /// after the app, before limiters, routes and catch-alls
    slot "health" ["app"] = |it| it.slot_of(Role::Health);
}

/// Packages that add a health route by themselves.
const PACKAGES: &[&str] = &[
    "@godaddy/terminus",
    "lightship",
    "express-actuator",
    "express-healthcheck",
];

impl Express<'_> {
    /// The path of the health route, where one is known; of several the shortest.
    fn health_path(&self) -> Option<String> {
        let Fact::Present(app) = self.node.app() else {
            return None;
        };
        let routes = routes_of(self.node.survey, app).into_iter();
        let paths = routes.filter(|it| !it.writes && is_health_path(&it.path));
        paths.map(|it| it.path).min_by_key(String::len)
    }

    /// A health route of the service: in the block of the app, or in a router mounted at its root or below `/api`.
    fn health(&self) -> Fact<Value> {
        let mut packages = PACKAGES.iter();
        if let Some(package) = packages.find(|package| self.node.package.depends_on(package)) {
            return Fact::of(*package);
        }
        self.node.app().and_then(|app| {
            let route = route_of(self.node.survey, app, Role::Health, &is_health_path);
            let elsewhere = || {
                let mut scripts = self.node.reached_scripts();
                scripts.find_map(|script| health_in(self.node.survey, script))
            };
            Fact::from_option(route.or_else(elsewhere).map(Value::from))
        })
    }

    /// What must be said of the health check: the databases that it does not ask, and whose route it takes a word from.
    fn health_remarks(&self) -> Fact<Value> {
        self.said(self.node.unasked_places(), "health")
    }

    /// What must be said of the metrics.
    fn metrics_remarks(&self) -> Fact<Value> {
        self.said(Vec::new(), "metrics")
    }

    fn said(&self, mut texts: Vec<String>, word: &str) -> Fact<Value> {
        if let Fact::Present(app) = self.node.app() {
            let routes = routes_of(self.node.survey, app).into_iter();
            let taken = routes.map(|route| route.path).find(|path| {
                path.strip_prefix("/:").is_some_and(|name| {
                    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                })
            });
            texts.extend(taken.map(|path| {
                format!(
                    "`{path}` answers any word, and `/{word}` stands before it; if users choose such words, keep `{word}` from them"
                )
            }));
        }
        Fact::from_option((!texts.is_empty()).then(|| Value::from(texts)))
    }
}
