//! `fixup list`: all issues, one line each.

use std::io::Write;

use crate::cli::arguments::{List, Plain};
use crate::cli::{Outcome, Status};
use crate::{patch, report};

pub(super) fn run(out: &mut dyn Write, options: &List) -> Outcome {
    let catalogue = patch::builtin()?;
    match options.format {
        Plain::Text => report::catalogue::list(out, &catalogue)?,
        Plain::Json => report::json::list(out, &catalogue)?,
    }
    Ok(Status::Clean)
}
