//! Terraform on AWS as a stack: its services are the trees of modules and environments.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::answers::Answers;
use crate::survey::aws::environment;
use crate::survey::aws::environment::uptime;
use crate::survey::aws::modules;
use crate::survey::aws::scripts;
use crate::survey::aws::surveyed::Aws;
use crate::survey::fact::Dangling;
use crate::survey::service::Service;
use crate::survey::stack::{self, About, Facts, Find, Stack};
use crate::survey::terraform::surveyed::{self, Terraform, below};
use crate::survey::terraform::tree::Tree;
use crate::survey::word::{self, Rooms, Vocabulary};

/// Terraform on AWS.
pub(crate) struct AwsStack;

const NAME: &str = "terraform";

/// The words of what a tree of Terraform lacks beside the services that it deploys.
const ROOMS: Rooms<Aws> = &[
    environment::WORDS,
    modules::WORDS,
    scripts::WORDS,
    uptime::WORDS,
];

impl Stack for AwsStack {
    fn about(&self) -> About {
        About::new(NAME, &[&ROOMS, &surveyed::ROOMS])
    }

    fn services(&self, _survey: &Survey<'_>) -> Vec<Service> {
        Vec::new()
    }

    /// The trees of the repository, beside the services that it deploys; those of other clouds are none.
    fn services_beside(&self, survey: &Survey<'_>, others: &[Service]) -> Vec<Service> {
        let used = below(survey, "").into_iter().filter(Tree::uses_aws);
        used.map(|tree| Service {
            path: tree.path,
            beside: others.to_vec(),
            ..Service::new("", NAME, None)
        })
        .collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        self.facts_beside(survey, service, |_, _| None)
    }

    fn facts_beside<'s>(
        &self,
        survey: &'s Survey<'s>,
        service: &'s Service,
        find: Find,
    ) -> stack::Surveyed<'s> {
        Some(Box::new(Aws {
            terraform: Terraform::new(survey, service)?,
            survey,
            service,
            find,
            answers: Answers::default(),
        }))
    }
}

impl Facts for Aws<'_> {
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>> {
        vec![
            word::of(ROOMS, self),
            word::of(surveyed::ROOMS, &self.terraform),
        ]
    }

    fn place(&self) -> Option<(String, usize)> {
        let first = || Some((self.terraform.tree.files().next()?.path.clone(), 1));
        self.terraform.place().or_else(first)
    }

    fn secrets(&self) -> Vec<String> {
        self.terraform.hidden()
    }

    fn dangling(&self) -> BTreeSet<Dangling> {
        self.terraform.dangling()
    }
}
