//! Carrying a plan out on disk as one transaction, and taking it back. Nothing else in fixup writes a user's file.
//!
//! ```text
//! lock ─> check every file ─> temporary files beside their targets ─> journal (commit point) ─> renames ─> undo record
//! ```
//!
//! Killed before the journal stands, it never happened; killed after it, the next apply or undo rolls it forward first.

pub mod git;
mod kill;
mod lock;
mod record;
mod store;
mod transaction;
mod undo;
pub mod verify;

use std::io;
use std::path::Path;

pub use record::Summary;
pub use undo::{Undone, list, undo, undo_all};

use crate::error::{Error, Result};
use crate::plan::FileChange;
use record::{Entry, Record};
use store::Store;

/// Writes all changes below `root` and leaves a record that takes them back. `subjects` says what they are, for the
/// list of records. No change leaves no record.
///
/// # Errors
/// A file that is not as the plan knew it or cannot be written, and another fixup at work: nothing is written then.
pub fn apply(root: &Path, changes: &[FileChange], subjects: &[String]) -> Result<()> {
    let store = Store::of(root)?;
    let _lock = lock::take(&store)?;
    transaction::recover(&store)?;
    if changes.is_empty() {
        return Ok(());
    }
    let entries = changes
        .iter()
        .map(|change| Entry::of(root, change))
        .collect::<Result<_>>()?;
    let record = Record {
        version: 1,
        subjects: subjects.to_vec(),
        undoes: None,
        entries,
        folders: Vec::new(),
    };
    transaction::run(&store, record)
}

/// Whether an apply was interrupted and waits for the next apply or undo to finish it.
///
/// # Errors
/// A folder of records that cannot be found.
pub fn is_interrupted(root: &Path) -> Result<bool> {
    Ok(Store::of(root)?.has_journal())
}

fn cannot(what: &str, path: &str, error: &io::Error) -> Error {
    Error::new(format!("cannot {what} `{path}`")).note(error.to_string())
}
