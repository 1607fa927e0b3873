//! Whether a service logs in a structured way, by the packages that do so.

use minijinja::Value;

use crate::edit::script::is_script;
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
    "mozlog",
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
            let name = other.full_name()?;
            let is_logger = self.package.depends_on(name) && self.logs(other);
            is_logger.then_some(name)
        });
        let found = known.chain(own).find(|package| self.loads(package));
        Fact::from_option(found.map(Value::from))
    }

    /// Whether a script of the service loads a package, or a part of it.
    fn loads(&self, package: &str) -> bool {
        let mut files = self.reached().iter().chain(&self.files);
        files.any(|path| self.file_loads(path, package))
    }

    /// Whether a package of this repository is made with a known one; to list it is not enough.
    fn logs(&self, other: &Package) -> bool {
        let listed: Vec<&str> = PACKAGES
            .iter()
            .copied()
            .filter(|package| other.runs_on(package))
            .collect();
        let uses = |path: &str| listed.iter().any(|package| self.file_loads(path, package));
        let mut paths = self.survey.overlay.paths();
        !listed.is_empty()
            && paths.any(|path| is_script(path) && within(path, &other.folder) && uses(path))
    }

    fn file_loads(&self, path: &str, package: &str) -> bool {
        let is_it = |module: &String| {
            let rest = module.strip_prefix(package);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        self.survey.loads(path).iter().any(is_it)
    }
}
