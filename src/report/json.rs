//! The JSON report of a scan: a contract, with a version.

use std::io::{self, Write};

use serde::Serialize;

use crate::plan::score::Score;
use crate::plan::{Finding, ServiceRow};
use crate::report::scan::Scan;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    root: &'static str,
    score: &'a Score,
    services: &'a [ServiceRow],
    findings: &'a [Finding],
}

pub(super) fn scan(out: &mut dyn Write, scan: &Scan<'_>) -> io::Result<()> {
    let document = Document {
        version: 1,
        root: ".",
        score: &scan.score,
        services: &scan.services,
        findings: scan.findings,
    };
    write(out, &document)
}

/// Prints a document, and ends its last line.
pub(super) fn write(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    writeln!(out)
}
