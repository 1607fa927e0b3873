//! FastAPI as a stack, and as a framework of Python.

use crate::code::Survey;
use crate::code::python::syntax::statements;
use crate::edit::script::{Node, Script};
use crate::survey::container::Container;
use crate::survey::fact::Fact;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::registered::has_routes;
use crate::survey::fastapi::roles::Reader;
use crate::survey::fastapi::service::Fastapi;
use crate::survey::fastapi::{cors, health, lifespan, metrics, start_and_end};
use crate::survey::python;
use crate::survey::python::app::{App, AtStart, Framework, Viewer};
use crate::survey::python::factories::Apps;
use crate::survey::service::Service;
use crate::survey::stack::{self, Facts, Stack};
use crate::survey::word::{self, Rooms, Vocabulary, Word};
use crate::tree::Literal;

/// FastAPI, as a stack.
pub struct FastapiStack;

pub(crate) const NAME: &str = "fastapi";

/// What can be asked of FastAPI services alone.
const ROOMS: Rooms<Fastapi> = &[
    cors::WORDS,
    health::WORDS,
    metrics::WORDS,
    start_and_end::WORDS,
];

impl Stack for FastapiStack {
    fn name(&self) -> &'static str {
        NAME
    }

    fn words(&self) -> Vec<&'static Word> {
        word::words(ROOMS)
            .chain(word::words(python::ROOMS))
            .collect()
    }

    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        let apps = Apps {
            survey,
            framework: &FastapiStack,
        };
        let served = apps.all_served().into_iter();
        served
            .map(|(folder, served)| Service::new(&folder, NAME, Some(served.entry)))
            .collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        Some(Box::new(Fastapi::new(survey, service, &FastapiStack)?))
    }
}

impl Framework for FastapiStack {
    fn package(&self) -> &'static str {
        "fastapi"
    }

    fn makers(&self) -> &'static [&'static str] {
        &["fastapi.FastAPI", "fastapi.applications.FastAPI"]
    }

    fn literal(&self) -> Literal {
        Literal::FastApi
    }

    fn registers<'s>(
        &self,
        survey: &'s Survey<'s>,
        script: &'s Script,
        app: &str,
        block: &Node<'s>,
    ) -> bool {
        let reader = Reader::new(survey, script, app);
        let answers = |role: &Role| (Role::Health..=Role::Routes).contains(role);
        statements(block)
            .iter()
            .any(|statement| reader.roles(statement).iter().any(answers))
    }

    fn has_routes<'s>(&self, survey: &'s Survey<'s>, app: &App<'s>) -> bool {
        has_routes(survey, app)
    }

    fn lifespan<'s>(&self, survey: &'s Survey<'s>, app: &App<'s>) -> Viewer {
        lifespan::viewer(survey, app)
    }

    fn at_start<'s>(&self, survey: &'s Survey<'s>, app: &App<'s>) -> Vec<AtStart<'s>> {
        lifespan::at_start(survey, app)
    }

    fn runs_at_start(&self, function: &Node<'_>) -> bool {
        lifespan::runs_at_start(function)
    }
}

impl Facts for Fastapi<'_> {
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>> {
        vec![word::of(ROOMS, self), word::of(python::ROOMS, &self.python)]
    }

    fn place(&self) -> Option<(String, usize)> {
        self.python.place()
    }

    /// The file of the app.
    fn model(&self) -> Option<&Script> {
        match self.python.app() {
            Fact::Present(app) => Some(app.script),
            _ => self.python.survey.script(self.python.entry()),
        }
    }

    fn manifest(&self) -> Fact<String> {
        self.python.requirements()
    }

    fn container(&self) -> Option<Container> {
        Some(self.python.container(self.health_path()))
    }
}
