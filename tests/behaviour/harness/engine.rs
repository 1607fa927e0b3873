//! What stands for an engine of containers on a machine: it starts what a compose file says, as it says it. Commands, environment,
//! ports, mounts, health checks, what depends on what, and the time to stop are read from the file, resolved by docker-compose.
//!
//! Every container has its own space of the network on a switch of its machine, with ports published by the machine. Images of
//! ours are really built; nginx and Redis are those of this machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::command::{Ended, run, run_well};
use super::images::{self, Image};
use super::needs::program;
use super::run::new_folder;
use super::service::Service;
use super::space::Space;
use super::wait::wait_for;

const LIMIT: Duration = Duration::from_mins(1);

/// An engine, with its containers.
pub(crate) struct Engine {
    /// The space of the machine.
    pub(crate) space: Space,
    /// Where the compose file lies.
    folder: PathBuf,
    /// The first parts of the addresses of its containers.
    network: String,
    images: BTreeMap<String, Image>,
    volumes: PathBuf,
    containers: BTreeMap<String, Container>,
}

/// A container that runs.
struct Container {
    told: Value,
    space: Space,
    service: Service,
    kind: Kind,
    /// When it was started.
    since: Instant,
}

/// What runs in it.
enum Kind {
    Ours(images::Container),
    Program,
}

impl Engine {
    /// An engine on the machine of a space.
    pub(crate) fn new(space: Space, folder: &Path, number: u8) -> Self {
        let network = format!("172.30.{number}");
        space.switch("containers");
        space.ip(&[
            "addr",
            "add",
            &format!("{network}.1/24"),
            "dev",
            "containers",
        ]);
        space.shell_well(&format!(
            "sysctl -qw net.ipv4.ip_forward=1
             nft add table ip engine
             nft 'add chain ip engine published {{ type nat hook prerouting priority -100 ; }}'
             nft 'add chain ip engine leaving {{ type nat hook postrouting priority 100 ; }}'
             nft add rule ip engine leaving ip saddr {network}.0/24 oifname != containers masquerade"
        ));
        Self {
            space,
            folder: folder.to_owned(),
            network,
            images: BTreeMap::new(),
            volumes: new_folder("volumes"),
            containers: BTreeMap::new(),
        }
    }

    /// An image by the name that compose files call it by.
    pub(crate) fn pull(&mut self, name: &str, image: &Image) {
        self.images.insert(name.to_owned(), image.clone());
    }

    /// What a compose file says, with all its variables.
    fn resolved(&self, file: &str) -> Value {
        let mut compose = Command::new("docker-compose");
        compose
            .args(["--file", file, "config"])
            .current_dir(&self.folder);
        let text = run_well(&mut compose, LIMIT).unwrap_or_else(|it| panic!("{it}"));
        let mut told: Value = serde_yaml::from_str(&text).expect("docker-compose writes YAML");
        told["services"].take()
    }

    /// `docker compose up --detach`: starts what is not there, and replaces what has changed.
    pub(crate) fn up(&mut self, file: &str) {
        let services = self.resolved(file);
        let all = services.as_object().expect("there are services");
        let names: Vec<&String> = all.keys().collect();
        let mut left: Vec<&String> = all
            .iter()
            .filter(|(_, told)| told.get("profiles").is_none())
            .map(|(name, _)| name)
            .collect();
        while !left.is_empty() {
            let waits = |name: &&&String| {
                let needed = all[**name]["depends_on"].as_object();
                let mut needed = needed.into_iter().flat_map(|it| it.keys());
                !needed.any(|it| left.contains(&it))
            };
            let ready: Vec<&String> = left.iter().filter(waits).copied().collect();
            assert!(!ready.is_empty(), "services wait for each other: {left:?}");
            for name in ready {
                self.start(name, &all[name], &names);
                left.retain(|it| *it != name);
            }
        }
        self.publish();
    }

    /// `docker compose run --rm`: a task, to its end.
    pub(crate) fn run(&mut self, file: &str, name: &str) -> Ended {
        self.run_as(file, name, None)
    }

    /// The same with another command, where one is given.
    pub(crate) fn run_as(&mut self, file: &str, name: &str, own: Option<Vec<String>>) -> Ended {
        let services = self.resolved(file);
        let all = services.as_object().expect("there are services");
        let names: Vec<&String> = all.keys().collect();
        let space = self.space_of(name, &names);
        let container = self
            .ours(&all[name], &names)
            .expect("a task has an image of ours");
        let mut command = space.enter(&container.command(own.or(words(&all[name]["command"]))));
        run(&mut command, LIMIT).unwrap_or_else(|it| panic!("{it}"))
    }

