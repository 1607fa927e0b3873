//! Runs of the program under test, and of git, with an environment that is the same everywhere.

use std::path::Path;
use std::process::{Command, ExitStatus, Output};

/// How a program ended and what it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// The exit status; none for a signal.
    pub(crate) fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Fails unless it ended with this status; gives what it printed.
    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> String {
        assert_eq!(self.code(), Some(code), "{}{}", self.stdout, self.stderr);
        self.stdout
    }

    /// Fails unless it was an undo that found nothing to take back.
    #[track_caller]
    pub(crate) fn expect_nothing_undone(self) {
        let said = self.expect(0);
        assert!(said.starts_with("nothing to undo"), "{said}");
    }

    /// Fails unless it ended with status 2 and its error has all these parts.
    #[track_caller]
    pub(crate) fn expect_error(self, parts: &[&str]) {
        assert_eq!(self.code(), Some(2), "{}{}", self.stdout, self.stderr);
        for part in parts {
            assert!(self.stderr.contains(part), "no `{part}` in {}", self.stderr);
        }
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            status: output.status,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// The program under test in a folder. What there is in our environment that changes what it does is left out.
pub(crate) fn fixup(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fixup"));
    command.args(arguments).current_dir(folder);
    clean(&mut command);
    command
}

/// Runs git in a folder; it must succeed.
#[track_caller]
pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    let ended = run(&mut git_command(folder, arguments));
    assert!(ended.status.success(), "git {arguments:?}: {ended:?}");
    ended.stdout
}

/// Runs git, which stops in the middle.
#[track_caller]
pub(crate) fn stopped_by_a_conflict(folder: &Path, arguments: &[&str]) {
    let ended = run(&mut git_command(folder, arguments));
    let said = format!("{}{}", ended.stdout, ended.stderr);
    assert!(said.contains("CONFLICT"), "git {arguments:?}: {said}");
}

fn git_command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(arguments).current_dir(folder);
    clean(&mut command);
    command
}

/// Runs a program to its end.
#[track_caller]
pub(crate) fn run(command: &mut Command) -> Ended {
    match command.output() {
        Ok(output) => output.into(),
        Err(error) => panic!("{command:?}: {error}"),
    }
}

fn clean(command: &mut Command) {
    let ours = ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FIXUP_KILL_AT"];
    let gits = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"];
    for name in ours.iter().chain(&gits) {
        command.env_remove(name);
    }
    let files = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"];
    command.envs(files.map(|name| (name, "/dev/null")));
    for role in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{role}_NAME"), "A Tester");
        command.env(format!("GIT_{role}_EMAIL"), "tester@example.com");
    }
}
