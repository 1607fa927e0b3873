//! The databases that a service reaches: which calls make a handle (`clients`, `calls`, `handle`), how other files reach it (`reach`,
//! `members`), what it is called there (`database`), and what is asked of all of them.

pub(crate) mod calls;
pub(crate) mod clients;
pub(crate) mod closing;
pub(crate) mod database;
pub(crate) mod facts;
pub(crate) mod handle;
mod members;
mod reach;
pub(crate) mod timeouts;
mod used;
