//! What the demo says between its parts.

use std::io::{self, Write};
use std::path::Path;

use crate::report::style::BOLD;

/// A part of the demo: the command that it stands for, and what it shows.
///
/// # Errors
/// What the writer says.
pub fn heading(out: &mut dyn Write, command: &str, shows: &str) -> io::Result<()> {
    writeln!(out, "\n{BOLD}$ fixup {command}{BOLD:#}   # {shows}\n")
}

/// Where the copy is and what to try next.
///
/// # Errors
/// What the writer says.
pub fn farewell(out: &mut dyn Write, copy: &Path) -> io::Result<()> {
    let copy = copy.display();
    let tries = [
        (format!("fixup undo {copy}"), "every byte as it was"),
        (format!("fixup apply {copy}"), "one question a patch"),
        (
            format!("fixup report {copy}"),
            "what was fixed, how it is proven, and what is left to you",
        ),
        (
            "fixup explain cors-allowlist".to_owned(),
            "whom it hurts, and why the fix is as it is",
        ),
        ("fixup scan PATH".to_owned(), "your own repository"),
    ];
    let width = tries
        .iter()
        .map(|(command, _)| command.len())
        .max()
        .unwrap_or(0);
    writeln!(out, "\nThe fixed copy is in {copy}. Try next:\n")?;
    tries
        .iter()
        .try_for_each(|(command, does)| writeln!(out, "  {command:<width$}   # {does}"))
}
