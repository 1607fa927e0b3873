//! Two runs of fixup on one repository would undo each other's checks; the second one is told to wait.

use std::fs::{File, TryLockError};

use super::store::Store;
use crate::error::{Error, Result};

/// Held for as long as files are written; the system lets go of it however the process ends.
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

pub(super) fn take(store: &Store) -> Result<Lock> {
    let path = store.folder()?.join("lock");
    #[expect(
        clippy::disallowed_methods,
        reason = "the lock lies beside the records, not among the user's files"
    )]
    let file = File::create(&path).map_err(|error| store.problem("write in", &error))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => {
            Err(Error::new("another fixup is at work in this repository")
                .help("wait until it has ended, then run this one again"))
        }
        Err(TryLockError::Error(error)) => Err(store.problem("lock", &error)),
    }
}
