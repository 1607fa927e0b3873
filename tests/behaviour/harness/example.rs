//! The example system: as it is or fixed, always as a copy, with databases for each test.

use std::collections::BTreeMap;
use std::env;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::command::{Ended, run, run_well};
use super::needs::{project, tools};
use super::service::Service;
use super::tree::Tree;
use super::{packages, postgres, run as this_run};

/// The issues whose patches the shared fixed copy has.
pub(crate) const FIXED: &str = "1,2,3,4,5,7";

const LIMIT: Duration = Duration::from_mins(1);

/// The example in this repository, where nothing is ever written.
pub(crate) fn original() -> PathBuf {
    project().join("examples/healthcare")
}

/// A copy of the example.
pub(crate) struct Clinic {
    pub(crate) root: PathBuf,
}

impl Clinic {
    pub(crate) fn copy() -> Self {
        Self::holding(&Tree::read(&original()))
    }

    /// A copy of a tree that was read before.
    pub(crate) fn holding(tree: &Tree) -> Self {
        let root = this_run::new_folder("clinic").join("healthcare");
        tree.write(&root);
        Self { root }
    }

    /// A copy that all tests share, to run servers from. Nobody changes it.
    pub(crate) fn as_it_is() -> &'static Self {
        static COPY: OnceLock<Clinic> = OnceLock::new();
        COPY.get_or_init(Self::copy)
    }

    /// The same, with the fixes applied.
    pub(crate) fn fixed() -> &'static Self {
        static COPY: OnceLock<Result<Clinic, String>> = OnceLock::new();
        let made = COPY.get_or_init(|| {
            let clinic = Self::copy();
            let ended = clinic.fixup(&["apply", "--issue", FIXED, "--yes"]);
            if ended.status.success() {
                Ok(clinic)
            } else {
                Err(ended.said())
            }
        });
        match made {
            Ok(clinic) => clinic,
            Err(reason) => panic!("the example cannot be fixed: {reason}"),
        }
    }

    pub(crate) fn tree(&self) -> Tree {
        Tree::read(&self.root)
    }

    /// Runs the program under test on this copy. What there is in our environment that changes what it does is left out.
    pub(crate) fn fixup(&self, arguments: &[&str]) -> Ended {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fixup"));
        command.args(arguments).current_dir(&self.root);
        for name in [
            "NO_COLOR",
            "CLICOLOR",
            "CLICOLOR_FORCE",
            "GIT_DIR",
            "GIT_WORK_TREE",
        ] {
            command.env_remove(name);
        }
        run(&mut command, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// Like [`Clinic::fixup`], for a command that must end with status 0.
    pub(crate) fn fixup_well(&self, arguments: &[&str]) -> String {
        let ended = self.fixup(arguments);
        assert!(
            ended.status.success(),
            "fixup {arguments:?}: {}",
            ended.said()
        );
        ended.stdout
    }

    /// Its rtserver, about to be started on a database of its own that holds the tables and the demo account.
    pub(crate) fn rtserver(&self) -> Rtserver {
        self.link_packages();
        let name = fresh_databases();
        Rtserver::new(&self.root.join("rtserver"), &name)
    }

    /// Puts the packages beside the copy, where Node looks for them too: the tree stays as it is.
    fn link_packages(&self) {
        let modules =
            packages::rtserver().expect("a test that runs rtserver says that it needs node");
        let link = self.root.with_file_name("node_modules");
        match symlink(modules, &link) {
            Err(error) if !link.exists() => panic!("cannot make {}: {error}", link.display()),
            _ => {}
        }
    }
}

/// How rtserver will be started.
pub(crate) struct Rtserver {
    folder: PathBuf,
    environment: BTreeMap<&'static str, String>,
}

impl Rtserver {
    fn new(folder: &Path, database: &str) -> Self {
        let server = Self {
            folder: folder.to_owned(),
            environment: BTreeMap::new(),
        };
        let port = postgres::cluster().port;
        server
            .database_on(port)
            .crm_database_on(port)
            .with("DB_HOST", "127.0.0.1")
            .with("DB_NAME", database)
            .with("DB_USERNAME", postgres::OWNER)
            .with("DB_PASSWORD", postgres::PASSWORD)
            .with("CRM_DB_HOST", "127.0.0.1")
            .with("CRM_DB_NAME", &format!("{database}_crm"))
            .with("CRM_DB_USERNAME", postgres::OWNER)
            .with("CRM_DB_PASSWORD", postgres::PASSWORD)
            .with("JWT_SECRET", "a-secret-of-the-tests-0123456789abcdef")
            .with("ENCRYPTION_KEY", &"0123456789abcdef".repeat(4))
            .with("FRONT_END_URL", "http://localhost:4000")
            .with("MESSAGING_VERIFY_TOKEN", "a-token-of-the-tests")
            .with("AWS_REGION", "eu-central-1")
            .with("S3_BUCKET_NAME", "a-bucket-of-the-tests")
            .with("NODE_ENV", "development")
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

    /// With no variable at all.
    pub(crate) fn without_anything(mut self) -> Self {
        self.environment.clear();
        self
    }

    /// Its environment moves into a file called `.env`.
    pub(crate) fn reading_a_file(mut self) -> Self {
        let variables = std::mem::take(&mut self.environment);
        let lines = variables
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"));
        let file = self.folder.join(".env");
        std::fs::write(&file, lines.collect::<String>())
            .unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
        self
    }

    /// Its environment.
    pub(crate) fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.environment
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
    }

    /// The values of its environment.
    pub(crate) fn values(&self) -> Vec<String> {
        self.environment.values().cloned().collect()
    }

    /// The port where it finds its database, on 127.0.0.1.
    pub(crate) fn database_on(self, port: u16) -> Self {
        self.with("DB_PORT", &port.to_string())
    }

    pub(crate) fn crm_database_on(self, port: u16) -> Self {
        self.with("CRM_DB_PORT", &port.to_string())
    }

    /// Starts it and waits until it listens.
    pub(crate) fn start(self) -> Service {
        let port = this_run::free_port();
        let server = self.with("PORT", &port.to_string());
        Service::start(&mut server.node(&["app.js"]), port)
    }

    /// Starts it as the first process of a space of its own, as in a container.
    pub(crate) fn start_as_first_process(self) -> Service {
        self.start_by(&["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"])
    }

    /// Starts it from a script that has mounts of its own and ends with `exec "$@"`.
    pub(crate) fn start_from(self, script: &str) -> Service {
        self.start_by(&["unshare", "--mount", "sh", "-euc", script, "sh"])
    }

    fn start_by(self, words: &[&str]) -> Service {
        let port = this_run::free_port();
        let server = self.with("PORT", &port.to_string());
        let node = server.node(&["app.js"]);
        let mut command = Command::new(words[0]);
        command
            .args(&words[1..])
            .arg(node.get_program())
            .args(node.get_args())
            .current_dir(&server.folder)
            .env_clear()
            .envs(
                node.get_envs()
                    .filter_map(|(name, value)| Some((name, value?))),
            );
        Service::start(&mut command, port)
    }

    /// Starts it and waits for nothing.
    pub(crate) fn launch(self) -> Service {
        self.launch_on(this_run::free_port())
    }

    /// Starts it to listen on a port that may be taken, and waits for nothing.
    pub(crate) fn launch_on(self, port: u16) -> Service {
        let server = self.with("PORT", &port.to_string());
        Service::launch(&mut server.node(&["app.js"]), port)
    }

    /// Starts it with a script that is loaded first, and waits for nothing.
    pub(crate) fn launch_behind(self, script: &Path) -> Service {
        let port = this_run::free_port();
        let server = self.with("PORT", &port.to_string());
        let script = script.to_str().expect("the path of the run is UTF-8");
        Service::launch(&mut server.node(&["--require", script, "app.js"]), port)
    }

    /// The name of its database.
    pub(crate) fn database(&self) -> String {
        self.environment["DB_NAME"].clone()
    }

    /// Starts it and waits until it has ended, which it must do by itself.
    pub(crate) fn start_in_vain(self) -> Ended {
        let port = this_run::free_port();
        let server = self.with("PORT", &port.to_string());
        run(&mut server.node(&["app.js"]), LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    /// Runs a script in its folder and environment, to its end.
    pub(crate) fn evaluate(&self, script: &str) -> Ended {
        run(&mut self.node(&["-e", script]), LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    }

    fn node(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("node");
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            // packages that a fix added are among those of the tests, unless a test knows better
            .env("NODE_PATH", tools().join("npm/node_modules"))
            .envs(&self.environment);
        if let Some(path) = env::var_os("PATH") {
            command.env("PATH", path);
        }
        command
    }

    /// Runs sequelize-cli with one of the two option files.
    pub(crate) fn sequelize(&self, options: &str, what: &str) -> Result<String, String> {
        let modules = packages::rtserver()?;
        let cli = modules.join("sequelize-cli/lib/sequelize");
        let cli = cli
            .to_str()
            .ok_or("the path of the packages is not UTF-8")?;
        run_well(
            &mut self.node(&[cli, "--options-path", options, what]),
            LIMIT,
        )
    }
}

/// The name of a new database with the tables and the demo account; with `_crm` behind it, that of the second one.
pub(crate) fn fresh_databases() -> String {
    static TEMPLATES: OnceLock<Result<(), String>> = OnceLock::new();
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    if let Err(reason) = TEMPLATES.get_or_init(migrate) {
        panic!("no tables: {reason}");
    }
    let name = format!("clinic_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    for suffix in ["", "_crm"] {
        let template = format!("clinic{suffix}");
        postgres::cluster()
            .create(&format!("{name}{suffix}"), Some(&template))
            .unwrap_or_else(|reason| panic!("{reason}"));
    }
    name
}

/// Makes the databases that are copied for each test, as the example's README says.
fn migrate() -> Result<(), String> {
    let clinic = Clinic::as_it_is();
    clinic.link_packages();
    for name in ["clinic", "clinic_crm"] {
        postgres::cluster().create(name, None)?;
    }
    let server = Rtserver::new(&clinic.root.join("rtserver"), "clinic");
    for (options, what) in [
        (".sequelizerc.main", "db:migrate"),
        (".sequelizerc.main", "db:seed:all"),
        (".sequelizerc.crm", "db:migrate"),
    ] {
        server.sequelize(options, what)?;
    }
    Ok(())
}
