//! `fixup list`: all issues, one line each.

use std::io::Write;

use crate::cli::{Outcome, Status};
use crate::{patch, report};

pub(super) fn run(out: &mut dyn Write) -> Outcome {
    report::catalogue::list(out, &patch::builtin()?)?;
    Ok(Status::Clean)
}
