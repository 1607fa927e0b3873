//! The terminal that a command speaks to: whether there is one, and how wide it is.

use std::io::{IsTerminal, stdout};

use rustix::termios::tcgetwinsize;

/// So wide is what goes to a file or a pipe, on every machine.
pub(super) const PLAIN_WIDTH: usize = 100;

/// Narrower than the first nothing can be laid out, and longer lines than the second nobody reads.
const WIDTHS: (usize, usize) = (60, 200);

/// How many columns there are to write into.
pub(super) fn width() -> usize {
    let out = stdout();
    let size = out.is_terminal().then(|| tcgetwinsize(&out).ok()).flatten();
    let columns = size.map_or(0, |size| usize::from(size.ws_col));
    // some terminals do not know themselves
    if columns == 0 {
        return PLAIN_WIDTH;
    }
    columns.clamp(WIDTHS.0, WIDTHS.1)
}

/// How much is said, and how.
#[derive(Clone, Copy, Debug)]
pub(super) struct Screen {
    /// Errors only.
    pub(super) quiet: bool,
    /// Why each finding matters.
    pub(super) verbose: bool,
    /// Whether long output may go through a pager.
    pub(super) pager: bool,
}
