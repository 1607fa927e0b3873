//! `fixup plan --out FILE`: the fixes as a file, to be reviewed and applied later.

use std::io::Write;

use crate::cli::arguments::Plan;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::terminal::Screen;
use crate::cli::{Outcome, Status, fixes};
use crate::plan::saved::SavedPlan;
use crate::report;

pub(super) fn run(out: &mut dyn Write, options: &Plan, screen: Screen) -> Outcome {
    let session = Session::look(&options.target)?;
    let working = Progress::of("making the fixes", screen.quiet);
    let mut planner = session.planner();
    let review = session.review(&mut planner, None)?;
    let fixes = fixes::all(&session, &planner)?;
    drop(working);
    let plan = SavedPlan::of(&fixes, &session.catalogue, &session.values);
    plan.write(&options.out)?;
    report::apply::planned(out, &plan, &options.out)?;
    let planned = fixes.iter().map(|fix| &fix.finding);
    let is_left = options.fail_on.is_met(review.unresolved().chain(planned));
    Ok(Status::unresolved_if(is_left))
}
