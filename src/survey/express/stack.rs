//! Express as a stack: its services, its words, and what the runtime asks of it.

use crate::code::Survey;
use crate::edit::script::{Node, Script};
use crate::survey::container::Container;
use crate::survey::express::app::find;
use crate::survey::express::candidates::PACKAGE;
use crate::survey::express::services::services;
use crate::survey::express::slots::before_group_of;
use crate::survey::express::surveyed::{Express, NAME};
use crate::survey::express::{cors, health, limits, metrics, slots};
use crate::survey::fact::{Captures, Fact, Slot};
use crate::survey::node;
use crate::survey::node::app::{App, Framework};
use crate::survey::node::package::unreadable;
use crate::survey::service::Service;
use crate::survey::stack::{self, Facts, Stack};
use crate::survey::version::NodeVersion;
use crate::survey::word::{self, Rooms, Vocabulary, Word};
use crate::tree::Literal;

/// Express, as a stack.
pub(crate) struct ExpressStack;

const ROOMS: Rooms<Express> = &[
    cors::WORDS,
    health::WORDS,
    limits::WORDS,
    metrics::WORDS,
    slots::WORDS,
];

impl Stack for ExpressStack {
    fn name(&self) -> &'static str {
        NAME
    }

    fn words(&self) -> Vec<&'static Word> {
        word::words(ROOMS).chain(word::words(node::ROOMS)).collect()
    }

    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        let unreadable = unreadable(survey, Literal::Express).into_iter();
        let unreadable = unreadable.map(|(folder, what)| Service {
            unreadable: Some(what),
            ..Service::new(&folder, NAME, None)
        });
        services(survey).into_iter().chain(unreadable).collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        let node = node::service::Service::new(survey, service, &ExpressStack)?;
        Some(Box::new(Express { node }))
    }

    fn serves_on_node(&self) -> bool {
        true
    }
}

impl Framework for ExpressStack {
    fn package(&self) -> &'static str {
        PACKAGE
    }

    fn no_app(&self) -> &'static str {
        "no Express app was found"
    }

    fn app<'s>(
        &self,
        survey: &'s Survey<'_>,
        files: &[String],
        entry: Option<&str>,
    ) -> Fact<App<'s>> {
        find(survey, files, entry)
    }

    /// From version 5 on.
    fn hears_errors(&self, version: &str) -> bool {
        version
            .trim_start_matches(['^', '~', '=', 'v', '>', '<', ' '])
            .starts_with('5')
    }

    fn before_group<'s>(
        &self,
        survey: &'s Survey<'s>,
        app: &App<'s>,
        statement: &Node<'s>,
        captures: Captures,
    ) -> Slot {
        before_group_of(survey, app, statement, captures)
    }
}

impl Facts for Express<'_> {
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>> {
        vec![word::of(ROOMS, self), word::of(node::ROOMS, &self.node)]
    }

    fn place(&self) -> Option<(String, usize)> {
        self.node.place()
    }

    /// The file of the app.
    fn model(&self) -> Option<&Script> {
        match self.node.app() {
            Fact::Present(app) => Some(app.script),
            _ => None,
        }
    }

    fn manifest(&self) -> Fact<String> {
        Fact::Present(self.node.manifest())
    }

    fn node(&self) -> Option<(NodeVersion, String)> {
        self.node.node()
    }

    fn is_module(&self) -> bool {
        self.node.package.is_module()
    }

    fn container(&self) -> Option<Container> {
        Some(self.node.container(self.health_path()))
    }

    fn app_package(&self) -> Option<&'static str> {
        Some(self.node.framework.package())
    }
}
