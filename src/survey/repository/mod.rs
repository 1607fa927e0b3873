//! The repository itself, once, where services share something of it: the contexts of images that lie above them.

use crate::code::Survey;
use crate::survey::docker::contexts::shared;
use crate::survey::docker::unignored::{is_built, left_out, unignored};
use crate::survey::service::Service;
use crate::survey::stack::{self, Facts, Stack};
use crate::survey::word::{self, Rooms, Surveyed, Vocabulary, Word, vocabulary};

/// The repository, as a stack.
pub struct RepositoryStack;

const NAME: &str = "repository";

const ROOMS: Rooms<Repository> = &[WORDS];

vocabulary! { Repository:
    /// images of services are built with a folder above them as context
    fact "build-context" = |it, _| is_built(it.survey, &shared(it.survey, &it.service.beside));
    /// lines for a `.dockerignore` that would hide something that the image needs
    fact "dockerignore-left-out" = |it, _| left_out(it.survey, &shared(it.survey, &it.service.beside));
    /// where a `.dockerignore` lacks lines that keep secrets out
    list "unignored" ["lines"] = |it| unignored(it.survey, &shared(it.survey, &it.service.beside));
}

impl Stack for RepositoryStack {
    fn name(&self) -> &'static str {
        NAME
    }

    fn words(&self) -> Vec<&'static Word> {
        word::words(ROOMS).collect()
    }

    fn services(&self, _survey: &Survey<'_>) -> Vec<Service> {
        Vec::new()
    }

    /// The root, where an image of services is built from a folder that is none of theirs.
    fn services_beside(&self, survey: &Survey<'_>, others: &[Service]) -> Vec<Service> {
        let apps = others.iter().filter(|service| service.stack != "terraform");
        let beside: Vec<String> = apps.map(|service| service.folder().to_owned()).collect();
        let shares = !shared(survey, &beside).is_empty();
        let service = Service {
            beside,
            ..Service::new("", NAME, None)
        };
        shares.then_some(service).into_iter().collect()
    }

    fn facts<'s>(&self, survey: &'s Survey<'s>, service: &'s Service) -> stack::Surveyed<'s> {
        Some(Box::new(Repository { survey, service }))
    }
}

/// The repository, surveyed.
pub(crate) struct Repository<'s> {
    survey: &'s Survey<'s>,
    service: &'s Service,
}

impl Surveyed for Repository<'static> {
    type Of<'s> = Repository<'s>;
}

impl Facts for Repository<'_> {
    fn vocabularies(&self) -> Vec<Box<dyn Vocabulary + '_>> {
        vec![word::of(ROOMS, self)]
    }

    fn place(&self) -> Option<(String, usize)> {
        let shared = shared(self.survey, &self.service.beside);
        let dockerfiles = shared.first().map(|context| &context.dockerfiles);
        dockerfiles
            .and_then(|all| all.first())
            .map(|path| (path.clone(), 1))
    }
}
