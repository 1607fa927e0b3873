//! What the internet sees of a repository: the domains of its services, what stands in front of them, and what asks them from
//! outside.

pub(crate) mod domains;
pub(crate) mod doors;
pub(crate) mod endpoints;
pub(crate) mod fronts;
pub(crate) mod hosts;
pub(crate) mod nginx;
pub(crate) mod running;
pub(crate) mod said;
pub(crate) mod watched;
