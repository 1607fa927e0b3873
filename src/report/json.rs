//! The JSON report of a scan: a contract, with a version.

use std::io::{self, Write};

use serde::Serialize;

use crate::plan::score::Score;
use crate::plan::{Finding, ServiceRow};
use crate::report::Scan;

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
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}
