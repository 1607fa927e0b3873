//! Taking applies back, newest first, exactly. A file that somebody changed since is never overwritten.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

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
}

impl From<Record> for Undone {
    fn from(record: Record) -> Self {
        Self {
            files: record.files(),
            subjects: record.subjects,
        }
    }
}

/// Takes the newest apply at or below `root` back; `None` where there is none. An undo that was interrupted is brought to
/// its end, and no more.
///
/// # Errors
/// A file that has changed since.
pub fn undo(root: &Path) -> Result<Option<Undone>> {
    let Some((store, _lock)) = open(root)? else {
        return Ok(None);
    };
    match finished_undo(&store)? {
        Some(undone) => Ok(Some(undone)),
        None => take_newest_back(&store),
    }
}

/// Takes all applies at or below `root` back, newest first, and tells of each what it did.
///
/// # Errors
/// As `undo`; what was taken back before the failure stays taken back.
pub fn undo_all(root: &Path, tell: &mut dyn FnMut(&Undone)) -> Result<()> {
    let Some((store, _lock)) = open(root)? else {
        return Ok(());
    };
    finished_undo(&store)?.iter().for_each(&mut *tell);
    while let Some(undone) = take_newest_back(&store)? {
        tell(&undone);
    }
    Ok(())
}

/// The applies at or below `root` that can be taken back, newest first.
///
/// # Errors
/// A record that cannot be read.
pub fn list(root: &Path) -> Result<Vec<Summary>> {
    let store = Store::of(root)?;
    let summary = |(number, record): (u32, Record)| Summary {
        number,
        files: record.files(),
        subjects: record.subjects,
    };
    records(&store)?.map(|found| found.map(summary)).collect()
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

fn take_newest_back(store: &Store) -> Result<Option<Undone>> {
    let Some((number, record)) = newest(store)? else {
        return Ok(None);
    };
    transaction::run(store, record.undoing(number))?;
    Ok(Some(record.into()))
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
