//! Whether a service connects to its databases before it listens: which calls reach one (`asks`) and whether their failure reaches
//! whoever waits for them (`promises`), whether the listen follows them (`waits`), and what has to move in front of it where it
//! does not (`loose`, `queries`, `before_listen`).

pub(crate) mod asks;
pub(crate) mod before_listen;
pub(crate) mod loose;
mod promises;
mod queries;
pub(crate) mod waits;
