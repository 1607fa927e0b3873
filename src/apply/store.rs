//! Where the journal and the undo records lie: in git's own folder, so that `git status` stays clean, else in `.fixup`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cannot;
use super::record::Record;
use crate::error::{Error, Result};

/// The folder of one work tree's records.
pub(super) struct Store {
    pub(super) root: PathBuf,
    folder: PathBuf,
}

impl Store {
    /// The store of the repository at `root`.
    pub(super) fn of(root: &Path) -> Result<Self> {
        let problem = |error: io::Error| cannot("find", &root.display().to_string(), &error);
        let root = root.canonicalize().map_err(problem)?;
        Ok(Self {
            folder: git_folder(&root).unwrap_or_else(|| root.join(".fixup")),
            root,
        })
    }

    /// The folder, made where it is not there yet.
    pub(super) fn folder(&self) -> Result<&Path> {
        fs::create_dir_all(&self.folder).map_err(|error| self.problem("make", &error))?;
        Ok(&self.folder)
    }

    pub(super) fn problem(&self, what: &str, error: &io::Error) -> Error {
        cannot(what, &self.folder.display().to_string(), error)
    }

    /// What an apply that passed its commit point has to do.
    pub(super) fn journal(&self) -> PathBuf {
        self.folder.join("journal.json")
    }

    /// What an apply that has not passed it may have left behind.
    pub(super) fn pending(&self) -> PathBuf {
        self.folder.join("pending.json")
    }

    pub(super) fn has_journal(&self) -> bool {
        self.journal().exists()
    }

    /// The undo records by number, oldest first.
    pub(super) fn records(&self) -> Result<Vec<(u32, PathBuf)>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(self.problem("read", &error)),
        };
        let number = |path: &Path| {
            path.file_name()?
                .to_str()?
                .strip_suffix(".json")?
                .parse()
                .ok()
        };
        let paths = entries.filter_map(io::Result::ok).map(|entry| entry.path());
        let mut found: Vec<(u32, PathBuf)> = paths
            .filter_map(|path| Some((number(&path)?, path)))
            .collect();
        found.sort();
        Ok(found)
    }

    /// The path of the record with this number.
    pub(super) fn record(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number:04}.json"))
    }

    /// Reads a record; `None` where there is none.
    pub(super) fn read(path: &Path) -> Result<Option<Record>> {
        let shown = path.display().to_string();
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(cannot("read", &shown, &error)),
        };
        let record = serde_json::from_str(&text);
        record.map(Some).map_err(|error| {
            Error::new(format!("`{shown}` is no record of fixup")).note(error.to_string())
        })
    }

    /// Writes a record durably: it is either there whole or not at all. Readable by its owner only, for it holds what was removed.
    pub(super) fn save(&self, path: &Path, record: &Record) -> Result<()> {
        let problem = |error: io::Error| self.problem("write in", &error);
        let mut file = tempfile::NamedTempFile::new_in(self.folder()?).map_err(problem)?;
        let text = serde_json::to_string(record).expect("a record is plain data");
        file.write_all(text.as_bytes()).map_err(problem)?;
        file.as_file().sync_all().map_err(problem)?;
        file.persist(path).map_err(|error| problem(error.error))?;
        sync_folder(&self.folder).map_err(problem)
    }

    /// Takes a file of the store away; one that is not there is fine.
    pub(super) fn forget(&self, path: &Path) -> Result<()> {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(self.problem("clean up in", &error))
            }
            _ => sync_folder(&self.folder).map_err(|error| self.problem("write in", &error)),
        }
    }
}

/// `git rev-parse --git-path fixup`: right in linked work trees, too. A folder below the work tree's root has records of
/// its own, for their paths are relative to it.
fn git_folder(root: &Path) -> Option<PathBuf> {
    let ask = |word: &str, more: &[&str]| {
        let output = Command::new("git")
            .arg("-C")
            .arg(root)
            .arg("rev-parse")
            .arg(word)
            .args(more)
            .output()
            .ok()?;
        let answer = String::from_utf8(output.stdout)
            .ok()
            .filter(|_| output.status.success())?;
        Some(answer.trim_end_matches('\n').to_owned())
    };
    let folder = root.join(ask("--git-path", &["fixup"])?);
    match ask("--show-prefix", &[])?.as_str() {
        "" => Some(folder),
        prefix => Some(folder.join("below").join(prefix)),
    }
}

/// Makes renames and removals in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
