//! The repository itself, once: nothing is looked for in it yet.

use crate::code::Survey;
use crate::survey::service::Service;
use crate::survey::stack::{self, Stack};
use crate::survey::word::Word;

/// The repository, as a stack.
pub struct RepositoryStack;

impl Stack for RepositoryStack {
    fn name(&self) -> &'static str {
        "repository"
    }

    fn words(&self) -> Vec<&'static Word> {
        Vec::new()
    }

    fn services(&self, _survey: &Survey<'_>) -> Vec<Service> {
        Vec::new()
    }

    fn facts<'s>(&self, _survey: &'s Survey<'s>, _service: &'s Service) -> stack::Surveyed<'s> {
        None
    }
}
