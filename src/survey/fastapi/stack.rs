//! FastAPI as a stack, and as a framework of Python.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::syntax::statements;
use crate::edit::script::Node;
use crate::survey::exposed::Exposed;
use crate::survey::fastapi::ROOMS;
use crate::survey::fastapi::lifespan;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::registered::has_routes;
use crate::survey::fastapi::roles::Reader;
use crate::survey::fastapi::service::Fastapi;
use crate::survey::python;
use crate::survey::python::app::{App, AtStart, Framework, Viewer};
use crate::survey::python::factories::Apps;
use crate::survey::service::Service;
use crate::survey::stack::{self, About, Facts, Runtime, Stack};
use crate::survey::word::{self, Vocabulary};
use crate::tree::Literal;

/// FastAPI, as a stack.
pub struct FastapiStack;

pub(crate) const NAME: &str = "fastapi";

impl Stack for FastapiStack {
    fn about(&self) -> About {
        About::new(NAME, &[&ROOMS, &python::ROOMS])
    }

    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        let served = apps(survey).all_served();
        let unseen = apps(survey).unseen(&served).into_iter();
        let closed = unseen.map(|(folder, why)| Service::closed(&folder, NAME, why));
        served
            .into_iter()
            .map(|(folder, served)| Service::new(&folder, NAME, Some(served.entry)))
            .chain(closed)
            .collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        let python = python::service::Service::new(apps(survey), service)?;
        Some(Box::new(Fastapi { python }))
    }
}

/// A tree as FastAPI sees it.
fn apps<'s>(survey: &'s Survey<'s>) -> Apps<'s> {
    Apps {
        survey,
        framework: &FastapiStack,
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

    fn registers<'s>(&self, survey: &'s Survey<'s>, app: &str, block: &Located<'s>) -> bool {
        let reader = Reader::new(survey, block.script, app);
        let answers = |role: &Role| (Role::Health..=Role::Routes).contains(role);
        statements(&block.node)
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

    fn runtime(&self) -> Option<&dyn Runtime> {
        Some(&self.python)
    }

    fn exposed(&self) -> Exposed {
        self.as_exposed()
    }
}
