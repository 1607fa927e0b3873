//! Ctrl-C while the user's command or git's hooks run: the fixes go back before fixup ends.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::flag;

use crate::error::{Error, Result};

/// Does `work`, and fails where a signal to end came meanwhile. A terminal sends Ctrl-C to the programs that `work`
/// runs as well, so they end, and it does.
pub(super) fn noticed(work: &mut dyn FnMut() -> Result<()>) -> Result<()> {
    let (arrived, over) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicBool::new(false)),
    );
    for signal in [SIGINT, SIGTERM, SIGHUP] {
        flag::register_conditional_default(signal, over.clone())
            .and_then(|_| flag::register(signal, arrived.clone()))
            .map_err(|error| Error::new("cannot watch for signals").note(error.to_string()))?;
    }
    let done = work();
    // from here on a signal ends the process again, as it did before
    over.store(true, Ordering::SeqCst);
    if arrived.load(Ordering::SeqCst) {
        return Err(done.err().unwrap_or_else(|| Error::new("interrupted")));
    }
    done
}
