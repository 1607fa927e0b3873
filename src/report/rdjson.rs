//! The Reviewdog Diagnostic Format. A finding has a suggestion where its fix can be accepted with one click: the whole of it is
//! one hunk, and that lies in a hunk of the change under review.

use std::io::{self, Write};

use serde::Serialize;

use crate::patch::Priority;
use crate::plan::{Finding, Fix, Location, State, changes, diff};
use crate::report::subject::Report;
use crate::report::{json, told};

#[derive(Serialize)]
struct Document {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

#[derive(Serialize)]
struct Source {
    name: &'static str,
}

#[derive(Serialize)]
struct Diagnostic {
    message: String,
    location: Place,
    severity: &'static str,
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    suggestions: Option<[Suggestion; 1]>,
}

#[derive(Serialize)]
struct Code {
    value: String,
    url: String,
}

#[derive(Serialize)]
struct Place {
    path: String,
    range: Range,
}

#[derive(Clone, Copy, Serialize)]
struct Range {
    start: Position,
    end: Position,
}

/// Without a column the whole line is meant.
#[derive(Clone, Copy, Serialize)]
struct Position {
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
}

#[derive(Serialize)]
struct Suggestion {
    range: Range,
    text: String,
}

pub(super) fn print(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let shown = |fix: &&Fix| fix.finding.state != State::Fixed && fix.finding.is_fresh();
    let diagnostics = report.review.fixes.iter().filter(shown);
    let document = Document {
        source: Source { name: "fixup" },
        diagnostics: diagnostics.map(|fix| diagnostic(report, fix)).collect(),
    };
    json::write(out, &document)
}

fn diagnostic(report: &Report<'_>, fix: &Fix) -> Diagnostic {
    let finding = &fix.finding;
    let suggested = suggestion(report, fix);
    let location = if let Some((path, suggestion)) = &suggested {
        // another range than that of the comment is refused
        Place {
            path: report.path(path),
            range: suggestion.range,
        }
    } else {
        let places = report.places(finding);
        Place {
            path: report.path(&places[0].path),
            range: in_bytes(report, &places[0]),
        }
    };
    Diagnostic {
        message: format!(
            "{}: {}\n{}",
            told::title(finding),
            told::message(finding),
            told::next(report.review, finding)
        ),
        location,
        severity: severity(finding),
        code: Code {
            value: finding.name.clone(),
            url: report
                .patch(finding)
                .references
                .first()
                .cloned()
                .unwrap_or_default(),
        },
        suggestions: suggested.map(|(_, suggestion)| [suggestion]),
    }
}

fn severity(finding: &Finding) -> &'static str {
    match (finding.state, finding.priority) {
        (State::Manual, _) | (_, Priority::P2) => "INFO",
        (_, Priority::P0) => "ERROR",
        (_, Priority::P1) => "WARNING",
    }
}

/// Columns of this format are bytes.
fn in_bytes(report: &Report<'_>, place: &Location) -> Range {
    let text = report
        .tree
        .text(&place.path)
        .ok()
        .flatten()
        .unwrap_or_default();
    let byte = |line: usize, column: usize| {
        let content = text.split('\n').nth(line - 1).unwrap_or_default();
        let at = content
            .char_indices()
            .nth(column - 1)
            .map_or(content.len(), |(at, _)| at);
        Position {
            line,
            column: Some(at + 1),
        }
    };
    Range {
        start: byte(place.line, place.column),
        end: byte(place.end_line, place.end_column),
    }
}

/// The file and the lines that a click would change; nothing where a click cannot carry the fix.
fn suggestion(report: &Report<'_>, fix: &Fix) -> Option<(String, Suggestion)> {
    let since = report.review.since.as_ref()?;
    let changed = changes(&fix.before, &fix.after);
    let [change] = &changed[..] else { return None };
    let now = change.before.as_deref()?;
    let (lines, text) = diff::only_hunk(now, &change.after)?;
    let mut old_names = since.renamed.iter().filter(|(_, new)| **new == change.path);
    let old_name = old_names
        .next()
        .map_or(change.path.as_str(), |(old, _)| old);
    let old = since.tree.text(old_name).ok().flatten().unwrap_or_default();
    let is_shown = diff::is_in_a_hunk(&old, now, &lines);
    // a carriage return would be lost on the way
    if !is_shown || text.contains('\r') || report.is_secret(&text) {
        return None;
    }
    let line = |line| Position { line, column: None };
    let range = Range {
        start: line(lines.start + 1),
        end: line(lines.end),
    };
    Some((change.path.clone(), Suggestion { range, text }))
}
