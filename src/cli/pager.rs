//! Long output, page by page: the pager of the user, as git starts it.

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

/// Whether there is a pager, and which.
#[derive(Clone, Debug)]
pub(super) struct Pager {
    command: Option<String>,
    /// Whether colours go through it.
    colours: bool,
}

impl Pager {
    /// The one that the environment names, else `less`; none without a terminal, or where nobody wants one.
    pub(super) fn of_user(is_wanted: bool) -> Self {
        let out = io::stdout();
        let is_there = is_wanted && out.is_terminal() && env::var("TERM").as_deref() != Ok("dumb");
        let named = env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
        let is_none = matches!(named.trim(), "" | "cat");
        Self {
            command: (is_there && !is_none).then_some(named),
            colours: anstream::AutoStream::choice(&out) != anstream::ColorChoice::Never,
        }
    }

    /// Starts it, in front of `out` where there is none.
    pub(super) fn start<'o>(&self, out: &'o mut dyn Write) -> io::Result<Paged<'o>> {
        let Some(command) = &self.command else {
            return Ok(Paged::Plain(out));
        };
        out.flush()?;
        let mut pager = Command::new("sh");
        pager.arg("-c").arg(command).stdin(Stdio::piped());
        if env::var_os("LESS").is_none() {
            // it ends by itself where all fits, shows colours, and leaves what it showed on the screen
            pager.env("LESS", "FRX");
        }
        let Ok(mut child) = pager.spawn() else {
            return Ok(Paged::Plain(out));
        };
        let pipe = child.stdin.take().expect("it was asked for");
        Ok(Paged::Through(child, self.pipe(pipe)))
    }

    fn pipe(&self, pipe: ChildStdin) -> Box<dyn Write> {
        if self.colours {
            Box::new(io::BufWriter::new(pipe))
        } else {
            let pipe: Box<dyn Write> = Box::new(pipe);
            Box::new(anstream::StripStream::new(pipe))
        }
    }
}

/// What is written, and where it is read.
pub(super) enum Paged<'o> {
    /// Where it would go anyway.
    Plain(&'o mut dyn Write),
    /// In a pager.
    Through(Child, Box<dyn Write>),
}

impl Paged<'_> {
    /// Waits until everything was read.
    pub(super) fn end(self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Through(mut child, mut pipe) => {
                let flushed = pipe.flush();
                drop(pipe);
                child.wait()?;
                unless_closed(flushed)
            }
        }
    }
}

/// Who has seen enough closes the pager.
fn unless_closed<T: Default>(done: io::Result<T>) -> io::Result<T> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(T::default()),
        done => done,
    }
}

impl Write for Paged<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Through(_, pipe) => match pipe.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
                done => done,
            },
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Through(_, pipe) => unless_closed(pipe.flush()),
        }
    }
}
