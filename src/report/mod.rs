//! Everything that fixup prints. A report takes values and a writer; it decides nothing.

pub mod catalogue;
mod count;
pub mod demo;
mod diff;
mod json;
mod text;

use std::io::{self, Write};
use std::path::Path;

use crate::apply::{Locking, Recovery, Summary, Undone};
use crate::patch::{Catalogue, Patch};
use crate::plan::saved::SavedPlan;
use crate::plan::score::Score;
use crate::plan::{Finding, Fix, ServiceRow};

pub use count::count;
pub use diff::{
    fixes as diff, fixes_as_json as diff_json, patch_file as patch, saved as saved_plan,
};

/// What `scan` found.
pub struct Scan<'a> {
    /// The root, as the user named it.
    pub root: &'a Path,
    /// The services, by path.
    pub services: Vec<ServiceRow>,
    /// The findings, by issue, service and path.
    pub findings: &'a [Finding],
    /// The score over them.
    pub score: Score,
    /// Where the reasons of unresolved findings stand, if they are to be shown.
    pub explained_by: Option<&'a Catalogue>,
}

/// The forms of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs; a contract, with a version.
    Json,
}

/// The forms of a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum DiffFormat {
    /// For people: patch by patch.
    Text,
    /// For programs.
    Json,
    /// One patch of everything, as `git apply` takes it.
    Patch,
}

/// Prints a scan.
///
/// # Errors
/// What the writer says.
pub fn scan(out: &mut dyn Write, scan: &Scan<'_>, format: Format) -> io::Result<()> {
    match format {
        Format::Text => text::scan(out, scan),
        Format::Json => json::scan(out, scan),
    }
}

/// Says what an apply changed, what a person must still do, and how all of it is taken back.
///
/// # Errors
/// What the writer says.
pub fn applied(
    out: &mut dyn Write,
    fixes: &[Fix],
    patches: &[&Patch],
    files: usize,
    way_back: &str,
) -> io::Result<()> {
    text::applied(out, fixes, patches, files, way_back)
}

/// Says which lock files were written, and what is to be run by hand for manifests that changed.
///
/// # Errors
/// What the writer says.
pub fn locked(out: &mut dyn Write, ours: &[Locking], theirs: &[Locking]) -> io::Result<()> {
    for locking in ours {
        writeln!(out, "ran {locking}; git takes its lock file back")?;
    }
    for locking in theirs {
        if locking.lock.is_some() {
            writeln!(
                out,
                "packages were added: run {locking}, or apply with `--lock`, so that the lock file has them"
            )?;
        } else {
            writeln!(out, "packages were added: run {locking}")?;
        }
    }
    Ok(())
}

/// Says what became of an apply or undo that had been interrupted; nothing where none had.
///
/// # Errors
/// What the writer says.
pub fn recovered(out: &mut dyn Write, recovery: Recovery) -> io::Result<()> {
    match recovery {
        Recovery::Nothing => Ok(()),
        Recovery::Finished => writeln!(out, "note: finished what had been interrupted before"),
        Recovery::TakenBack => writeln!(out, "note: took back what had failed half-way before"),
    }
}

/// Says that the tree is half changed.
///
/// # Errors
/// What the writer says.
pub fn half_done(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "warning: an apply or undo was interrupted here, so some files are changed and some are not\n  \
         = help: the next `fixup apply` or `fixup undo` finishes it first"
    )
}

/// Names what could not be fixed, and why; nothing where all is well.
///
/// # Errors
/// What the writer says.
pub fn left(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    text::left(out, findings)
}

/// One patch before its question: its diff, and why.
///
/// # Errors
/// What the writer says.
pub fn offered(out: &mut dyn Write, patch: &Patch, fixes: &[Fix]) -> io::Result<()> {
    diff::patch(out, patch, fixes)
}

/// Says which files are as they were before.
///
/// # Errors
/// What the writer says.
pub fn undone(out: &mut dyn Write, undone: &[Undone]) -> io::Result<()> {
    for one in undone {
        writeln!(out, "took {} back:", count(one.files.len(), "file"))?;
        one.files
            .iter()
            .try_for_each(|file| writeln!(out, "  {file}"))?;
    }
    Ok(())
}

/// Says that there was nothing to take back, and in which folder there is something.
///
/// # Errors
/// What the writer says.
pub fn nothing_undone(out: &mut dyn Write, elsewhere: Option<&Path>) -> io::Result<()> {
    match elsewhere {
        None => writeln!(out, "nothing to undo: no apply has changed this repository"),
        Some(folder) => writeln!(
            out,
            "nothing to undo here: what was applied was for another folder; `fixup undo {}` takes that back",
            folder.display()
        ),
    }
}

/// Lists the applies that can be taken back.
///
/// # Errors
/// What the writer says.
pub fn records(out: &mut dyn Write, records: &[Summary]) -> io::Result<()> {
    if records.is_empty() {
        return writeln!(out, "nothing can be taken back");
    }
    for record in records {
        writeln!(
            out,
            "{:>4}  {}",
            record.number,
            count(record.files.len(), "file")
        )?;
        record
            .subjects
            .iter()
            .try_for_each(|subject| writeln!(out, "      {subject}"))?;
    }
    Ok(())
}

/// Says that a plan was saved.
///
/// # Errors
/// What the writer says.
pub fn planned(out: &mut dyn Write, plan: &SavedPlan, file: &Path) -> io::Result<()> {
    let (fixes, files) = (
        count(plan.fixes.len(), "fix"),
        count(plan.changes().len(), "file"),
    );
    writeln!(out, "planned {fixes} to {files} in `{}`", file.display())?;
    writeln!(
        out,
        "`fixup diff --plan {0}` shows it, `fixup apply --plan {0}` applies it",
        file.display()
    )
}

/// Says that a saved plan was applied, or had been before.
///
/// # Errors
/// What the writer says.
pub fn plan_applied(out: &mut dyn Write, plan: &SavedPlan, changed: usize) -> io::Result<()> {
    if changed == 0 {
        return writeln!(
            out,
            "nothing to do: every file is as the plan leaves it already"
        );
    }
    writeln!(
        out,
        "applied {} to {}",
        count(plan.fixes.len(), "fix"),
        count(changed, "file")
    )?;
    writeln!(out, "`fixup undo` takes it back")
}

/// The message of the commit of one patch: subject, why, and what a person must still do.
#[must_use]
pub fn commit_message(patch: &Patch, fixes: &[Fix]) -> String {
    let services: Vec<&str> = fixes
        .iter()
        .map(|fix| fix.finding.service.as_str())
        .filter(|service| *service != ".")
        .collect();
    let scope = if services.is_empty() {
        String::new()
    } else {
        format!(" ({})", services.join(", "))
    };
    let mut paragraphs = vec![
        format!("{}{scope}", patch.fix),
        count::wrapped(&patch.why, 72, ""),
    ];
    if let Some(after) = &patch.after {
        paragraphs.push(format!("Still to do:\n{}", count::wrapped(after, 72, "")));
    }
    paragraphs.join("\n\n") + "\n"
}
