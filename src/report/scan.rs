//! The report of a scan: what stands where, and what to type next.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::plan::review::{LeftOut, Review};
use crate::plan::{Finding, ServiceRow, State};
use crate::report::count::{count, wrapped};
use crate::report::shown::{shown, shown_lines};
use crate::report::style::{BOLD, DIM, color};
use crate::report::subject::Report;
use crate::report::told;

fn state_style(state: State) -> Style {
    match state {
        State::Open => color(AnsiColor::Red).bold(),
        State::Fixed => color(AnsiColor::Green),
        State::Held | State::Blocked => color(AnsiColor::Yellow).bold(),
        State::Manual => color(AnsiColor::Cyan),
    }
}

/// Prints the findings of every service, and the score.
pub(super) fn text(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let review = report.review;
    if review.services.is_empty() {
        let root = report.root.display().to_string();
        writeln!(out, "no service was found in `{}`", shown(&root))?;
        writeln!(
            out,
            "  = fixup knows Express, FastAPI and Next.js services and Terraform on AWS so far"
        )?;
        return left_out(out, review);
    }
    if let Some(line) = told::headline(review) {
        writeln!(out, "{BOLD}{line}{BOLD:#}\n")?;
    }
    let mut unconcerned = Vec::new();
    for service in &review.services {
        if !self::service(out, report, service)? {
            unconcerned.push(service.path.as_str());
        }
    }
    if !unconcerned.is_empty() && review.since.is_none() {
        let names: Vec<_> = unconcerned.iter().map(|path| shown(path)).collect();
        let names = wrapped(&names.join(", "), 96, "  ");
        writeln!(
            out,
            "no finding in {}:\n{DIM}{names}{DIM:#}\n",
            count(unconcerned.len(), "service")
        )?;
    }
    summary(out, review)?;
    not_yet(out, review)?;
    ignored(out, review)
}

/// Which issues nobody looked for.
fn not_yet(out: &mut dyn Write, review: &Review) -> io::Result<()> {
    review.not_yet.iter().try_for_each(|(stack, issues)| {
        let verb = if issues.len() == 1 { "is" } else { "are" };
        let issues: Vec<String> = issues.iter().map(u8::to_string).collect();
        let issues = issues.join(" and ");
        writeln!(
            out,
            "{DIM}{issues} {verb} not looked for in {stack} yet{DIM:#}"
        )
    })
}

/// Prints what is found in a service: what changed, where something is compared. Says whether that is anything.
fn service(out: &mut dyn Write, report: &Report<'_>, service: &ServiceRow) -> io::Result<bool> {
    let is_compared = report.review.since.is_some();
    let is_shown = |it: &Finding| !is_compared || it.is_fresh() && it.state != State::Fixed;
    let is_own = |it: &Finding| it.service == service.path && it.stack == service.stack;
    let findings = report.review.findings();
    let own: Vec<&Finding> = findings.filter(|it| is_own(it) && is_shown(it)).collect();
    if own.is_empty() {
        return Ok(false);
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
        why(out, report, finding)?;
    }
    writeln!(out)?;
    Ok(true)
}

/// Says which ignores leave out nothing, and what to do about it.
///
/// # Errors
/// What the writer says.
pub fn warnings(out: &mut dyn Write, review: &Review) -> io::Result<()> {
    review
        .warnings
        .iter()
        .try_for_each(|it| writeln!(out, "warning: {}", shown_lines(&it.to_string())))
}

/// How many findings the user leaves out, and why.
///
/// # Errors
/// What the writer says.
pub fn ignored(out: &mut dyn Write, review: &Review) -> io::Result<()> {
    if review.ignored.is_empty() {
        return Ok(());
    }
    writeln!(out, "{} ignored:", review.ignored.len())?;
    review.ignored.iter().try_for_each(|it| {
        writeln!(
            out,
            "  {}: {} {DIM}{}:{}{DIM:#}",
            told::title(&it.finding),
            shown(&it.reason),
            shown(&it.path),
            it.line
        )
    })
}

/// Counts what `[ignore]` leaves out: whoever reads the summary did not write the tree.
fn left_out(out: &mut dyn Write, review: &Review) -> io::Result<()> {
    let LeftOut { paths, issues } = &review.left_out;
    let mut parts = Vec::new();
    if *paths > 0 {
        parts.push(count(*paths, "path"));
    }
    if !issues.is_empty() {
        let named = issues.join(", ");
        let issues = count(issues.len(), "issue");
        parts.push(format!("{issues} ({})", shown(&named)));
    }
    if parts.is_empty() {
        return Ok(());
    }
    writeln!(out, "`[ignore]` leaves out {}", parts.join(" and "))
}

/// Why an unresolved finding matters, where that was asked for.
fn why(out: &mut dyn Write, report: &Report<'_>, finding: &Finding) -> io::Result<()> {
    if !report.explained || finding.state == State::Fixed {
        return Ok(());
    }
    let why = &report.patch(finding).why;
    writeln!(out, "{}", wrapped(why, 96, "             "))
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

fn summary(out: &mut dyn Write, review: &Review) -> io::Result<()> {
    let of = |state| {
        review
            .findings()
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
    let categories: Vec<String> = review
        .score
        .categories
        .iter()
        .map(|(category, share)| format!("{category} {share} %"))
        .collect();
    if review.fixes.is_empty() {
        writeln!(out, "nothing to report")?;
        return left_out(out, review);
    }
    let of_people = match of(State::Manual) {
        0 => String::new(),
        1 => " of what fixup can do; 1 finding is left to you".to_owned(),
        several => format!(" of what fixup can do; {several} findings are left to you"),
    };
    write!(
        out,
        "{BOLD}readiness {} %{BOLD:#}{of_people}",
        review.score.overall
    )?;
    if categories.is_empty() {
        writeln!(out)?;
    } else {
        writeln!(out, " ({})", categories.join(", "))?;
    }
    left_out(out, review)?;
    write!(out, "{}", counts.join(", "))?;
    match of(State::Open) {
        0 => writeln!(out),
        _ => writeln!(
            out,
            "; `fixup diff` shows the fixes, `fixup apply` applies them"
        ),
    }
}
