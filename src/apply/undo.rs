//! Taking applies back, newest first, exactly. A file that somebody changed since is never overwritten.

use std::path::Path;

use super::record::Summary;
use super::store::Store;
use super::{lock, transaction};
use crate::error::{Error, Result};

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// What had been applied.
    pub subjects: Vec<String>,
    /// The files that are as they were before, in order of path.
    pub files: Vec<String>,
}

/// Takes the newest apply below `root` back.
///
/// # Errors
/// No apply to take back, and a file that has changed since.
pub fn undo(root: &Path) -> Result<Undone> {
    let store = Store::of(root)?;
    let _lock = lock::take(&store)?;
    transaction::recover(&store)?;
    newest(&store)?.ok_or_else(nothing)
}

/// Takes all applies back, newest first.
///
/// # Errors
/// As `undo`; what was taken back before the failure stays taken back.
pub fn undo_all(root: &Path) -> Result<Vec<Undone>> {
    let store = Store::of(root)?;
    let _lock = lock::take(&store)?;
    transaction::recover(&store)?;
    let mut undone = Vec::new();
    while let Some(one) = newest(&store)? {
        undone.push(one);
    }
    if undone.is_empty() {
        Err(nothing())
    } else {
        Ok(undone)
    }
}

/// The applies that can be taken back, newest first.
///
/// # Errors
/// A record that cannot be read.
pub fn list(root: &Path) -> Result<Vec<Summary>> {
    let store = Store::of(root)?;
    let mut found = Vec::new();
    for (number, path) in store.records()?.into_iter().rev() {
        if let Some(record) = Store::read(&path)? {
            found.push(Summary {
                number,
                files: record.files(),
                subjects: record.subjects,
            });
        }
    }
    Ok(found)
}

fn nothing() -> Error {
    Error::new("there is nothing to undo").note("no apply has changed this repository")
}

fn newest(store: &Store) -> Result<Option<Undone>> {
    let Some((number, path)) = store.records()?.pop() else {
        return Ok(None);
    };
    let Some(record) = Store::read(&path)? else {
        return Ok(None);
    };
    let undone = Undone {
        subjects: record.subjects.clone(),
        files: record.files(),
    };
    transaction::run(store, record.reversed(number))?;
    Ok(Some(undone))
}
