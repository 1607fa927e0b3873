//! Two runs of fixup on one work tree would undo each other's checks; the second one waits a moment, then is told.

use std::fs::{File, TryLockError};
use std::thread;
use std::time::Duration;

use super::store::Store;
use crate::error::{Error, Result};

/// Held for as long as files are written; the system lets go of it however the process ends.
pub(super) struct Lock(#[expect(dead_code, reason = "the open file is the lock")] File);

/// An apply of fifty files takes a few hundredths of a second: most of them are waited for.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(50);

pub(super) fn take(store: &Store) -> Result<Lock> {
    let file = store.lock_file()?;
    for _ in 0..TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(error)) => return Err(store.problem("lock", &error)),
        }
    }
    Err(Error::new("another fixup is at work in this repository")
        .note("nothing was written")
        .help("wait until it has ended, then run this one again"))
}
