//! What stands for MongoDB: it answers `hello`, `ping` and `sleep` as a server of its own does, and knows nothing else.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

const REPLY: u32 = 1;
const QUERY: u32 = 2004;
const MESSAGE: u32 = 2013;

/// How a message begins that asks for a pause: flags, the kind of the first section, the length of its document, and the name
/// of its first field behind the type.
const PAUSE: (usize, &[u8]) = (10, b"sleep\0");

/// How long the pause is, whatever is asked for.
const SLEEP: Duration = Duration::from_millis(200);

/// The port of a server that runs as long as the tests.
pub(crate) fn port() -> u16 {
    static PORT: OnceLock<u16> = OnceLock::new();
    *PORT.get_or_init(|| {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                thread::spawn(move || serve(client));
            }
        });
        port
    })
}

/// Answers every request of a connection until it closes.
fn serve(mut client: TcpStream) -> Option<()> {
    loop {
        let mut head = [0; 16];
        client.read_exact(&mut head).ok()?;
        let number =
            |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let mut body = vec![0; usize::try_from(number(0)).ok()?.checked_sub(16)?];
        client.read_exact(&mut body).ok()?;
        let (at, name) = PAUSE;
        if number(12) == MESSAGE && body.get(at..).is_some_and(|it| it.starts_with(name)) {
            thread::sleep(SLEEP);
        }
        let (kind, mut reply) = match number(12) {
            // flags, cursor, first, count
            QUERY => (REPLY, [&[0; 16][..], &1_u32.to_le_bytes()].concat()),
            // flags, kind of the only section
            MESSAGE => (MESSAGE, vec![0; 5]),
            _ => return None,
        };
        reply.extend(document());
        let length = u32::try_from(reply.len() + 16).ok()?;
        let head = [length, 0, number(4), kind].map(u32::to_le_bytes).concat();
        client.write_all(&[head, reply].concat()).ok()?;
    }
}

/// What a server of its own says of itself, which does for an answer to `ping` as well.
fn document() -> Vec<u8> {
    let mut fields = Vec::new();
    let mut field = |kind: u8, name: &str, value: &[u8]| {
        fields.push(kind);
        fields.extend(name.as_bytes());
        fields.push(0);
        fields.extend(value);
    };
    for name in ["helloOk", "ismaster", "isWritablePrimary"] {
        field(8, name, &[1]);
    }
    for (name, value) in [
        ("maxBsonObjectSize", 16_777_216_i32),
        ("maxMessageSizeBytes", 48_000_000),
        ("maxWriteBatchSize", 100_000),
        ("minWireVersion", 0),
        ("maxWireVersion", 21),
    ] {
        field(16, name, &value.to_le_bytes());
    }
    field(1, "ok", &1_f64.to_le_bytes());
    let length = u32::try_from(fields.len() + 5).expect("it is short");
    [&length.to_le_bytes()[..], &fields, &[0]].concat()
}
