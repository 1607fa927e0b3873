//! fixup finds what keeps a repository from being deployed safely, shows each fix as a diff, and applies it.
//!
//! The flow, each pass with a type of its own:
//!
//! ```text
//! tree ──> survey ──> patch (open?) ──> step ──> edit ──> plan ──> diff | apply
//!                       │                                   │
//!                   templates                            report
//! ```
//!
//! `tree` reads files once and keeps planned changes on top. `survey` tells what stands in each service. `patch` holds the
//! catalogue, which is data. `step` carries out the verbs of a patch by means of `edit`, and proves what it changed. `plan`
//! turns findings into file changes; `apply` alone writes them, `report` alone prints, `cli` alone asks.

pub mod apply;
pub mod cli;
pub mod code;
pub mod edit;
pub mod error;
pub mod patch;
pub mod plan;
pub mod report;
pub mod step;
pub mod survey;
pub mod tree;
