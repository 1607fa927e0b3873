//! SARIF 2.1.0 for code scanning. It is always whole, for what is missing in an upload counts as resolved; how a finding stands
//! to the base is said with `baselineState`. Findings that the user leaves out are not in it.

mod log;

use std::collections::BTreeMap;
use std::io::{self, Write};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::patch::{Category, Patch, Priority};
use crate::plan::{Change, FileChange, Fix, Location, State, changes, diff};
use crate::report::sarif::log::{
    About, Artifact, ArtifactChange, AutomationDetails, Configuration, Driver, Help, Invocation,
    Log, PhysicalLocation, Place, Properties, Region, Remedy, Replacement, Result, Rule, Run, Text,
    Tool,
};
use crate::report::subject::Report;
use crate::report::{json, told};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What stays as it is in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

pub(super) fn print(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let rules: Vec<&Patch> = report
        .catalogue
        .patches()
        .iter()
        .filter(|patch| !patch.cases.is_empty())
        .collect();
    let standing = report
        .review
        .fixes
        .iter()
        .filter(|fix| fix.finding.state != State::Fixed);
    let results = standing.map(|fix| result(report, &rules, fix)).collect();
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "fixup",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules: rules.iter().map(|patch| rule(patch)).collect(),
                },
            },
            invocations: [Invocation {
                execution_successful: true,
            }],
            column_kind: "utf16CodeUnits",
            // with the slash at its end it is a category, and each upload replaces the one before
            automation_details: AutomationDetails { id: "fixup/" },
            results,
        }],
    };
    json::write(out, &log)
}

fn rule(patch: &Patch) -> Rule {
    let fix = format!("{}.", patch.fix.trim_end_matches('.'));
    let references: Vec<String> = patch
        .references
        .iter()
        .map(|it| format!("- <{it}>\n"))
        .collect();
    let after = patch.after.as_ref().map_or(String::new(), |it| {
        format!("\n\nAfterwards: {}", it.whole())
    });
    let why = patch.why.trim();
    let is_security = patch.category == Category::Security;
    let (security, problem) = match patch.priority {
        Priority::P0 => ("8.8", "error"),
        Priority::P1 => ("6.5", "warning"),
        Priority::P2 => ("3.5", "recommendation"),
    };
    Rule {
        id: patch.name.clone(),
        short_description: Text {
            text: sentence(&patch.finding),
        },
        full_description: Text {
            text: why.to_owned(),
        },
        help: Help {
            text: format!("{why}\n\nThe fix: {fix}{after}"),
            markdown: format!(
                "{why}\n\n**The fix:** {fix}{after}\n\n{}",
                references.concat()
            ),
        },
        help_uri: patch.references.first().cloned().unwrap_or_default(),
        default_configuration: Configuration {
            level: level(patch.priority),
        },
        properties: Properties {
            tags: vec![patch.category.to_string(), patch.priority.to_string()],
            precision: "high",
            security_severity: is_security.then_some(security),
            problem_severity: (!is_security).then_some(problem),
        },
    }
}

fn level(priority: Priority) -> &'static str {
    match priority {
        Priority::P0 => "error",
        Priority::P1 => "warning",
        Priority::P2 => "note",
    }
}

/// A text as one that begins and ends as sentences do.
fn sentence(text: &str) -> String {
    let mut letters = text.trim().trim_end_matches('.').chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}.", first.unwrap_or_default(), letters.as_str())
}

fn result(report: &Report<'_>, rules: &[&Patch], fix: &Fix) -> Result {
    let finding = &fix.finding;
    let places = report.places(finding);
    let (first, others) = places.split_first().expect("there is always one");
    let related = others
        .iter()
        .zip(1..)
        .map(|(place, id)| location(report, place, Some(id)));
    let text = format!(
        "{} In `{}`. {}.",
        sentence(&told::message(finding)),
        finding.service,
        told::next(report.review, finding)
    );
    Result {
        rule_id: finding.name.clone(),
        rule_index: rules
            .iter()
            .position(|it| it.issue == finding.issue)
            .unwrap_or(0),
        level: if finding.state == State::Manual {
            "note"
        } else {
            level(finding.priority)
        },
        message: Text { text },
        locations: [location(report, first, None)],
        related_locations: related.collect(),
        partial_fingerprints: BTreeMap::from([(
            "primaryLocationLineHash",
            finding.fingerprint.clone(),
        )]),
        baseline_state: finding.change.map(|change| match change {
            Change::New => "new",
            Change::Worse => "updated",
            Change::Older => "unchanged",
        }),
        fixes: remedy(report, fix).into_iter().collect(),
        properties: About {
            service: finding.service.clone(),
            state: finding.state,
            priority: finding.priority,
        },
    }
}

fn location(report: &Report<'_>, place: &Location, id: Option<usize>) -> Place {
    let text = report
        .tree
        .text(&place.path)
        .ok()
        .flatten()
        .unwrap_or_default();
    let column = |line: usize, column: usize| {
        let content = text.split('\n').nth(line - 1).unwrap_or_default();
        content
            .chars()
            .take(column - 1)
            .map(char::len_utf16)
            .sum::<usize>()
            + 1
    };
    Place {
        id,
        physical_location: PhysicalLocation {
            artifact_location: artifact(report, &place.path),
            region: Region {
                start_line: place.line,
                start_column: column(place.line, place.column),
                end_line: place.end_line,
                end_column: column(place.end_line, place.end_column),
            },
        },
    }
}

fn artifact(report: &Report<'_>, path: &str) -> Artifact {
    Artifact {
        uri: utf8_percent_encode(&report.path(path), PATH).to_string(),
    }
}

/// The fix as it is if it stands alone; none where a secret would show in it.
fn remedy(report: &Report<'_>, fix: &Fix) -> Option<Remedy> {
    let changed = changes(&fix.before, &fix.after);
    let is_shown = |it: &FileChange| !report.is_secret(&diff::file(it)) && !it.executable();
    if changed.is_empty() || !changed.iter().all(is_shown) {
        return None;
    }
    let patch = report.patch(&fix.finding);
    Some(Remedy {
        description: Text {
            text: sentence(&patch.fix),
        },
        artifact_changes: changed
            .iter()
            .map(|change| ArtifactChange {
                artifact_location: artifact(report, &change.path),
                replacements: replacements(change),
            })
            .collect(),
    })
}

fn replacements(change: &FileChange) -> Vec<Replacement> {
    let Some(before) = &change.before else {
        // no verb of SARIF makes a file: it is an insertion into one that is not there
        let at = Region {
            start_line: 1,
            start_column: 1,
            end_line: 1,
            end_column: 1,
        };
        let inserted_content = Some(Text {
            text: change.after.to_string(),
        });
        return vec![Replacement {
            deleted_region: at,
            inserted_content,
        }];
    };
    let lines: Vec<&str> = before.split_inclusive('\n').collect();
    // a line that is not there cannot be named: the end of the last one is
    let edge = |line: usize| match lines.get(line.wrapping_sub(1)) {
        Some(last) if line == lines.len() && !last.ends_with('\n') => {
            (line, last.encode_utf16().count() + 1)
        }
        _ => (line + 1, 1),
    };
    let replacement = |(range, text): (std::ops::Range<usize>, String)| {
        let ((start_line, start_column), (end_line, end_column)) =
            (edge(range.start), edge(range.end));
        Replacement {
            deleted_region: Region {
                start_line,
                start_column,
                end_line,
                end_column,
            },
            inserted_content: (!text.is_empty()).then_some(Text { text }),
        }
    };
    diff::replacements(before, &change.after)
        .into_iter()
        .map(replacement)
        .collect()
}
