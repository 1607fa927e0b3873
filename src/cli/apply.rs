//! `fixup apply`: one question a patch, then everything is written at once, or committed patch by patch.

use std::io::{IsTerminal, Write};

use super::arguments::Apply;
use super::question::{Answer, ask, ask_values};
use super::session::{Session, root, unresolved};
use super::{Outcome, Status};
use crate::apply::{self, git, verify};
use crate::error::{Error, Result};
use crate::patch::Patch;
use crate::plan::saved::SavedPlan;
use crate::plan::{Choice, FileChange, Fix, Planner, changes};
use crate::report;

pub(super) fn run(out: &mut dyn Write, options: &Apply) -> Outcome {
    if let Some(file) = &options.plan {
        return saved(out, options, &SavedPlan::read(file)?);
    }
    let mut session = Session::open(&options.target, options.safe_only)?;
    if options.commit || options.branch.is_some() {
        git::check(&session.root, options.branch.as_deref())?;
    }
    if !options.yes {
        someone_can_answer()?;
        ask_values(&mut session)?;
    }
    let fixes = choose(out, &session, options.yes)?;
    let planned = whole(&session, &fixes);
    refuse_dirty(&session.root, &planned, options.allow_dirty)?;
    if let Some(branch) = options.branch.as_deref().filter(|_| !fixes.is_empty()) {
        git::switch_to_new(&session.root, branch)?;
    }
    if options.commit {
        commit(&session, &fixes, options.verify.as_deref())?;
    } else {
        write(
            &session.root,
            &planned,
            &subjects(&session, &fixes),
            options.verify.as_deref(),
        )?;
    }
    tell(out, &session, &fixes, planned.len())?;
    let after = fixes.last().map_or(&session.start, |fix| &fix.after);
    let planner = Planner::new(&session.catalogue, &session.values, after.clone());
    let left = planner.scan(&session.selection)?;
    report::left(out, &left)?;
    Ok(if unresolved(&left) {
        Status::Unresolved
    } else {
        Status::Clean
    })
}

/// Applies a saved plan: exactly what was reviewed, or nothing.
fn saved(out: &mut dyn Write, options: &Apply, plan: &SavedPlan) -> Outcome {
    let root = root(&options.target.path)?;
    let planned = plan.changes();
    refuse_dirty(&root, &planned, options.allow_dirty)?;
    if !options.yes {
        someone_can_answer()?;
        report::saved_plan(
            out,
            &crate::patch::builtin()?,
            plan,
            report::DiffFormat::Text,
        )?;
        out.flush()?;
        if !super::question::confirm("Apply this plan?")? {
            return Ok(Status::Unresolved);
        }
    }
    let subjects: Vec<String> = plan
        .fixes
        .iter()
        .map(|fix| format!("{} {} in {}", fix.issue, fix.name, fix.service))
        .collect();
    write(&root, &planned, &subjects, options.verify.as_deref())?;
    report::plan_applied(out, plan, planned.len())?;
    Ok(Status::Clean)
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
        report::offered(out, patch, fixes)
            .and_then(|()| out.flush())
            .map_err(problem)?;
        let answer = ask(patch)?;
        all = answer == Answer::All;
        Ok(match answer {
            Answer::Yes | Answer::All => Choice::Take,
            Answer::No => Choice::Leave,
            Answer::Quit => Choice::Stop,
        })
    })
}

/// What all fixes change together.
pub(super) fn whole(session: &Session, fixes: &[Fix]) -> Vec<FileChange> {
    fixes
        .last()
        .map_or_else(Vec::new, |last| changes(&session.start, &last.after))
}

/// Writes all changes at once, and takes them back where the user's command fails afterwards.
pub(super) fn write(
    root: &std::path::Path,
    planned: &[FileChange],
    subjects: &[String],
    command: Option<&str>,
) -> Result<()> {
    apply::apply(root, planned, subjects)?;
    let Some(command) = command.filter(|_| !planned.is_empty()) else {
        return Ok(());
    };
    let Err(failed) = verify::run(root, command) else {
        return Ok(());
    };
    match apply::undo(root) {
        Ok(_) => Err(failed.note("all fixes were taken back")),
        Err(error) => Err(failed.note(format!("the fixes could not be taken back: {error}"))),
    }
}

/// One commit a patch. The first that fails is taken back and ends the run; those before it stay.
fn commit(session: &Session, fixes: &[Fix], command: Option<&str>) -> Result<()> {
    for own in fixes.chunk_by(|a, b| a.finding.issue == b.finding.issue) {
        let (Some(first), Some(last)) = (own.first(), own.last()) else {
            continue;
        };
        let planned = changes(&first.before, &last.after);
        let patch = session.catalogue.get(&first.finding.issue.to_string())?;
        write(&session.root, &planned, &subjects(session, own), command)?;
        let paths: Vec<String> = planned.iter().map(|change| change.path.clone()).collect();
        if let Err(error) = git::commit(&session.root, &paths, &report::commit_message(patch, own))
        {
            apply::undo(&session.root)?;
            return Err(error.note(format!(
                "the fix of issue {} was taken back; commits before it stay",
                patch.issue
            )));
        }
    }
    Ok(())
}

/// What was applied, a line each, for the list of records.
pub(super) fn subjects(session: &Session, fixes: &[Fix]) -> Vec<String> {
    let fix_of = |fix: &Fix| {
        session
            .catalogue
            .patches()
            .iter()
            .find(|patch| patch.issue == fix.finding.issue)
            .map_or("", |patch| &patch.fix)
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

/// Says what was written, and what a person must still do.
pub(super) fn tell(
    out: &mut dyn Write,
    session: &Session,
    fixes: &[Fix],
    written: usize,
) -> std::io::Result<()> {
    let applied = |patch: &&Patch| fixes.iter().any(|fix| fix.finding.issue == patch.issue);
    let patches: Vec<&Patch> = session.catalogue.patches().iter().filter(applied).collect();
    report::applied(out, fixes, &patches, written)
}

/// A file that fixup would change must not have changes that only the user knows.
fn refuse_dirty(root: &std::path::Path, planned: &[FileChange], allowed: bool) -> Result<()> {
    if allowed {
        return Ok(());
    }
    let paths: Vec<String> = planned.iter().map(|change| change.path.clone()).collect();
    match git::uncommitted(root, &paths)?.as_slice() {
        [] => Ok(()),
        dirty => Err(Error::new(format!(
            "{} that would change {} uncommitted changes",
            report::count(dirty.len(), "file"),
            if dirty.len() == 1 { "has" } else { "have" }
        ))
        .note(dirty.join(", "))
        .note("nothing was written")
        .help("commit or stash them, or add `--allow-dirty`")),
    }
}

fn someone_can_answer() -> Result<()> {
    if std::io::stdin().is_terminal() && std::io::stderr().is_terminal() {
        return Ok(());
    }
    Err(
        Error::new("nobody can be asked here: this is not a terminal")
            .help("add `--yes` to apply every selected patch, or choose with `--issue`"),
    )
}
