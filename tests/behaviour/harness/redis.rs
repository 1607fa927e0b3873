//! A Redis of our own, which keeps nothing: on a free port of the loopback interface.

use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use super::run;
use super::wait::wait_for;

/// The port of a server that runs as long as the tests.
pub(crate) fn port() -> u16 {
    static PORT: OnceLock<u16> = OnceLock::new();
    *PORT.get_or_init(start)
}

fn start() -> u16 {
    let port = run::free_port();
    let mut child = Command::new("redis-server")
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
        .args(["--save", "", "--appendonly", "no", "--dir"])
        .arg(run::folder())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("cannot start redis-server: {error}"));
    run::started(child.id());
    let up = wait_for("Redis", Duration::from_secs(20), || {
        match child.try_wait() {
            Ok(Some(status)) => Some(Err(format!("redis-server ended: {status}"))),
            _ => TcpStream::connect(("127.0.0.1", port)).ok().map(|_| Ok(())),
        }
    });
    if let Err(reason) = up.and_then(|it| it) {
        panic!("{reason}");
    }
    port
}
