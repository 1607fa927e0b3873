//! The record of an apply: every file with its text before and after. It holds secrets that a fix removed, so it is
//! readable by its owner only.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cannot;
use crate::error::Result;
use crate::plan::FileChange;

#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Record {
    pub(super) version: u32,
    pub(super) entries: Vec<Entry>,
}

/// One file: its text before (none: it was not there) and after.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

impl From<&FileChange> for Entry {
    fn from(change: &FileChange) -> Self {
        Self { path: change.path.clone(), before: change.before.as_deref().map(str::to_owned), after: Some(change.after.to_string()) }
    }
}

impl Entry {
    /// The entry that takes this one back.
    pub(super) fn reversed(&self) -> Self {
        Self { path: self.path.clone(), before: self.after.clone(), after: self.before.clone() }
    }
}

impl Record {
    /// Saves the record as the newest in `folder`.
    pub(super) fn save(&self, folder: &Path) -> Result<()> {
        let problem = |error: std::io::Error| cannot("write the undo record in", &folder.display().to_string(), &error);
        fs::create_dir_all(folder).map_err(problem)?;
        let number = records(folder)?.last().map_or(1, |(number, _)| number + 1);
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(problem)?;
        let text = serde_json::to_string(self).expect("a record is plain data");
        file.write_all(text.as_bytes()).map_err(problem)?;
        file.persist(folder.join(format!("{number:04}.json"))).map_err(|error| problem(error.error))?;
        Ok(())
    }
}

/// The records in `folder` by number, oldest first.
pub(super) fn records(folder: &Path) -> Result<Vec<(u32, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(cannot("read", &folder.display().to_string(), &error)),
    };
    let number = |path: &Path| path.file_name()?.to_str()?.strip_suffix(".json")?.parse().ok();
    let mut found: Vec<(u32, PathBuf)> =
        entries.filter_map(std::result::Result::ok).filter_map(|entry| Some((number(&entry.path())?, entry.path()))).collect();
    found.sort();
    Ok(found)
}
