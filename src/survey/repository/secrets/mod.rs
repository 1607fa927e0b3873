//! How a repository keeps its secrets: what git would take (`gitignore`), what it has taken (`tracked`), the keys that clients of
//! AWS are given (`keys`), how hosts get theirs (`fetched`), and passwords in compose files (`literals`).

pub(super) mod fetched;
pub(super) mod gitignore;
mod ignore_file;
pub(super) mod keys;
mod literals;
mod names;
mod tracked;
pub(super) mod words;
