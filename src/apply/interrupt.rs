//! Ctrl-C while the user's command or git's hooks run: they end, and fixup lives to take the fixes back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use crate::error::{Error, Result};

/// Does `work`, and outlives the signals that a terminal sends to all programs on it. What they do to the programs
/// that `work` runs decides: one that ends by them has failed.
pub(super) fn outlived<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    let over = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register_conditional_default(signal, over.clone())
            .map_err(|error| Error::new("cannot watch for signals").note(error.to_string()))?;
    }
    let done = work();
    // from here on a signal ends fixup again, as it did before
    over.store(true, Ordering::SeqCst);
    done
}
