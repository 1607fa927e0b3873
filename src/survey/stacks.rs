//! The stacks that fixup knows, and which services of them a repository holds. A service is found by its manifest and confirmed
//! by its code: what serves is decided by what starts it, never by the name of a folder.

use rayon::prelude::*;

use crate::code::Survey;
use crate::survey::aws::stack::AwsStack;
#[cfg(test)]
use crate::survey::dummy::DummyStack;
use crate::survey::express::stack::ExpressStack;
use crate::survey::fastapi::stack::FastapiStack;
use crate::survey::nextjs::stack::NextjsStack;
use crate::survey::public;
use crate::survey::public::running::known;
use crate::survey::repository::RepositoryStack;
use crate::survey::service::{Addressed, Names, Service};
use crate::survey::stack::{Stack, Surveyed};
use crate::survey::told::told;

/// All stacks, by name.
pub const STACKS: &[&dyn Stack] = &[
    &ExpressStack,
    &FastapiStack,
    &NextjsStack,
    &RepositoryStack,
    &AwsStack,
    #[cfg(test)]
    &DummyStack,
];

/// The stack of this name.
#[must_use]
pub fn stack(name: &str) -> Option<&'static dyn Stack> {
    STACKS.iter().copied().find(|stack| stack.name() == name)
}

/// All services of the repository, in order of path and stack.
#[must_use]
pub fn services(survey: &Survey<'_>) -> Vec<Service> {
    let found = STACKS.par_iter().map(|stack| stack.services(survey));
    let found: Vec<Vec<Service>> = found.collect();
    let is_served = |stack: &dyn Stack, service: &Service| {
        let others = STACKS.iter().zip(&found);
        let mut serving = others.filter(|(other, _)| stack.is_served_by(**other));
        serving.any(|(_, theirs)| theirs.iter().any(|other| other.path == service.path))
    };
    let mut services = Vec::new();
    for (stack, own) in STACKS.iter().zip(&found) {
        let stays = |service: &&Service| !is_served(*stack, service);
        services.extend(own.iter().filter(stays).cloned());
    }
    let beside = STACKS
        .iter()
        .map(|stack| stack.services_beside(survey, &services));
    let beside: Vec<Service> = beside.flatten().collect();
    services.extend(beside);
    services.sort_by(|a, b| (&a.path, a.stack).cmp(&(&b.path, b.stack)));
    services
}

/// The facts of `service`, computed when asked for; `None` where it is no longer there.
#[must_use]
pub fn facts<'s>(survey: &'s Survey<'s>, service: &'s Service) -> Surveyed<'s> {
    stack(service.stack)?.facts_beside(survey, service, facts)
}

/// The services that may have a domain, each with what it may be called and the domain that the tree tells.
#[must_use]
pub fn addressed(survey: &Survey<'_>, services: &[Service]) -> Vec<Addressed> {
    let known = known(told(survey, services, facts));
    let mut found = public::running::addressed(survey, &known);
    // what cannot be read has a name all the same
    for service in services.iter().filter(|it| it.unreadable.is_some()) {
        let names = Names::of(&service.path, std::iter::empty());
        found.push(Addressed {
            names,
            domain: None,
        });
    }
    found
}
