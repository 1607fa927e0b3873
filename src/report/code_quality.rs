//! The Code Quality report of GitLab. It is always whole: GitLab itself compares it with that of the target branch.

use std::io::{self, Write};

use serde::Serialize;

use crate::patch::Priority;
use crate::plan::{Finding, State};
use crate::report::subject::Report;
use crate::report::{json, told};

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Place,
}

#[derive(Serialize)]
struct Place {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

pub(super) fn print(out: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let findings = report
        .review
        .findings()
        .filter(|it| it.state != State::Fixed);
    let issues: Vec<Issue> = findings.map(|finding| issue(report, finding)).collect();
    json::write(out, &issues)
}

fn issue(report: &Report<'_>, finding: &Finding) -> Issue {
    let places = report.places(finding);
    let place = &places[0];
    Issue {
        // GitLab shows nothing else of it
        description: format!(
            "{}: {} ({})",
            finding.name,
            told::message(finding),
            finding.service
        ),
        check_name: finding.name.clone(),
        fingerprint: finding.fingerprint.clone(),
        severity: match (finding.state, finding.priority) {
            (State::Manual, _) => "info",
            (_, Priority::P0) => "critical",
            (_, Priority::P1) => "major",
            (_, Priority::P2) => "minor",
        },
        location: Place {
            path: report.path(&place.path),
            lines: Lines {
                begin: place.line,
                end: place.end_line,
            },
        },
    }
}
