//! What the demo says between its parts.

use std::io::{self, Write};
use std::path::Path;

use super::text::BOLD;

/// A part of the demo: the command that it stands for, and what it shows.
///
/// # Errors
/// What the writer says.
pub fn heading(out: &mut dyn Write, command: &str, shows: &str) -> io::Result<()> {
    writeln!(out, "{BOLD}$ fixup {command}{BOLD:#}   # {shows}\n")
}

/// Where the copy is and what to try next.
///
/// # Errors
/// What the writer says.
pub fn farewell(out: &mut dyn Write, copy: &Path) -> io::Result<()> {
    let copy = copy.display();
    writeln!(out, "\nThe fixed copy is in {copy}. Try next:\n")?;
    writeln!(out, "  fixup undo {copy}           # every byte as it was")?;
    writeln!(out, "  fixup apply {copy}          # one question a patch")?;
    writeln!(
        out,
        "  fixup explain cors-allowlist{:width$}  # whom it hurts, and why the fix is as it is",
        "",
        width = copy.to_string().len().saturating_sub(16)
    )?;
    writeln!(
        out,
        "  fixup scan PATH                # your own repository"
    )
}
