//! `fixup apply`: one question a patch, then everything is written at once, or committed patch by patch.

use std::io::{IsTerminal, Write};
use std::path::Path;

use crate::apply::{self, Locking, git, verify};
use crate::cli::arguments::{Apply, Lock, Plain};
use crate::cli::fixes::{choose, subjects, together};
use crate::cli::outputs::{Outputs, planned};
use crate::cli::pager::Pager;
use crate::cli::progress::Progress;
use crate::cli::question::{ask_values, confirm};
use crate::cli::session::{Session, root};
use crate::cli::terminal::{self, Screen};
use crate::cli::{Failure, Outcome, Status};
use crate::error::{Error, Result};
use crate::patch::builtin;
use crate::plan::revert::with_what_is_in_the_way;
use crate::plan::review::Review;
use crate::plan::saved::SavedPlan;
use crate::plan::{FileChange, Fix};
use crate::report;
use crate::report::follow_ups::Done;
use crate::report::format::{Format, Of};
use crate::report::subject::Planned;

/// How an apply is taken back.
pub(super) const UNDO: &str = "`fixup undo` takes it back";
const COMMITS: &str =
    "each issue is a commit of its own: `git log` shows them, `git revert` takes one back";

pub(super) fn run(out: &mut dyn Write, options: &Apply, screen: Screen) -> Outcome {
    // what was interrupted is finished before anything is planned on top of it
    let root = root(&options.target.path)?;
    if options.allow_dirty && !options.dry_run {
        apply::keep_beside(&root)?;
    }
    if !options.dry_run {
        report::apply::recovered(out, apply::recover(&root)?)?;
    }
    match &options.plan {
        Some(file) => saved(out, options, (&root, screen), &SavedPlan::read(file)?),
        None => carry_out(out, options, screen),
    }
}

/// Plans, asks, and applies what the user said yes to.
fn carry_out(out: &mut dyn Write, options: &Apply, screen: Screen) -> Outcome {
    let outputs = Outputs::open(None, &options.output)?;
    let session = open(options, screen)?;
    let working = Progress::of("looking for issues", screen.quiet);
    let mut planner = session.planner();
    let review = session.review(&mut planner, None)?;
    drop(working);
    let root = &session.root;
    let refuse_dirty = |own: &[FileChange]| refuse_dirty(root, own, options);
    let ask = (!options.yes && !options.dry_run).then_some(screen);
    let fixes = choose(out, (&session, &planner), ask, &refuse_dirty)?;
    let written = together(&fixes);
    if options.dry_run {
        let plan = planned(&session, &review, fixes)?;
        let nobody = &mut std::io::sink();
        outputs.write(
            nobody,
            &session,
            &planner,
            (&review, Some(&plan)),
            (Of::Diff, false),
        )?;
        return dry_run(out, options, (&session, screen), &plan);
    }
    on_its_branch(&session, options, &fixes, &written)?;
    let plan = planned(&session, &review, fixes)?;
    outputs.write(
        &mut std::io::sink(),
        &session,
        &planner,
        (&review, Some(&plan)),
        (Of::Diff, false),
    )?;
    let all_locked = told(out, options, &session, (&review, &plan, &written))?;
    let left = options.fail_on.is_met(&plan.left);
    Ok(Status::unresolved_if(left || !all_locked))
}

/// Says what was done and what is left, and lets lock files be written; whether all of them were.
fn told(
    out: &mut dyn Write,
    options: &Apply,
    session: &Session,
    (review, plan, written): (&Review, &Planned, &[FileChange]),
) -> std::result::Result<bool, Failure> {
    let root = &session.root;
    if options.format == Plain::Json {
        let all_locked = lock(&mut std::io::sink(), options, root, written)?;
        let branch = options.branch.as_deref().filter(|_| !written.is_empty());
        report::json::applied(out, &plan.fixes, written, branch, &plan.left)?;
        return Ok(all_locked);
    }
    let way_back = if options.commit { COMMITS } else { UNDO };
    tell(out, session, &plan.fixes, written, way_back)?;
    let all_locked = lock(out, options, root, written)?;
    report::scan::left(out, &plan.left, terminal::width())?;
    report::scan::ignored(out, review)?;
    Ok(all_locked)
}

