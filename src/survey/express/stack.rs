//! Express as a stack: its services, its words, and what the runtime asks of it.

use crate::code::Survey;
use crate::edit::script::Node;
use crate::survey::exposed::Exposed;
use crate::survey::express::ROOMS;
use crate::survey::express::app::find;
use crate::survey::express::candidates::PACKAGE;
use crate::survey::express::services::services;
use crate::survey::express::slots::before_group_of;
use crate::survey::express::surveyed::{Express, NAME};
use crate::survey::fact::{Captures, Fact, Slot};
use crate::survey::node;
use crate::survey::node::app::{App, Framework};
use crate::survey::node::unseen::unseen;
use crate::survey::service::Service;
use crate::survey::stack::{self, About, Facts, Runtime, Stack};
use crate::survey::word::{self, Vocabulary};
use crate::tree::Literal;

/// Express, as a stack.
pub(crate) struct ExpressStack;

impl Stack for ExpressStack {
    fn about(&self) -> About {
        About::new(NAME, &[&ROOMS, &node::ROOMS])
    }

    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        let mut found = services(survey);
        let unseen = unseen(survey, PACKAGE, Literal::Express, &found).into_iter();
        let closed: Vec<Service> = unseen
            .map(|(folder, why)| Service::closed(&folder, NAME, why))
            .collect();
        found.extend(closed);
        found
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

    fn app<'s>(&self, service: &node::service::Service<'s>) -> Fact<App<'s>> {
        let entry = service.deployed.entry.as_deref();
        find(service.survey, &service.files, entry)
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

    fn runtime(&self) -> Option<&dyn Runtime> {
        Some(&self.node)
    }

    fn exposed(&self) -> Exposed {
        self.as_exposed()
    }
}
