//! `fixup scan`: what is open, and a readiness score.

use std::io::Write;

use crate::cli::arguments::Scan;
use crate::cli::outputs::{Outputs, planned};
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::terminal::Screen;
use crate::cli::{Outcome, Status, fixes};
use crate::report::format::Of;

pub(super) fn run(out: &mut dyn Write, options: &Scan, screen: Screen) -> Outcome {
    let outputs = Outputs::of(&options.reports)?;
    let session = Session::look(&options.target)?;
    let working = Progress::of("looking for issues", screen.quiet);
    let mut planner = session.planner();
    let review = session.review(&mut planner, options.since.as_deref())?;
    let plan = if outputs.show_plan(Of::Scan) {
        let fixes = fixes::all(&session, &planner)?;
        let mut plan = planned(&session, &review, fixes)?;
        if outputs.have_a_patch() {
            plan.shared = fixes::shared(&session, &planner, &plan.fixes)?;
        }
        Some(plan)
    } else {
        None
    };
    drop(working);
    let made_of = (&review, plan.as_ref());
    outputs.write(out, &session, &planner, made_of, (Of::Scan, screen.verbose))?;
    let unresolved = options.fail_on.is_met(review.unresolved());
    // the process ends soon: its trees need not be taken apart one by one
    std::mem::forget((planner, review, plan));
    Ok(Status::unresolved_if(unresolved))
}
