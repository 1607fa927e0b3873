//! Next.js apps, as far as their `package.json` tells: what stands in their code is nobody's business yet.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::survey::fact::{Fact, Kind, Word, word};
use crate::survey::node::package::{Package, packages};
use crate::survey::node::trackers::is_web_tracker;
use crate::survey::paths::is_test;
use crate::survey::service::{Service, Stack};
use crate::tree::paths::{join, within};

/// The names that patches for nextjs may use.
pub const VOCABULARY: &[Word] = &[word(
    "error-tracking",
    Kind::Fact,
    "errors of the pages or of their server are reported to somebody",
)];

/// One Next.js app, surveyed.
pub struct Nextjs<'s> {
    survey: &'s Survey<'s>,
    service: &'s Service,
}

/// The packages that build or start a Next.js app.
#[must_use]
pub fn services(manifests: &[Package]) -> Vec<Service> {
    let service = |package: &Package| {
        (package.depends_on("next") && runs_next(package) && !is_test(&manifest(package))).then(
            || Service {
                path: match package.folder.as_str() {
                    "" => ".".to_owned(),
                    folder => folder.to_owned(),
                },
                stack: Stack::Nextjs,
                entry: None,
                unreadable: None,
            },
        )
    };
    manifests.iter().filter_map(service).collect()
}

impl<'s> Nextjs<'s> {
    /// Surveys `service`.
    #[must_use]
    pub fn new(survey: &'s Survey<'s>, service: &'s Service) -> Self {
        Self { survey, service }
    }

    /// The fact `name`.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<Fact<Value>> {
        (name == "error-tracking").then(|| self.error_tracking())
    }

    /// The manifest.
    #[must_use]
    pub fn manifest(&self) -> String {
        join(self.service.folder(), "package.json").expect("the folder lies in the repository")
    }

    /// The package that reports errors: of the app, of a folder around it, or of a package of the repository that these
    /// depend on.
    fn error_tracking(&self) -> Fact<Value> {
        let all = packages(self.survey);
        let folder = self.service.folder();
        let mut open: Vec<&Package> = all
            .iter()
            .filter(|package| within(folder, &package.folder))
            .collect();
        let mut known: BTreeSet<&str> = open.iter().map(|it| it.folder.as_str()).collect();
        while let Some(package) = open.pop() {
            if let Some(tracker) = package.packages().find(|it| is_web_tracker(it)) {
                return Fact::Present(Value::from(tracker));
            }
            let names: BTreeSet<&str> = package.packages().collect();
            let own = all
                .iter()
                .filter(|it| it.full_name().is_some_and(|name| names.contains(name)));
            open.extend(own.filter(|it| known.insert(&it.folder)));
        }
        Fact::Absent
    }
}

/// Whether a script of the package builds or starts an app: one that only runs it in development is not deployed.
fn runs_next(package: &Package) -> bool {
    let is_break = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '&' | ';' | '(' | ')');
    package.commands().any(|command| {
        let words: Vec<&str> = command
            .split(is_break)
            .filter(|it| !it.is_empty())
            .collect();
        words
            .windows(2)
            .any(|pair| pair[0] == "next" && matches!(pair[1], "build" | "start" | "export"))
    })
}

fn manifest(package: &Package) -> String {
    join(&package.folder, "package.json").expect("the folder lies in the repository")
}

#[cfg(test)]
mod tests {
    use super::{Package, services};

    fn is_app(manifest: &str) -> bool {
        !services(&[Package::of("web", manifest)]).is_empty()
    }

    #[test]
    fn an_app_is_what_runs_next() {
        assert!(is_app(
            r#"{"dependencies": {"next": "15"}, "scripts": {"build": "prisma generate && next build"}}"#
        ));
        assert!(is_app(
            r#"{"devDependencies": {"next": "15"}, "scripts": {"start": "concurrently 'next start -p 4000' 'node worker'"}}"#
        ));
    }

    #[test]
    fn a_library_for_next_is_no_app() {
        assert!(!is_app(
            r#"{"peerDependencies": {"next": ">=13"}, "scripts": {"build": "tsup", "lint": "next lint"}}"#
        ));
        assert!(!is_app(
            r#"{"dependencies": {"express": "5"}, "scripts": {"next": "npm version minor"}}"#
        ));
    }
}
