//! Taking the last apply back, exactly. A file that somebody changed since is never overwritten.

use std::fs;
use std::path::Path;

use super::record::{Entry, Record, records};
use super::{cannot, folder, write};
use crate::error::{Error, Result};

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The files that are as they were before, in order of path.
    pub files: Vec<String>,
}

/// Takes the newest apply below `root` back.
///
/// # Errors
/// No apply to take back, and a file that has changed since.
pub fn undo(root: &Path) -> Result<Undone> {
    let (_, path) = records(&folder(root))?.pop().ok_or_else(|| Error::new("there is nothing to undo").note("no apply has changed this repository"))?;
    let shown = path.display().to_string();
    let text = fs::read_to_string(&path).map_err(|error| cannot("read", &shown, &error))?;
    let record: Record = serde_json::from_str(&text).map_err(|error| Error::new(format!("`{shown}` is no undo record")).note(error.to_string()))?;
    let back: Vec<Entry> = record.entries.iter().map(Entry::reversed).collect();
    write::all(root, &back)?;
    fs::remove_file(&path).map_err(|error| cannot("remove", &shown, &error))?;
    Ok(Undone { files: back.into_iter().map(|entry| entry.path).collect() })
}
