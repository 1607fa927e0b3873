//! A Postgres of our own: a cluster in the folder of the run, on a free port of the loopback interface.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use super::command::run_well;
use super::needs::program;
use super::run;
use super::wait::wait_for;

/// Who owns the databases that services use.
pub(crate) const OWNER: &str = "clinic";
pub(crate) const PASSWORD: &str = "clinic-password";

const LIMIT: Duration = Duration::from_mins(1);

/// Why there can be none here.
pub(crate) fn lack() -> Option<String> {
    if server_programs().is_none() {
        return Some("no PostgreSQL server (`initdb` and `postgres`); run `make setup`".to_owned());
    }
    if program("psql").is_none() {
        return Some("no `psql` on the PATH; run `make setup`".to_owned());
    }
    None
}

/// The folder that holds initdb and postgres. Debian keeps them off the PATH, one folder a version.
fn server_programs() -> Option<PathBuf> {
    let whole = |folder: &PathBuf| {
        ["initdb", "postgres"]
            .iter()
            .all(|it| folder.join(it).is_file())
    };
    let on_path = program("initdb").and_then(|initdb| {
        let real = initdb.canonicalize().ok()?;
        real.parent().map(Path::to_owned)
    });
    on_path.filter(whole).or_else(|| {
        let mut versions: Vec<_> = fs::read_dir("/usr/lib/postgresql")
            .ok()?
            .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
            .filter(whole)
            .collect();
        versions.sort();
        versions.pop()
    })
}

pub(crate) struct Cluster {
    pub(crate) port: u16,
    folder: PathBuf,
}

/// The one cluster of this run.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: OnceLock<Result<Cluster, String>> = OnceLock::new();
    match CLUSTER.get_or_init(|| Cluster::start("postgres", false)) {
        Ok(cluster) => cluster,
        Err(reason) => panic!("no PostgreSQL: {reason}"),
    }
}

/// One more, which speaks TLS as those of a cloud do.
pub(crate) fn cluster_with_tls() -> &'static Cluster {
    static CLUSTER: OnceLock<Result<Cluster, String>> = OnceLock::new();
    match CLUSTER.get_or_init(|| Cluster::start("postgres-with-tls", true)) {
        Ok(cluster) => cluster,
        Err(reason) => panic!("no PostgreSQL: {reason}"),
    }
}

impl Cluster {
    fn start(name: &str, has_tls: bool) -> Result<Self, String> {
        let programs = server_programs().ok_or("no server programs")?;
        let folder = run::folder().join(name);
        // Who gets to the socket in it is trusted
        fs::DirBuilder::new()
            .mode(0o700)
            .create(&folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        let user = server_user()?;
        if let Some(user) = &user {
            give_to(user, run::folder(), &folder)?;
        }
        // A program, as a user that the server accepts
        let as_user = |program: &Path| {
            let mut command = match &user {
                None => Command::new(program),
                Some(user) => {
                    let mut command = Command::new("setpriv");
                    command.args(["--reuid", user, "--regid", user, "--init-groups"]);
                    command.arg(program);
                    command
                }
            };
            command.current_dir(&folder);
            command
        };
        let server = |name: &str| {
            let mut command = as_user(&programs.join(name));
            command.args(["-D", "data"]);
            command
        };

        // The socket lies in our folder; over TCP a password is asked for
        let mut initdb = server("initdb");
        initdb.args([
            "--username=postgres",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ]);
        initdb.args(["--auth-local=trust", "--auth-host=scram-sha-256"]);
        run_well(&mut initdb, LIMIT)?;

        if has_tls {
            let mut openssl = as_user(Path::new("openssl"));
            openssl.args([
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            ]);
            openssl.args(["-subj", "/CN=database", "-keyout", "data/server.key"]);
            openssl.args(["-out", "data/server.crt"]);
            run_well(&mut openssl, LIMIT)?;
        }

        let port = run::free_port();
        let log = fs::File::create(run::folder().join(format!("{name}.log")))
            .map_err(|error| format!("cannot write the log of PostgreSQL: {error}"))?;
        let mut child = server("postgres")
            .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k"])
            .arg(&folder)
            .args([
                "-c",
                "fsync=off",
                "-c",
                "full_page_writes=off",
                "-c",
                "max_connections=200",
            ])
            .args(["-c", if has_tls { "ssl=on" } else { "ssl=off" }])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .map_err(|error| format!("cannot start postgres: {error}"))?;
        run::started(child.id());
        let cluster = Self { port, folder };
        wait_for("PostgreSQL", LIMIT, || match child.try_wait() {
            Ok(Some(status)) => Some(Err(format!("it ended with {status}"))),
            _ => cluster.execute("SELECT 1").ok().map(Ok),
        })??;
        cluster.execute(&format!("CREATE ROLE {OWNER} LOGIN PASSWORD '{PASSWORD}'"))?;
        Ok(cluster)
    }

    pub(crate) fn execute(&self, sql: &str) -> Result<String, String> {
        self.ask("postgres", sql)
    }

    /// What a statement gives in a database.
    pub(crate) fn ask(&self, database: &str, sql: &str) -> Result<String, String> {
        let mut psql = Command::new("psql");
        psql.args([
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "--no-password",
        ])
        .args([
            "--set",
            "ON_ERROR_STOP=1",
            "--username=postgres",
            "--dbname",
            database,
        ])
        .args(["--port", &self.port.to_string(), "--command", sql, "--host"])
        .arg(&self.folder);
        run_well(&mut psql, LIMIT)
    }

    /// A new database, empty or a copy of another one.
    pub(crate) fn create(&self, name: &str, template: Option<&str>) -> Result<(), String> {
        // PostgreSQL refuses to copy a database that is in use, be it by another copy
        static ONE_BY_ONE: Mutex<()> = Mutex::new(());
        let _turn = ONE_BY_ONE.lock().unwrap_or_else(PoisonError::into_inner);
        let template = template.unwrap_or("template0");
        self.execute(&format!(
            "CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}"
        ))
        .map(drop)
    }
}

/// Postgres refuses to run as root: then another user's name.
fn server_user() -> Result<Option<String>, String> {
    let limit = Duration::from_secs(5);
    if run_well(Command::new("id").arg("-u"), limit)?.trim() != "0" {
        return Ok(None);
    }
    ["postgres", "nobody"]
        .into_iter()
        .find(|user| run_well(Command::new("id").args(["-u", user]), limit).is_ok())
        .map(|user| Some(user.to_owned()))
        .ok_or_else(|| "we are root, and there is no user to run it as".to_owned())
}

/// Lets the user have the folder of the cluster, and pass through the one above.
fn give_to(user: &str, above: &Path, folder: &Path) -> Result<(), String> {
    let limit = Duration::from_secs(5);
    run_well(Command::new("chmod").arg("711").arg(above), limit)?;
    run_well(Command::new("chown").arg(user).arg(folder), limit).map(drop)
}