    fn start(&mut self, name: &str, told: &Value, names: &[&String]) {
        let is_same = |it: &mut Container| it.told == *told && it.service.is_running();
        if self.containers.get_mut(name).is_some_and(is_same) {
            return;
        }
        for (needed, condition) in told["depends_on"].as_object().into_iter().flatten() {
            if condition["condition"] == "service_healthy" {
                self.wait_until_healthy(needed);
            }
        }
        let runs = |it: &mut Container| it.service.is_running();
        if self.containers.get_mut(name).is_some_and(runs) {
            self.stop(name);
        }
        // what has ended is restarted
        self.containers.remove(name);
        let space = self.space_of(name, names);
        let (command, kind) = match self.ours(told, names) {
            Some(container) => (
                container.command(words(&told["command"])),
                Kind::Ours(container),
            ),
            None => (self.program(name, told, &space, names), Kind::Program),
        };
        let service = Service::launch(&mut space.enter(&command), 0);
        let container = Container {
            told: told.clone(),
            space,
            service,
            kind,
            since: Instant::now(),
        };
        self.containers.insert(name.to_owned(), container);
    }

    /// Stops a container as its file says, and tells how it ended and how long that took.
    pub(crate) fn stop(&mut self, name: &str) -> (Option<i32>, Duration) {
        let mut container = self.containers.remove(name).expect("it was started");
        container.assert_runs(name);
        let grace =
            seconds(&container.told["stop_grace_period"]).unwrap_or(Duration::from_secs(10));
        let start = Instant::now();
        match container.kind {
            Kind::Ours(_) => container.service.signal_child("TERM"),
            // nginx and Redis are the first process themselves; nginx is asked to quit by its image
            Kind::Program if name == "nginx" => container.service.signal("QUIT"),
            Kind::Program => container.service.signal("TERM"),
        }
        let status = container.service.wait_for_end(grace);
        let took = start.elapsed();
        // whoever asks meanwhile is refused, as the engine no longer hands on what arrives
        self.publish();
        (status.code(), took)
    }

    /// Kills a container's first process, as the system does when memory runs out.
    pub(crate) fn kill(&mut self, name: &str) {
        let container = self.containers.get_mut(name).expect("it was started");
        container.assert_runs(name);
        match container.kind {
            Kind::Ours(_) => container.service.signal_child("KILL"),
            Kind::Program => container.service.signal("KILL"),
        }
        container.service.wait_for_end(LIMIT);
    }

    /// Asks a container's health check until it is well; how long that took from its start.
    pub(crate) fn wait_until_healthy(&mut self, name: &str) -> Duration {
        let what = format!("`{name}` to be healthy");
        let limit = Duration::from_mins(2);
        let since = self.containers[name].since;
        let healthy = wait_for(&what, limit, || self.is_healthy(name).then_some(()));
        healthy.unwrap_or_else(|late| panic!("{late}\n{}", self.said(name)));
        since.elapsed()
    }

    /// What the health check of the file says; none is content.
    pub(crate) fn is_healthy(&self, name: &str) -> bool {
        let container = &self.containers[name];
        let test = words(&container.told["healthcheck"]["test"]);
        let Some(test) = test.filter(|it| it.len() > 1) else {
            return true;
        };
        assert_eq!(test[0], "CMD", "{test:?}");
        let limit = seconds(&container.told["healthcheck"]["timeout"]);
        let command = match &container.kind {
            Kind::Ours(it) => it.command(Some(test[1..].to_vec())),
            Kind::Program => {
                let mut command = Command::new(&test[1]);
                command.args(&test[2..]);
                command
            }
        };
        let ended = run(&mut container.space.enter(&command), limit.unwrap_or(LIMIT));
        ended.is_ok_and(|it| it.status.success())
    }

    /// What a container has said.
    pub(crate) fn said(&self, name: &str) -> String {
        self.containers[name].service.said()
    }

    /// What a container has written to its standard output.
    pub(crate) fn printed(&self, name: &str) -> String {
        self.containers[name].service.printed()
    }

    /// The first process of a container that runs a program of this machine.
    pub(crate) fn pid(&self, name: &str) -> Option<u32> {
        Some(self.containers.get(name)?.service.id())
    }

    /// Runs a program beside one that is none of ours.
    pub(crate) fn execute(&self, name: &str, script: &str) -> Ended {
        self.containers[name].space.shell(script)
    }

    /// The space of a container: on the switch of its machine, with an address by its place in the file.
    fn space_of(&self, name: &str, names: &[&String]) -> Space {
        let space = Space::new(name);
        let end = format!("c{}", self.address(name, names).replace('.', ""));
        // a container of the same name may just be ending
        let _ = run(self.space.command("ip").args(["link", "del", &end]), LIMIT);
        let address = self.address(name, names);
        self.space
            .wire(&end, &space, "eth0", &format!("{address}/24"));
        // as Docker does, or others would look for the container that had the address before
        let last = address.rsplit('.').next().unwrap_or_default();
        space.ip(&[
            "link",
            "set",
            "eth0",
            "address",
            &format!("02:42:ac:1e:00:{last}"),
        ]);
        self.space.plug(&end, "containers");
        space.ip(&[
            "route",
            "add",
            "default",
            "via",
            &format!("{}.1", self.network),
        ]);
        space
    }

