//! Carrying a plan out on disk as one transaction, and taking it back. Nothing else in fixup writes a user's file.
//!
//! ```text
//! lock ─> check every file ─> temporary files beside their targets ─> commit point ─> renames ─> undo record
//! ```
//!
//! Killed before the commit point, it never happened; killed after it, the next apply or undo rolls it forward first.
//!
//! As git does, a file is replaced and not written into: it keeps its mode and, where the system lets us, its owner,
//! but another hard link to it keeps the old text, and extended attributes are not carried over. A symbolic link stays
//! one: the file that it leads to is replaced, and that must lie below the root.

mod careful;
pub mod git;
mod interrupt;
mod kill;
mod lock;
mod lock_files;
mod marks;
mod record;
mod store;
mod target;
mod transaction;
mod undo;
pub mod verify;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::apply::record::Record;
use crate::apply::store::{Phase, Store};
use crate::error::{Error, Result};
use crate::plan::FileChange;

pub use lock_files::Locking;
pub use record::Summary;
pub use undo::{Undoing, Undone, elsewhere, forget, list, originals, undo, undo_all};

/// Writes all changes below `root` and leaves a record that takes them back. `subjects` says what they are, for the
/// list of records. No change leaves no record.
///
/// # Errors
/// A file that is not as the plan knew it or cannot be written, and another fixup at work: nothing is written then.
pub fn apply(root: &Path, changes: &[FileChange], subjects: &[String]) -> Result<()> {
    carry_out(root, changes, subjects, None)
}

/// As `apply`, and takes everything back where `accept`, asked afterwards, fails.
///
/// # Errors
/// As `apply`, and what `accept` says.
pub fn apply_if(
    root: &Path,
    changes: &[FileChange],
    subjects: &[String],
    accept: &mut dyn FnMut() -> Result<()>,
) -> Result<()> {
    carry_out(root, changes, subjects, Some(accept))
}

fn carry_out(
    root: &Path,
    changes: &[FileChange],
    subjects: &[String],
    accept: Option<&mut dyn FnMut() -> Result<()>>,
) -> Result<()> {
    let store = Store::of(root)?;
    if changes.is_empty() && !store.is_interrupted() {
        return Ok(());
    }
    // held until `accept` has decided, so that nobody else's apply is taken back
    let _lock = lock::take(&store)?;
    transaction::recover(&store)?;
    let mut record = Record::of(&store, changes, subjects)?;
    if record.entries.is_empty() {
        return Ok(());
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).ok();
    record.time = now.and_then(|now| i64::try_from(now.as_secs()).ok());
    record.branch = git::branch(&store.root);
    let head = accept.as_ref().and_then(|_| git::head(&store.root));
    let number = transaction::run(&store, record)?;
    let Some(accept) = accept else { return Ok(()) };
    interrupt::outlived(|| {
        let accepted = accept().map_err(|failed| match undo::take_back(&store, number) {
            Ok(()) => failed.note("all of it was taken back"),
            Err(error) => failed
                .note(format!("the fixes stay, for {}", error.fact()))
                .help("take back what changed since the fixes, then `fixup undo` takes these back"),
        });
        accepted?;
        let commit = git::head(&store.root).filter(|now| Some(now) != head.as_ref());
        match (commit, store.record(number)?) {
            (Some(commit), Some(mut record)) => {
                record.commit = Some(commit);
                store.rewrite(number, &record)
            }
            _ => Ok(()),
        }
    })
}

/// Notes that the branch that is checked out was made for what was applied on it, and from where.
///
/// # Errors
/// Records that cannot be read or written.
pub fn note_made_from(root: &Path, from: &str) -> Result<()> {
    let store = Store::of(root)?;
    let _lock = lock::take(&store)?;
    let branch = git::branch(&store.root);
    for number in store.numbers()?.into_iter().rev() {
        let Some(mut record) = store.record(number)? else {
            continue;
        };
        if record.branch != branch || record.made_from.is_some() {
            break;
        }
        record.made_from = Some(from.to_owned());
        store.rewrite(number, &record)?;
    }
    Ok(())
}

/// What became of a file that a tool wrote after an apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It is as it was.
    Unchanged,
    /// It comes back with the apply.
    Recorded,
    /// It is no text, and a record holds nothing else.
    NoText,
}

