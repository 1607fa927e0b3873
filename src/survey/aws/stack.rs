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
use crate::survey::service::{Service, Unreadable};
use crate::survey::stack::{self, About, Facts, Find, Stack};
use crate::survey::terraform::folders::is_left_out;
use crate::survey::terraform::surveyed::{self, Terraform, below};
use crate::survey::terraform::tree::Tree;
use crate::survey::word::{self, Rooms, Vocabulary};
use crate::tree::paths::{folder, within};
use crate::tree::{Literal, is_terraform};

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
        let trees = below(survey, "");
        let (used, unused): (Vec<&Tree>, Vec<&Tree>) =
            trees.iter().partition(|tree| tree.uses_aws());
        let known = |path: &str| used.iter().any(|tree| within(path, plain(&tree.path)));
        let closed = unseen(survey, &unused).into_iter();
        let closed: Vec<Service> = closed
            .filter(|why| !known(&why.path))
            .map(|why| {
                let at = folder(&why.path).to_owned();
                Service::closed(&at, NAME, why)
            })
            .collect();
        let used = used.into_iter().map(|tree| Service {
            path: tree.path.clone(),
            beside: others.to_vec(),
            ..Service::new("", NAME, None)
        });
        used.chain(closed).collect()
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

/// The folder of a tree as a prefix of paths.
fn plain(path: &str) -> &str {
    if path == "." { "" } else { path }
}

/// Files that may be Terraform on AWS and cannot be read, the first of each folder.
fn unseen(survey: &Survey<'_>, others: &[&Tree]) -> Vec<Unreadable> {
    let unread = survey.overlay.unseen();
    let unread = unread.filter(|(path, _)| is_terraform(path) && !is_left_out(path));
    let unread = unread.map(|(path, why)| Unreadable::file(path, &why));
    let broken = others.iter().flat_map(|tree| tree.broken(Literal::Aws));
    let broken = broken.map(|(path, error)| Unreadable {
        path: path.to_owned(),
        line: error.line,
        reason: format!(
            "cannot parse `{path}` at {}:{}; mend it, or leave it out with `--exclude {path}`",
            error.line, error.column
        ),
    });
    let mut found: Vec<Unreadable> = unread.chain(broken).collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.dedup_by(|later, first| folder(&later.path) == folder(&first.path));
    found
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
