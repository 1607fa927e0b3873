//! What stands in Terraform files: the hosts that a file makes (`host`, `source`), which folders belong together as one service
//! (`folders`, `group`, `tree`), what they declare and call as one graph (`graph`), where values flow in it (`flow`), which of them
//! are secret (`secrets`), and the words for it (`surveyed`). Pure functions of the files' texts; all that is told apart by
//! meaning (roles, lists) is told apart here.

pub(crate) mod environments;
pub(crate) mod expressions;
mod flow;
pub(crate) mod folders;
pub(crate) mod graph;
pub(crate) mod group;
pub(crate) mod host;
pub(crate) mod logs;
pub(crate) mod machines;
pub(crate) mod paths;
pub(crate) mod repositories;
pub(crate) mod roles;
pub(crate) mod secrets;
pub(crate) mod source;
pub(crate) mod surveyed;
#[cfg(test)]
mod tests;
pub(crate) mod tree;
pub(crate) mod user_data;
pub(crate) mod values;
pub(crate) mod version;
