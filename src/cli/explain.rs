//! `fixup explain ISSUE`: what is wrong, whom it hurts, what the fix does and what is left to do.

use std::io::Write;

use crate::cli::arguments::{Explain, Plain};
use crate::cli::{Outcome, Status, terminal};
use crate::{patch, report};

pub(super) fn run(out: &mut dyn Write, options: &Explain) -> Outcome {
    let catalogue = patch::builtin()?;
    let patch = catalogue.get(&options.issue)?;
    match options.format {
        Plain::Text => report::catalogue::explain(out, patch, terminal::width())?,
        Plain::Json => report::json::explain(out, patch)?,
    }
    Ok(Status::Clean)
}
