//! The forms of a report, and which file prints which.

use std::io::{self, Write};

use crate::report::subject::Report;
use crate::report::{
    annotations, code_quality, diff, follow_ups, json, markdown, pull_request, rdjson, sarif, scan,
};

/// The forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For people, a line each finding.
    Concise,
    /// For programs; a contract, with a version and a schema.
    Json,
    /// The fixes as one patch, as `git apply` takes it.
    Patch,
    /// A comment of a pull request, as full as its 65,536 characters allow.
    Markdown,
    /// The same with the room of a job summary, 1 MiB.
    Summary,
    /// Annotations of a step of GitHub Actions.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Code Quality of GitLab.
    Gitlab,
    /// Reviewdog Diagnostic Format, with suggestions.
    Rdjson,
    /// The text of a pull request that brings the fixes.
    PullRequest,
    /// What people must still do once the fixes are applied, as Markdown.
    Checklist,
}

impl Format {
    /// Whether people read it, on a terminal mostly.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        matches!(self, Self::Text | Self::Concise)
    }

    /// Whether it shows the fixes on top of each other, and what they leave.
    #[must_use]
    pub fn shows_plan(self) -> bool {
        matches!(
            self,
            Self::Patch | Self::Markdown | Self::Summary | Self::PullRequest | Self::Checklist
        )
    }
}

/// Which command speaks: text and JSON are its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// Findings.
    Scan,
    /// Fixes.
    Diff,
}

/// Prints the report.
///
/// # Errors
/// What the writer says.
pub fn print(out: &mut dyn Write, report: &Report<'_>, format: Format, of: Of) -> io::Result<()> {
    match (format, of) {
        (Format::Text, Of::Scan) => scan::text(out, report),
        (Format::Concise, Of::Scan) => scan::concise(out, report),
        (Format::Text | Format::Concise, Of::Diff) => diff::text(out, report),
        (Format::Json, Of::Scan) => json::scan(out, report),
        (Format::Json, Of::Diff) => diff::json(out, report),
        (Format::Patch, _) => diff::patch_file(out, report.plan().in_a_patch()),
        (Format::Markdown, _) => markdown::print(out, report, markdown::COMMENT),
        (Format::Summary, _) => markdown::print(out, report, markdown::JOB_SUMMARY),
        (Format::Github, _) => annotations::print(out, report),
        (Format::Sarif, _) => sarif::print(out, report),
        (Format::Gitlab, _) => code_quality::print(out, report),
        (Format::Rdjson, _) => rdjson::print(out, report),
        (Format::PullRequest, _) => pull_request::print(out, report),
        (Format::Checklist, _) => follow_ups::markdown(out, report),
    }
}
