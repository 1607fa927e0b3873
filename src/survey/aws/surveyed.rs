//! What rows of this room speak of: a tree of Terraform beside the services that it deploys.

use crate::code::Survey;
use crate::code::answers::Answers;
use crate::survey::service::Service;
use crate::survey::stack::Find;
use crate::survey::terraform::surveyed::Terraform;
use crate::survey::told::{Told, told};
use crate::survey::word::Surveyed;

/// One tree of modules and environments, and the services that it deploys.
pub(crate) struct Aws<'s> {
    /// What its files say.
    pub(crate) terraform: Terraform,
    /// The tree of the repository.
    pub(crate) survey: &'s Survey<'s>,
    pub(super) service: &'s Service,
    pub(super) find: Find,
    /// What rooms work out of it and keep.
    pub(crate) answers: Answers,
}

impl Surveyed for Aws<'static> {
    type Of<'s> = Aws<'s>;
}

impl<'s> Aws<'s> {
    /// The services of the repository, with what they tell.
    pub(crate) fn services(&self) -> Vec<(&'s Service, &'s Told)> {
        told(self.survey, &self.service.beside, self.find)
    }
}
