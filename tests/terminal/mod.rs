//! A program on a pseudo-terminal: what stands there is waited for and answered, as a user would.

use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use pty_process::blocking::{self, Pty};
use rustix::termios::tcgetattr;

/// Nothing takes that long.
const LIMIT: Duration = Duration::from_mins(2);

/// Back to the beginning of the line, and nothing is left of it.
const WIPED: &str = "\r\u{1b}[K";

/// How a program on a terminal ended, and what stood there.
pub(crate) struct Played {
    pub(crate) output: String,
    /// The exit status; 128 and the number of a signal that ended it.
    pub(crate) status: i32,
}

/// Runs a program on a terminal of so many columns: waits for each text and types the answer to it.
#[track_caller]
pub(crate) fn play(command: &Command, columns: u16, steps: &[(&str, &str)]) -> Played {
    let (pty, pts) = blocking::open().expect("a pseudo-terminal");
    pty.resize(pty_process::Size::new(40, columns))
        .expect("a size");
    let before = modes(&pty);
    let mut own = Command::new("env");
    if cfg!(target_os = "linux") {
        // in the background of a shell Ctrl-C is ignored, and what is ignored is inherited
        own.arg("--default-signal=INT");
    }
    own.arg(command.get_program()).args(command.get_args());
    own.env("TERM", "xterm-256color");
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => own.env(name, value),
            None => own.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        own.current_dir(folder);
    }
    let mut child = blocking::Command::from(own)
        .spawn(pts)
        .expect("the program starts");
    let pty = Arc::new(pty);
    let (all_read, parts) = channel();
    let reading = Arc::clone(&pty);
    thread::spawn(move || {
        let mut bytes = vec![0; 65536];
        // the end of the program is the end of the terminal
        while let Ok(length @ 1..) = (&*reading).read(&mut bytes) {
            if all_read.send(bytes[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    let mut output = Vec::new();
    let mut seen = 0;
    for (wanted, answer) in steps {
        seen = wait_for(wanted, &parts, (&mut output, seen));
        (&*pty)
            .write_all(answer.as_bytes())
            .expect("somebody reads");
    }
    let deadline = Instant::now() + LIMIT;
    while let Ok(part) = parts.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        output.extend(part);
    }
    if Instant::now() >= deadline {
        let _ = child.kill();
    }
    let status = child.wait().expect("it ended");
    let output = String::from_utf8_lossy(&output).into_owned();
    assert_eq!(
        modes(&pty),
        before,
        "echo and lines are as they were: {output}"
    );
    let shown = output.rfind("\u{1b}[?25h");
    assert!(
        output.rfind("\u{1b}[?25l") <= shown,
        "the cursor stays hidden: {output}"
    );
    let code = status.code().or(status.signal().map(|signal| 128 + signal));
    Played {
        status: code.expect("it exited, or a signal ended it"),
        output,
    }
}

/// Where the text that was waited for ends.
#[track_caller]
fn wait_for(
    wanted: &str,
    parts: &Receiver<Vec<u8>>,
    (output, seen): (&mut Vec<u8>, usize),
) -> usize {
    let deadline = Instant::now() + LIMIT;
    loop {
        let rest = &output[seen..];
        let mut ends = rest.windows(wanted.len());
        if let Some(at) = ends.position(|it| it == wanted.as_bytes()) {
            return seen + at + wanted.len();
        }
        let left = deadline.saturating_duration_since(Instant::now());
        match parts.recv_timeout(left) {
            Ok(part) => output.extend(part),
            Err(why) => panic!(
                "`{wanted}` never came ({why}): {}",
                String::from_utf8_lossy(output)
            ),
        }
    }
}

fn modes(pty: &Pty) -> String {
    let modes = tcgetattr(pty).expect("a terminal has modes");
    format!(
        "{:?} {:?} {:?}",
        modes.input_modes, modes.output_modes, modes.local_modes
    )
}

impl Played {
    #[track_caller]
    pub(crate) fn expect(&self, status: i32) {
        assert_eq!(self.status, status, "{}", self.output);
    }

    #[track_caller]
    pub(crate) fn expect_to_say(&self, text: &str) {
        assert!(
            self.plain().contains(text),
            "no `{text}` in {}",
            self.plain()
        );
    }

    /// What stood there, without colours.
    pub(crate) fn plain(&self) -> String {
        // what was wiped, such as a sign of life on a busy machine, is not there any more
        let mut output = self.output.clone();
        while let Some(at) = output.find(WIPED) {
            let start = output[..at].rfind('\n').map_or(0, |end| end + 1);
            output.replace_range(start..at + WIPED.len(), "");
        }
        anstream::adapter::strip_str(&output)
            .to_string()
            .replace("\r\n", "\n")
    }
}
