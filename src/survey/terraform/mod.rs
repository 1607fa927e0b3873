//! What stands in Terraform files: the hosts that a file makes (`host`, `source`), which folders belong together as one service
//! (`folders`, `group`, `tree`), what they declare and call as one graph (`graph`), where values flow in it (`flow`), which of them
//! are secret (`secrets`), and the words for it (`surveyed`). Pure functions of the files' texts; all that is told apart by
//! meaning (roles, lists) is told apart here.

pub(crate) mod environments;
mod flow;
mod folders;
mod graph;
mod group;
mod host;
pub(crate) mod machines;
mod paths;
pub(crate) mod roles;
pub(crate) mod secrets;
mod source;
pub(crate) mod surveyed;
#[cfg(test)]
mod tests;
pub(crate) mod tree;
mod values;
mod version;
