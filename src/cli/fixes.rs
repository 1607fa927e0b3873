//! The fixes that a command is about: which are taken, and what they change together.

use std::io::{self, Write};

use crate::apply;
use crate::cli::question::{Answer, ask};
use crate::cli::session::Session;
use crate::error::{Error, Result};
use crate::plan::{Choice, FileChange, Fix, Planner, changes};
use crate::report;

/// All fixes that are selected. None may lead out of the repository.
pub(super) fn all(session: &Session, planner: &Planner<'_>) -> Result<Vec<Fix>> {
    let fixes = planner.fixes(&session.selection, |_, _| Ok(Choice::Take))?;
    apply::check_paths(&session.root, &together(&fixes))?;
    Ok(fixes)
}

/// The fixes that are taken: all of them, or those that the user says yes to. What is taken must pass `check`, so that
/// nobody answers ten questions to hear that it was in vain.
pub(super) fn choose(
    out: &mut dyn Write,
    (session, planner): (&Session, &Planner<'_>),
    all: bool,
    check: &dyn Fn(&[FileChange]) -> Result<()>,
) -> Result<Vec<Fix>> {
    let mut all = all;
    planner.fixes(&session.selection, |patch, fixes| {
        if !all {
            let problem = |error: io::Error| Error::new("cannot ask").note(error.to_string());
            report::diff::patch(out, patch, fixes)
                .and_then(|()| out.flush())
                .map_err(problem)?;
            match ask(patch)? {
                Answer::Yes => {}
                Answer::All => all = true,
                Answer::No => return Ok(Choice::Leave),
                Answer::Quit => return Ok(Choice::Stop),
            }
        }
        check(&together(fixes))?;
        Ok(Choice::Take)
    })
}

/// What fixes that were planned one on top of the other change together.
pub(super) fn together(fixes: &[Fix]) -> Vec<FileChange> {
    let ends = fixes.first().zip(fixes.last());
    ends.map_or_else(Vec::new, |(first, last)| {
        changes(&first.before, &last.after)
    })
}

/// What was applied, a line each, for the list of records.
pub(super) fn subjects(session: &Session, fixes: &[Fix]) -> Vec<String> {
    let fix_of = |fix: &Fix| {
        let patch = session.catalogue.patch(fix.finding.issue);
        patch.map_or("", |patch| &patch.fix)
    };
    fixes
        .iter()
        .map(|fix| {
            format!(
                "{} {} in {}: {}",
                fix.finding.issue,
                fix.finding.name,
                fix.finding.service,
                fix_of(fix)
            )
        })
        .collect()
}
