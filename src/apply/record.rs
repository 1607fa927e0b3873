//! What an apply changes, file by file, with the text before and after: the journal while it runs, the undo record afterwards.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::cannot;
use crate::error::{Error, Result};
use crate::plan::{FileChange, diff};

/// Everything that one apply or undo does.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    pub(super) version: u32,
    /// What was applied, a line each.
    pub(super) subjects: Vec<String>,
    /// The record that this one takes back, if it is an undo.
    pub(super) undoes: Option<u32>,
    pub(super) entries: Vec<Entry>,
    /// Folders that were made for new files, outermost first.
    pub(super) folders: Vec<String>,
}

/// One file: its text before (none: it is not there) and after, and its mode.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Path relative to the root, symbolic links resolved.
    pub(super) path: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// Permission bits of the file once it is written.
    pub(super) mode: u32,
    /// The temporary file beside it.
    pub(super) temporary: Option<String>,
}

/// A record in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its number; the highest is the newest.
    pub number: u32,
    /// What was applied.
    pub subjects: Vec<String>,
    /// The files that it changed.
    pub files: Vec<String>,
}

impl Record {
    /// The record that takes this one, of the number `number`, back.
    pub(super) fn reversed(&self, number: u32) -> Self {
        let back = |entry: &Entry| Entry {
            before: entry.after.clone(),
            after: entry.before.clone(),
            temporary: None,
            ..entry.clone()
        };
        Self {
            undoes: Some(number),
            entries: self.entries.iter().map(back).collect(),
            ..self.clone()
        }
    }

    pub(super) fn files(&self) -> Vec<String> {
        self.entries
            .iter()
            .map(|entry| entry.path.clone())
            .collect()
    }
}

impl Entry {
    /// The entry of a planned change: where a symbolic link leads, with the mode that the file has.
    pub(super) fn of(root: &Path, change: &FileChange) -> Result<Self> {
        let path = target(root, &change.path)?;
        let mode = match fs::metadata(root.join(&path)) {
            Ok(data) => mode_of(&data),
            Err(_) if change.executable() => 0o777 & !umask(root),
            Err(_) => 0o666 & !umask(root),
        };
        let (before, after) = (
            change.before.as_deref().map(str::to_owned),
            Some(change.after.to_string()),
        );
        Ok(Self {
            path,
            before,
            after,
            mode,
            temporary: None,
        })
    }

    /// Fails unless the file is as the plan knew it and may be written.
    pub(super) fn check(&self, root: &Path) -> Result<()> {
        let standing = self.standing(root)?;
        if standing != self.before {
            return Err(self.stale(standing.as_deref()));
        }
        let read_only =
            fs::metadata(root.join(&self.path)).is_ok_and(|data| mode_of(&data) & 0o222 == 0);
        if read_only {
            let error =
                Error::new(format!("`{}` is read-only", self.path)).note("nothing was written");
            return Err(error.help(format!(
                "make it writable (`chmod u+w {}`), or leave it out with `--exclude`",
                self.path
            )));
        }
        Ok(())
    }

    /// The text that stands there now.
    pub(super) fn standing(&self, root: &Path) -> Result<Option<String>> {
        match fs::read(root.join(&self.path)) {
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot("read", &self.path, &error)),
        }
    }

    /// The file has changed: where, so that the user can look.
    fn stale(&self, standing: Option<&str>) -> Error {
        let fact = format!("`{}` has changed since it was looked at", self.path);
        let note = match (self.before.as_deref(), standing) {
            (Some(_), None) => "it is no longer there".to_owned(),
            (None, Some(_)) => "it was not there before".to_owned(),
            (Some(before), Some(now)) => format!(
                "first difference at {}",
                diff::first_difference(before, now)
            ),
            (None, None) => "nothing stands there".to_owned(),
        };
        Error::new(fact)
            .note(note)
            .note("nothing was written")
            .help("run fixup again, so that it sees the file as it is now")
    }
}

/// Where a path really leads below the root; never out of it.
fn target(root: &Path, path: &str) -> Result<String> {
    let outside =
        || Error::new(format!("`{path}` leads out of the repository")).note("nothing was written");
    let plain = Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)));
    if !plain {
        return Err(outside());
    }
    let mut existing: PathBuf = root.join(path);
    let mut missing = Vec::new();
    while existing.symlink_metadata().is_err() {
        let (Some(name), Some(parent)) = (existing.file_name(), existing.parent()) else {
            return Err(outside());
        };
        missing.push(name.to_owned());
        existing = parent.to_owned();
    }
    let problem = |error: io::Error| cannot("follow", path, &error);
    let real = existing.canonicalize().map_err(problem)?;
    let root = root.canonicalize().map_err(problem)?;
    let inside = real.strip_prefix(&root).map_err(|_| outside())?;
    let full = missing
        .iter()
        .rev()
        .fold(inside.to_owned(), |path, name| path.join(name));
    full.to_str().map(str::to_owned).ok_or_else(outside)
}

#[cfg(unix)]
fn mode_of(data: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    data.permissions().mode() & 0o7777
}

/// The bits that new files do not get, as seen on a file that is made for it.
fn umask(root: &Path) -> u32 {
    let probe = tempfile::Builder::new()
        .prefix(".fixup-")
        .suffix(".tmp")
        .permissions(all_bits())
        .tempfile_in(root);
    probe
        .ok()
        .and_then(|file| file.as_file().metadata().ok())
        .map_or(0o022, |data| 0o777 & !mode_of(&data))
}

#[cfg(unix)]
fn all_bits() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o777)
}
