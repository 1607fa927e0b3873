//! `fixup scan`: what is open, and a readiness score.

use std::io::Write;

use crate::cli::arguments;
use crate::cli::session::Session;
use crate::cli::{Failure, Outcome, Status};
use crate::plan::score::score;
use crate::plan::{Finding, Planner};
use crate::report;
use crate::report::scan::{Format, Scan};
use crate::survey::service::Service;

pub(super) fn run(out: &mut dyn Write, options: &arguments::Scan, verbose: bool) -> Outcome {
    let session = Session::look(&options.target)?;
    let planner = session.planner();
    let findings = show(out, &session, &planner, options.format, verbose)?;
    // the process ends soon: its trees need not be taken apart one by one
    std::mem::forget(planner);
    let counts = |finding: &&Finding| {
        options
            .fail_on
            .0
            .is_some_and(|least| finding.priority <= least)
    };
    let unresolved = findings
        .iter()
        .filter(counts)
        .any(|finding| finding.state.is_unresolved());
    Ok(Status::unresolved_if(unresolved))
}

/// Scans and prints; gives the findings.
pub(super) fn show(
    out: &mut dyn Write,
    session: &Session,
    planner: &Planner<'_>,
    format: Format,
    verbose: bool,
) -> Result<Vec<Finding>, Failure> {
    let findings = planner.scan(&session.selection)?;
    let services: Vec<&Service> = session.selection.services(planner.services())?;
    let scan = Scan {
        root: &session.root,
        services: services.into_iter().map(Into::into).collect(),
        findings: &findings,
        score: score(&findings),
        not_yet: session
            .selection
            .not_yet(&session.catalogue, planner.services())?,
        explained_by: verbose.then_some(&session.catalogue),
    };
    report::scan::print(out, &scan, format)?;
    Ok(findings)
}
