//! The repository itself, once: nothing is looked for in it yet.

use crate::code::Survey;
use crate::survey::service::Service;
use crate::survey::stack::{self, About, Stack};

/// The repository, as a stack.
pub struct RepositoryStack;

impl Stack for RepositoryStack {
    fn about(&self) -> About {
        About::new("repository", &[])
    }

    fn services(&self, _survey: &Survey<'_>) -> Vec<Service> {
        Vec::new()
    }

    fn facts<'s>(&self, _survey: &'s Survey<'s>, _service: &'s Service) -> stack::Surveyed<'s> {
        None
    }
}
