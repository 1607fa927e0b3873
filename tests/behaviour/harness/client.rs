//! Clients that hold on to a server: one that asks again and again over one connection, and one of Socket.IO.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::command::Collected;
use super::needs::{project, script_tools};
use super::run;
use super::service::Service;
use super::wait::wait_for;

const LIMIT: Duration = Duration::from_secs(20);

/// One connection, kept alive between requests.
pub(crate) struct Connection(BufReader<TcpStream>);

/// The status of an answer, and whether the server asked for the end of the connection with it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) is_last: bool,
}

impl Connection {
    /// A connection, unless there is nobody.
    pub(crate) fn to(port: u16) -> Option<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
        stream.set_read_timeout(Some(LIMIT)).ok()?;
        Some(Self(BufReader::new(stream)))
    }

    /// The answer to a request; none where the connection has ended.
    pub(crate) fn get(&mut self, path: &str) -> Option<Answer> {
        self.ask(path)?;
        self.answer()
    }

    /// Sends a request, whatever is under way.
    pub(crate) fn ask(&mut self, path: &str) -> Option<()> {
        let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
        self.0.get_mut().write_all(request.as_bytes()).ok()
    }

    /// The next answer; none where the connection has ended before it began.
    pub(crate) fn answer(&mut self) -> Option<Answer> {
        let status_line = self.line()?;
        let status = status_line.split(' ').nth(1)?.parse().ok()?;
        let (mut length, mut is_last) = (0, false);
        loop {
            let line = self.line().expect("an answer that began has an end");
            let Some((name, value)) = line.split_once(": ") else {
                break;
            };
            match name.to_lowercase().as_str() {
                "content-length" => length = value.parse().expect("a length is a number"),
                "connection" => is_last = value == "close",
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.0
            .read_exact(&mut body)
            .expect("an answer that began has an end");
        Some(Answer { status, is_last })
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let count = self.0.read_line(&mut line).ok()?;
        (count > 0).then(|| line.trim_end().to_owned())
    }
}

/// A client that asks without a pause, over connections that it keeps as long as it can, until there is nobody to connect
/// to. It gives the answers that it got.
pub(crate) fn busy(port: u16) -> JoinHandle<Vec<Answer>> {
    thread::spawn(move || {
        let mut answers = Vec::new();
        while let Some(mut connection) = Connection::to(port) {
            while let Some(answer) = connection.get("/") {
                let is_last = answer.is_last;
                answers.push(answer);
                if is_last {
                    break;
                }
            }
        }
        answers
    })
}

/// A client of Socket.IO that stays.
pub(crate) struct SocketClient {
    child: Child,
    said: Collected,
}

impl SocketClient {
    /// Connects by `polling` or `websocket`.
    pub(crate) fn to(service: &Service, transport: &str) -> Self {
        let mut child = Command::new("node")
            .arg(project().join("tests/behaviour/clients/stay.mjs"))
            .arg(format!("http://127.0.0.1:{}", service.port))
            .arg(transport)
            .current_dir(script_tools())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node can be started");
        run::started(child.id());
        let (said, _) = Collected::from(child.stdout.take().expect("stdout is piped"));
        let client = Self { child, said };
        client.wait_until_said("connected");
        client
    }

    /// Waits until it is disconnected.
    pub(crate) fn wait_for_end(&self) {
        self.wait_until_said("transport");
    }

    fn wait_until_said(&self, text: &str) {
        wait_for(text, LIMIT, || {
            self.said.text().contains(text).then_some(())
        })
        .unwrap_or_else(|late| panic!("{late}: {}", self.said.text()));
    }
}

impl Drop for SocketClient {
    fn drop(&mut self) {
        // It may have ended by itself
        let _ = self.child.kill();
        let _ = self.child.wait();
        run::stopped(self.child.id());
    }
}
