//! What the demo says: before, one fix whole, the others as a count of lines, after, and what stays with people.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::patch::{Catalogue, Priority};
use crate::plan::review::Review;
use crate::plan::{Fix, State, changes, diff};
use crate::report::count::{count, wrapped};
use crate::report::diff as diffs_of;
use crate::report::shown::shown;
use crate::report::style::{BOLD, DIM};

/// What the demo is about.
///
/// # Errors
/// What the writer says.
pub fn begin(out: &mut dyn Write, copy: &Path) -> io::Result<()> {
    let copy = copy.display();
    writeln!(
        out,
        "{BOLD}fixup demo{BOLD:#} on a copy of the built-in example in {copy}\n"
    )
}

/// What is found before anything is fixed.
///
/// # Errors
/// What the writer says.
pub fn before(out: &mut dyn Write, review: &Review, width: usize) -> io::Result<()> {
    let open: Vec<_> = review
        .findings()
        .filter(|it| it.state == State::Open)
        .collect();
    let services = count(review.services.len(), "service");
    writeln!(
        out,
        "{BOLD}$ fixup scan{BOLD:#}   readiness {} %, {} in {services} can be fixed",
        review.score.overall,
        count(open.len(), "finding"),
    )?;
    let urgent = open.iter().filter(|it| it.priority == Priority::P0);
    let mut names: Vec<&str> = urgent.map(|it| it.name.as_str()).collect();
    names.dedup();
    let text = format!("the most urgent: {}", names.join(", "));
    writeln!(out, "{DIM}{}{DIM:#}\n", wrapped(&text, width - 2, "  "))
}

/// One fix whole, and what the others change.
///
/// # Errors
/// What the writer says.
pub fn diffs(
    out: &mut dyn Write,
    catalogue: &Catalogue,
    whole: Option<&Fix>,
    all: &[Fix],
) -> io::Result<()> {
    if let Some(fix) = whole
        && let Some(patch) = catalogue.patch(fix.finding.issue)
    {
        let (issue, service) = (patch.issue, shown(&fix.finding.service));
        let does = &patch.fix;
        writeln!(
            out,
            "{BOLD}$ fixup diff --issue {issue} --service {service}{BOLD:#}   {does}\n"
        )?;
        diffs_of::in_short(out, fix)?;
        writeln!(out)?;
    }
    let mut sums: BTreeMap<(u8, &str), (usize, usize, usize)> = BTreeMap::new();
    for fix in all {
        let sum = sums
            .entry((fix.finding.issue, &fix.finding.name))
            .or_default();
        for file in changes(&fix.before, &fix.after) {
            sum.0 += 1;
            let old = file.before.as_deref().unwrap_or_default();
            for (old, new) in diff::replacements(old, &file.after) {
                sum.1 += new.lines().count();
                sum.2 += old.len();
            }
        }
    }
    writeln!(
        out,
        "{BOLD}$ fixup diff{BOLD:#}   all of them, as a count of lines"
    )?;
    let rows = sums.iter().map(|((issue, name), (files, added, removed))| {
        let lines = format!("+{added} −{removed}");
        let noun = if *files == 1 { "file " } else { "files" };
        format!("{issue:>2} {name:<20} {files:>2} {noun} {lines:<11}")
    });
    let rows: Vec<String> = rows.collect();
    let half = rows.len().div_ceil(2);
    for at in 0..half {
        let right = rows.get(half + at).map_or("", String::as_str);
        let line = format!("  {}  {right}", rows[at]);
        writeln!(out, "{}", line.trim_end())?;
    }
    writeln!(out)
}

/// What is left once all is applied.
///
/// # Errors
/// What the writer says.
pub fn after(
    out: &mut dyn Write,
    (before, after): (&Review, &Review),
    (fixes, files): (usize, usize),
    width: usize,
) -> io::Result<()> {
    writeln!(
        out,
        "{BOLD}$ fixup apply --yes{BOLD:#}   {} applied to {}: readiness {} % -> {BOLD}{} %{BOLD:#} of what fixup can do",
        count(fixes, "fix"),
        count(files, "file"),
        before.score.overall,
        after.score.overall,
    )?;
    for finding in after.findings().filter(|it| it.state == State::Manual) {
        let (message, _) = finding.headline();
        let text = format!(
            "left to people: {} {} in {}: {}",
            finding.issue,
            finding.name,
            shown(&finding.service),
            shown(message)
        );
        writeln!(out, "{}", wrapped(&text, width - 2, "  "))?;
    }
    Ok(())
}

/// What to try next.
///
/// # Errors
/// What the writer says.
pub fn farewell(out: &mut dyn Write, copy: &Path) -> io::Result<()> {
    let copy = copy.display();
    let tries = [
        (format!("fixup undo {copy}"), "every byte as it was"),
        (format!("fixup apply {copy}"), "then, one question a patch"),
        (
            format!("fixup report {copy}"),
            "what was fixed, and what is left to you",
        ),
        ("fixup demo --clean".to_owned(), "remove the copy"),
        ("fixup scan PATH".to_owned(), "your own repository"),
    ];
    let lengths = tries.iter().map(|(command, _)| command.len());
    let width = lengths.max().unwrap_or(0);
    writeln!(out, "\nTry next:")?;
    tries
        .iter()
        .try_for_each(|(command, does)| writeln!(out, "  {command:<width$}   # {does}"))
}

/// Which copies are gone.
///
/// # Errors
/// What the writer says.
pub fn cleaned(out: &mut dyn Write, removed: &[PathBuf]) -> io::Result<()> {
    if removed.is_empty() {
        return writeln!(out, "no demo left a copy");
    }
    removed
        .iter()
        .try_for_each(|it| writeln!(out, "removed {}", shown(&it.display().to_string())))
}
