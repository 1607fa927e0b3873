//! A sign of life for those who wait longer than a second at a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Nobody wonders before that.
const PATIENCE: Duration = Duration::from_secs(1);

const BEAT: Duration = Duration::from_millis(500);

/// Shows what is at work for as long as it is held, and leaves no trace.
pub(super) struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    pub(super) fn of(what: &'static str, is_quiet: bool) -> Self {
        if is_quiet || !io::stderr().is_terminal() {
            return Self(None);
        }
        let (done, waits) = mpsc::channel::<()>();
        let start = Instant::now();
        let shows = thread::spawn(move || {
            let mut pause = PATIENCE;
            let mut is_shown = false;
            while waits.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                pause = BEAT;
                is_shown = true;
                show(&format!("\r{what}, {} s ", start.elapsed().as_secs()));
            }
            if is_shown {
                show("\r\u{1b}[K");
            }
        });
        Self(Some((done, shows)))
    }
}

/// What nobody sees is no failure.
fn show(text: &str) {
    let mut terminal = io::stderr();
    let _ = terminal
        .write_all(text.as_bytes())
        .and_then(|()| terminal.flush());
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, shows)) = self.0.take() {
            drop(done);
            let _ = shows.join();
        }
    }
}