    fn address(&self, name: &str, names: &[&String]) -> String {
        let at = names.iter().position(|it| *it == name);
        format!(
            "{}.{}",
            self.network,
            10 + at.expect("it stands in the file")
        )
    }

    /// A container of an image of ours; none of another image.
    fn ours(&self, told: &Value, names: &[&String]) -> Option<images::Container> {
        let image = self.images.get(told["image"].as_str()?)?;
        let mut container = images::run(image);
        for (name, value) in told["environment"].as_object().into_iter().flatten() {
            let text = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            // what docker-compose prints is a compose file again
            container = container.with(name, &text.replace("$$", "$"));
        }
        let lines = names
            .iter()
            .map(|it| format!("{} {it}\n", self.address(it, names)));
        let hosts: String = lines.collect();
        let file = container.path("/etc/hosts");
        fs::write(file, format!("127.0.0.1 localhost\n{hosts}")).expect("a file");
        for (source, target) in self.mounts(told) {
            let target = container.path(&target);
            fs::create_dir_all(&target).expect("a folder");
            fill(&source, &target);
            let mut mount = Command::new("mount");
            mount.arg("--bind").arg(&source).arg(&target);
            run_well(&mut mount, LIMIT).unwrap_or_else(|it| panic!("{it}"));
        }
        Some(container)
    }

    /// The folders that are mounted, each with its place in the container.
    fn mounts(&self, told: &Value) -> Vec<(PathBuf, String)> {
        let all = told["volumes"].as_array().into_iter().flatten();
        let all = all.filter_map(Value::as_str);
        let split = all.filter_map(|it| it.split_once(':'));
        split
            .map(|(source, target)| {
                let target = target.split(':').next().unwrap_or_default().to_owned();
                let is_path = source.starts_with('/');
                let source = if is_path {
                    PathBuf::from(source)
                } else {
                    self.volumes.join(source)
                };
                (source, target)
            })
            .collect()
    }

    /// nginx or Redis of this machine, as their images run them.
    fn program(&self, name: &str, told: &Value, space: &Space, names: &[&String]) -> Command {
        let image = told["image"].as_str().unwrap_or_default();
        let folder = new_folder(name);
        if image.starts_with("redis:") {
            let own = words(&told["command"]).unwrap_or_else(|| vec!["redis-server".to_owned()]);
            let mut redis = Command::new(&own[0]);
            redis
                .args(&own[1..])
                .args(["--protected-mode", "no", "--dir"])
                .arg(folder);
            return redis;
        }
        assert!(image.starts_with("nginx:"), "there is no image `{image}`");
        self.nginx(told, space, names, &folder)
    }

