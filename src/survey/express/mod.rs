//! An Express service: where its app is made, in which order it registers what, and what of that is wrong. What it has in common
//! with other services on Node is `node`'s.

pub(crate) mod app;
pub(crate) mod block;
pub(crate) mod cors;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod metrics;
pub(crate) mod order;
pub(crate) mod roles;
pub(crate) mod service;
pub(crate) mod slots;

use minijinja::Value;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::edit::script::{Node, Script};
use crate::survey::express::cors::Cors;
use crate::survey::express::order::Role;
use crate::survey::fact::{Captures, Fact, Site, Slot};
use crate::survey::node::app::{App, Framework};
use crate::survey::node::{self, package};
use crate::survey::service::Service;
use crate::survey::stack::{Facts, Stack};
use crate::survey::version::NodeVersion;
use crate::survey::word::{self, Rooms, Surveyed, Word};
use crate::tree::Literal;

/// Express, as a stack.
pub struct ExpressStack;

const NAME: &str = "express";

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
        let unreadable = package::unreadable(survey, Literal::Express).into_iter();
        let unreadable = unreadable.map(|(folder, what)| Service {
            unreadable: Some(what),
            ..Service::new(&folder, NAME, None)
        });
        service::services(survey)
            .into_iter()
            .chain(unreadable)
            .collect()
    }

    fn facts<'s>(
        &self,
        survey: &'s Survey<'s>,
        service: &'s Service,
    ) -> Option<Box<dyn Facts + 's>> {
        Some(Box::new(Express {
            node: node::service::Service::new(survey, service, &ExpressStack)?,
            cors: Asked::new(),
        }))
    }

    fn serves_on_node(&self) -> bool {
        true
    }
}

impl Framework for ExpressStack {
    fn package(&self) -> &'static str {
        "express"
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
        app::find(survey, files, entry)
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
        slots::before_group_of(survey, app, statement, captures)
    }
}

/// One Express service, surveyed.
pub(crate) struct Express<'s> {
    pub(crate) node: node::service::Service<'s>,
    cors: Asked<Cors>,
}

impl Surveyed for Express<'_> {
    type Of<'s> = Express<'s>;
}

impl Express<'_> {
    fn cors(&self) -> &Cors {
        self.cors.or_find(|| Cors::of(&self.node))
    }

    /// The place of a role in the block of the app.
    fn slot_of(&self, role: Role) -> Slot {
        match self.node.app() {
            Fact::Present(app) => slots::slot(self.node.survey, app, role),
            Fact::Absent => Slot::Missing(self.node.framework.no_app().to_owned()),
            Fact::Unknown(reason) => Slot::Missing(reason),
        }
    }
}

impl Facts for Express<'_> {
    fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        let own = word::fact(ROOMS, self, name, seen_from);
        own.or_else(|| word::fact(node::ROOMS, &self.node, name, seen_from))
    }

    fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        let own = word::list(ROOMS, self, name);
        own.or_else(|| word::list(node::ROOMS, &self.node, name))
    }

    fn slot(&self, name: &str) -> Option<Slot> {
        let own = word::slot(ROOMS, self, name);
        own.or_else(|| word::slot(node::ROOMS, &self.node, name))
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

    fn app_package(&self) -> Option<&'static str> {
        Some(self.node.framework.package())
    }
}
