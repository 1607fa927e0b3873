//! A server that runs: started, asked, signalled, and stopped by its own process id.

use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::command::{Collected, run_well};
use super::http::{self, Reply};
use super::run;
use super::wait::wait_for;

const START_LIMIT: Duration = Duration::from_mins(1);
const REPLY_LIMIT: Duration = Duration::from_secs(20);

pub(crate) struct Service {
    pub(crate) port: u16,
    child: Child,
    ended: bool,
    stdout: Collected,
    stderr: Collected,
}

impl Service {
    /// Starts it and waits until it listens on that port.
    pub(crate) fn start(command: &mut Command, port: u16) -> Self {
        let mut service = Self::launch(command, port);
        let up = wait_for("the service to listen", START_LIMIT, || {
            if let Some(status) = service.status() {
                return Some(Err(format!("the service ended: {status}")));
            }
            service.is_listening().then_some(Ok(()))
        });
        if let Err(reason) = up.and_then(|it| it) {
            panic!("{reason}\n{}", service.said());
        }
        service
    }

    /// Starts it and waits for nothing.
    pub(crate) fn launch(command: &mut Command, port: u16) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        run::started(child.id());
        let (stdout, _) = Collected::from(child.stdout.take().expect("stdout is piped"));
        let (stderr, _) = Collected::from(child.stderr.take().expect("stderr is piped"));
        Self {
            port,
            child,
            ended: false,
            stdout,
            stderr,
        }
    }

    /// The reply to a request, which must come.
    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.ask_within(REPLY_LIMIT, method, path, headers)
    }

    pub(crate) fn get(&self, path: &str) -> Reply {
        self.ask("GET", path, &[])
    }

    /// The reply to a request, which must come within the limit.
    pub(crate) fn ask_within(
        &self,
        limit: Duration,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> Reply {
        http::ask(self.port, method, path, headers, limit)
            .unwrap_or_else(|reason| panic!("{reason}\nthe service said:\n{}", self.said()))
    }

    /// A request under way in a thread of its own; what comes of it, by `join`.
    pub(crate) fn get_meanwhile(&self, path: &str) -> JoinHandle<Result<Reply, String>> {
        let (port, path) = (self.port, path.to_owned());
        thread::spawn(move || http::ask(port, "GET", &path, &[], REPLY_LIMIT))
    }

    /// Waits until it has written this.
    pub(crate) fn wait_until_said(&self, text: &str) {
        wait_for(text, REPLY_LIMIT, || {
            self.said().contains(text).then_some(())
        })
        .unwrap_or_else(|late| panic!("{late}\n{}", self.said()));
    }

    /// Sends it a signal, as `TERM`.
    pub(crate) fn signal(&mut self, name: &str) {
        let pid = self.child.id();
        self.signal_process(name, pid);
    }

    /// Sends a signal to the process that the started one has started.
    pub(crate) fn signal_child(&mut self, name: &str) {
        let child = self.child();
        self.signal_process(name, child);
    }

    /// The number of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The user that this process runs as.
    pub(crate) fn user_of_child(&self) -> String {
        let status = format!("/proc/{}/status", self.child());
        let status = std::fs::read_to_string(status).expect("the process runs on Linux");
        let users = status.lines().find_map(|line| line.strip_prefix("Uid:"));
        let user = users.and_then(|line| line.split_whitespace().next());
        user.expect("a process has a user").to_owned()
    }

    /// The process that the started one has started.
    fn child(&self) -> u32 {
        let pid = self.child.id();
        let children = format!("/proc/{pid}/task/{pid}/children");
        let children = std::fs::read_to_string(children).expect("the process runs on Linux");
        children.trim().parse().expect("it has one child")
    }

    fn signal_process(&mut self, name: &str, pid: u32) {
        assert!(
            self.status().is_none(),
            "it has ended already\n{}",
            self.said()
        );
        let pid = pid.to_string();
        run_well(Command::new("kill").args(["-s", name, &pid]), REPLY_LIMIT)
            .expect("the process is ours and runs");
    }

    /// Whether somebody takes connections on its port.
    pub(crate) fn is_listening(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }

    /// Whether it still runs.
    pub(crate) fn is_running(&mut self) -> bool {
        self.status().is_none()
    }

    /// Waits for its end.
    pub(crate) fn wait_for_end(&mut self, limit: Duration) -> ExitStatus {
        wait_for("the service to end", limit, || self.status())
            .unwrap_or_else(|late| panic!("{late}\n{}", self.said()))
    }

    /// What it has written to its standard output so far.
    pub(crate) fn printed(&self) -> String {
        self.stdout.text()
    }

    /// What it has written so far.
    pub(crate) fn said(&self) -> String {
        format!("{}{}", self.stdout.text(), self.stderr.text())
    }

    /// How it ended, if it has.
    fn status(&mut self) -> Option<ExitStatus> {
        let status = self.child.try_wait().expect("the process is ours");
        if status.is_some() && !self.ended {
            self.ended = true;
            run::stopped(self.child.id());
        }
        status
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        if self.status().is_none() {
            // It may end this very moment; either way it has ended after the wait
            let _ = self.child.kill();
            let _ = self.child.wait();
            run::stopped(self.child.id());
        }
    }
}
