//! `fixup apply`: one question a patch, then everything is written at once.

use std::io::{IsTerminal, Write};

use super::arguments::Apply;
use super::question::{Answer, ask, ask_values};
use super::session::{Session, unresolved};
use super::{Outcome, Status};
use crate::apply;
use crate::error::{Error, Result};
use crate::patch::Patch;
use crate::plan::{Choice, Fix, Planner, changes};
use crate::report;

pub(super) fn run(out: &mut dyn Write, options: &Apply) -> Outcome {
    let mut session = Session::open(&options.target, options.safe_only)?;
    if !options.yes {
        someone_can_answer()?;
        ask_values(&mut session)?;
    }
    let fixes = choose(out, &session, options.yes)?;
    write(&session, &fixes)?;
    tell(out, &session, &fixes)?;
    let after = fixes.last().map_or(&session.start, |fix| &fix.after);
    let planner = Planner::new(&session.catalogue, &session.values, after.clone());
    let left = unresolved(&planner.scan(&session.selection)?);
    Ok(if left { Status::Unresolved } else { Status::Clean })
}

/// The fixes that are taken: all of them, or those that the user says yes to.
pub(super) fn choose(out: &mut dyn Write, session: &Session, all: bool) -> Result<Vec<Fix>> {
    let planner = Planner::new(&session.catalogue, &session.values, session.start.clone());
    let mut all = all;
    planner.fixes(&session.selection, |patch, fixes| {
        if all {
            return Ok(Choice::Take);
        }
        let problem = |error: std::io::Error| Error::new("cannot ask").note(error.to_string());
        report::offered(out, patch, fixes).and_then(|()| out.flush()).map_err(problem)?;
        let answer = ask(patch)?;
        all = answer == Answer::All;
        Ok(match answer {
            Answer::Yes | Answer::All => Choice::Take,
            Answer::No => Choice::Leave,
            Answer::Quit => Choice::Stop,
        })
    })
}

/// Writes what the fixes change, all at once.
pub(super) fn write(session: &Session, fixes: &[Fix]) -> Result<()> {
    match fixes.last() {
        Some(last) => apply::apply(&session.root, &changes(&session.start, &last.after)),
        None => Ok(()),
    }
}

/// Says what was written, and what a person must still do.
pub(super) fn tell(out: &mut dyn Write, session: &Session, fixes: &[Fix]) -> std::io::Result<()> {
    let applied = |patch: &&Patch| fixes.iter().any(|fix| fix.finding.issue == patch.issue);
    let patches: Vec<&Patch> = session.catalogue.patches().iter().filter(applied).collect();
    let files = fixes.last().map_or(0, |last| changes(&session.start, &last.after).len());
    report::applied(out, fixes, &patches, files)
}

fn someone_can_answer() -> Result<()> {
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        return Ok(());
    }
    Err(Error::new("nobody can be asked here: this is not a terminal").help("add `--yes` to apply every selected patch, or choose with `--issue`"))
}
