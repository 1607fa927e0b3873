//! Annotations of a step of GitHub Actions: commands that it reads from what a step prints.

use std::io::{self, Write};

use crate::patch::Priority;
use crate::plan::{Finding, State};
use crate::report::shown::is_hidden;
use crate::report::subject::Report;
use crate::report::told;

/// So many of each kind are shown of a step; what is beyond is dropped without a word.
const SHOWN: usize = 10;

pub(super) fn print(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let findings = report.review.findings();
    let mut findings: Vec<&Finding> = findings
        .filter(|it| it.state != State::Fixed && it.is_fresh())
        .collect();
    findings.sort_by_key(|it| (it.state == State::Manual, it.priority));
    let mut more = 0;
    for kind in ["error", "warning", "notice"] {
        let own: Vec<&&Finding> = findings.iter().filter(|it| command(it) == kind).collect();
        // the last notice says what is not shown
        let room = if kind == "notice" { SHOWN - 1 } else { SHOWN };
        more += own.len().saturating_sub(room);
        own.into_iter()
            .take(room)
            .try_for_each(|it| annotation(out, report, it))?;
    }
    let headline = told::headline(report.review).unwrap_or_default();
    match (more, headline.is_empty()) {
        (0, true) => Ok(()),
        (0, false) => writeln!(out, "::notice title=fixup::{}", escaped(&headline)),
        (more, true) => writeln!(out, "::notice title=fixup::{more} more in the summary"),
        (more, false) => writeln!(
            out,
            "::notice title=fixup::{}; {more} more in the summary",
            escaped(&headline)
        ),
    }
}

fn command(finding: &Finding) -> &'static str {
    match (finding.state, finding.priority) {
        (State::Manual, _) | (_, Priority::P2) => "notice",
        (_, Priority::P0) => "error",
        (_, Priority::P1) => "warning",
    }
}

fn annotation(out: &mut dyn Write, report: &Report<'_>, finding: &Finding) -> io::Result<()> {
    let places = report.places(finding);
    let place = &places[0];
    let mut properties = format!(
        "file={},line={},endLine={}",
        property(&report.path(&place.path)),
        place.line,
        place.end_line
    );
    // columns of several lines are refused
    if place.line == place.end_line && place.end_column > place.column {
        properties += &format!(",col={},endColumn={}", place.column, place.end_column);
    }
    let message = format!(
        "{}\n{}",
        told::message(finding),
        told::next(report.review, finding)
    );
    writeln!(
        out,
        "::{} {properties},title={}::{}",
        command(finding),
        property(&format!("{} {}", finding.priority, told::title(finding))),
        escaped(&message)
    )
}

fn escaped(text: &str) -> String {
    let hidden = |c: char| is_hidden(c) && !matches!(c, '\n' | '\r');
    text.replace(hidden, "\u{fffd}")
        .replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
