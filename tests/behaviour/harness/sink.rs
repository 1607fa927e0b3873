//! Where reports of errors go in tests: a server on this machine that takes whatever is sent to it.

use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use super::needs::project;
use super::run;
use super::service::Service;
use super::wait::wait_for;

const LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Sink(Service);

impl Sink {
    pub(crate) fn open() -> Self {
        let port = run::free_port();
        let mut node = Command::new("node");
        node.arg(project().join("tests/behaviour/clients/sink.mjs"))
            .arg(port.to_string());
        Self(Service::start(&mut node, port))
    }

    /// The address that reports go to.
    pub(crate) fn dsn(&self) -> String {
        format!("http://key@127.0.0.1:{}/1", self.0.port)
    }

    /// Its port on this machine.
    pub(crate) fn port(&self) -> u16 {
        self.0.port
    }

    /// Its own address, for what looks for one outside of the DSN.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.0.port)
    }

    /// Whether nothing came in before this.
    pub(crate) fn is_untouched(&self) -> bool {
        self.0.get("/untouched");
        self.0.wait_until_said("GET /untouched");
        self.text().trim() == "GET /untouched"
    }

    /// Waits until it was asked for that.
    pub(crate) fn wait_until_asked(&self, request: &str) {
        self.0.wait_until_said(request);
    }

    /// All that came in so far.
    pub(crate) fn text(&self) -> String {
        self.0.said()
    }

    /// The errors that were reported so far.
    pub(crate) fn errors(&self) -> Vec<Value> {
        let text = self.text();
        let lines = text.lines().filter(|line| line.starts_with('{'));
        let values = lines.filter_map(|line| serde_json::from_str::<Value>(line).ok());
        values.filter(|it| it.get("exception").is_some()).collect()
    }

    /// Waits until as many errors as that were reported.
    pub(crate) fn wait_for(&self, count: usize) -> Vec<Value> {
        wait_for("reports of errors", LIMIT, || {
            Some(self.errors()).filter(|errors| errors.len() >= count)
        })
        .unwrap_or_else(|late| panic!("{late}: {}", self.text()))
    }
}
