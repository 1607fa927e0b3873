//! Next.js as a stack: which packages are apps, and what their manifests tell.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::survey::fact::Fact;
use crate::survey::node::package::{Package, packages};
use crate::survey::node::tracker_packages::is_web_tracker;
use crate::survey::service::Service;
use crate::survey::stack::{self, About, Facts, Stack};
use crate::survey::word::{self, Rooms, Surveyed, Vocabulary, vocabulary};
use crate::tree::paths::{is_test, join, within};

/// Next.js, as a stack.
pub(crate) struct NextjsStack;

const NAME: &str = "nextjs";

const ROOMS: Rooms<Nextjs> = &[WORDS];

vocabulary! { Nextjs:
    /// errors of the pages or of their server are reported to somebody
    fact "error-tracking" = |it, _| it.error_tracking();
}

impl Stack for NextjsStack {
    fn about(&self) -> About {
        About::new(NAME, &[&ROOMS])
    }

    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        let apps = packages(survey).iter().filter(|package| is_app(package));
        apps.map(|package| Service::new(&package.folder, NAME, None))
            .collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        Some(Box::new(Nextjs { survey, service }))
    }

    /// A server that serves the pages, too, is one service.
    fn is_served_by(&self, other: &dyn Stack) -> bool {
        other.serves_on_node()
    }
}

/// One Next.js app, surveyed.
pub(crate) struct Nextjs<'s> {
    survey: &'s Survey<'s>,
    service: &'s Service,
}

impl Surveyed for Nextjs<'static> {
    type Of<'s> = Nextjs<'s>;
}

impl Facts for Nextjs<'_> {
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>> {
        vec![word::of(ROOMS, self)]
    }

    fn place(&self) -> Option<(String, usize)> {
        Some((manifest(self.service.folder()), 1))
    }

    fn manifest(&self) -> Fact<String> {
        Fact::Present(manifest(self.service.folder()))
    }
}

impl Nextjs<'_> {
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

/// Whether a package is built or started as a Next.js app.
fn is_app(package: &Package) -> bool {
    package.depends_on("next") && runs_next(package) && !is_test(&manifest(&package.folder))
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

fn manifest(folder: &str) -> String {
    join(folder, "package.json").expect("the folder lies in the repository")
}

#[cfg(test)]
mod tests {
    use super::Package;

    fn is_app(manifest: &str) -> bool {
        super::is_app(&Package::of("web", manifest))
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
