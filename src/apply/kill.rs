//! Points at which a test may end the process as a power cut would. A release build has none.

/// Ends the process at once where `FIXUP_KILL_AT` is the number of this point, counted from 1 within one run.
#[cfg(debug_assertions)]
pub(super) fn point(after: &str) {
    use std::io::Write;
    use std::sync::atomic::{AtomicU32, Ordering};

    static PASSED: AtomicU32 = AtomicU32::new(0);
    let number = PASSED.fetch_add(1, Ordering::Relaxed) + 1;
    let wanted = std::env::var("FIXUP_KILL_AT")
        .ok()
        .and_then(|text| text.parse().ok());
    if wanted == Some(number) {
        let _ = writeln!(std::io::stderr(), "killed after {after}");
        std::process::abort();
    }
}

#[cfg(not(debug_assertions))]
pub(super) fn point(_after: &str) {}
