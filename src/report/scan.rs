//! The report of a scan: what stands where, and what to type next.

use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::patch::Catalogue;
use crate::plan::score::Score;
use crate::plan::{Finding, ServiceRow, State};
use crate::report::count::{count, wrapped};
use crate::report::json;
use crate::report::shown::shown;
use crate::report::style::{BOLD, DIM, color};

/// What `scan` found.
pub struct Scan<'a> {
    /// The root, as the user named it.
    pub root: &'a Path,
    /// The services, by path.
    pub services: Vec<ServiceRow>,
    /// The findings, by issue, service and path.
    pub findings: &'a [Finding],
    /// What the tree itself asks to be left out.
    pub ignored: Ignored,
    /// The score over them.
    pub score: Score,
    /// Where the reasons of unresolved findings stand, if they are to be shown.
    pub explained_by: Option<&'a Catalogue>,
}

/// What `[ignore]` of a tree leaves out.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ignored {
    /// How many files and folders.
    pub paths: usize,
    /// Which issues.
    pub issues: Vec<String>,
}

/// The forms of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs; a contract, with a version.
    Json,
}

/// Prints a scan.
///
/// # Errors
/// What the writer says.
pub fn print(out: &mut dyn Write, scan: &Scan<'_>, format: Format) -> io::Result<()> {
    match format {
        Format::Text => text(out, scan),
        Format::Json => json::scan(out, scan),
    }
}

fn state_style(state: State) -> Style {
    match state {
        State::Open => color(AnsiColor::Red).bold(),
        State::Fixed => color(AnsiColor::Green),
        State::Held | State::Blocked => color(AnsiColor::Yellow).bold(),
        State::Manual => color(AnsiColor::Cyan),
    }
}

fn text(out: &mut dyn Write, scan: &Scan<'_>) -> io::Result<()> {
    if scan.services.is_empty() {
        let root = scan.root.display().to_string();
        writeln!(out, "no service was found in `{}`", shown(&root))?;
        writeln!(
            out,
            "  = fixup knows Express, FastAPI and Next.js services and Terraform on AWS so far"
        )?;
        return left_out(out, scan);
    }
    let mut unconcerned = Vec::new();
    for service in &scan.services {
        let is_own = |f: &&Finding| f.service == service.path && f.stack == service.stack;
        let own: Vec<&Finding> = scan.findings.iter().filter(is_own).collect();
        if own.is_empty() {
            unconcerned.push(service.path.as_str());
            continue;
        }
        let entry = service.entry.as_ref();
        let entry = entry.map_or(String::new(), |entry| {
            format!(", starts with {}", shown(entry))
        });
        writeln!(
            out,
            "{BOLD}{}{BOLD:#} {DIM}({}{entry}){DIM:#}",
            shown(&service.path),
            service.stack
        )?;
        for finding in own {
            row(out, finding)?;
            why(out, scan, finding)?;
        }
        writeln!(out)?;
    }
    if !unconcerned.is_empty() {
        let names: Vec<_> = unconcerned.iter().map(|path| shown(path)).collect();
        let names = wrapped(&names.join(", "), 96, "  ");
        writeln!(
            out,
            "no finding in {}:\n{DIM}{names}{DIM:#}\n",
            count(unconcerned.len(), "service")
        )?;
    }
    summary(out, scan)
}

/// Why an unresolved finding matters, where that was asked for.
fn why(out: &mut dyn Write, scan: &Scan<'_>, finding: &Finding) -> io::Result<()> {
    let catalogue = scan.explained_by.filter(|_| finding.state != State::Fixed);
    let patch = catalogue.and_then(|catalogue| catalogue.patch(finding.issue));
    match patch {
        Some(patch) => writeln!(out, "{}", wrapped(&patch.why, 96, "             ")),
        None => Ok(()),
    }
}

fn row(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    let style = state_style(finding.state);
    let (state, issue) = (
        finding.state.word(),
        format!("{:>2} {}", finding.issue, finding.name),
    );
    let place = if finding.state == State::Fixed {
        String::new()
    } else {
        format!("  {DIM}{}{DIM:#}", places(finding))
    };
    let (message, remarks) = finding.headline();
    writeln!(
        out,
        "  {style}{state:<7}{style:#} {} {issue:<24} {}{place}",
        finding.priority,
        shown(message)
    )?;
    let mut told = finding.reason.iter().chain(remarks);
    told.try_for_each(|told| writeln!(out, "             {DIM}={DIM:#} {}", shown(told)))
}

/// Counts what `[ignore]` leaves out: whoever reads the summary did not write the tree.
fn left_out(out: &mut dyn Write, scan: &Scan<'_>) -> io::Result<()> {
    let Ignored { paths, issues } = &scan.ignored;
    let mut parts = Vec::new();
    if *paths > 0 {
        parts.push(count(*paths, "path"));
    }
    if !issues.is_empty() {
        let named = issues.join(", ");
        parts.push(format!(
            "{} ({})",
            count(issues.len(), "issue"),
            shown(&named)
        ));
    }
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "`[ignore]` leaves out {}", parts.join(" and "))
}

/// Names what could not be fixed, and why; nothing where all is well.
///
/// # Errors
/// What the writer says.
pub fn left(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let stuck: Vec<&Finding> = findings
        .iter()
        .filter(|finding| matches!(finding.state, State::Held | State::Blocked))
        .collect();
    if stuck.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BOLD}not fixed:{BOLD:#}")?;
    stuck.into_iter().try_for_each(|finding| row(out, finding))
}

/// `app.js:18, 33, socket.js:4`: a file is named once.
fn places(finding: &Finding) -> String {
    let mut out = String::new();
    let mut last = None;
    for place in &finding.places {
        let separator = if out.is_empty() { "" } else { ", " };
        let named = if last == Some(&place.path) {
            place.line.to_string()
        } else {
            format!("{}:{}", shown(&place.path), place.line)
        };
        out.push_str(separator);
        out.push_str(&named);
        last = Some(&place.path);
    }
    out
}

fn summary(out: &mut dyn Write, scan: &Scan<'_>) -> io::Result<()> {
    let of = |state| {
        scan.findings
            .iter()
            .filter(|finding| finding.state == state)
            .count()
    };
    let states = [
        State::Open,
        State::Held,
        State::Blocked,
        State::Manual,
        State::Fixed,
    ];
    let counts: Vec<String> = states
        .into_iter()
        .filter(|state| of(*state) > 0)
        .map(|state| format!("{} {}", of(state), state.word()))
        .collect();
    let categories: Vec<String> = scan
        .score
        .categories
        .iter()
        .map(|(category, share)| format!("{category} {share} %"))
        .collect();
    if scan.findings.is_empty() {
        writeln!(out, "nothing to report")?;
        return left_out(out, scan);
    }
    let of_people = match of(State::Manual) {
        0 => String::new(),
        1 => " of what fixup can do; 1 finding is left to you".to_owned(),
        several => format!(" of what fixup can do; {several} findings are left to you"),
    };
    write!(
        out,
        "{BOLD}readiness {} %{BOLD:#}{of_people}",
        scan.score.overall
    )?;
    if categories.is_empty() {
        writeln!(out)?;
    } else {
        writeln!(out, " ({})", categories.join(", "))?;
    }
    left_out(out, scan)?;
    write!(out, "{}", counts.join(", "))?;
    match of(State::Open) {
        0 => writeln!(out),
        _ => writeln!(
            out,
            "; `fixup diff` shows the fixes, `fixup apply` applies them"
        ),
    }
}
