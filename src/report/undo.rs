//! What is said of applies that are taken back, or can be.

use std::io::{self, Write};
use std::path::Path;

use crate::apply::{Summary, Undone};
use crate::report::count::count;
use crate::report::shown::shown;

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
        writeln!(
            out,
            "{:>4}  {}",
            record.number,
            count(record.files.len(), "file")
        )?;
        record
            .subjects
            .iter()
            .try_for_each(|subject| writeln!(out, "      {}", shown(subject)))?;
    }
    Ok(())
}
