//! The JSON report of a scan: a contract, with a version.

use std::io::{self, Write};

use serde::Serialize;

use crate::plan::score::Score;
use crate::plan::{Finding, ServiceRow};
use crate::report::scan::{Ignored, Scan};
use crate::report::shown::is_hidden;

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    root: &'static str,
    score: &'a Score,
    ignored: &'a Ignored,
    services: &'a [ServiceRow],
    findings: &'a [Finding],
}

pub(super) fn scan(out: &mut dyn Write, scan: &Scan<'_>) -> io::Result<()> {
    let document = Document {
        version: 1,
        root: ".",
        score: &scan.score,
        ignored: &scan.ignored,
        services: &scan.services,
        findings: scan.findings,
    };
    write(out, &document)
}

/// Prints a document, and ends its last line.
pub(super) fn write(out: &mut dyn Write, document: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_string_pretty(document)?;
    // outside of strings there is none but line ends, and in them a number says the same
    for part in text.split_inclusive(|c: char| is_hidden(c) && c != '\n') {
        match part.char_indices().next_back() {
            Some((at, last)) if is_hidden(last) && last != '\n' => {
                write!(out, "{}\\u{:04x}", &part[..at], u32::from(last))?;
            }
            _ => out.write_all(part.as_bytes())?,
        }
    }
    writeln!(out)
}
