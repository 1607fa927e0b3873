//! A FastAPI service on uvicorn, with the packages that the example's backendai pins or with the latest ones.

use std::collections::BTreeMap;
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::command::{Ended, run};
use super::example::{Clinic, fresh_databases};
use super::packages::{self, Python};
use super::service::Service;
use super::{mongo, postgres, run as this_run};

/// How long a process may take that ends by itself.
const LIMIT: Duration = Duration::from_mins(1);

/// How a service will be started.
pub(crate) struct Uvicorn {
    folder: PathBuf,
    packages: Python,
    environment: BTreeMap<&'static str, String>,
}

impl Clinic {
    /// Its backendai, about to be started on databases of its own.
    pub(crate) fn backendai(&self, packages: Python) -> Uvicorn {
        Uvicorn::new(self.root.join("backendai"), packages)
            .postgres_on(postgres::cluster().port)
            .mongo_on(mongo::port())
            .with("DB_HOST", "127.0.0.1")
            .with("DB_NAME", &fresh_databases())
            .with("DB_USERNAME", postgres::OWNER)
            .with("DB_PASSWORD", postgres::PASSWORD)
    }
}

impl Uvicorn {
    /// The service in `folder`, whose app is `app` of `main.py`.
    pub(crate) fn new(folder: PathBuf, packages: Python) -> Self {
        let server = Self {
            folder,
            packages,
            environment: BTreeMap::new(),
        };
        server
            .with("PYTHONDONTWRITEBYTECODE", "1")
            .with("PYTHONUNBUFFERED", "1")
    }

    /// A variable of its environment, which holds nothing of ours but the PATH.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.insert(name, value.to_owned());
        self
    }

    /// Its environment without a variable.
    pub(crate) fn without(mut self, name: &str) -> Self {
        self.environment.remove(name);
        self
    }

    /// Its environment.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// The port where it finds its database, on 127.0.0.1.
    pub(crate) fn postgres_on(self, port: u16) -> Self {
        self.with("DB_PORT", &port.to_string())
    }

    pub(crate) fn mongo_on(self, port: u16) -> Self {
        self.with("MONGO_URI", &format!("mongodb://127.0.0.1:{port}/"))
    }

    /// Starts it as its Dockerfile does and waits until it listens.
    pub(crate) fn start(&self) -> Service {
        let port = this_run::free_port();
        Service::start(&mut self.command(port), port)
    }

    /// Starts it and waits for nothing.
    pub(crate) fn launch(&self) -> Service {
        let port = this_run::free_port();
        Service::launch(&mut self.command(port), port)
    }

    /// Starts it and waits until it has ended, which it must do by itself.
    pub(crate) fn start_in_vain(&self) -> Ended {
        let port = this_run::free_port();
        run(&mut self.command(port), LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// Runs a script in its folder and environment, to its end.
    pub(crate) fn evaluate(&self, script: &str) -> Ended {
        let mut command = self.python();
        command.args(["-c", script]);
        run(&mut command, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    fn command(&self, port: u16) -> Command {
        let mut command = self.python();
        command
            .args(["-m", "uvicorn", "main:app", "--host", "127.0.0.1", "--port"])
            .arg(port.to_string());
        command
    }

    fn python(&self) -> Command {
        let modules = packages::backendai(self.packages)
            .expect("a test that runs uvicorn says that it needs the packages");
        let mut command = Command::new("python3");
        command
            .current_dir(&self.folder)
            .env_clear()
            .env("PYTHONPATH", modules)
            .envs(&self.environment);
        for name in ["PATH", "HOME", "PYENV_ROOT"] {
            if let Some(value) = env::var_os(name) {
                command.env(name, value);
            }
        }
        command
    }
}
