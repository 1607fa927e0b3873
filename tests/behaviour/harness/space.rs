//! Spaces of the network, each as a machine or container has its own, and wires between them. They go with the run.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::command::{Ended, run, run_well};
use super::run as this_run;

const LIMIT: Duration = Duration::from_mins(1);

/// A space of the network.
pub(crate) struct Space {
    name: String,
    /// Names of other machines, as lines of a hosts file.
    hosts: Option<PathBuf>,
}

impl Space {
    /// A new one, with nothing but the loopback.
    pub(crate) fn new(name: &str) -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let folder = this_run::folder().file_name().expect("it has a name");
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("{}-{count}-{name}", folder.to_string_lossy());
        system(&["netns", "add", &name]);
        let space = Self { name, hosts: None };
        space.ip(&["link", "set", "lo", "up"]);
        space
    }

    /// With names that programs in it know.
    pub(crate) fn knowing(mut self, names: &[(&str, &str)]) -> Self {
        let file = this_run::new_folder("hosts").join("hosts");
        let lines = names.iter().map(|(name, at)| format!("{at} {name}\n"));
        let text: String = lines.collect();
        fs::write(&file, format!("127.0.0.1 localhost\n{text}")).expect("a file");
        self.hosts = Some(file);
        self
    }

    /// Runs `ip` on it.
    pub(crate) fn ip(&self, arguments: &[&str]) {
        let own = ["-n", &self.name];
        let all: Vec<&str> = own.iter().chain(arguments).copied().collect();
        system(&all);
    }

    /// A program in it.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.name]);
        if let Some(hosts) = &self.hosts {
            let mount = "mount --bind \"$0\" /etc/hosts && exec \"$@\"";
            command.args(["unshare", "--mount", "sh", "-c", mount]);
            command.arg(hosts);
        }
        command.arg(program);
        command
    }

    /// Puts a command into it.
    pub(crate) fn enter(&self, inner: &Command) -> Command {
        let mut command = Command::new("ip");
        command
            .args(["netns", "exec", &self.name])
            .arg(inner.get_program())
            .args(inner.get_args());
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        if let Some(folder) = inner.get_current_dir() {
            command.current_dir(folder);
        }
        command
    }

    /// What a shell says in it.
    pub(crate) fn shell(&self, script: &str) -> Ended {
        run(self.command("sh").args(["-c", script]), LIMIT).unwrap_or_else(|it| panic!("{it}"))
    }

    /// The same, which must go well.
    #[track_caller]
    pub(crate) fn shell_well(&self, script: &str) -> String {
        let ended = self.shell(script);
        assert!(ended.status.success(), "{script}: {}", ended.said());
        ended.stdout
    }

    /// A wire to another space: an end in each, by their names, and the address of the other end.
    pub(crate) fn wire(&self, own: &str, other: &Self, theirs: &str, address: &str) {
        system(&[
            "link",
            "add",
            own,
            "netns",
            &self.name,
            "type",
            "veth",
            "peer",
            "name",
            theirs,
            "netns",
            &other.name,
        ]);
        self.ip(&["link", "set", own, "up"]);
        other.ip(&["addr", "add", address, "dev", theirs]);
        other.ip(&["link", "set", theirs, "up"]);
    }

    /// A switch in it that wires are plugged into.
    pub(crate) fn switch(&self, name: &str) {
        // without an address of its own it takes that of a wire: whoever knows it loses it with each wire that comes or goes
        let address = "02:42:00:00:00:01";
        self.ip(&["link", "add", name, "address", address, "type", "bridge"]);
        self.ip(&["link", "set", name, "up"]);
    }

    /// Plugs an end of a wire into a switch.
    pub(crate) fn plug(&self, end: &str, switch: &str) {
        self.ip(&["link", "set", end, "master", switch]);
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        // what still runs in it keeps it until then
        let _ = run(Command::new("ip").args(["netns", "del", &self.name]), LIMIT);
    }
}

fn system(arguments: &[&str]) {
    run_well(Command::new("ip").args(arguments), LIMIT).unwrap_or_else(|it| panic!("{it}"));
}

/// Why there can be no spaces here.
pub(crate) fn lack() -> Option<String> {
    let try_it = "unshare --net sh -c 'ip link add br0 type bridge && nft add table ip t'";
    let ended = run_well(Command::new("sh").args(["-c", try_it]), LIMIT);
    ended
        .err()
        .map(|_| "no `ip` and `nft`, or no right to make spaces of the network".to_owned())
}
