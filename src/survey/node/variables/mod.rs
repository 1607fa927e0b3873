//! Which variables a service needs from its environment, told by how its code reads them, and whether something checks
//! that they are there. Only names are looked at: no file with values is ever opened.

pub(crate) mod around;
mod branches;
mod checks;
mod choices;
mod config_blocks;
mod environment;
pub(crate) mod forms;
mod gates;
mod guards;
mod helpers;
pub(crate) mod json_configs;
mod kept;
pub(crate) mod program;
mod providers;
pub(crate) mod reads;
mod run_at_start;
mod texts;
mod usage;
