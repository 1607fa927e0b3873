//! The wire between a service and its database. It can be cut in the two ways that matter, and mended, while the service
//! runs: a database that is gone refuses connections at once; one behind a broken network just never answers.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::run::free_port;

const POLL: Duration = Duration::from_millis(10);
const LIMIT: Duration = Duration::from_secs(10);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Everything gets through.
    Whole,
    /// Nobody listens, and connections that stood are broken off.
    Refusing,
    /// Connections are taken, those that stood stay, and nothing gets through until the wire is whole again.
    Silent,
    /// As `Silent`, and what stood or was begun meanwhile never carries anything again: something between has forgotten it.
    Lost,
}

struct State {
    mode: Mode,
    /// How many connections there were, and how many of those first ones are lost.
    taken: usize,
    lost: usize,
    /// How often the wire has refused: connections from before are dead.
    cuts: usize,
    listening: bool,
    closed: bool,
    /// The last bytes that each client sent whose connection has ended.
    last_words: Vec<Vec<u8>>,
}

#[derive(Clone)]
struct Shared(Arc<(Mutex<State>, Condvar)>);

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next change, at most for a poll.
    fn pause<'a>(&'a self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.0
            .1
            .wait_timeout(state, POLL)
            .unwrap_or_else(PoisonError::into_inner)
            .0
    }

    /// Waits until data may pass; false if this connection is dead.
    fn may_pass(&self, line: Line) -> bool {
        let mut state = self.state();
        loop {
            if state.closed || state.cuts != line.cuts {
                return false;
            }
            if state.mode == Mode::Whole && line.number >= state.lost {
                return true;
            }
            state = self.pause(state);
        }
    }

    fn is_dead(&self, line: Line) -> bool {
        let state = self.state();
        state.closed || state.cuts != line.cuts
    }
}

/// One connection.
#[derive(Clone, Copy)]
struct Line {
    number: usize,
    /// How often the wire had refused when it began.
    cuts: usize,
}

pub(crate) struct Wire {
    /// Where the service finds its database.
    pub(crate) port: u16,
    shared: Shared,
}

impl Wire {
    /// A wire to a port of this machine.
    pub(crate) fn to(target: u16, mode: Mode) -> Self {
        let state = State {
            mode: Mode::Refusing,
            taken: 0,
            lost: 0,
            cuts: 0,
            listening: false,
            closed: false,
            last_words: Vec::new(),
        };
        let shared = Shared(Arc::new((Mutex::new(state), Condvar::new())));
        let wire = Self {
            port: free_port(),
            shared: shared.clone(),
        };
        let port = wire.port;
        thread::spawn(move || listen(port, target, &shared));
        wire.set(mode);
        wire
    }

    /// The last bytes that each client sent whose connection has ended, the connections in the order of their ends.
    pub(crate) fn last_words(&self) -> Vec<Vec<u8>> {
        self.shared.state().last_words.clone()
    }

    /// How many connections were made.
    pub(crate) fn taken(&self) -> usize {
        self.shared.state().taken
    }

    /// How many connections stand that the client has not closed, whether they carry anything or not.
    pub(crate) fn standing(&self) -> usize {
        const ESTABLISHED: &str = "01";
        let sockets = fs::read_to_string("/proc/self/net/tcp").expect("the tests run on Linux");
        let here = format!("0100007F:{:04X}", self.port);
        sockets
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>())
            .filter(|fields| fields.get(1) == Some(&&*here) && fields.get(3) == Some(&ESTABLISHED))
            .count()
    }

    /// Cuts or mends it; done when this returns.
    pub(crate) fn set(&self, mode: Mode) {
        let mut state = self.shared.state();
        if Mode::Lost == state.mode {
            state.lost = state.taken;
        }
        state.mode = mode;
        if mode == Mode::Refusing {
            state.cuts += 1;
        }
        self.shared.0.1.notify_all();
        let (_state, waited) = self
            .shared
            .0
            .1
            .wait_timeout_while(state, LIMIT, |it| it.listening == (mode == Mode::Refusing))
            .unwrap_or_else(PoisonError::into_inner);
        assert!(
            !waited.timed_out(),
            "the wire on port {} does not become {mode:?}",
            self.port
        );
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.shared.state().closed = true;
        self.shared.0.1.notify_all();
    }
}

/// Takes connections, and stops listening while the wire refuses.
fn listen(port: u16, target: u16, shared: &Shared) {
    let mut listener: Option<TcpListener> = None;
    loop {
        let mut state = shared.state();
        if state.closed {
            return;
        }
        if state.mode == Mode::Refusing {
            listener = None;
        } else if listener.is_none() {
            listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok();
        }
        state.listening = listener.is_some();
        shared.0.1.notify_all();
        let cuts = state.cuts;
        let accepted = listener.as_ref().map(|listener| {
            listener.set_nonblocking(true)?;
            listener.accept()
        });
        if let Some(Ok((client, _))) = accepted {
            let shared = shared.clone();
            let number = state.taken;
            state.taken += 1;
            thread::spawn(move || relay(&client, target, &shared, Line { number, cuts }));
        } else {
            drop(shared.pause(state));
        }
    }
}

/// Carries both directions of one connection until an end of it closes or the wire breaks it off.
fn relay(client: &TcpStream, target: u16, shared: &Shared, line: Line) {
    if !shared.may_pass(line) {
        return;
    }
    let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, target)) else {
        return;
    };
    let said = thread::scope(|scope| {
        let said = scope.spawn(|| carry(client, &server, shared, line));
        carry(&server, client, shared, line);
        said.join()
    });
    shared
        .state()
        .last_words
        .push(said.expect("it does not panic"));
}

/// Carries one direction; gives back what came last.
fn carry(mut from: &TcpStream, mut to: &TcpStream, shared: &Shared, line: Line) -> Vec<u8> {
    let mut buffer = [0; 4096];
    let mut last = 0..0;
    let blocking = from
        .set_nonblocking(false)
        .and_then(|()| from.set_read_timeout(Some(POLL)));
    let mut alive = blocking.is_ok();
    while alive {
        alive = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => {
                last = 0..count;
                shared.may_pass(line) && to.write_all(&buffer[..count]).is_ok()
            }
            Err(error) => {
                matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted)
                    && !shared.is_dead(line)
            }
        };
    }
    // An end that closes may still be answered; what is broken off is not
    let what = if alive {
        Shutdown::Write
    } else {
        Shutdown::Both
    };
    let _ = to.shutdown(what);
    if !alive {
        let _ = from.shutdown(Shutdown::Both);
    }
    buffer[last].to_vec()
}
