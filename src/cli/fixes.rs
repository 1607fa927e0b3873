//! The fixes that a command is about: which are taken, and what they change together.

use std::collections::BTreeSet;
use std::io::Write;

use crate::apply;
use crate::cli::choice::Asking;
use crate::cli::pager::Pager;
use crate::cli::progress::Progress;
use crate::cli::session::Session;
use crate::cli::terminal::Screen;
use crate::error::Result;
use crate::plan::{Choice, FileChange, Fix, Planner, changes};

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
    ask: Option<Screen>,
    check: &dyn Fn(&[FileChange]) -> Result<()>,
) -> Result<Vec<Fix>> {
    let screen = ask.unwrap_or(Screen {
        quiet: true,
        verbose: false,
        pager: false,
    });
    let mut issues = BTreeSet::new();
    if ask.is_some() {
        let _working = Progress::of("making the fixes", screen.quiet);
        planner.fixes(&session.selection, |patch, _| {
            issues.insert(patch.issue);
            Ok(Choice::Take)
        })?;
    }
    let pager = Pager::of_user(screen.pager);
    let mut asking = Asking::new((session, planner), issues.len(), pager);
    planner.fixes(&session.selection, |patch, fixes| {
        let choice = match ask {
            Some(_) => asking.ask(out, patch, fixes)?,
            None => Choice::Take,
        };
        match &choice {
            Choice::Take => check(&together(fixes))?,
            Choice::TakeEdited(edited) => check(&together(edited))?,
            Choice::Again(_) | Choice::Leave | Choice::Stop => {}
        }
        Ok(choice)
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
