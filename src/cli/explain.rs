//! `fixup explain ISSUE`: what is wrong, whom it hurts, what the fix does and what is left to do.

use std::io::Write;

use crate::cli::arguments::Explain;
use crate::cli::{Outcome, Status};
use crate::{patch, report};

pub(super) fn run(out: &mut dyn Write, options: &Explain) -> Outcome {
    let catalogue = patch::builtin()?;
    report::catalogue::explain(out, catalogue.get(&options.issue)?)?;
    Ok(Status::Clean)
}
