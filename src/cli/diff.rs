//! `fixup diff`: the fixes as a diff, nothing written.

use std::io::Write;

use crate::cli::arguments::Diff;
use crate::cli::session::{Session, unresolved};
use crate::cli::{Outcome, Status, fixes};
use crate::patch::builtin;
use crate::plan::saved::SavedPlan;
use crate::report;
use crate::report::diff::Format;

pub(super) fn run(out: &mut dyn Write, options: &Diff) -> Outcome {
    if let Some(file) = &options.plan {
        let plan = SavedPlan::read(file)?;
        report::diff::saved(out, &builtin()?, &plan, options.format)?;
        return Ok(Status::unresolved_if(!plan.changes().is_empty()));
    }
    let session = Session::look(&options.target)?;
    let planner = session.planner();
    let fixes = fixes::all(&session, &planner)?;
    match options.format {
        Format::Text => report::diff::fixes(out, &session.catalogue, &fixes)?,
        Format::Json => report::diff::fixes_as_json(out, &fixes)?,
        Format::Patch => {
            let plan = SavedPlan::of(&fixes, &session.catalogue, &session.values);
            report::diff::patch_file(out, &plan)?;
        }
    }
    let findings = planner.scan(&session.selection)?;
    if options.format == Format::Text {
        report::scan::left(out, &findings)?;
    }
    let left = !fixes.is_empty() || unresolved(&findings);
    Ok(Status::unresolved_if(left))
}
