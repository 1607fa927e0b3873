//! A deployment to AWS, as Terraform describes it beside the services of the repository: what its machines, modules and
//! environments lack of what these services need.

mod environment;
pub(crate) mod modules;
mod scripts;
pub(crate) mod stack;
mod surveyed;
