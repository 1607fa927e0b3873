//! The repository itself, once, where services share something of it: the contexts of images that lie above them.

use crate::code::Survey;
use crate::survey::docker::contexts::{Context, shared, to_come};
use crate::survey::docker::unignored::{is_built, left_out, unignored};
use crate::survey::service::Service;
use crate::survey::stack::{self, About, Facts, Stack};
use crate::survey::word::{self, Rooms, Surveyed, Vocabulary, vocabulary};

/// The repository, as a stack.
pub struct RepositoryStack;

const NAME: &str = "repository";

const ROOMS: Rooms<Repository> = &[WORDS];

vocabulary! { Repository:
    /// images of services are built with a folder above them as context
    fact "build-context" = |it, _| is_built(it.survey, &it.contexts());
    /// lines for a `.dockerignore` that would hide something that the image needs
    fact "dockerignore-left-out" = |it, _| left_out(it.survey, &it.contexts());
    /// where a `.dockerignore` lacks lines that keep secrets out
    list "unignored" ["lines"] = |it| unignored(it.survey, &it.contexts());
}

impl Stack for RepositoryStack {
    fn about(&self) -> About {
        About::new(NAME, &[&ROOMS])
    }

    fn services(&self, _survey: &Survey<'_>) -> Vec<Service> {
        Vec::new()
    }

    /// The root, where an image of services is built from a folder that is none of theirs.
    fn services_beside(&self, survey: &Survey<'_>, others: &[Service]) -> Vec<Service> {
        let apps = others.iter().filter(|service| service.stack != "terraform");
        let beside: Vec<String> = apps
            .clone()
            .map(|service| service.folder().to_owned())
            .collect();
        let to_come = apps.flat_map(|service| service.contexts_to_come.clone());
        let mut contexts_to_come: Vec<String> = to_come.filter(|it| !beside.contains(it)).collect();
        contexts_to_come.sort();
        contexts_to_come.dedup();
        let shares = !shared(survey, &beside).is_empty() || !contexts_to_come.is_empty();
        let service = Service {
            beside,
            contexts_to_come,
            ..Service::new("", NAME, None)
        };
        shares.then_some(service).into_iter().collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        let found = shared(survey, &service.beside);
        let to_come = to_come(&service.contexts_to_come, &found);
        Some(Box::new(Repository {
            survey,
            found,
            to_come,
        }))
    }
}

/// The repository, surveyed.
pub(crate) struct Repository<'s> {
    survey: &'s Survey<'s>,
    found: Vec<&'s Context>,
    to_come: Vec<Context>,
}

impl Repository<'_> {
    /// The contexts that are nobody's folder.
    fn contexts(&self) -> Vec<&Context> {
        self.found.iter().copied().chain(&self.to_come).collect()
    }
}

impl Surveyed for Repository<'static> {
    type Of<'s> = Repository<'s>;
}

impl Facts for Repository<'_> {
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>> {
        vec![word::of(ROOMS, self)]
    }

    fn place(&self) -> Option<(String, usize)> {
        let dockerfiles = self.found.first().map(|context| &context.dockerfiles);
        dockerfiles
            .and_then(|all| all.first())
            .map(|path| (path.clone(), 1))
    }
}
