//! What stands in a repository: its services, and for each the facts, lists and slots that patches speak of.
//! A survey is a pure function of an overlay.

pub mod docker;
pub mod express;
pub mod fact;
pub mod fastapi;
pub mod nextjs;
pub mod node;
pub mod paths;
pub mod python;
pub mod service;
pub mod stacks;
pub mod terraform;
mod variables;

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::edit::script::Script;
use crate::survey::express::Express;
use crate::survey::fact::{Fact, Site, Slot, Word};
use crate::survey::fastapi::Fastapi;
use crate::survey::nextjs::Nextjs;
use crate::survey::node::version::NodeVersion;
use crate::survey::service::{Service, Stack};
use crate::survey::terraform::{Dangling, Terraform};

/// The names that patches for a stack may use.
#[must_use]
pub fn vocabulary(stack: Stack) -> &'static [Word] {
    match stack {
        Stack::Express => express::VOCABULARY,
        Stack::Terraform => terraform::VOCABULARY,
        Stack::Fastapi => fastapi::VOCABULARY,
        Stack::Nextjs => nextjs::VOCABULARY,
        Stack::Repository => &[],
    }
}

/// What stands in one service. Names are those of the stack's vocabulary; others give `None`.
pub enum Facts<'s> {
    /// An Express service.
    Express(Box<Express<'s>>),
    /// A FastAPI service.
    Fastapi(Box<Fastapi<'s>>),
    /// A Next.js app.
    Nextjs(Nextjs<'s>),
    /// A tree of Terraform modules and environments.
    Terraform(Terraform),
}

impl<'s> Facts<'s> {
    /// The facts of `service`, computed when asked for; `None` where it is no longer there or its stack is not surveyed.
    #[must_use]
    pub fn of(survey: &'s Survey<'s>, service: &'s Service) -> Option<Self> {
        match service.stack {
            Stack::Express => Express::new(survey, service)
                .map(Box::new)
                .map(Self::Express),
            Stack::Terraform => Terraform::new(survey, service).map(Self::Terraform),
            Stack::Fastapi => Fastapi::new(survey, service)
                .map(Box::new)
                .map(Self::Fastapi),
            Stack::Nextjs => Some(Self::Nextjs(Nextjs::new(survey, service))),
            Stack::Repository => None,
        }
    }

    /// A fact, with code as seen from the file `seen_from`.
    #[must_use]
    pub fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        match self {
            Self::Express(express) => express.fact(name, seen_from),
            Self::Fastapi(fastapi) => fastapi.fact(name, seen_from),
            Self::Nextjs(nextjs) => nextjs.fact(name),
            Self::Terraform(terraform) => terraform.fact(name),
        }
    }

    /// A list of sites.
    #[must_use]
    pub fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        match self {
            Self::Express(express) => express.sites(name),
            Self::Fastapi(fastapi) => fastapi.sites(name),
            Self::Nextjs(_) => None,
            Self::Terraform(terraform) => terraform.sites(name),
        }
    }

    /// A slot.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<Slot> {
        match self {
            Self::Express(express) => express.slot(name),
            Self::Fastapi(fastapi) => fastapi.slot(name),
            Self::Nextjs(_) | Self::Terraform(_) => None,
        }
    }

    /// The script that new scripts are written like.
    #[must_use]
    pub fn model(&self) -> Option<&Script> {
        match self {
            Self::Express(express) => express.model(),
            Self::Fastapi(fastapi) => fastapi.model(),
            Self::Nextjs(_) | Self::Terraform(_) => None,
        }
    }

    /// The file that lists the packages which the service needs.
    #[must_use]
    pub fn manifest(&self) -> Fact<String> {
        match self {
            Self::Express(express) => Fact::Present(express.manifest()),
            Self::Fastapi(fastapi) => fastapi.manifest(),
            Self::Nextjs(nextjs) => Fact::Present(nextjs.manifest()),
            Self::Terraform(_) => Fact::Absent,
        }
    }

    /// The Node that the service runs on and the file that says so; `None` where nothing says it.
    #[must_use]
    pub fn node(&self) -> Option<(NodeVersion, String)> {
        match self {
            Self::Express(express) => express.node(),
            Self::Fastapi(_) | Self::Nextjs(_) | Self::Terraform(_) => None,
        }
    }

    /// Where a finding about something that is missing points: file and line.
    #[must_use]
    pub fn place(&self) -> Option<(String, usize)> {
        match self {
            Self::Express(express) => express.place(),
            Self::Fastapi(fastapi) => fastapi.place(),
            Self::Nextjs(nextjs) => Some((nextjs.manifest(), 1)),
            Self::Terraform(terraform) => terraform.place(),
        }
    }

    /// References of Terraform that lead nowhere.
    #[must_use]
    pub fn dangling(&self) -> BTreeSet<Dangling> {
        match self {
            Self::Express(_) | Self::Fastapi(_) | Self::Nextjs(_) => BTreeSet::new(),
            Self::Terraform(terraform) => terraform.dangling(),
        }
    }

    /// Whether plain `.js` files of the service are ES modules.
    #[must_use]
    pub fn is_module(&self) -> bool {
        matches!(self, Self::Express(express) if express.is_module())
    }
}
