//! The report of a scan: what stands where, and what to type next.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::plan::review::{LeftOut, Review};
use crate::plan::{Finding, ServiceRow, State};
use crate::report::count::{count, wrapped};
use crate::report::shown::{shown, shown_lines};
use crate::report::style::{BOLD, DIM};
use crate::report::subject::Report;
use crate::report::{finding, told};

/// Prints the findings of every service as compilers do, and the score.
pub(super) fn text(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    whole(out, report, full_service)
}

/// The same with a line each finding.
pub(super) fn concise(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    whole(out, report, rows)
}

/// Prints the findings of one service.
type Print = fn(&mut dyn Write, &Report<'_>, &[&Finding]) -> io::Result<()>;

fn whole(out: &mut dyn Write, report: &Report<'_>, print: Print) -> io::Result<()> {
    let review = report.review;
    if review.services.is_empty() {
        let root = report.root.display().to_string();
        writeln!(out, "no service was found in `{}`", shown(&root))?;
        for note in nothing_found(report) {
            let text = wrapped(&note, report.width - 4, "    ");
            writeln!(out, "  {DIM}={DIM:#} {}", text.trim_start())?;
        }
        return left_out(out, review);
    }
    if let Some(line) = told::headline(review) {
        writeln!(out, "{BOLD}{line}{BOLD:#}\n")?;
    }
    let mut unconcerned = Vec::new();
    for service in &review.services {
        if !self::service(out, report, service, print)? {
            let path = shown(&service.path);
            let is_shared = shares_its_path(review, service);
            unconcerned.push(if is_shared {
                format!("{} in {path}", service.stack)
            } else {
                path.into_owned()
            });
        }
    }
    if !unconcerned.is_empty() && review.since.is_none() {
        let names = wrapped(&unconcerned.join(", "), report.width - 2, "  ");
        writeln!(
            out,
            "no finding in {}:\n{DIM}{names}{DIM:#}\n",
            count(unconcerned.len(), "service")
        )?;
    }
    summary(out, report)?;
    not_yet(out, review)?;
    ignored(out, review)
}

/// What somebody wonders whose services are not found.
fn nothing_found(report: &Report<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let listed = report.tree.paths().count();
    let listed = match listed {
        0 => "the folder lists no file: all are ignored, left out, or it is empty".to_owned(),
        several => format!("{} looked at", was(several)),
    };
    notes.push(listed);
    notes.push(
        "fixup knows Express, FastAPI and Next.js services and Terraform on AWS so far: \
         by `package.json`, `requirements.txt`, `pyproject.toml`, a `Pipfile` and `*.tf`"
            .to_owned(),
    );
    notes.push("`fixup demo` shows what it does on the built-in example".to_owned());
    notes
}

fn was(files: usize) -> String {
    let verb = if files == 1 { "was" } else { "were" };
    format!("{} {verb}", count(files, "file"))
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
fn service(
    out: &mut dyn Write,
    report: &Report<'_>,
    service: &ServiceRow,
    print: Print,
) -> io::Result<bool> {
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
    let (path, stack) = (shown(&service.path), &service.stack);
    if shares_its_path(report.review, service) {
        let entry = entry.trim_start_matches(", ");
        let entry = if entry.is_empty() {
            String::new()
        } else {
            format!(" ({entry})")
        };
        writeln!(out, "{BOLD}{stack} in {path}{BOLD:#}{DIM}{entry}{DIM:#}")?;
    } else {
        writeln!(out, "{BOLD}{path}{BOLD:#} {DIM}({stack}{entry}){DIM:#}")?;
    }
    print(out, report, &own)?;
    Ok(true)
}

/// Whether another service has the same folder, so that the stack tells which is meant.
fn shares_its_path(review: &Review, service: &ServiceRow) -> bool {
    let mut others = review
        .services
        .iter()
        .filter(|it| it.stack != service.stack);
    others.any(|it| it.path == service.path)
}

/// What is to be done, one after the other, then what is not.
fn full_service(out: &mut dyn Write, report: &Report<'_>, own: &[&Finding]) -> io::Result<()> {
    let (fixed, standing): (Vec<&Finding>, Vec<&Finding>) =
        own.iter().partition(|it| it.state == State::Fixed);
    writeln!(out)?;
    let mut seen = BTreeSet::new();
    for it in standing {
        // what is missing is often missing at one place, and its code tells nothing a second time
        let is_new = it.places.first().is_none_or(|place| seen.insert(place));
        finding::full(out, report, it, is_new)?;
    }
    finding::fixed(out, &fixed, report.width)
}

fn rows(out: &mut dyn Write, report: &Report<'_>, own: &[&Finding]) -> io::Result<()> {
    for it in own {
        finding::row(out, it, report.width)?;
        finding::why(out, report, it)?;
    }
    writeln!(out)
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

/// Names what could not be fixed, and why; nothing where all is well.
///
/// # Errors
/// What the writer says.
pub fn left(out: &mut dyn Write, findings: &[Finding], width: usize) -> io::Result<()> {
    let stuck: Vec<&Finding> = findings
        .iter()
        .filter(|finding| matches!(finding.state, State::Held | State::Blocked))
        .collect();
    if stuck.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BOLD}not fixed:{BOLD:#}")?;
    stuck
        .into_iter()
        .try_for_each(|it| finding::row(out, it, width))
}

fn summary(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let review = report.review;
    let of = |state| review.findings().filter(|it| it.state == state).count();
    if review.fixes.is_empty() {
        writeln!(out, "nothing to report")?;
        return left_out(out, review);
    }
    let of_people = match of(State::Manual) {
        0 => String::new(),
        1 => " of what fixup can do; 1 finding is left to you".to_owned(),
        several => format!(" of what fixup can do; {several} findings are left to you"),
    };
    let score = &review.score;
    let categories = score.categories.iter();
    let categories: Vec<String> = categories
        .map(|(category, share)| format!("{category} {share} %"))
        .collect();
    writeln!(
        out,
        "{BOLD}readiness {} %{BOLD:#}{of_people}",
        score.overall
    )?;
    if !categories.is_empty() {
        let text = wrapped(&categories.join(", "), report.width - 2, "  ");
        writeln!(out, "{DIM}{text}{DIM:#}")?;
    }
    left_out(out, review)?;
    let others = [State::Held, State::Blocked, State::Manual, State::Fixed];
    let others = others.into_iter().filter(|state| of(*state) > 0);
    let counts = others.map(|state| format!("{} {}", of(state), state.word()));
    let mut counts: Vec<String> = counts.collect();
    if of(State::Open) > 0 {
        counts.insert(0, finding::fixable(of(State::Open)));
    }
    writeln!(out, "{}", counts.join(", "))?;
    match of(State::Open) {
        0 => Ok(()),
        _ => writeln!(
            out,
            "`fixup diff` shows the fixes, `fixup apply` applies them"
        ),
    }
}
