//! `fixup plan --out FILE`: the fixes as a file, to be reviewed and applied later.

use std::io::Write;

use crate::apply;
use crate::cli::apply::whole;
use crate::cli::arguments::Plan;
use crate::cli::session::{Session, unresolved};
use crate::cli::{Outcome, Status};
use crate::plan::saved::SavedPlan;
use crate::plan::{Choice, Planner};
use crate::report;

pub(super) fn run(out: &mut dyn Write, options: &Plan) -> Outcome {
    let session = Session::look(&options.target)?;
    let planner = Planner::new(&session.catalogue, &session.values, session.start.clone());
    let fixes = planner.fixes(&session.selection, |_, _| Ok(Choice::Take))?;
    apply::check_paths(&session.root, &whole(&session, &fixes))?;
    let plan = SavedPlan::of(&fixes, &session.catalogue, &session.values);
    plan.write(&options.out)?;
    report::planned(out, &plan, &options.out)?;
    let left = !fixes.is_empty() || unresolved(&planner.scan(&session.selection)?);
    Ok(if left {
        Status::Unresolved
    } else {
        Status::Clean
    })
}
