//! What is said of applies that are taken back, or can be.

use std::io::{self, Write};
use std::path::Path;

use time::OffsetDateTime;

use crate::apply::{Summary, Undone};
use crate::report::count::count;
use crate::report::shown::shown;
use crate::report::told::quoted;

/// Says which files are as they were before.
///
/// # Errors
/// What the writer says.
pub fn undone(out: &mut dyn Write, undone: &[Undone]) -> io::Result<()> {
    for one in undone {
        writeln!(out, "took {} back:", count(one.files.len(), "file"))?;
        one.files
            .iter()
            .try_for_each(|file| writeln!(out, "  {}", shown(file)))?;
        if let (Some(branch), Some(from)) = (&one.branch, &one.made_from) {
            let (branch, from) = (quoted(branch), quoted(from));
            writeln!(
                out,
                "the branch was made for it: `git switch {from} && git branch -D {branch}` removes that"
            )?;
        }
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
            shown(&folder.display().to_string())
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
        let mut told = vec![count(record.files.len(), "file")];
        told.extend(record.time.and_then(moment));
        told.extend(
            record
                .branch
                .as_ref()
                .map(|it| format!("on `{}`", shown(it))),
        );
        told.extend(
            record
                .commit
                .as_ref()
                .map(|it| format!("commit {}", short(it))),
        );
        writeln!(out, "{:>4}  {}", record.number, told.join(", "))?;
        record
            .subjects
            .iter()
            .try_for_each(|subject| writeln!(out, "      {}", shown(subject)))?;
    }
    Ok(())
}

/// `2026-03-01 09:30 UTC`
fn moment(seconds: i64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let (year, month, day) = (at.year(), u8::from(at.month()), at.day());
    let (hour, minute) = (at.hour(), at.minute());
    Some(format!(
        "{year}-{month:02}-{day:02} {hour:02}:{minute:02} UTC"
    ))
}

fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// Says that what was applied are commits, and how git takes them back.
///
/// # Errors
/// What the writer says.
pub fn committed(out: &mut dyn Write, commits: &[Summary]) -> io::Result<()> {
    writeln!(
        out,
        "no file was changed, for what was applied are commits by now:"
    )?;
    for one in commits {
        let (Some(commit), Some(subject)) = (&one.commit, one.subjects.first()) else {
            continue;
        };
        let branch = one.branch.as_ref();
        let branch = branch.map_or(String::new(), |it| format!(" on `{}`", shown(it)));
        writeln!(out, "  {}{branch}  {}", short(commit), shown(subject))?;
    }
    writeln!(
        out,
        "  = help: `git revert COMMIT` takes one back, the newest first"
    )?;
    if let Some(Summary {
        branch: Some(branch),
        made_from: Some(from),
        ..
    }) = commits.first()
    {
        let (branch, from) = (quoted(branch), quoted(from));
        writeln!(
            out,
            "  = help: all of them: `git switch {from} && git branch -D {branch}`, for fixup made that branch"
        )?;
    }
    writeln!(
        out,
        "  = help: to take back what was applied before them, `fixup undo --forget` each of them first"
    )
}

/// Says what is no longer known.
///
/// # Errors
/// What the writer says.
pub fn forgotten(out: &mut dyn Write, forgotten: &[Summary]) -> io::Result<()> {
    if forgotten.is_empty() {
        return writeln!(out, "there was nothing to forget");
    }
    for one in forgotten {
        let files = count(one.files.len(), "file");
        writeln!(
            out,
            "forgot number {} ({files}); the files stay as they are",
            one.number
        )?;
    }
    Ok(())
}
