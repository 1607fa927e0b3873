//! Compose files under any name (`file`, `fields`), what each of them is for (`purpose`, `images`, `commands`), how a
//! repository is deployed (`hosts`, `runs`, `ways`), whether production has its file (`standing`), and what would stand in it
//! (`production`, `owner`, `registry`, `probes`, `settings`, `entry`).

mod commands;
pub(crate) mod entry;
pub(crate) mod fields;
pub(crate) mod file;
pub(crate) mod hosts;
mod images;
pub(crate) mod owner;
mod probes;
pub(crate) mod production;
mod purpose;
pub(crate) mod registry;
pub(crate) mod runs;
mod settings;
pub(crate) mod standing;
pub(crate) mod ways;
