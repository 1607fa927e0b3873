//! What is said around an apply: before it, of what it wrote, and of what is still to do.

use std::io::{self, Write};
use std::path::Path;

use crate::apply::git::TRAILER;
use crate::apply::{Joined, Locking, Recovery};
use crate::patch::advice::Shape;
use crate::patch::{Catalogue, Patch};
use crate::plan::Fix;
use crate::plan::revert::InTheWay;
use crate::plan::saved::SavedPlan;
use crate::report::count::{count, wrapped};
use crate::report::follow_ups::{self, Done};
use crate::report::shown::shown;

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

/// Says what an apply changed, what a person must still do, and how all of it is taken back.
///
/// # Errors
/// What the writer says.
pub fn applied(
    out: &mut dyn Write,
    (catalogue, done): (&Catalogue, &[Done]),
    files: usize,
    (way_back, width): (&str, usize),
) -> io::Result<()> {
    if done.is_empty() {
        return writeln!(out, "nothing to apply");
    }
    applied_to(out, done.len(), files)?;
    let of_patch = |patch: &Patch| {
        let own = done.iter().filter(|it| it.issue == patch.issue);
        let mut services: Vec<_> = own.map(|it| shown(&it.service)).collect();
        services.dedup();
        let services = services.join(", ");
        (!services.is_empty()).then(|| format!("{} {} in {services}", patch.issue, patch.name))
    };
    for line in catalogue.patches().iter().filter_map(of_patch) {
        writeln!(out, "{}", wrapped(&line, width - 2, "  "))?;
    }
    follow_ups::print(out, catalogue, done, width)?;
    writeln!(out, "\n{way_back}")
}

/// Says that nothing was written.
///
/// # Errors
/// What the writer says.
pub fn dry_run(out: &mut dyn Write, fixes: usize, files: usize) -> io::Result<()> {
    let (fixes, files) = (count(fixes, "fix"), count(files, "file"));
    writeln!(
        out,
        "a dry run: {fixes} to {files} would be applied, and nothing was written"
    )
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
pub fn plan_applied(
    out: &mut dyn Write,
    (catalogue, plan): (&Catalogue, &SavedPlan),
    changed: usize,
    told: (&str, usize),
) -> io::Result<()> {
    if changed == 0 {
        return writeln!(
            out,
            "nothing to do: every file is as the plan leaves it already"
        );
    }
    applied(out, (catalogue, &Done::of_plan(plan)), changed, told)
}

fn applied_to(out: &mut dyn Write, fixes: usize, files: usize) -> io::Result<()> {
    let (fixes, files) = (count(fixes, "fix"), count(files, "file"));
    writeln!(out, "applied {fixes} to {files}")
}

/// Says which lock files were written, and what is to be run by hand for manifests that changed.
///
/// # Errors
/// What the writer says.
pub fn locked(
    out: &mut dyn Write,
    ours: &[(Locking, Joined)],
    theirs: &[Locking],
) -> io::Result<()> {
    for (locking, joined) in ours {
        let way_back = match joined {
            Joined::Recorded => "`fixup undo` takes its lock file back, too",
            Joined::Unchanged => "its lock file is as it was",
            Joined::NoText => "its lock file is no text, so git takes it back, and not fixup",
        };
        writeln!(out, "ran {}; {way_back}", shown(&locking.to_string()))?;
    }
    for locking in theirs {
        let run = locking.to_string();
        let run = shown(&run);
        if locking.lock.is_some() {
            writeln!(
                out,
                "packages were added: run {run}, or apply with `--lock`, so that the lock file has them"
            )?;
        } else {
            writeln!(out, "packages were added: run {run}")?;
        }
    }
    Ok(())
}

/// Says which tools were not run for lock files, for they would run what the tree says.
///
/// # Errors
/// What the writer says.
pub fn not_locked(out: &mut dyn Write, refused: &[(Locking, String)]) -> io::Result<()> {
    for (locking, why) in refused {
        let run = locking.to_string();
        writeln!(
            out,
            "packages were added, and {} was not run: {}\n  = help: run it yourself, or apply with `--lock=unsafe`",
            shown(&run),
            shown(why)
        )?;
    }
    Ok(())
}

/// What is to be said of single services, as points of a list.
fn remarks(patch: &Patch, fixes: &[Fix]) -> Vec<String> {
    let own = fixes.iter().filter(|fix| fix.finding.issue == patch.issue);
    let of_one = |fix: &Fix| {
        let service = fix.finding.service.clone();
        let remarks = fix.finding.remarks.clone().into_iter();
        remarks.map(move |remark| format!("- {}: {}", shown(&service), shown(&remark)))
    };
    own.flat_map(of_one).collect()
}

/// The message of the commit of one patch: subject, why, what a person must still do, what has to be reverted before it, and trailers
/// for programs.
#[must_use]
pub fn commit_message(patch: &Patch, fixes: &[Fix], in_the_way: &[InTheWay]) -> String {
    let services: Vec<_> = fixes
        .iter()
        .map(|fix| shown(&fix.finding.service))
        .filter(|service| service != ".")
        .collect();
    let scope = if services.is_empty() {
        String::new()
    } else {
        format!(" ({})", services.join(", "))
    };
    let mut paragraphs = vec![format!("{}{scope}", patch.fix), wrapped(&patch.why, 72, "")];
    if let Some(after) = &patch.after {
        let shapes: Vec<Shape> = fixes.iter().map(Shape::from).collect();
        let after = after.of(&Shape::together(&shapes));
        paragraphs.push(format!("Still to do:\n{}", wrapped(&after, 72, "")));
    }
    let remarks = remarks(patch, fixes);
    let remarks = remarks.iter().map(|remark| wrapped(remark, 72, ""));
    let remarks: Vec<String> = remarks.collect();
    if !remarks.is_empty() {
        paragraphs.push(remarks.join("\n"));
    }
    if !in_the_way.is_empty() {
        let others = in_the_way.iter().rev();
        let others = others.map(|it| {
            let paths: Vec<_> = it.paths.iter().map(|path| shown(path)).collect();
            let how = if it.builds_on_it {
                ", which builds on it"
            } else {
                ""
            };
            let point = format!("- {} {}{how} ({})", it.issue, it.name, paths.join(", "));
            wrapped(&point, 72, "")
        });
        let others: Vec<String> = others.collect();
        paragraphs.push(format!(
            "To take it back, revert these before it, in this order:\n{}",
            others.join("\n")
        ));
    }
    let version = env!("CARGO_PKG_VERSION");
    paragraphs.push(format!(
        "{TRAILER}: {} {}\nFixup-Version: {version}",
        patch.issue, patch.name
    ));
    paragraphs.join("\n\n") + "\n"
}
