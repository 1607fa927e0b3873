//! A FastAPI service: in which order its app registers what, what it does when it starts and ends, and what of that is wrong. What
//! it has in common with other services on Python is `python`'s.

pub(crate) mod cors;
pub(crate) mod events;
pub(crate) mod health;
pub(crate) mod lifespan;
pub(crate) mod metrics;
pub(crate) mod order;
pub(crate) mod registered;
pub(crate) mod roles;
pub(crate) mod slots;
#[cfg(test)]
mod tests;

use minijinja::Value;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::code::python::syntax::statements;
use crate::edit::script::{Node, Script};
use crate::survey::fact::{Fact, Site, Slot};
use crate::survey::fastapi::cors::Cors;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::registered::has_routes;
use crate::survey::fastapi::roles::Reader;
use crate::survey::python;
use crate::survey::python::app::{App, Framework, Start, Viewer};
use crate::survey::python::factories::Apps;
use crate::survey::service::Service;
use crate::survey::stack::{Facts, Stack};
use crate::survey::word::{self, Rooms, Surveyed, Word};
use crate::tree::Literal;

/// FastAPI, as a stack.
pub struct FastapiStack;

const NAME: &str = "fastapi";

const ROOMS: Rooms<Fastapi> = &[cors::WORDS, health::WORDS, lifespan::WORDS, metrics::WORDS];

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

    fn facts<'s>(
        &self,
        survey: &'s Survey<'s>,
        service: &'s Service,
    ) -> Option<Box<dyn Facts + 's>> {
        Some(Box::new(Fastapi::new(survey, service)?))
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

    fn starts<'s>(&self, survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Start<'s>> {
        lifespan::starts(survey, app)
    }

    fn is_start(&self, function: &Node<'_>) -> bool {
        lifespan::is_start(function)
    }
}

/// One FastAPI service, surveyed.
pub(crate) struct Fastapi<'s> {
    pub(crate) python: python::service::Service<'s>,
    cors: Asked<Cors>,
}

impl Surveyed for Fastapi<'_> {
    type Of<'s> = Fastapi<'s>;
}

impl<'s> Fastapi<'s> {
    fn new(survey: &'s Survey<'s>, service: &'s Service) -> Option<Self> {
        Some(Self {
            python: python::service::Service::new(survey, service, &FastapiStack)?,
            cors: Asked::new(),
        })
    }

    fn cors(&self) -> &Cors {
        self.cors.or_find(|| Cors::of(&self.python))
    }

    /// A slot that lies in the app.
    fn slot_in_app(&self, find: impl FnOnce(&App<'s>) -> Slot) -> Slot {
        match self.python.app() {
            Fact::Present(app) => find(app),
            Fact::Absent => Slot::Missing("no FastAPI app was found".to_owned()),
            Fact::Unknown(reason) => Slot::Missing(reason),
        }
    }

    /// The place of a role in the block of the app.
    fn slot_of(&self, role: Role) -> Slot {
        self.slot_in_app(|app| slots::slot(self.python.survey, app, role))
    }
}

impl Facts for Fastapi<'_> {
    fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        let own = word::fact(ROOMS, self, name, seen_from);
        own.or_else(|| word::fact(python::ROOMS, &self.python, name, seen_from))
    }

    fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        let own = word::list(ROOMS, self, name);
        own.or_else(|| word::list(python::ROOMS, &self.python, name))
    }

    fn slot(&self, name: &str) -> Option<Slot> {
        let own = word::slot(ROOMS, self, name);
        own.or_else(|| word::slot(python::ROOMS, &self.python, name))
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
}
