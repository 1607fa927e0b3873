//! Which variables a service needs from its environment, told by how its code reads them (`reads`, `usage`, `shape`), and whether it
//! notices at start that one is missing (`noticed`, `loading`, `run_at_start`). Only names are looked at: no file with values is
//! ever opened.

pub(crate) mod environment;
mod loading;
mod noticed;
pub(crate) mod program;
pub(crate) mod reads;
mod redis;
mod run_at_start;
mod shape;
mod usage;
