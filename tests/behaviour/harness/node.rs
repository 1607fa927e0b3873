//! An Express service of our own that runs with the latest clients of databases.

use std::collections::BTreeMap;
use std::env;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::example::Clinic;
use super::packages;
use super::run::free_port;
use super::service::Service;

/// How a service will be started.
pub(crate) struct Node<'c> {
    copy: &'c Clinic,
    environment: BTreeMap<&'static str, String>,
}

impl Clinic {
    /// The service of this copy, which `app.js` starts, with the packages beside it, where Node looks for them, too.
    pub(crate) fn node(&self) -> Node<'_> {
        let modules = packages::of_pools().expect("a test that runs it says what it needs");
        let link = self.root.with_file_name("node_modules");
        match symlink(modules, &link) {
            Err(error) if !link.exists() => panic!("cannot make {}: {error}", link.display()),
            _ => {}
        }
        Node {
            copy: self,
            environment: BTreeMap::new(),
        }
    }
}

impl Node<'_> {
    /// A variable of its environment, which holds nothing of ours but the PATH.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.insert(name, value.to_owned());
        self
    }

    /// Starts it and waits until it listens.
    pub(crate) fn start(&self) -> Service {
        let port = free_port();
        Service::start(&mut self.command(port), port)
    }

    /// Starts it and waits for nothing.
    pub(crate) fn launch(&self) -> Service {
        let port = free_port();
        Service::launch(&mut self.command(port), port)
    }

    fn command(&self, port: u16) -> Command {
        let mut command = Command::new("node");
        command
            .arg("app.js")
            .current_dir(&self.copy.root)
            .env_clear()
            .envs(&self.environment)
            .env("PORT", port.to_string());
        if let Some(path) = env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }
}
