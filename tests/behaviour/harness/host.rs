//! A machine to run user data on: our own system with folders of the test in the place of those that are changed, and a PATH
//! with stand-ins for whatever would change the system itself.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::command::{Ended, run};
use super::needs::{program, project};
use super::run::new_folder;

const LIMIT: Duration = Duration::from_mins(1);

/// The folders of the machine that a test may look into.
const FOLDERS: [&str; 6] = [
    "etc/systemd/system",
    "opt",
    "root",
    "usr/local/lib",
    "var/lib",
    "var/log",
];

/// Programs that are what they are.
const REAL: [&str; 14] = [
    "bash", "cat", "chmod", "env", "grep", "install", "jq", "mktemp", "mv", "rm", "sh", "touch",
    "tr", "stat",
];

/// Stand-ins, whatever the system.
const STUBS: [&str; 9] = [
    "curl",
    "docker",
    "id",
    "ip",
    "sha256sum",
    "sleep",
    "snap",
    "systemctl",
    "uname",
];

/// What a machine is.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// The programs of its package manager.
    pub(crate) manager: &'static [&'static str],
    /// Which of the packages that not every release has it offers.
    pub(crate) offered: &'static str,
    pub(crate) has_aws: bool,
    /// What `uname -m` says.
    pub(crate) machine: &'static str,
}

pub(crate) struct Host {
    kind: Kind,
    pub(crate) root: PathBuf,
    programs: PathBuf,
}

impl Host {
    pub(crate) fn new(kind: Kind) -> Self {
        let folder = new_folder("host");
        let (root, programs) = (folder.join("root"), folder.join("programs"));
        for name in FOLDERS {
            fs::create_dir_all(root.join(name)).expect("a folder");
        }
        fs::create_dir_all(root.join("var/lib/packages")).expect("a folder");
        fs::create_dir_all(&programs).expect("a folder");
        for name in REAL {
            let real = program(name).unwrap_or_else(|| panic!("no `{name}` on the PATH"));
            symlink(real, programs.join(name)).expect("a link");
        }
        let aws = kind.has_aws.then_some(&"aws");
        for name in STUBS.iter().chain(kind.manager).chain(aws) {
            let stub = project().join("tests/tools/host/stub");
            symlink(stub, programs.join(name)).expect("a link");
        }
        Self {
            kind,
            root,
            programs,
        }
    }

    /// Puts a program of the test in the place of a stand-in.
    pub(crate) fn install(&self, name: &str, text: &str) {
        let path = self.programs.join(name);
        let _ = fs::remove_file(&path);
        fs::write(&path, text).expect("a file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("a mode");
    }

    /// Runs the real program of this name.
    pub(crate) fn install_real(&self, name: &str) {
        let path = self.programs.join(name);
        let _ = fs::remove_file(&path);
        let real = program(name).unwrap_or_else(|| panic!("no `{name}` on the PATH"));
        symlink(real, path).expect("a link");
    }

    /// Runs a script as root of the machine; calls that begin with `fail` fail so many times.
    pub(crate) fn run(&self, script: &str, failing: (&str, u32)) -> Ended {
        run(&mut self.prepared(script, failing), LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// The same, about to be started.
    pub(crate) fn prepared(&self, script: &str, (fail, failures): (&str, u32)) -> Command {
        let path = self.root.with_file_name("script");
        fs::write(&path, script).expect("a file");
        let calls = self.calls_file();
        fs::write(&calls, "").expect("a file");
        let mounts = FOLDERS.map(|name| format!("mount --bind \"$1/{name}\" /{name}"));
        let enter = format!("{}; PATH=$2 exec bash \"$3\"", mounts.join(" && "));
        let mut command = Command::new("unshare");
        command
            .args(["--mount", "sh", "-euc", &enter, "enter"])
            .args([&self.root, &self.programs, &path])
            .env("CALLS", calls)
            .env("FAIL", fail)
            .env("FAILURES", failures.to_string())
            .env("OFFERED", self.kind.offered)
            .env("MACHINE", self.kind.machine)
            .env("HOME", "/root");
        command
    }

    /// What the last run called, one a line.
    pub(crate) fn calls(&self) -> String {
        text_at(&self.calls_file())
    }

    /// The text of a file of the machine.
    pub(crate) fn text(&self, path: &str) -> String {
        text_at(&self.root.join(path))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.root.join(path).exists()
    }

    fn calls_file(&self) -> PathBuf {
        self.root.with_file_name("calls")
    }
}

/// What systemd does to start a unit, as a script: each command until one fails, which no `-` before it lets pass.
pub(crate) fn start_of(unit: &str) -> String {
    let values = |key: &str| {
        let lines = unit.lines().filter_map(|line| line.split_once('='));
        let of_key = lines.filter(|(own, _)| *own == key);
        of_key
            .map(|(_, value)| value.to_owned())
            .collect::<Vec<_>>()
    };
    let mut script = vec!["set -eu".to_owned()];
    // the programs of the machine are where the test has put them
    let own = values("Environment").into_iter();
    let own: Vec<String> = own
        .flat_map(|it| it.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|it| !it.starts_with("PATH="))
        .collect();
    script.extend(own.iter().map(|it| format!("export {it}")));
    script.push(format!("cd {}", values("WorkingDirectory").concat()));
    script.extend(values("ExecStartPre"));
    script.extend(values("ExecStart"));
    let after = values("ExecStartPost").into_iter();
    script.extend(after.map(|it| match it.strip_prefix('-') {
        Some(it) => format!("{it} || :"),
        None => it,
    }));
    script.join("\n")
}

fn text_at(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
