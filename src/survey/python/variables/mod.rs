//! Which variables a service needs from its environment, told by how its code reads them (`reads`, `usage`, `shape`, `around`), and
//! whether it notices at start that one is missing (`noticed`, `schemas`, `loading`, `run_at_start`). Only names are looked at: no
//! file with values is ever opened.

mod around;
pub(crate) mod environment;
mod loading;
mod noticed;
pub(crate) mod program;
pub(crate) mod reads;
mod redis;
mod run_at_start;
mod schemas;
mod shape;
mod usage;
mod values;
