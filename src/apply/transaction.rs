//! One apply or undo on disk: all of it or nothing, whenever the process ends.
//! Nothing is visible before the journal stands; from then on every step can be repeated.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::record::{Entry, Record};
use super::store::{Store, sync_folder};
use super::{cannot, kill};
use crate::error::{Error, Result};

/// Carries the record out.
pub(super) fn run(store: &Store, mut record: Record) -> Result<()> {
    for entry in &record.entries {
        entry.check(&store.root)?;
    }
    name_what_is_made(store, &mut record)?;
    store.save(&store.pending(), &record)?;
    kill::point();
    if let Err(error) = prepare(store, &record).and_then(|()| commit(store, &record)) {
        abandon(store, &record)?;
        return Err(error);
    }
    kill::point();
    finish(store, &record)
}

/// Finishes what an interrupted run had committed, and clears away what one that had not left behind.
pub(super) fn recover(store: &Store) -> Result<()> {
    if let Some(record) = Store::read(&store.journal())? {
        return finish(store, &record);
    }
    match Store::read(&store.pending())? {
        Some(record) => abandon(store, &record),
        None => Ok(()),
    }
}

/// Decides the names of temporary files and the folders to make, so that whoever cleans up knows them.
fn name_what_is_made(store: &Store, record: &mut Record) -> Result<()> {
    let mut folders = BTreeSet::new();
    for (number, entry) in record
        .entries
        .iter_mut()
        .enumerate()
        .filter(|(_, entry)| entry.after.is_some())
    {
        let (folder, name) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
        let short: String = name.chars().take(64).collect();
        let separator = if folder.is_empty() { "" } else { "/" };
        entry.temporary = Some(format!(
            "{folder}{separator}.fixup-{}-{number}-{short}.tmp",
            std::process::id()
        ));
        folders.extend(missing_folders(&store.root, folder)?);
    }
    if record.undoes.is_none() {
        record.folders = folders.into_iter().collect();
    }
    Ok(())
}

/// The folders on the way to `folder` that are not there.
fn missing_folders(root: &Path, folder: &str) -> Result<Vec<String>> {
    let ends = folder
        .char_indices()
        .filter(|(_, c)| *c == '/')
        .map(|(at, _)| at)
        .chain([folder.len()]);
    let mut missing = Vec::new();
    for part in ends
        .map(|end| &folder[..end])
        .filter(|part| !part.is_empty())
    {
        match fs::metadata(root.join(part)) {
            Ok(data) if data.is_dir() => {}
            Ok(_) => {
                return Err(Error::new(format!(
                    "`{part}` is a file, and a folder is needed there"
                ))
                .note("nothing was written"));
            }
            Err(_) => missing.push(part.to_owned()),
        }
    }
    Ok(missing)
}

/// Writes the temporary files beside their targets.
fn prepare(store: &Store, record: &Record) -> Result<()> {
    for folder in record.folders.iter().filter(|_| record.undoes.is_none()) {
        fs::create_dir(store.root.join(folder)).map_err(|error| cannot("make", folder, &error))?;
        kill::point();
    }
    for entry in &record.entries {
        write_temporary(&store.root, entry)?;
        kill::point();
    }
    Ok(())
}

fn write_temporary(root: &Path, entry: &Entry) -> Result<()> {
    let (Some(text), Some(temporary)) = (&entry.after, &entry.temporary) else {
        return Ok(());
    };
    let path = root.join(temporary);
    let problem =
        |error: io::Error| cannot("write", &entry.path, &error).note("nothing was written");
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the one place that writes files"
    )]
    let mut file = fs::File::create(&path).map_err(problem)?;
    file.write_all(text.as_bytes()).map_err(problem)?;
    keep_owner_and_mode(root, entry, &file).map_err(problem)?;
    file.sync_all().map_err(problem)
}

#[cfg(unix)]
fn keep_owner_and_mode(root: &Path, entry: &Entry, file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    if let Ok(data) = fs::metadata(root.join(&entry.path)) {
        // only root may give a file away; for everybody else the owner is the right one already
        let _ = fchown(file, Some(data.uid()), Some(data.gid()));
    }
    file.set_permissions(fs::Permissions::from_mode(entry.mode))
}

