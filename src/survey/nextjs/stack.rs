//! Next.js as a stack: which packages are apps.

use crate::code::Survey;
use crate::survey::container::{Container, Interpreter};
use crate::survey::fact::Fact;
use crate::survey::nextjs::app::Nextjs;
use crate::survey::nextjs::{
    app, build, build_context, deployment, error_tracking, output, remarks,
};
use crate::survey::node::container::lists_redis;
use crate::survey::node::package::{Package, packages};
use crate::survey::service::Service;
use crate::survey::stack::{self, About, Facts, Stack};
use crate::survey::word::{self, Rooms, Vocabulary};
use crate::tree::paths::{is_test, join};

/// Next.js, as a stack.
pub(crate) struct NextjsStack;

const NAME: &str = "nextjs";

const ROOMS: Rooms<Nextjs> = &[
    app::WORDS,
    build::WORDS,
    build_context::WORDS,
    deployment::WORDS,
    error_tracking::WORDS,
    output::WORDS,
    remarks::WORDS,
];

impl Stack for NextjsStack {
    fn about(&self) -> About {
        About::new(NAME, &[&ROOMS])
    }

    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        let apps = packages(survey).iter().filter(|package| is_app(package));
        let service = |package: &Package| {
            let service = Service::new(&package.folder, NAME, None);
            let app = Nextjs::new(survey, &service);
            let to_come = app.and_then(|app| app.shared_context_to_come());
            Service {
                contexts_to_come: to_come.into_iter().collect(),
                ..service
            }
        };
        apps.map(service).collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        Some(Box::new(Nextjs::new(survey, service)?))
    }

    /// A server that serves the pages, too, is one service.
    fn is_served_by(&self, other: &dyn Stack) -> bool {
        other.serves_on_node()
    }
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

    fn container(&self) -> Option<Container> {
        Some(Container {
            serves_pages: true,
            public: self.public_names().into_keys().collect(),
            asks_redis: lists_redis(self.survey, self.package),
            on_sentry: matches!(self.error_tracking(), Fact::Present(it) if it.to_string().contains("sentry")),
            port: Some(self.port()),
            ..Container::new(Interpreter::Node)
        })
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
