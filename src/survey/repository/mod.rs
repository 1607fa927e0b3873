//! The repository itself, once, where services share something of it: the contexts of images that lie above them, and the
//! compose file that production runs on, and what git keeps.

mod backend;
mod compose;
mod databases;
mod deployment;
mod edge;
mod secrets;
mod uptime;

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::answers::Answers;
use crate::code::asked::Asked;
use crate::survey::compose::standing::{Standing, standing};
use crate::survey::compose_names::is_compose;
use crate::survey::docker::contexts::{Context, shared, to_come};
use crate::survey::docker::unignored::{is_built, left_out, unignored};
use crate::survey::public::running::{Known, known};
use crate::survey::repository::compose::Compose;
use crate::survey::repository::edge::Edge;
use crate::survey::repository::secrets::gitignore::is_kept_in_git;
use crate::survey::service::{Service, Unreadable};
use crate::survey::stack::{self, About, Facts, Find, Stack};
use crate::survey::terraform::surveyed::below;
use crate::survey::terraform::tree::Tree;
use crate::survey::told::{Told, told};
use crate::survey::word::{self, Rooms, Surveyed, Vocabulary, vocabulary};
use crate::tree::paths::{self, within};

/// The repository, as a stack.
pub struct RepositoryStack;

const NAME: &str = "repository";

const ROOMS: Rooms<Repository> = &[
    WORDS,
    compose::WORDS,
    deployment::WORDS,
    edge::WORDS,
    secrets::words::WORDS,
    secrets::keys::WORDS,
    secrets::fetched::WORDS,
    uptime::WORDS,
];

vocabulary! { Repository:
    /// images of services are built with a folder above them as context
    fact "build-context" = |it, _| is_built(it.survey, &it.contexts());
    /// lines for a `.dockerignore` that would hide something that the image needs
    fact "dockerignore-left-out" = |it, _| left_out(it.survey, &it.contexts(), &|context| it.writes(context));
    /// where a `.dockerignore` lacks lines that keep secrets out
    list "unignored" ["lines"] = |it| unignored(it.survey, &it.contexts(), &|context| it.writes(context));
}

impl Stack for RepositoryStack {
    fn about(&self) -> About {
        About::new(NAME, &[&ROOMS])
    }

    fn services(&self, _survey: &Survey<'_>) -> Vec<Service> {
        Vec::new()
    }

    /// The root, where an image of services is built from a folder that is none of theirs, or where compose files tell
    /// something of production, or where git keeps the tree.
    fn services_beside(&self, survey: &Survey<'_>, others: &[Service]) -> Vec<Service> {
        let beside = others.to_vec();
        let folders = folders(&beside);
        let to_come = beside.iter().flat_map(|it| it.contexts_to_come.clone());
        let mut contexts_to_come: Vec<String> =
            to_come.filter(|it| !folders.contains(it)).collect();
        contexts_to_come.sort();
        contexts_to_come.dedup();
        let shares = !shared(survey, &folders).is_empty() || !contexts_to_come.is_empty();
        let runs = !matches!(standing(survey), Standing::Unconcerned);
        let service = Service {
            beside,
            contexts_to_come,
            ..Service::new("", NAME, None)
        };
        // what git takes concerns every repository with services; keys of clients every one that is deployed, git or not
        let keeps = uses_aws(survey) || is_kept_in_git(survey) && !others.is_empty();
        let closed = closed(survey);
        let is_there = shares || runs || keeps || closed.is_some();
        let service = Service {
            unreadable: closed,
            ..service
        };
        is_there.then_some(service).into_iter().collect()
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
        let found = shared(survey, &folders(&service.beside));
        let to_come = to_come(&service.contexts_to_come, &found);
        Some(Box::new(Repository {
            survey,
            service,
            found,
            to_come,
            find,
            compose: Asked::new(),
            edge: Asked::new(),
            answers: Answers::default(),
        }))
    }
}

/// The repository, surveyed.
pub(crate) struct Repository<'s> {
    survey: &'s Survey<'s>,
    service: &'s Service,
    /// The contexts of images that lie above the services.
    found: Vec<&'s Context>,
    /// Those of images that are not there yet.
    to_come: Vec<Context>,
    /// What surveys the services of the tree.
    find: Find,
    compose: Asked<Compose>,
    edge: Asked<Edge>,
    answers: Answers,
}

impl Surveyed for Repository<'static> {
    type Of<'s> = Repository<'s>;
}

impl Facts for Repository<'_> {
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>> {
        vec![word::of(ROOMS, self)]
    }

    fn place(&self) -> Option<(String, usize)> {
        let dockerfile = || {
            let first = self.found.first()?.dockerfiles.first()?;
            Some((first.clone(), 1))
        };
        let entry = || self.service.beside.iter().find_map(|it| it.place(None));
        self.compose_file().or_else(dockerfile).or_else(entry)
    }

    fn secrets(&self) -> Vec<String> {
        self.hidden()
    }
}

impl Repository<'_> {
    /// The services that run in containers.
    fn known(&self) -> Vec<Known> {
        known(self.services())
    }

    /// The services of the tree, with what they tell.
    fn services(&self) -> Vec<(&Service, &Told)> {
        told(self.survey, &self.service.beside, self.find)
    }

    /// The folders that services write, as a context sees them: in the folder of the service, else in that of the context, which
    /// the service may be started in.
    fn writes(&self, context: &Context) -> BTreeSet<String> {
        let overlay = self.survey.overlay;
        let mut found = BTreeSet::new();
        for (service, told) in self.services() {
            let home = service.folder();
            let Some(container) = told
                .container
                .as_ref()
                .filter(|_| within(home, &context.folder))
            else {
                continue;
            };
            let seen = home[context.folder.len()..].trim_start_matches('/');
            found.extend(container.writes.iter().map(|folder| {
                let is_there = |home: &str| overlay.has_files_below(&paths::below(home, folder));
                if !is_there(home) && is_there(&context.folder) {
                    return folder.clone();
                }
                paths::below(seen, folder)
            }));
        }
        found
    }

    /// The contexts that are nobody's folder.
    fn contexts(&self) -> Vec<&Context> {
        self.found.iter().copied().chain(&self.to_come).collect()
    }
}

/// Whether Terraform of the tree makes something in AWS.
fn uses_aws(survey: &Survey<'_>) -> bool {
    below(survey, "").iter().any(Tree::uses_aws)
}

/// A folder or compose file that cannot be read: nothing can be told of the repository as a whole then.
fn closed(survey: &Survey<'_>) -> Option<Unreadable> {
    let tree = survey.overlay.tree();
    tree.barred().find_map(|(path, why)| {
        if tree.is_closed_folder(path) {
            return Some(Unreadable::file(path, why));
        }
        let error = survey
            .overlay
            .text(path)
            .err()
            .filter(|_| is_compose(path))?;
        Some(Unreadable::file(path, &error.0))
    })
}

fn folders(services: &[Service]) -> Vec<String> {
    let folders = services.iter().map(|service| service.folder().to_owned());
    folders.collect()
}
