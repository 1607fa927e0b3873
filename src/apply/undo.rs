//! Taking applies back, newest first, exactly. A file that somebody changed since is never overwritten.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::apply::git;
use crate::apply::lock::{self, Lock};
use crate::apply::record::{Record, Summary};
use crate::apply::store::{Phase, Store};
use crate::apply::transaction;
use crate::error::{Error, Result};

/// What an undo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// What had been applied.
    pub subjects: Vec<String>,
    /// The files that are as they were before, in order of path.
    pub files: Vec<String>,
    /// The branch that it was on.
    pub branch: Option<String>,
    /// Where that branch was made from, where it was made for this.
    pub made_from: Option<String>,
}

impl From<Record> for Undone {
    fn from(record: Record) -> Self {
        Self {
            files: record.files(),
            subjects: record.subjects,
            branch: record.branch,
            made_from: record.made_from,
        }
    }
}

/// What came of an undo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undoing {
    /// There is nothing to take back.
    Nothing,
    /// It was done.
    Done(Undone),
    /// The newest applies are commits by now, newest first: git takes them back, and no file was changed.
    Committed(Vec<Summary>),
}

/// Takes the newest apply at or below `root` back. An undo that was interrupted is brought to its end, and no more.
///
/// # Errors
/// A file that has changed since.
pub fn undo(root: &Path) -> Result<Undoing> {
    let Some((store, _lock)) = open(root)? else {
        return Ok(Undoing::Nothing);
    };
    match finished_undo(&store)? {
        Some(undone) => Ok(Undoing::Done(undone)),
        None => take_newest_back(&store),
    }
}

/// Takes all applies at or below `root` back, newest first, and tells of each what it did. Stops at one that is a commit.
///
/// # Errors
/// As `undo`; what was taken back before the failure stays taken back.
pub fn undo_all(root: &Path, tell: &mut dyn FnMut(&Undone)) -> Result<Vec<Summary>> {
    let Some((store, _lock)) = open(root)? else {
        return Ok(Vec::new());
    };
    finished_undo(&store)?.iter().for_each(&mut *tell);
    loop {
        match take_newest_back(&store)? {
            Undoing::Done(undone) => tell(&undone),
            Undoing::Nothing => return Ok(Vec::new()),
            Undoing::Committed(commits) => return Ok(commits),
        }
    }
}

/// Forgets the newest apply at or below `root`, or all of them; no file of the user's changes. Gives what was forgotten.
///
/// # Errors
/// A record that cannot be read or removed.
pub fn forget(root: &Path, all: bool) -> Result<Vec<Summary>> {
    let Some((store, _lock)) = open(root)? else {
        return Ok(Vec::new());
    };
    transaction::recover(&store)?;
    let mut forgotten = Vec::new();
    while let Some((number, record)) = newest(&store)? {
        drop_record(&store, number, &record)?;
        forgotten.push((number, record).into());
        if !all {
            break;
        }
    }
    Ok(forgotten)
}

fn drop_record(store: &Store, number: u32, record: &Record) -> Result<()> {
    store.forget(number)?;
    store.unmark(record);
    Ok(())
}

/// The applies at or below `root` that can be taken back, newest first.
///
/// # Errors
/// A record that cannot be read.
pub fn list(root: &Path) -> Result<Vec<Summary>> {
    let store = Store::of(root)?;
    records(&store)?
        .map(|found| found.map(Summary::from))
        .collect()
}

/// What stood in the files that the applies at or below `root` changed, before the first of them: by path from `root`, and none
/// of a file that was not there.
///
/// # Errors
/// A record that cannot be read.
pub fn originals(root: &Path) -> Result<BTreeMap<String, Option<String>>> {
    let store = Store::of(root)?;
    let mut found = BTreeMap::new();
    // newest first, so that the oldest has the last word
    for record in records(&store)? {
        let (_, record) = record?;
        let entries = record.entries.into_iter();
        found.extend(entries.filter_map(|entry| {
            let path = Path::new(&entry.path).strip_prefix(&store.scope).ok()?;
            Some((path.to_str()?.to_owned(), entry.before))
        }));
    }
    Ok(found)
}

/// Takes the apply with this number back.
pub(super) fn take_back(store: &Store, number: u32) -> Result<()> {
    match store.record(number)? {
        Some(record) => transaction::run(store, record.undoing(number)).map(drop),
        None => Err(Error::fault("the apply that was just made has no record")),
    }
}

/// The folder of the same repository whose applies can be taken back, where `root` itself has none.
///
/// # Errors
/// Records that cannot be read.
pub fn elsewhere(root: &Path) -> Result<Option<PathBuf>> {
    let store = Store::of(root)?;
    let has_records = !store.numbers()?.is_empty();
    Ok(has_records.then_some(store.root))
}

/// The store below `root`, locked, where something is in it.
fn open(root: &Path) -> Result<Option<(Store, Lock)>> {
    let store = Store::of(root)?;
    if !store.is_interrupted() && newest(&store)?.is_none() {
        return Ok(None);
    }
    let lock = lock::take(&store)?;
    Ok(Some((store, lock)))
}

/// Recovers; what an undo that was interrupted took back.
fn finished_undo(store: &Store) -> Result<Option<Undone>> {
    let recovered = transaction::recover(store)?;
    Ok(match recovered {
        Some((Phase::Committed, record)) if record.undoes.is_some() => Some(record.into()),
        _ => None,
    })
}

fn take_newest_back(store: &Store) -> Result<Undoing> {
    while let Some((number, record)) = newest(store)? {
        let Some(commit) = &record.commit else {
            transaction::run(store, record.undoing(number))?;
            return Ok(Undoing::Done(record.into()));
        };
        let is_reverted = git::is_here(&store.root, commit) && record.is_taken_back(&store.root);
        if git::is_kept(&store.root, commit) && !is_reverted {
            return committed(store);
        }
        // its branch is gone, or it was reverted
        drop_record(store, number, &record)?;
    }
    Ok(Undoing::Nothing)
}

/// The newest applies that are commits.
fn committed(store: &Store) -> Result<Undoing> {
    let all: Vec<(u32, Record)> = records(store)?.collect::<Result<_>>()?;
    let commits = all.into_iter().take_while(|(_, it)| it.commit.is_some());
    Ok(Undoing::Committed(commits.map(Summary::from).collect()))
}

fn newest(store: &Store) -> Result<Option<(u32, Record)>> {
    records(store)?.next().transpose()
}

/// What was applied at or below the store's scope, newest first.
fn records(store: &Store) -> Result<impl Iterator<Item = Result<(u32, Record)>>> {
    let numbers = store.numbers()?.into_iter().rev();
    let read = |number| {
        Some(
            store
                .record(number)
                .transpose()?
                .map(|record| (number, record)),
        )
    };
    let here = |found: &Result<(u32, Record)>| match found {
        Ok((_, record)) => store.covers(&record.scope),
        Err(_) => true,
    };
    Ok(numbers.filter_map(read).filter(here))
}
