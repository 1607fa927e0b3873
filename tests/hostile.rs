//! Trees that somebody made to trip fixup up, or that happen to be so: it ends in time, with a status of its own, reads nothing
//! that is not there to be read, runs nothing, shows no secret, and never takes what it could not see for fine.

#![expect(
    clippy::disallowed_methods,
    reason = "the tests make the trees that they look at"
)]

#[path = "hostile/closed.rs"]
mod closed;
#[path = "hostile/git.rs"]
mod git;
#[path = "hostile/linear.rs"]
mod linear;
#[path = "hostile/links.rs"]
mod links;
#[path = "hostile/locks.rs"]
mod locks;
#[path = "hostile/names.rs"]
mod names;
#[path = "hostile/nesting.rs"]
mod nesting;
#[path = "hostile/records.rs"]
mod records;
#[path = "hostile/secrets.rs"]
mod secrets;
#[path = "hostile/tree.rs"]
mod tree;
