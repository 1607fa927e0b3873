//! Whether a service logs in a structured way, by the packages that do so.

use minijinja::Value;

use crate::survey::fact::Fact;
use crate::survey::node::package::{Package, packages};
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::paths::within;

vocabulary! { Service:
    /// the service logs with a package that structures what it logs
    fact "logger" = |it, _| it.logger();
}

/// Packages that turn what is logged into entries with a level and fields, and bindings of them.
const PACKAGES: &[&str] = &[
    "winston",
    "pino",
    "bole",
    "bunyan",
    "log4js",
    "signale",
    "tslog",
    "roarr",
    "consola",
    "loglevel",
    "@logtape/logtape",
    "@google-cloud/logging",
    "express-bunyan-logger",
    "express-pino-logger",
    "express-winston",
    "pino-http",
];

impl Service<'_> {
    /// The package that the service logs with: one of the known ones, or one of this repository that is made with them.
    pub(crate) fn logger(&self) -> Fact<Value> {
        let all = packages(self.survey);
        let is_known = |package: &&str| {
            let lists = |other: &Package| {
                within(&self.package.folder, &other.folder) && other.depends_on(package)
            };
            all.iter().any(lists)
        };
        let known = PACKAGES.iter().copied().filter(is_known);
        let own = all.iter().filter_map(|other| {
            let is_logger = PACKAGES.iter().any(|package| other.runs_on(package));
            let name = other.full_name()?;
            (is_logger && self.package.depends_on(name)).then_some(name)
        });
        let found = known.chain(own).find(|package| self.loads(package));
        Fact::from_option(found.map(Value::from))
    }

    /// Whether a script of the service loads a package, or a part of it.
    fn loads(&self, package: &str) -> bool {
        let is_it = |module: &String| {
            let rest = module.strip_prefix(package);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let files = self.reached().iter().chain(&self.files);
        files
            .into_iter()
            .any(|path| self.survey.loads(path).iter().any(is_it))
    }
}
