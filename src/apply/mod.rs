//! Carrying a plan out on disk, and taking it back. Nothing else in fixup writes a user's file.

mod record;
mod undo;
mod write;

use std::path::{Path, PathBuf};
use std::process::Command;

pub use undo::{Undone, undo};

use crate::error::{Error, Result};
use crate::plan::FileChange;
use record::{Entry, Record};

/// Writes all changes below `root` and leaves a record that takes them back.
///
/// # Errors
/// A file that cannot be written; what was written before it is taken back.
pub fn apply(root: &Path, changes: &[FileChange]) -> Result<()> {
    if changes.is_empty() {
        return Ok(());
    }
    let entries: Vec<Entry> = changes.iter().map(Entry::from).collect();
    let record = Record { version: 1, entries };
    write::all(root, &record.entries)?;
    record.save(&folder(root))
}

/// Where the records lie: in git's own folder, else in `.fixup`.
fn folder(root: &Path) -> PathBuf {
    let asked = Command::new("git").arg("-C").arg(root).args(["rev-parse", "--git-path", "fixup"]).output();
    let path = asked.ok().filter(|output| output.status.success()).and_then(|output| String::from_utf8(output.stdout).ok());
    match path {
        Some(path) => root.join(path.trim_end()),
        None => root.join(".fixup"),
    }
}

fn cannot(what: &str, path: &str, error: &std::io::Error) -> Error {
    Error::new(format!("cannot {what} `{path}`")).note(error.to_string())
}
