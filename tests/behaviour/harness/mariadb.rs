//! A MariaDB of our own, with one database and its owner: in the folder of the run, on a free port of the loopback interface.

use std::fs;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use super::command::run_well;
use super::needs::program;
use super::run;
use super::wait::wait_for;

const LIMIT: Duration = Duration::from_mins(1);

const DATABASE: &str = "clinic";
const OWNER: &str = "clinic";
const PASSWORD: &str = "clinic-password";

/// Why there can be none here.
pub(crate) fn lack() -> Option<String> {
    ["mariadbd", "mariadb-install-db"]
        .into_iter()
        .find(|name| program(name).is_none())
        .map(|name| format!("no `{name}` on the PATH; run `make setup`"))
}

/// The address of its database behind a port, as clients take it.
pub(crate) fn address(port: u16) -> String {
    format!("mysql://{OWNER}:{PASSWORD}@127.0.0.1:{port}/{DATABASE}")
}

/// The port of a server that runs as long as the tests.
pub(crate) fn port() -> u16 {
    static PORT: OnceLock<Result<u16, String>> = OnceLock::new();
    match PORT.get_or_init(start) {
        Ok(port) => *port,
        Err(reason) => panic!("no MariaDB: {reason}"),
    }
}

fn start() -> Result<u16, String> {
    let folder = run::folder().join("mariadb");
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", folder.display());
    fs::create_dir(&folder).map_err(failed)?;
    let first = folder.join("first.sql");
    let statements = format!(
        "CREATE DATABASE {DATABASE};\nCREATE USER '{OWNER}'@'%' IDENTIFIED BY '{PASSWORD}';\nGRANT ALL ON {DATABASE}.* TO '{OWNER}'@'%';\n"
    );
    fs::write(&first, statements).map_err(failed)?;
    let data = format!("--datadir={}", folder.join("data").display());
    // as root it wants to be told that this is meant
    let user = format!(
        "--user={}",
        run_well(Command::new("id").arg("-un"), LIMIT)?.trim()
    );
    let mut install = Command::new("mariadb-install-db");
    install.args(["--no-defaults", &data, &user]);
    install.args(["--auth-root-authentication-method=normal", "--skip-test-db"]);
    run_well(&mut install, LIMIT)?;

    let port = run::free_port();
    let log = fs::File::create(run::folder().join("mariadb.log")).map_err(failed)?;
    let mut child = Command::new("mariadbd")
        .args(["--no-defaults", &data, &user, "--bind-address=127.0.0.1"])
        .args(["--skip-name-resolve", "--innodb-flush-log-at-trx-commit=0"])
        .arg(format!("--port={port}"))
        .arg(format!("--socket={}", folder.join("socket").display()))
        .arg(format!("--init-file={}", first.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .map_err(|error| format!("cannot start mariadbd: {error}"))?;
    run::started(child.id());
    // it takes connections only once the statements are done
    wait_for("MariaDB", LIMIT, || match child.try_wait() {
        Ok(Some(status)) => Some(Err(format!("it ended with {status}"))),
        _ => std::net::TcpStream::connect(("127.0.0.1", port))
            .ok()
            .map(|_| Ok(())),
    })??;
    Ok(port)
}
