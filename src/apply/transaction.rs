//! One apply or undo on disk: all of it or nothing, whenever the process ends.
//! Nothing is visible before the commit point; from then on every step can be repeated.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

use crate::apply::record::{Entry, Record};
use crate::apply::store::{Phase, Store, sync_folder};
use crate::apply::target::Found;
use crate::apply::{cannot, if_there, kill};
use crate::error::{Error, Result};
use crate::tree::paths::folder;

/// Carries the record out; gives the number of the record that is left or, by an undo, gone.
pub(super) fn run(store: &Store, mut record: Record) -> Result<u32> {
    record.check(store)?;
    record.ready(&store.root);
    store.begin(&mut record)?;
    kill::point("the names of the temporary files are known");
    if let Err(error) = prepare(store, &record).and_then(|()| commit(store, &record)) {
        return Err(match abandon(store, &record) {
            Ok(()) => error,
            Err(again) => error.note(again.to_string()),
        });
    }
    kill::point("the commit point");
    finish(store, &record)
}

/// Brings what was interrupted to its end: forward from the commit point on, back otherwise. Gives what it was.
pub(super) fn recover(store: &Store) -> Result<Option<(Phase, Record)>> {
    let Some((phase, record)) = store.interrupted()? else {
        return Ok(None);
    };
    record.check_paths(store)?;
    match phase {
        Phase::Pending => abandon(store, &record)?,
        Phase::Committed => finish(store, &record).map(|_| ())?,
        Phase::Reverting => put_back(store, &record)?,
    }
    Ok(Some((phase, record)))
}

/// Writes the temporary files beside their targets. A file that will be removed gets one, too: where that cannot be
/// made, nothing can be removed either.
fn prepare(store: &Store, record: &Record) -> Result<()> {
    for entry in &record.entries {
        write_temporary(&store.root, entry).map_err(|error| error.note("nothing was written"))?;
        kill::point("a temporary file is written");
    }
    Ok(())
}

/// From here on the record will be carried out.
fn commit(store: &Store, record: &Record) -> Result<()> {
    // an editor may have saved while the temporary files were written
    record.check(store)?;
    store.advance(Phase::Pending, Phase::Committed)
}

/// Takes temporary files and folders away: nothing was committed.
fn abandon(store: &Store, record: &Record) -> Result<()> {
    for entry in &record.entries {
        remove_temporary(&store.root, entry)?;
        kill::point("a temporary file is cleared away");
    }
    if record.undoes.is_none() {
        remove_folders(store, record);
    }
    // a commit point that was reached but is not durable counts as none
    store.end(Phase::Committed)?;
    store.end(Phase::Pending)?;
    if record.undoes.is_none() {
        store.unmark(record);
    }
    Ok(())
}

/// The renames, each of which may have happened already, then what is left for the next undo.
fn finish(store: &Store, record: &Record) -> Result<u32> {
    for entry in &record.entries {
        if let Err(error) = replace(&store.root, entry) {
            return Err(turn_back(store, record, error));
        }
        kill::point("a file is in place");
    }
    let Some(number) = record.undoes else {
        sync(store, record)?;
        let number = store.keep()?;
        kill::point("the record is kept");
        return Ok(number);
    };
    remove_folders(store, record);
    kill::point("folders are taken away");
    sync(store, record)?;
    store.forget(number)?;
    kill::point("the record is gone");
    store.end(Phase::Committed)?;
    store.unmark(record);
    Ok(number)
}

/// A file could not be replaced after all: the tree goes back to what it was.
fn turn_back(store: &Store, record: &Record, error: Error) -> Error {
    let back = store
        .advance(Phase::Committed, Phase::Reverting)
        .and_then(|()| put_back(store, record));
    match back {
        Ok(()) => error.note("all other files are as they were before"),
        Err(again) => error
            .note(again.to_string())
            .note("some files are changed already")
            .help("mend that, then run `fixup undo`: it puts them back first"),
    }
}

