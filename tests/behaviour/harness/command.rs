//! Running a program to its end, with a deadline.

use std::io::Read;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::wait::wait_for;

/// How a program ended and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Both streams, for messages.
    pub(crate) fn said(&self) -> String {
        format!("{}\n{}{}", self.status, self.stdout, self.stderr)
    }
}

/// What a stream of a running program has given so far, collected by a thread of its own.
#[derive(Clone, Default)]
pub(crate) struct Collected(Arc<Mutex<Vec<u8>>>);

impl Collected {
    pub(crate) fn from(mut stream: impl Read + Send + 'static) -> (Self, JoinHandle<()>) {
        let collected = Self::default();
        let sink = collected.clone();
        let thread = thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut buffer) {
                sink.bytes().extend_from_slice(&buffer[..count]);
            }
        });
        (collected, thread)
    }

    fn bytes(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }
}

/// Runs the program to its end, whatever its status. An error is a program that does not start or does not end in time.
pub(crate) fn run(command: &mut Command, limit: Duration) -> Result<Ended, String> {
    let name = format!("{command:?}");
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start {name}: {error}"))?;
    let (stdout, out_thread) = Collected::from(child.stdout.take().expect("stdout is piped"));
    let (stderr, err_thread) = Collected::from(child.stderr.take().expect("stderr is piped"));
    let status = wait_for(&name, limit, || child.try_wait().ok().flatten()).map_err(|late| {
        // It may have ended this very moment: then there is nothing to kill
        let _ = child.kill();
        let _ = child.wait();
        format!("{late}\n{}{}", stdout.text(), stderr.text())
    })?;
    out_thread.join().expect("the reader of stdout ends");
    err_thread.join().expect("the reader of stderr ends");
    Ok(Ended {
        status,
        stdout: stdout.text(),
        stderr: stderr.text(),
    })
}

/// Like [`run`], for a program that must succeed.
pub(crate) fn run_well(command: &mut Command, limit: Duration) -> Result<String, String> {
    let ended = run(command, limit)?;
    if ended.status.success() {
        Ok(ended.stdout)
    } else {
        Err(format!("{command:?}: {}", ended.said()))
    }
}
