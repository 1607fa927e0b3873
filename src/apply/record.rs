//! What an apply or undo changes, file by file, with the text before and after: what guides it while it runs, and the
//! undo record afterwards.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::apply::store::Store;
use crate::apply::target::{Found, resolve};
use crate::error::{Error, Result};
use crate::plan::{FileChange, diff};
use crate::tree::paths::folder;

/// The version of the format.
const VERSION: u32 = 1;

/// Everything that one apply or undo does. All paths are relative to the store's root, symbolic links resolved.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Record {
    version: u32,
    /// The folder that fixup ran for; empty for the store's root.
    pub(super) scope: String,
    /// What was applied, a line each.
    pub(super) subjects: Vec<String>,
    /// The number of the record that this one takes back, if it is an undo.
    pub(super) undoes: Option<u32>,
    pub(super) entries: Vec<Entry>,
    /// Folders that an apply makes for new files, outermost first.
    pub(super) folders: Vec<String>,
    /// By what it is known, outside of git, to be the user's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mark: Option<String>,
    /// When it was made, in seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) time: Option<i64>,
    /// The branch that was checked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) branch: Option<String>,
    /// Where that branch was made from, where it was made for this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) made_from: Option<String>,
    /// The commit that it became.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) commit: Option<String>,
}

/// The bits of a mode that say who may read, write and run a file, and nothing of whose right it runs with.
const RIGHTS: u32 = 0o777;

/// One file: its text before (none: it is not there) and after.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) path: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// The mode for a file that is made; one that stands there keeps its own.
    pub(super) mode: u32,
    /// What makes the name of its temporary file its own.
    token: u64,
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
    /// When, in seconds since 1970.
    pub time: Option<i64>,
    /// The branch that was checked out.
    pub branch: Option<String>,
    /// The branch, or the commit, that this branch was made from, where it was made for this.
    pub made_from: Option<String>,
    /// The commit that it became.
    pub commit: Option<String>,
}

impl From<(u32, Record)> for Summary {
    fn from((number, record): (u32, Record)) -> Self {
        Self {
            number,
            files: record.files(),
            subjects: record.subjects,
            time: record.time,
            branch: record.branch,
            made_from: record.made_from,
            commit: record.commit,
        }
    }
}

impl Record {
    /// What is left to do of `changes`. It has no entries where every file has its new text already.
    pub(super) fn of(store: &Store, changes: &[FileChange], subjects: &[String]) -> Result<Self> {
        let mut entries: Vec<Entry> = Vec::new();
        for change in changes {
            let entry = Entry::of(store, change)?;
            match entries.iter().find(|other| other.path == entry.path) {
                None => entries.push(entry),
                Some(other) if other.after == entry.after => {}
                Some(_) => return Err(twice(&change.path, &entry.path)),
            }
        }
        let entries = left_to_do(&store.root, entries)?;
        Ok(Self {
            version: VERSION,
            scope: store.scope.clone(),
            subjects: subjects.to_vec(),
            undoes: None,
            folders: missing_folders(&store.root, &entries)?,
            mark: None,
            time: None,
            branch: None,
            made_from: None,
            commit: None,
            entries,
        })
    }

    /// Takes a file in that something else wrote after it: one that stands there as `before` says comes back so.
    pub(super) fn join(&mut self, store: &Store, change: &FileChange) -> Result<()> {
        let entry = Entry::of(store, change)?;
        match self.entries.iter_mut().find(|it| it.path == entry.path) {
            Some(own) => own.after = entry.after,
            None => self.entries.push(entry),
        }
        Ok(())
    }

    /// Whether every file is as it was before: somebody else has taken it back.
    pub(super) fn is_taken_back(&self, root: &Path) -> bool {
        let is_as_before = |entry: &Entry| {
            let found = Found::at(root, &entry.path);
            found.is_ok_and(|found| found.is(entry.before.as_deref()))
        };
        self.entries.iter().all(is_as_before)
    }

    /// The record that takes this one, of the number `number`, back.
    pub(super) fn undoing(&self, number: u32) -> Self {
        let entries = self.entries.iter().map(Entry::reversed).collect();
        Self {
            undoes: Some(number),
            entries,
            ..self.clone()
        }
    }

    /// Reads a record that was saved.
    pub(super) fn parse(text: &str) -> std::result::Result<Self, String> {
        let mut record: Self = serde_json::from_str(text)
            .map_err(|error| format!("line {}, column {}", error.line(), error.column()))?;
        for entry in &mut record.entries {
            entry.mode &= RIGHTS;
        }
        if record.version == VERSION {
            Ok(record)
        } else {
            Err(format!(
                "it has the version {}, and this fixup knows {VERSION}",
                record.version
            ))
        }
    }

    /// Gives every entry a name for its temporary file that no other run uses at the same time, and notes the mode of
    /// what stands there, for one that is removed and has to come back.
    pub(super) fn ready(&mut self, root: &Path) {
        let run = u64::from(std::process::id()) << 32;
        for (number, entry) in (run..).zip(&mut self.entries) {
            entry.token = number;
            if let Ok(data) = fs::metadata(root.join(&entry.path)) {
                entry.mode = data.permissions().mode() & RIGHTS;
            }
        }
    }

    /// Fails unless every file is as the record knew it and may be written.
    pub(super) fn check(&self, store: &Store) -> Result<()> {
        self.check_paths(store)?;
        self.entries.iter().try_for_each(|entry| {
            entry.check_text(&store.root, self.undoes.is_some())?;
            entry.check_writable(&store.root)
        })
    }

