//! Two runs of fixup on one work tree would undo each other's checks; the second one waits a moment, then is told.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::apply::store::Store;
use crate::error::{Error, Result};

/// Held for as long as files are written; the system lets go of it however the process ends.
pub(super) struct Lock {
    #[expect(dead_code, reason = "the open file is the lock")]
    file: File,
    /// A folder that only fixup uses, which goes when nothing is recorded in it any more.
    own_folder: Option<PathBuf>,
}

impl Drop for Lock {
    fn drop(&mut self) {
        if let Some(folder) = &self.own_folder {
            // a folder that stays is hidden and empty: no reason to fail
            let _ = remove_empty(folder);
        }
    }
}

/// Removes the folder of the records if none is in it.
fn remove_empty(folder: &Path) -> io::Result<()> {
    const OURS: [&str; 2] = [".gitignore", "lock"];
    for entry in fs::read_dir(folder)? {
        if !OURS
            .iter()
            .any(|name| entry.as_ref().is_ok_and(|entry| entry.file_name() == *name))
        {
            return Ok(());
        }
    }
    OURS.iter()
        .try_for_each(|name| fs::remove_file(folder.join(name)))?;
    fs::remove_dir(folder)
}

/// An apply of fifty files takes a few hundredths of a second: most of them are waited for.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

pub(super) fn take(store: &Store) -> Result<Lock> {
    let mut file = store.lock_file()?;
    for _ in 0..TRIES {
        match file.try_lock() {
            // the one who held it may have removed it with its folder
            Ok(()) if !store.is_lock(&file) => file = store.lock_file()?,
            Ok(()) => {
                return Ok(Lock {
                    file,
                    own_folder: store.own_folder().map(Path::to_owned),
                });
            }
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(store.problem("lock", &error)),
        }
    }
    Err(Error::new("another fixup is at work in this repository")
        .note("nothing was written")
        .help("wait until it has ended, then run this one again"))
}
