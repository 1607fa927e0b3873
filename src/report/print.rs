//! Which form of a report is printed by whom.

use std::io::{self, Write};

use crate::report::format::{Format, Of, Report};
use crate::report::{
    annotations, code_quality, diff as diffs, json, markdown, pull_request, rdjson, sarif, scan,
};

/// Prints a report in one of its forms.
///
/// # Errors
/// What the writer says.
pub fn print(out: &mut dyn Write, report: &Report<'_>, format: Format, of: Of) -> io::Result<()> {
    match (format, of) {
        (Format::Text, Of::Scan) => scan::text(out, report),
        (Format::Text, Of::Diff) => diffs::text(out, report),
        (Format::Json, Of::Scan) => json::scan(out, report),
        (Format::Json, Of::Diff) => diffs::json(out, report),
        (Format::Patch, _) => diffs::patch_file(out, &report.plan().saved),
        (Format::Markdown, _) => markdown::print(out, report, markdown::COMMENT),
        (Format::Summary, _) => markdown::print(out, report, markdown::JOB_SUMMARY),
        (Format::Github, _) => annotations::print(out, report),
        (Format::Sarif, _) => sarif::print(out, report),
        (Format::Gitlab, _) => code_quality::print(out, report),
        (Format::Rdjson, _) => rdjson::print(out, report),
        (Format::PullRequest, _) => pull_request::print(out, report),
    }
}
