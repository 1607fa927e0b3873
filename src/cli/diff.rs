//! `fixup diff`: the fixes as a diff, nothing written.

use std::io::Write;

use crate::apply;
use crate::cli::apply::whole;
use crate::cli::arguments::Diff;
use crate::cli::session::{Session, unresolved};
use crate::cli::{Outcome, Status};
use crate::patch::builtin;
use crate::plan::saved::SavedPlan;
use crate::plan::{Choice, Planner};
use crate::report::{self, DiffFormat};

pub(super) fn run(out: &mut dyn Write, options: &Diff) -> Outcome {
    if let Some(file) = &options.plan {
        let plan = SavedPlan::read(file)?;
        report::saved_plan(out, &builtin()?, &plan, options.format)?;
        return Ok(if plan.changes().is_empty() {
            Status::Clean
        } else {
            Status::Unresolved
        });
    }
    let session = Session::look(&options.target)?;
    let planner = Planner::new(&session.catalogue, &session.values, session.start.clone());
    let fixes = planner.fixes(&session.selection, |_, _| Ok(Choice::Take))?;
    apply::check_paths(&session.root, &whole(&session, &fixes))?;
    match options.format {
        DiffFormat::Text => report::diff(out, &session.catalogue, &fixes)?,
        DiffFormat::Json => report::diff_json(out, &fixes)?,
        DiffFormat::Patch => {
            let plan = SavedPlan::of(&fixes, &session.catalogue, &session.values);
            report::patch(out, &plan)?;
        }
    }
    let findings = planner.scan(&session.selection)?;
    if options.format == DiffFormat::Text {
        report::left(out, &findings)?;
    }
    let left = !fixes.is_empty() || unresolved(&findings);
    Ok(if left {
        Status::Unresolved
    } else {
        Status::Clean
    })
}
