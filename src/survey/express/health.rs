//! Whether a health route answers for the whole service.

use minijinja::Value;

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
            Fact::from_option(route.map(Value::from))
        })
    }
}
