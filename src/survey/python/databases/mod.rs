//! The databases that a service reaches: by which clients (`clients`, `handles`), how other files reach what these make (`reach`,
//! `members`), what they are called there (`database`), and what is asked of them.

pub(crate) mod clients;
pub(crate) mod closing;
pub(crate) mod database;
pub(crate) mod facts;
pub(crate) mod handles;
mod members;
pub(crate) mod reach;
pub(crate) mod timeouts;
