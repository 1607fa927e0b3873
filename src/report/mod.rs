//! Everything that fixup prints. A report takes values and a writer; it decides nothing.

pub mod catalogue;
mod count;
pub mod demo;
mod diff;
mod json;
mod text;

use std::io::{self, Write};
use std::path::Path;

use crate::patch::Patch;
use crate::plan::score::Score;
use crate::plan::{Finding, Fix, ServiceRow};

pub use count::count;
pub use diff::{fixes as diff, fixes_as_json as diff_json};

/// What `scan` found.
pub struct Scan<'a> {
    /// The root, as the user named it.
    pub root: &'a Path,
    /// The services, by path.
    pub services: Vec<ServiceRow>,
    /// The findings, by issue, service and path.
    pub findings: &'a [Finding],
    /// The score over them.
    pub score: Score,
}

/// The forms of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs; a contract, with a version.
    Json,
}

/// Prints a scan.
///
/// # Errors
/// What the writer says.
pub fn scan(out: &mut dyn Write, scan: &Scan<'_>, format: Format) -> io::Result<()> {
    match format {
        Format::Text => text::scan(out, scan),
        Format::Json => json::scan(out, scan),
    }
}

/// Says what an apply changed and what a person must still do.
///
/// # Errors
/// What the writer says.
pub fn applied(out: &mut dyn Write, fixes: &[Fix], patches: &[&Patch], files: usize) -> io::Result<()> {
    text::applied(out, fixes, patches, files)
}

/// One patch before its question: its diff, and why.
///
/// # Errors
/// What the writer says.
pub fn offered(out: &mut dyn Write, patch: &Patch, fixes: &[Fix]) -> io::Result<()> {
    diff::patch(out, patch, fixes)
}

/// Says which files are as they were before.
///
/// # Errors
/// What the writer says.
pub fn undone(out: &mut dyn Write, files: &[String]) -> io::Result<()> {
    writeln!(out, "took {} back:", count(files.len(), "file"))?;
    files.iter().try_for_each(|file| writeln!(out, "  {file}"))
}