/// Shows what would be applied.
fn dry_run(
    out: &mut dyn Write,
    options: &Apply,
    (session, screen): (&Session, Screen),
    plan: &Planned,
) -> Outcome {
    let mut paged = Pager::of_user(screen.pager).start(out)?;
    report::diff::fixes(&mut paged, &session.catalogue, &plan.fixes)?;
    report::scan::left(&mut paged, &plan.left, terminal::width())?;
    report::apply::dry_run(&mut paged, plan.fixes.len(), plan.saved.changes().len())?;
    paged.end()?;
    Ok(Status::unresolved_if(options.fail_on.is_met(&plan.left)))
}

/// The repository, fit for what is asked, with the values that the user gives.
fn open(options: &Apply, screen: Screen) -> Result<Session> {
    let mut session = Session::open(&options.target, options.safe_only)?;
    if options.commit || options.branch.is_some() {
        git::check(
            &session.root,
            options.branch.as_deref(),
            options.replace_branch,
        )?;
    }
    if !options.yes && !options.dry_run {
        someone_can_answer(screen)?;
        ask_values(&mut session)?;
    }
    Ok(session)
}

/// Applies a saved plan: exactly what was reviewed, or nothing.
fn saved(
    out: &mut dyn Write,
    options: &Apply,
    (root, screen): (&Path, Screen),
    plan: &SavedPlan,
) -> Outcome {
    let catalogue = builtin()?;
    let mut planned = plan.changes();
    if !apply::fits(root, &planned)? {
        planned.clear();
    }
    refuse_dirty(root, &planned, options)?;
    if options.dry_run {
        report::diff::saved(out, &catalogue, plan, Format::Text)?;
        report::apply::dry_run(out, plan.fixes.len(), planned.len())?;
        return Ok(Status::Clean);
    }
    if !options.yes && !planned.is_empty() {
        someone_can_answer(screen)?;
        report::diff::saved(out, &catalogue, plan, Format::Text)?;
        out.flush()?;
        if !confirm("Apply this plan?")? {
            return Ok(Status::Unresolved);
        }
    }
    write(root, &planned, &plan.subjects(), options.verify.as_deref())?;
    let told = (UNDO, terminal::width());
    report::apply::plan_applied(out, (&catalogue, plan), planned.len(), told)?;
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
    match (&done, branch) {
        (Err(_), Some(branch)) => branch.drop_if_empty(),
        (Ok(()), Some(branch)) => {
            if let Some(from) = branch.made_from() {
                apply::note_made_from(&session.root, &from)?;
            }
        }
        (_, None) => {}
    }
    done
}

/// One commit a patch. The first that fails is taken back and ends the run; those before it stay.
fn commit(session: &Session, fixes: &[Fix], command: Option<&str>) -> Result<()> {
    for (own, in_the_way) in with_what_is_in_the_way(fixes) {
        let Some(first) = own.first() else { continue };
        let patch = session.catalogue.get(&first.finding.issue.to_string())?;
        let planned = together(own);
        let message = report::apply::commit_message(patch, own, &in_the_way);
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
    let done: Vec<Done> = fixes.iter().map(Into::into).collect();
    let told = (way_back, terminal::width());
    report::apply::applied(out, (&session.catalogue, &done), written.len(), told)
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
                let path = chosen.lock.clone().unwrap_or_default();
                let before = std::fs::read(root.join(&path)).ok();
                let ended = chosen.run(root);
                // also where the tool failed half-way
                let joined = apply::join(root, &path, before)?;
                ended?;
                ran.push((chosen, joined));
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

/// Nobody is asked about what cannot be seen.
fn someone_can_answer(screen: Screen) -> Result<()> {
    if screen.quiet {
        let error = Error::new("`--quiet` shows no fix, so nobody can be asked about one");
        return Err(error.help("add `--yes` to apply every selected patch, or leave `--quiet` out"));
    }
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        let error = Error::new("nobody can be asked here: this is not a terminal");
        return Err(error.help(
            "add `--yes` to apply every selected patch, `--dry-run` to see them, or choose with `--issue`",
        ));
    }
    if !std::io::stdout().is_terminal() {
        let error =
            Error::new("the fixes would go to a file or a pipe, so nobody could see what is asked");
        return Err(error.help("add `--yes` to apply every selected patch"));
    }
    Ok(())
}
