//! `fixup diff`: the fixes as a diff, nothing written.

use std::io::Write;

use super::arguments::Diff;
use super::session::{Session, unresolved};
use super::{Outcome, Status};
use crate::plan::{Choice, Planner};
use crate::report::{self, Format};

pub(super) fn run(out: &mut dyn Write, options: &Diff) -> Outcome {
    let session = Session::open(&options.target, false)?;
    let planner = Planner::new(&session.catalogue, &session.values, session.start.clone());
    let fixes = planner.fixes(&session.selection, |_, _| Ok(Choice::Take))?;
    match options.format {
        Format::Text => report::diff(out, &session.catalogue, &fixes)?,
        Format::Json => report::diff_json(out, &fixes)?,
    }
    let left = !fixes.is_empty() || unresolved(&planner.scan(&session.selection)?);
    Ok(if left { Status::Unresolved } else { Status::Clean })
}