/// Undoes the renames that happened. What somebody else has written meanwhile stays.
fn put_back(store: &Store, record: &Record) -> Result<()> {
    kill::point("turning back");
    for entry in &record.entries {
        // it makes room on a full disk
        remove_temporary(&store.root, entry)?;
    }
    for entry in record.entries.iter().map(Entry::reversed) {
        if Found::at(&store.root, &entry.path)?.is(entry.before.as_deref()) {
            replace(&store.root, &entry)?;
        }
        kill::point("a file is put back");
    }
    if record.undoes.is_none() {
        remove_folders(store, record);
    }
    sync(store, record)?;
    store.end(Phase::Reverting)
}

/// Puts the new text in place, unless it stands there already.
fn replace(root: &Path, entry: &Entry) -> Result<()> {
    let found = Found::at(root, &entry.path)?;
    if !found.is(entry.after.as_deref()) {
        if !found.is(entry.before.as_deref()) {
            let fact = "was changed by somebody else while fixup was at work";
            return Err(Error::new(format!("`{}` {fact}", entry.path)));
        }
        put(root, entry)?;
    }
    remove_temporary(root, entry)
}

fn put(root: &Path, entry: &Entry) -> Result<()> {
    let path = root.join(&entry.path);
    let Some(text) = &entry.after else {
        return fs::remove_file(&path).map_err(|error| cannot("remove", &entry.path, &error));
    };
    let temporary = entry.temporary();
    if !Found::at(root, &temporary)?.is(Some(text)) {
        write_temporary(root, entry)?;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that writes files"
    )]
    fs::rename(root.join(temporary), &path).map_err(|error| cannot("write", &entry.path, &error))
}

fn write_temporary(root: &Path, entry: &Entry) -> Result<()> {
    remove_temporary(root, entry)?;
    write_beside(root, entry).map_err(|error| cannot("write", &entry.path, &error))
}

/// Writes the text after to the temporary file, with the mode that the file has or, if it is new, will have.
fn write_beside(root: &Path, entry: &Entry) -> io::Result<()> {
    let temporary = root.join(entry.temporary());
    if let Some(folder) = temporary.parent() {
        fs::create_dir_all(folder)?;
    }
    let standing = fs::metadata(root.join(&entry.path)).ok();
    // a new file's mode is subject to the umask, which the system applies as it makes the file
    let mode = if standing.is_some() {
        0o600
    } else {
        entry.mode
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that writes files"
    )]
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(&temporary)?;
    kill::point("a temporary file is begun");
    file.write_all(entry.after.as_deref().unwrap_or_default().as_bytes())?;
    if let Some(standing) = standing {
        // only root may give a file away, but its group can often be kept
        if fchown(&file, Some(standing.uid()), Some(standing.gid())).is_err() {
            let _ = fchown(&file, None, Some(standing.gid()));
        }
        file.set_permissions(fs::Permissions::from_mode(standing.mode() & 0o7777))?;
    }
    file.sync_all()
}

fn remove_temporary(root: &Path, entry: &Entry) -> Result<()> {
    let temporary = entry.temporary();
    if_there(fs::remove_file(root.join(&temporary)))
        .map(drop)
        .map_err(|error| cannot("remove", &temporary, &error))
}

/// Takes the folders away that an apply made; one that somebody put a file into stays.
fn remove_folders(store: &Store, record: &Record) {
    for folder in record.folders.iter().rev() {
        let _ = fs::remove_dir(store.root.join(folder));
    }
}

/// Makes the renames durable.
fn sync(store: &Store, record: &Record) -> Result<()> {
    let paths = record
        .entries
        .iter()
        .map(|entry| &entry.path)
        .chain(&record.folders);
    let folders: BTreeSet<&str> = paths.map(|path| folder(path)).collect();
    for folder in folders {
        if_there(sync_folder(&store.root.join(folder)))
            .map_err(|error| cannot("sync", folder, &error))?;
    }
    Ok(())
}