    /// Fails where a path leads somewhere else than when the record was made: through a symbolic link, out of the
    /// root. A record in a repository that somebody else made may hold any path.
    pub(super) fn check_paths(&self, store: &Store) -> Result<()> {
        for path in self
            .entries
            .iter()
            .map(|entry| &entry.path)
            .chain(&self.folders)
        {
            if resolve(&store.root, path)? != Path::new(path) {
                let error = Error::new(format!("`{path}` leads through a symbolic link now"));
                return Err(error.note("nothing was written"));
            }
        }
        Ok(())
    }

    pub(super) fn files(&self) -> Vec<String> {
        self.entries
            .iter()
            .map(|entry| entry.path.clone())
            .collect()
    }
}

impl Entry {
    fn of(store: &Store, change: &FileChange) -> Result<Self> {
        Ok(Self {
            path: store.locate(&change.path)?,
            before: change.before.as_deref().map(str::to_owned),
            after: Some(change.after.to_string()),
            mode: if change.executable() { 0o777 } else { 0o666 },
            token: 0,
        })
    }

    pub(super) fn reversed(&self) -> Self {
        Self {
            before: self.after.clone(),
            after: self.before.clone(),
            ..self.clone()
        }
    }

    /// The path of its temporary file: in the same folder, so that a rename puts it in place.
    pub(super) fn temporary(&self) -> String {
        let folder = folder(&self.path);
        let separator = if folder.is_empty() { "" } else { "/" };
        format!("{folder}{separator}.fixup-{:x}.tmp", self.token)
    }

    fn check_text(&self, root: &Path, undoing: bool) -> Result<()> {
        let found =
            Found::at(root, &self.path).map_err(|error| error.note("nothing was written"))?;
        if found.is(self.before.as_deref()) {
            return Ok(());
        }
        let (since, help) = if undoing {
            (
                "fixup wrote it",
                "an undo never overwrites what was done since: take that back first, or leave it so with `fixup undo --forget`, behind which earlier applies can be undone",
            )
        } else {
            (
                "it was looked at",
                "plan again, so that fixup sees the file as it is now",
            )
        };
        Err(
            Error::new(format!("`{}` has changed since {since}", self.path))
                .note(self.difference(&found))
                .note("nothing was written")
                .help(help),
        )
    }

    /// What stands there instead of the text before, without showing any of it: it may be secret.
    fn difference(&self, found: &Found) -> String {
        let now = match found {
            Found::Nothing => return "it is no longer there".to_owned(),
            Found::Other(what) => return format!("{what} stands there"),
            Found::File(bytes) => str::from_utf8(bytes),
        };
        match (now, &self.before) {
            (Err(_), _) => "it is no longer UTF-8 text".to_owned(),
            (_, None) => "it was not there before".to_owned(),
            (Ok(now), Some(before)) => {
                diff::misfit(before, self.after.as_deref().unwrap_or_default(), now)
            }
        }
    }

    /// A rename replaces what is read-only without a word, so it is asked first. Root may write a file that nobody has
    /// the right to write; that right was taken away on purpose, too.
    fn check_writable(&self, root: &Path) -> Result<()> {
        let path = root.join(&self.path);
        let Ok(data) = fs::metadata(&path) else {
            return Ok(());
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "nothing is written, only asked for"
        )]
        let refused = File::options().append(true).open(&path).err();
        if refused.is_none() && !data.permissions().readonly() {
            return Ok(());
        }
        let mut error = Error::new(format!("`{}` is read-only", self.path));
        if let Some(why) = refused {
            error = error.note(why.to_string());
        }
        Err(error.note("nothing was written").help(format!(
            "make it writable (`chmod u+w {}`), or leave it out with `--exclude`",
            self.path
        )))
    }
}

/// The entries without those of new files that stand there already, and none at all where every file has its new text.
fn left_to_do(root: &Path, entries: Vec<Entry>) -> Result<Vec<Entry>> {
    let mut left = Vec::new();
    let mut all_done = true;
    for entry in entries
        .into_iter()
        .filter(|entry| entry.before != entry.after)
    {
        let found =
            Found::at(root, &entry.path).map_err(|error| error.note("nothing was written"))?;
        let done = found.is(entry.after.as_deref());
        all_done &= done;
        if !done || entry.before.is_some() {
            left.push(entry);
        }
    }
    Ok(if all_done { Vec::new() } else { left })
}

/// The folders that new files need and that are not there, outermost first.
fn missing_folders(root: &Path, entries: &[Entry]) -> Result<Vec<String>> {
    let mut missing = BTreeSet::new();
    for path in entries.iter().map(|entry| folder(&entry.path)) {
        let ends = path
            .match_indices('/')
            .map(|(at, _)| at)
            .chain([path.len()]);
        for part in ends.map(|end| &path[..end]).filter(|part| !part.is_empty()) {
            match Found::at(root, part)? {
                Found::Other(_) => {}
                Found::Nothing => drop(missing.insert(part.to_owned())),
                Found::File(_) => {
                    let fact = format!("`{part}` is a file, and a folder is needed there");
                    return Err(Error::new(fact).note("nothing was written"));
                }
            }
        }
    }
    Ok(missing.into_iter().collect())
}

fn twice(path: &str, target: &str) -> Error {
    Error::new(format!(
        "`{path}` and another path of the plan lead to one file, `{target}`"
    ))
    .note("they would give it different texts, and nothing was written")
}