/// The commit point: from here on the record will be carried out.
fn commit(store: &Store, record: &Record) -> Result<()> {
    // an editor may have saved while the temporary files were written
    for entry in &record.entries {
        entry.check(&store.root)?;
    }
    store.save(&store.journal(), record)
}

/// The renames, each of which may have happened already, and the undo record.
fn finish(store: &Store, record: &Record) -> Result<()> {
    let mut touched = Vec::new();
    for entry in &record.entries {
        touched.extend(replace(&store.root, entry)?.then(|| entry.path.clone()));
        kill::point();
    }
    for folder in record
        .folders
        .iter()
        .rev()
        .filter(|_| record.undoes.is_some())
    {
        // one that somebody put a file into stays
        let _ = fs::remove_dir(store.root.join(folder));
    }
    sync(store, record)?;
    keep(store, record)?;
    kill::point();
    store.forget(&store.journal())?;
    store.forget(&store.pending())?;
    let lost: Vec<&Entry> = record
        .entries
        .iter()
        .filter(|entry| !touched.contains(&entry.path))
        .collect();
    match lost.first() {
        Some(entry) => Err(Error::new(format!(
            "`{}` was changed by somebody else while fixup was at work",
            entry.path
        ))
        .note("its new text was left alone; all other files are written")),
        None => Ok(()),
    }
}

/// Puts the new text in place; false where somebody else's text stands there.
fn replace(root: &Path, entry: &Entry) -> Result<bool> {
    let path = root.join(&entry.path);
    let standing = entry.standing(root)?;
    let temporary = entry
        .temporary
        .as_ref()
        .map(|temporary| root.join(temporary));
    let done = standing == entry.after;
    let ours = standing == entry.before;
    match (&entry.after, temporary) {
        _ if done => {}
        (Some(_), Some(temporary)) if ours => {
            if !temporary.exists() {
                write_temporary(root, entry)?;
            }
            #[expect(
                clippy::disallowed_methods,
                reason = "this is the one place that writes files"
            )]
            fs::rename(temporary, &path).map_err(|error| cannot("write", &entry.path, &error))?;
            return Ok(true);
        }
        (None, _) if ours => {
            fs::remove_file(&path).map_err(|error| cannot("remove", &entry.path, &error))?;
        }
        _ => {}
    }
    remove_temporary(root, entry)?;
    Ok(done || ours)
}

fn remove_temporary(root: &Path, entry: &Entry) -> Result<()> {
    let Some(temporary) = &entry.temporary else {
        return Ok(());
    };
    match fs::remove_file(root.join(temporary)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(cannot("remove", temporary, &error))
        }
        _ => Ok(()),
    }
}

/// Makes the renames durable.
fn sync(store: &Store, record: &Record) -> Result<()> {
    let folders: BTreeSet<&str> = record
        .entries
        .iter()
        .map(|entry| entry.path.rsplit_once('/').map_or("", |(folder, _)| folder))
        .collect();
    for folder in folders
        .into_iter()
        .map(|folder| store.root.join(folder))
        .filter(|folder| folder.is_dir())
    {
        sync_folder(&folder)
            .map_err(|error| cannot("sync", &folder.display().to_string(), &error))?;
    }
    Ok(())
}

/// The journal becomes the newest undo record; an undo takes the record that it undoes away.
fn keep(store: &Store, record: &Record) -> Result<()> {
    let records = store.records()?;
    match record.undoes {
        Some(number) => store.forget(&store.record(number)),
        // a run that was killed between this and the next step has its record already
        None if records
            .last()
            .is_some_and(|(_, path)| is_same(path, record)) =>
        {
            Ok(())
        }
        None => store.save(
            &store.record(records.last().map_or(1, |(number, _)| number + 1)),
            record,
        ),
    }
}

fn is_same(path: &Path, record: &Record) -> bool {
    let saved = fs::read_to_string(path).unwrap_or_default();
    serde_json::to_string(record).is_ok_and(|text| text == saved)
}

/// Takes temporary files and folders away: nothing was committed.
fn abandon(store: &Store, record: &Record) -> Result<()> {
    for entry in &record.entries {
        remove_temporary(&store.root, entry)?;
    }
    for folder in record
        .folders
        .iter()
        .rev()
        .filter(|_| record.undoes.is_none())
    {
        // one that somebody put a file into stays
        let _ = fs::remove_dir(store.root.join(folder));
    }
    store.forget(&store.pending())
}