    fn nginx(&self, told: &Value, space: &Space, names: &[&String], folder: &Path) -> Command {
        // its image has these, and fills variables into the templates when it starts
        let main = "daemon off; pid /run/nginx.pid; error_log stderr warn; events {}\n\
            http { access_log off; include /etc/nginx/conf.d/*.conf; }\n";
        fs::create_dir_all(folder.join("etc/conf.d")).expect("a folder");
        fs::write(folder.join("etc/nginx.conf"), main).expect("a file");
        let mut mounts = String::new();
        for (source, target) in self.mounts(told) {
            mounts += &format!(
                "mkdir -p {target}; mount --bind '{}' {target}\n",
                source.display()
            );
        }
        let environment = &told["environment"];
        let filter = environment["NGINX_ENVSUBST_FILTER"]
            .as_str()
            .unwrap_or_default();
        let filter = filter.replace("$$", "$");
        let names_of = environment.as_object().into_iter().flatten();
        let filled: String = names_of
            .filter(|(name, _)| filter == format!("^{name}$"))
            .map(|(name, value)| {
                let value = value.as_str().unwrap_or_default();
                format!(" -e 's|${{{name}}}|{value}|g'")
            })
            .collect();
        let script = format!(
            "set -e
            mount --bind '{folder}/etc' /etc/nginx
            mount -t tmpfs none /var/www; mount -t tmpfs none /run; mount -t tmpfs none /var/lib/nginx
            {mounts}
            for template in /etc/nginx/templates/*.template; do
              name=$(basename \"$template\" .template)
              sed{filled} \"$template\" >/etc/nginx/conf.d/$name
            done
            exec nginx -c /etc/nginx/nginx.conf",
            folder = folder.display()
        );
        self.resolver(space, names);
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", &script]);
        command
    }

    /// What tells a container the addresses of others by their names, where Docker has it.
    fn resolver(&self, space: &Space, names: &[&String]) {
        let mut resolver = Command::new("pebble-challtestsrv");
        for option in [
            "-http01",
            "-https01",
            "-tlsalpn01",
            "-defaultIPv6",
            "-defaultIPv4",
        ] {
            resolver.args([option, ""]);
        }
        resolver.args(["-dns01", "127.0.0.11:53", "-management", "127.0.0.1:8055"]);
        let resolver = Service::launch(&mut space.enter(&resolver), 0);
        for name in names {
            let address = self.address(name, names);
            let body = format!(r#"{{"host":"{name}.","addresses":["{address}"]}}"#);
            let ask = format!(
                "curl -sS --retry 50 --retry-connrefused --retry-delay 1 -d '{body}' http://127.0.0.1:8055/add-a"
            );
            space.shell_well(&ask);
        }
        // it ends with the run
        std::mem::forget(resolver);
    }

    /// Lets the machine hand on what arrives at its ports, as the files say.
    fn publish(&self) {
        let mut rules = "flush chain ip engine published\n".to_owned();
        for container in self.containers.values() {
            for (address, published, target) in ports(&container.told) {
                let to = container.address();
                let at = address.map_or_else(
                    || "fib daddr type local".to_owned(),
                    |it| format!("ip daddr {it}"),
                );
                rules += &format!(
                    "add rule ip engine published iifname eth0 {at} tcp dport {published} dnat to {to}:{target}\n"
                );
            }
        }
        let file = new_folder("rules").join("rules");
        fs::write(&file, rules).expect("a file");
        self.space
            .shell_well(&format!("nft --file '{}'", file.display()));
    }
}

impl Container {
    /// Whatever has happened, nothing may have ended by itself.
    #[track_caller]
    fn assert_runs(&mut self, name: &str) {
        let runs = self.service.is_running();
        assert!(
            runs,
            "`{name}` has ended by itself\n{}",
            self.service.said()
        );
    }

    fn address(&self) -> String {
        let said = self.space.shell_well("ip -4 -o addr show dev eth0");
        let word = said.split_whitespace().nth(3).unwrap_or_default();
        word.split('/').next().unwrap_or_default().to_owned()
    }
}

/// The ports of a service that other machines may reach: the address if it is one alone, and the ports outside and inside.
fn ports(told: &Value) -> Vec<(Option<String>, u64, u64)> {
    let all = told["ports"].as_array().into_iter().flatten();
    let port = |it: &Value| {
        let Some(text) = it.as_str() else {
            return Some((None, it["published"].as_u64()?, it["target"].as_u64()?));
        };
        let text = text.split('/').next()?;
        let parts: Vec<&str> = text.split(':').collect();
        match parts[..] {
            [address, published, target] => Some((
                Some(address.to_owned()),
                published.parse().ok()?,
                target.parse().ok()?,
            )),
            [published, target] => Some((None, published.parse().ok()?, target.parse().ok()?)),
            _ => None,
        }
    };
    let all = all.filter_map(port);
    all.filter(|(address, ..)| address.as_deref() != Some("127.0.0.1"))
        .collect()
}

/// A command as its words; none where the image's own is meant.
fn words(value: &Value) -> Option<Vec<String>> {
    let all = value.as_array()?.iter();
    let text = |it: &Value| it.as_str().expect("a word").replace("$$", "$");
    Some(all.map(text).collect())
}

/// `30s`
fn seconds(value: &Value) -> Option<Duration> {
    let text = value.as_str()?.strip_suffix('s')?;
    text.parse().ok().map(Duration::from_secs)
}

/// What an engine needs of the machine and it does not have.
pub(crate) fn lack() -> Option<String> {
    let programs = [
        "ip",
        "nft",
        "nginx",
        "redis-server",
        "pebble-challtestsrv",
        "docker-compose",
        "curl",
    ];
    let missing = programs.iter().find(|name| program(name).is_none());
    missing
        .map(|name| format!("no `{name}` on the PATH"))
        .or_else(super::space::lack)
}

/// A new volume holds what the image has in its place, and belongs to whom that belongs.
fn fill(volume: &Path, place: &Path) {
    if volume.exists() {
        return;
    }
    let mut copy = Command::new("cp");
    copy.arg("-a").arg(place).arg(volume);
    run_well(&mut copy, LIMIT).unwrap_or_else(|it| panic!("{it}"));
    let mut own = Command::new("chown");
    own.args(["-R", "1000:1000"]).arg(volume);
    run_well(&mut own, LIMIT).unwrap_or_else(|it| panic!("{it}"));
}