/// Takes a file that a tool wrote after the newest apply into its record: what stood there before comes back with it.
///
/// # Errors
/// A file or a record that cannot be read or written.
pub fn join(root: &Path, path: &str, before: Option<Vec<u8>>) -> Result<Joined> {
    let store = Store::of(root)?;
    let _lock = lock::take(&store)?;
    let now = if_there(fs::read(root.join(path)));
    let now = now.map_err(|error| cannot("read", path, &error))?;
    if now == before {
        return Ok(Joined::Unchanged);
    }
    let text = |bytes: Option<Vec<u8>>| bytes.map(String::from_utf8).transpose().ok();
    let (Some(before), Some(Some(after))) = (text(before), text(now)) else {
        return Ok(Joined::NoText);
    };
    let newest = store.numbers()?.last().copied();
    let record = newest.map(|number| store.record(number)).transpose()?;
    let Some((number, mut record)) = newest.zip(record.flatten()) else {
        return Err(Error::fault("the apply that was just made has no record"));
    };
    let change = FileChange {
        path: path.to_owned(),
        before: before.map(Arc::from),
        after: Arc::from(after),
    };
    record.join(&store, &change)?;
    store.rewrite(number, &record)?;
    Ok(Joined::Recorded)
}

/// Whether `changes` fit the files below `root` as they stand; false where there is nothing left to do.
///
/// # Errors
/// As `apply`.
pub fn fits(root: &Path, changes: &[FileChange]) -> Result<bool> {
    let store = Store::of(root)?;
    let record = Record::of(&store, changes, &[])?;
    record.check(&store)?;
    Ok(!record.entries.is_empty())
}

/// Fails where a change leads out of `root`, or two lead to one file: what no plan may say.
///
/// # Errors
/// Just that.
pub fn check_paths(root: &Path, changes: &[FileChange]) -> Result<()> {
    Record::of(&Store::of(root)?, changes, &[]).map(drop)
}

/// The files that `changes` below `root` would replace and that have changes which are not committed, sorted.
///
/// # Errors
/// As `check_paths`, and a git that does not answer.
pub fn uncommitted(root: &Path, changes: &[FileChange]) -> Result<Vec<String>> {
    let store = Store::of(root)?;
    let record = Record::of(&store, changes, &[])?;
    git::uncommitted(&store.root, &record.files())
}

/// Commits exactly the files of `changes` below `root`, as they stand.
///
/// # Errors
/// What git or a hook says; nothing stays staged.
pub fn commit(root: &Path, changes: &[FileChange], message: &str) -> Result<()> {
    let store = Store::of(root)?;
    let paths: Result<Vec<String>> = changes
        .iter()
        .map(|change| store.locate(&change.path))
        .collect();
    git::commit(&store.root, &paths?, message)
}

/// Keeps records beside the files below `root` where git does not answer.
///
/// # Errors
/// A folder that cannot be written in.
pub fn keep_beside(root: &Path) -> Result<()> {
    Store::keep_beside(root)
}

/// What `recover` found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovery {
    /// Nothing was interrupted after its commit point.
    Nothing,
    /// An apply or undo that had been interrupted is whole now.
    Finished,
    /// One that had failed half-way is taken back now.
    TakenBack,
}

/// Finishes what an interrupted apply or undo had begun, so that the tree is whole.
///
/// # Errors
/// Another fixup at work, and files that cannot be written.
pub fn recover(root: &Path) -> Result<Recovery> {
    let store = Store::of(root)?;
    if !store.is_interrupted() {
        return Ok(Recovery::Nothing);
    }
    let _lock = lock::take(&store)?;
    Ok(match transaction::recover(&store)? {
        Some((Phase::Committed, _)) => Recovery::Finished,
        Some((Phase::Reverting, _)) => Recovery::TakenBack,
        Some((Phase::Pending, _)) | None => Recovery::Nothing,
    })
}

/// Whether an apply or undo was interrupted and left the tree half changed, until the next one finishes it.
///
/// # Errors
/// A folder of records that cannot be found.
pub fn is_half_done(root: &Path) -> Result<bool> {
    let store = Store::of(root)?;
    Ok([Phase::Committed, Phase::Reverting]
        .iter()
        .any(|phase| store.is_at(*phase)))
}

/// What was done to something on the disk; nothing where that is not there.
fn if_there<T>(done: io::Result<T>) -> io::Result<Option<T>> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        done => done.map(Some),
    }
}

fn cannot(what: &str, path: &str, error: &io::Error) -> Error {
    Error::new(format!("cannot {what} `{path}`")).note(error.to_string())
}
