//! The report of a scan: what stands where, and what to type next.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use anstyle::{AnsiColor, Style};

use crate::patch::Catalogue;
use crate::plan::score::Score;
use crate::plan::{Finding, ServiceRow, State};
use crate::report::count::{count, wrapped};
use crate::report::json;
use crate::report::style::{BOLD, DIM, color};

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
    /// Issues that are not looked for yet in a stack that is there, by stack.
    pub not_yet: BTreeMap<&'static str, Vec<u8>>,
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
        writeln!(out, "no service was found in `{}`", scan.root.display())?;
        return writeln!(
            out,
            "  = fixup knows Express, FastAPI and Next.js services and Terraform on AWS so far"
        );
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
        let entry = entry.map_or(String::new(), |entry| format!(", starts with {entry}"));
        writeln!(
            out,
            "{BOLD}{}{BOLD:#} {DIM}({}{entry}){DIM:#}",
            service.path, service.stack
        )?;
        for finding in own {
            row(out, finding)?;
            why(out, scan, finding)?;
        }
        writeln!(out)?;
    }
    if !unconcerned.is_empty() {
        let names = wrapped(&unconcerned.join(", "), 96, "  ");
        writeln!(
            out,
            "no finding in {}:\n{DIM}{names}{DIM:#}\n",
            count(unconcerned.len(), "service")
        )?;
    }
    summary(out, scan)?;
    scan.not_yet.iter().try_for_each(|(stack, issues)| {
        let verb = if issues.len() == 1 { "is" } else { "are" };
        let issues: Vec<String> = issues.iter().map(u8::to_string).collect();
        let issues = issues.join(" and ");
        writeln!(
            out,
            "{DIM}{issues} {verb} not looked for in {stack} yet{DIM:#}"
        )
    })
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
        "  {style}{state:<7}{style:#} {} {issue:<24} {message}{place}",
        finding.priority
    )?;
    let mut told = finding.reason.iter().chain(remarks);
    told.try_for_each(|told| writeln!(out, "             {DIM}={DIM:#} {told}"))
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
            format!("{}:{}", place.path, place.line)
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
        return writeln!(out, "nothing to report");
    }
    writeln!(
        out,
        "{BOLD}readiness {} %{BOLD:#} ({})",
        scan.score.overall,
        categories.join(", ")
    )?;
    write!(out, "{}", counts.join(", "))?;
    match of(State::Open) {
        0 => writeln!(out),
        _ => writeln!(
            out,
            "; `fixup diff` shows the fixes, `fixup apply` applies them"
        ),
    }
}
