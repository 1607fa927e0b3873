//! `fixup diff`: the fixes as a diff, nothing written.

use std::io::Write;
use std::path::Path;

use crate::cli::arguments::Diff;
use crate::cli::outputs::{Outputs, planned};
use crate::cli::pager::Pager;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::terminal::Screen;
use crate::cli::{Outcome, Status, fixes};
use crate::error::Error;
use crate::patch::builtin;
use crate::plan::saved::SavedPlan;
use crate::report;
use crate::report::format::{Format, Of};

pub(super) fn run(out: &mut dyn Write, options: &Diff, screen: Screen) -> Outcome {
    if let Some(file) = &options.plan {
        return saved(out, options, file, screen);
    }
    let outputs = Outputs::of(&options.reports)?;
    let session = Session::look(&options.target)?;
    let working = Progress::of("making the fixes", screen.quiet);
    let mut planner = session.planner();
    let review = session.review(&mut planner, options.since.as_deref())?;
    let fixes = fixes::all(&session, &planner)?;
    let mut plan = planned(&session, &review, fixes)?;
    if outputs.have_a_patch() {
        plan.shared = fixes::shared(&session, &planner, &plan.fixes)?;
    }
    drop(working);
    let is_read = options.reports.format.is_for_people();
    let mut paged = Pager::of_user(screen.pager && is_read).start(out)?;
    outputs.write(
        &mut paged,
        &session,
        &planner,
        (&review, Some(&plan)),
        (Of::Diff, false),
    )?;
    paged.end()?;
    // what a fix needs is told by its diff alone
    let changed = plan.fixes.iter().map(|fix| &fix.finding);
    let is_left = options.fail_on.is_met(review.unresolved().chain(changed));
    Ok(Status::unresolved_if(is_left))
}

fn saved(out: &mut dyn Write, options: &Diff, file: &Path, screen: Screen) -> Outcome {
    let format = options.reports.format;
    if !matches!(format, Format::Text | Format::Json | Format::Patch) {
        return Err(
            Error::new("a saved plan has no findings, and this form is made of them")
                .help("take text, json or patch, or leave `--plan` out")
                .into(),
        );
    }
    let plan = SavedPlan::read(file)?;
    if format == Format::Patch {
        report::diff::check_patch(&plan, file)?;
    }
    let mut paged = Pager::of_user(screen.pager && format == Format::Text).start(out)?;
    report::diff::saved(&mut paged, &builtin()?, &plan, format)?;
    paged.end()?;
    Ok(Status::unresolved_if(!plan.changes().is_empty()))
}
