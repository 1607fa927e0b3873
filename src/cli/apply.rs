//! `fixup apply`: one question a patch, then everything is written at once, or committed patch by patch.

use std::io::{IsTerminal, Write};
use std::path::Path;

use crate::apply::{self, Locking, git, verify};
use crate::cli::arguments::{Apply, Lock, Plain};
use crate::cli::fixes::{choose, subjects, together};
use crate::cli::outputs::{Outputs, planned};
use crate::cli::question::{ask_values, confirm};
use crate::cli::session::{Session, root};
use crate::cli::terminal;
use crate::cli::{Outcome, Status};
use crate::error::{Error, Result};
use crate::patch::{Patch, builtin};
use crate::plan::revert::in_the_way;
use crate::plan::saved::SavedPlan;
use crate::plan::{FileChange, Fix};
use crate::report;
use crate::report::format::{Format, Of};

/// How an apply is taken back.
pub(super) const UNDO: &str = "`fixup undo` takes it back";
const COMMITS: &str =
    "each issue is a commit of its own: `git log` shows them, `git revert` takes one back";

pub(super) fn run(out: &mut dyn Write, options: &Apply) -> Outcome {
    // what was interrupted is finished before anything is planned on top of it
    let root = root(&options.target.path)?;
    if options.allow_dirty {
        apply::keep_beside(&root)?;
    }
    report::apply::recovered(out, apply::recover(&root)?)?;
    match &options.plan {
        Some(file) => saved(out, options, &root, &SavedPlan::read(file)?),
        None => carry_out(out, options),
    }
}

/// Plans, asks, and applies what the user said yes to.
fn carry_out(out: &mut dyn Write, options: &Apply) -> Outcome {
    let outputs = Outputs::open(None, &options.output)?;
    let session = open(options)?;
    let mut planner = session.planner();
    let review = session.review(&mut planner, None)?;
    let root = &session.root;
    let refuse_dirty = |own: &[FileChange]| refuse_dirty(root, own, options);
    let fixes = choose(out, (&session, &planner), options.yes, &refuse_dirty)?;
    let written = together(&fixes);
    on_its_branch(&session, options, &fixes, &written)?;
    let plan = planned(&session, &review, fixes)?;
    outputs.write(
        &mut std::io::sink(),
        &session,
        &planner,
        (&review, Some(&plan)),
        (Of::Diff, false),
    )?;
    let all_locked = if options.format == Plain::Json {
        let all_locked = lock(&mut std::io::sink(), options, root, &written)?;
        let branch = options.branch.as_deref().filter(|_| !written.is_empty());
        report::json::applied(out, &plan.fixes, &written, branch, &plan.left)?;
        all_locked
    } else {
        let way_back = if options.commit { COMMITS } else { UNDO };
        tell(out, &session, &plan.fixes, &written, way_back)?;
        let all_locked = lock(out, options, root, &written)?;
        report::scan::left(out, &plan.left, terminal::width())?;
        report::scan::ignored(out, &review)?;
        all_locked
    };
    let left = options.fail_on.is_met(&plan.left);
    Ok(Status::unresolved_if(left || !all_locked))
}

/// The repository, fit for what is asked, with the values that the user gives.
fn open(options: &Apply) -> Result<Session> {
    let mut session = Session::open(&options.target, options.safe_only)?;
    if options.commit || options.branch.is_some() {
        git::check(
            &session.root,
            options.branch.as_deref(),
            options.replace_branch,
        )?;
    }
    if !options.yes {
        someone_can_answer()?;
        ask_values(&mut session)?;
    }
    Ok(session)
}

/// Applies a saved plan: exactly what was reviewed, or nothing.
fn saved(out: &mut dyn Write, options: &Apply, root: &Path, plan: &SavedPlan) -> Outcome {
    let mut planned = plan.changes();
    if !apply::fits(root, &planned)? {
        planned.clear();
    }
    refuse_dirty(root, &planned, options)?;
    if !options.yes && !planned.is_empty() {
        someone_can_answer()?;
        report::diff::saved(out, &builtin()?, plan, Format::Text)?;
        out.flush()?;
        if !confirm("Apply this plan?")? {
            return Ok(Status::Unresolved);
        }
    }
    write(root, &planned, &plan.subjects(), options.verify.as_deref())?;
    report::apply::plan_applied(out, plan, planned.len())?;
    let all_locked = lock(out, options, root, &planned)?;
    Ok(Status::unresolved_if(!all_locked))
}

