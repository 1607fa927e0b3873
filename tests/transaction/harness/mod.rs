//! What the tests have in common: a tree with a plan for it, runs of the program, and what a folder holds.

mod needs;
mod plan;
mod run;
mod tree;

pub(crate) use needs::{Need, are_met, is_root};
pub(crate) use plan::{Plan, create, edit};
pub(crate) use run::{Ended, fixup, git, run, stopped_by_a_conflict};
pub(crate) use tree::{Mount, Tree, Yard};
