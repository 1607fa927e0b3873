//! Diffs for people and programs: one patch after the other, each with its own change.

use std::io::{self, Write};

use anstyle::AnsiColor;
use serde::Serialize;

use super::text::{BOLD, DIM, color};
use super::{Finding, Fix};
use crate::patch::{Catalogue, Patch};
use crate::plan::{changes, diff};

/// Prints the diffs of all fixes, patch by patch.
///
/// # Errors
/// What the writer says.
pub fn fixes(out: &mut dyn Write, catalogue: &Catalogue, fixes: &[Fix]) -> io::Result<()> {
    if fixes.is_empty() {
        return writeln!(out, "nothing to change");
    }
    for patch in catalogue.patches() {
        let own: Vec<Fix> = fixes.iter().filter(|fix| fix.finding.issue == patch.issue).cloned().collect();
        if !own.is_empty() {
            self::patch(out, patch, &own)?;
        }
    }
    Ok(())
}

/// Prints what one patch changes, service by service.
pub(super) fn patch(out: &mut dyn Write, patch: &Patch, fixes: &[Fix]) -> io::Result<()> {
    for fix in fixes {
        let finding = &fix.finding;
        writeln!(out, "{BOLD}{} {}{BOLD:#} in {}: {}", patch.issue, patch.name, finding.service, patch.fix)?;
        for change in changes(&fix.before, &fix.after) {
            lines(out, &diff::file(&change))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn lines(out: &mut dyn Write, text: &str) -> io::Result<()> {
    for line in text.split_inclusive('\n') {
        let (content, end) = line.strip_suffix('\n').map_or((line, ""), |content| (content, "\n"));
        let style = match content.bytes().next() {
            Some(b'+') if !content.starts_with("+++ ") => color(AnsiColor::Green),
            Some(b'-') if !content.starts_with("--- ") => color(AnsiColor::Red),
            Some(b'@') => color(AnsiColor::Cyan),
            Some(b' ') | None => anstyle::Style::new(),
            _ => DIM,
        };
        write!(out, "{style}{content}{style:#}{end}")?;
    }
    Ok(())
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    fixes: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    finding: &'a Finding,
    files: Vec<File>,
}

#[derive(Serialize)]
struct File {
    path: String,
    created: bool,
    diff: String,
}

/// Prints all fixes as JSON, each with the diff of every file.
///
/// # Errors
/// What the writer says.
pub fn fixes_as_json(out: &mut dyn Write, fixes: &[Fix]) -> io::Result<()> {
    let rows = fixes.iter().map(|fix| {
        let files = changes(&fix.before, &fix.after);
        let files = files.iter().map(|change| File { path: change.path.clone(), created: change.before.is_none(), diff: diff::file(change) });
        Row { finding: &fix.finding, files: files.collect() }
    });
    serde_json::to_writer_pretty(&mut *out, &Document { version: 1, fixes: rows.collect() })?;
    writeln!(out)
}