/// Writes all changes at once, and takes them back where the user's command fails afterwards.
pub(super) fn write(
    root: &Path,
    planned: &[FileChange],
    subjects: &[String],
    command: Option<&str>,
) -> Result<()> {
    match command {
        Some(command) => {
            apply::apply_if(root, planned, subjects, &mut || verify::run(root, command))
        }
        None => apply::apply(root, planned, subjects),
    }
}

/// Writes or commits, on a new branch if the user asked for one; a branch on which nothing came to be goes again.
fn on_its_branch(
    session: &Session,
    options: &Apply,
    fixes: &[Fix],
    planned: &[FileChange],
) -> Result<()> {
    let name = options.branch.as_deref().filter(|_| !planned.is_empty());
    let branch = name.map(|name| git::NewBranch::switch_to(&session.root, name));
    let branch = branch.transpose()?;
    let command = options.verify.as_deref();
    let done = if options.commit {
        commit(session, fixes, command)
    } else {
        write(&session.root, planned, &subjects(session, fixes), command)
    };
    if let (Err(_), Some(branch)) = (&done, branch) {
        branch.drop_if_empty();
    }
    done
}

/// One commit a patch. The first that fails is taken back and ends the run; those before it stay.
fn commit(session: &Session, fixes: &[Fix], command: Option<&str>) -> Result<()> {
    let mut later = fixes;
    for own in fixes.chunk_by(|a, b| a.finding.issue == b.finding.issue) {
        later = &later[own.len()..];
        let Some(first) = own.first() else { continue };
        let patch = session.catalogue.get(&first.finding.issue.to_string())?;
        let planned = together(own);
        let message = report::apply::commit_message(patch, own, &in_the_way(own, later));
        let mut accept = || {
            command.map_or(Ok(()), |command| verify::run(&session.root, command))?;
            apply::commit(&session.root, &planned, &message)
        };
        apply::apply_if(
            &session.root,
            &planned,
            &subjects(session, own),
            &mut accept,
        )
        .map_err(|error| {
            error.note(format!(
                "it happened at issue {}; commits before it stay",
                patch.issue
            ))
        })?;
    }
    Ok(())
}

/// Says what was written, what a person must still do, and how it is taken back.
pub(super) fn tell(
    out: &mut dyn Write,
    session: &Session,
    fixes: &[Fix],
    written: &[FileChange],
    way_back: &str,
) -> std::io::Result<()> {
    let applied = |patch: &&Patch| fixes.iter().any(|fix| fix.finding.issue == patch.issue);
    let patches: Vec<&Patch> = session.catalogue.patches().iter().filter(applied).collect();
    report::apply::applied(out, fixes, &patches, written.len(), way_back)
}

/// Brings the lock files in line with the manifests that changed, or says how; whether all that was asked for was done.
fn lock(out: &mut dyn Write, options: &Apply, root: &Path, planned: &[FileChange]) -> Result<bool> {
    let problem = |error: std::io::Error| Error::new("cannot print").note(error.to_string());
    let (ours, theirs): (Vec<Locking>, Vec<Locking>) = Locking::of(root, planned)
        .into_iter()
        .partition(|locking| options.lock.is_some() && locking.lock.is_some());
    let (mut ran, mut refused) = (Vec::new(), Vec::new());
    for locking in ours {
        let chosen = match options.lock {
            Some(Lock::Unsafe) => Ok(locking.clone()),
            _ => locking.careful(root),
        };
        match chosen {
            Ok(chosen) => {
                chosen.run(root)?;
                ran.push(chosen);
            }
            Err(why) => refused.push((locking, why)),
        }
    }
    report::apply::locked(out, &ran, &theirs).map_err(problem)?;
    report::apply::not_locked(out, &refused).map_err(problem)?;
    Ok(refused.is_empty())
}

/// A file that fixup would change must not have changes that only the user knows; a commit would take them in.
fn refuse_dirty(root: &Path, planned: &[FileChange], options: &Apply) -> Result<()> {
    let help = match (options.commit, options.allow_dirty) {
        (true, _) => "commit or stash them first",
        (false, true) => return Ok(()),
        (false, false) => "commit or stash them, or add `--allow-dirty`",
    };
    let dirty = apply::uncommitted(root, planned).map_err(|error| error.help(help))?;
    if dirty.is_empty() {
        return Ok(());
    }
    let have = if dirty.len() == 1 { "has" } else { "have" };
    Err(Error::new(format!(
        "{} that would change {have} uncommitted changes",
        report::count::count(dirty.len(), "file"),
    ))
    .note(dirty.join(", "))
    .note("nothing was written")
    .help(help))
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
