//! Issue 7: nothing is served before the databases answer, and a service that cannot serve ends and says why.
//! `startup.rs` holds backendai to that.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use super::harness::command::{run, run_well};
use super::harness::example::{Clinic, Rtserver};
use super::harness::needs::{Need, are_met};
use super::harness::postgres::{OWNER, PASSWORD, cluster};
use super::harness::service::Service;
use super::harness::wait::wait_for;
use super::harness::wire::{Mode, Wire};
use super::harness::{packages, run as this_run};

/// Two attempts with a second between them, or one that takes as long as it may.
const LIMIT: Duration = Duration::from_secs(15);

fn fixed() -> Rtserver {
    Clinic::fixed().rtserver()
}

#[track_caller]
fn assert_ends_with(server: &mut Service, code: i32) {
    let status = server.wait_for_end(LIMIT);
    assert_eq!(status.code(), Some(code), "{status}\n{}", server.said());
}

/// It gives up on a database, having said which one and why, but no secret, and never took a connection.
#[track_caller]
fn assert_gives_up(mut server: Service, name: &str, reason: &str) {
    while server.is_running() {
        assert!(!server.is_listening(), "{}", server.said());
        sleep(Duration::from_millis(20));
    }
    assert_ends_with(&mut server, 1);
    let said = server.said();
    assert!(said.contains(&format!("{name} does not answer")), "{said}");
    assert!(said.contains(reason), "{said}");
    assert!(said.contains("nothing is served"), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");
}

#[test]
fn it_listens_once_the_database_answers() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    for mode in [Mode::Refusing, Mode::Silent] {
        let wire = Wire::to(cluster().port, mode);
        let server = fixed().database_on(wire.port).launch();
        server.wait_until_said("database does not answer (1 of 5)");
        assert!(!server.is_listening(), "{}", server.said());
        wire.set(Mode::Whole);
        wait_for("the service", LIMIT, || server.is_listening().then_some(()))
            .unwrap_or_else(|late| panic!("{late}\n{}", server.said()));
        assert_eq!(server.get("/").status, 200);
        server.wait_until_said(&format!("listens on http://localhost:{}", server.port));
    }
}

#[test]
fn without_its_database_it_ends_and_says_why() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let gone = Wire::to(cluster().port, Mode::Refusing);
    let server = || fixed().with("DB_CONNECT_RETRIES", "2");
    let reason = format!("127.0.0.1:{}", gone.port);
    assert_gives_up(
        server().database_on(gone.port).launch(),
        "database",
        &reason,
    );
    assert_gives_up(
        server().crm_database_on(gone.port).launch(),
        "crmdb",
        &reason,
    );
    let wrong = server().with("DB_NAME", "no_such_database").launch();
    assert_gives_up(wrong, "database", "no_such_database");
}

#[test]
fn a_database_that_is_silent_is_given_up_as_well() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let silent = Wire::to(cluster().port, Mode::Silent);
    let server = fixed().with("DB_CONNECT_RETRIES", "1");
    let server = server.database_on(silent.port).launch();
    assert_gives_up(server, "database", "no answer within 5000 ms");
}

#[test]
fn a_second_database_that_is_not_configured_is_not_waited_for() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed().without("CRM_DB_HOST").start();
    assert_eq!(server.get("/").status, 200);
    assert!(server.said().contains("crmdb is not configured"));
}

#[test]
fn a_port_that_is_taken_ends_it() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let other = TcpListener::bind(("0.0.0.0", 0)).expect("a free port");
    let port = other.local_addr().expect("it is bound").port();
    let mut server = fixed().launch_on(port);
    assert_ends_with(&mut server, 1);
    assert!(server.said().contains("EADDRINUSE"), "{}", server.said());
}

#[test]
fn it_can_be_stopped_while_it_waits() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    for signal in ["TERM", "INT"] {
        let gone = Wire::to(cluster().port, Mode::Refusing);
        let mut server = fixed().database_on(gone.port).launch();
        server.wait_until_said("database does not answer");
        server.signal(signal);
        assert_ends_with(&mut server, 0);
    }
}

#[test]
fn a_test_that_imports_the_entry_is_left_alone() {
    if !are_met(&[Need::Node]) {
        return;
    }
    let listen = "app.listen(process.env.PORT, \"127.0.0.1\", () => console.log(\"up\"));";
    let app = format!(
        "const db = require(\"./db\");\nconst app = require(\"express\")();\n\napp.get(\"/\", (req, res) => res.json(db.options));\n\nif (require.main === module) {{\n  {listen}\n}}\n\nmodule.exports = app;\n"
    );
    // The port of no database
    let folder = shop("imported", "\"postgres://127.0.0.1:1/shop\"", &app);
    let fixed = fix(&folder);
    let as_written = listen.replace("app.listen", "server.listen");
    assert!(fixed.contains(&as_written), "the same arguments: {fixed}");

    let node = |arguments: &[&str]| {
        let mut node = Command::new("node");
        node.args(arguments).env("DB_CONNECT_RETRIES", "1");
        run(node.current_dir(&folder), LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    };
    let imported = node(&["--eval", "require('./app'); console.log('imported')"]);
    assert!(imported.status.success(), "{}", imported.said());
    assert_eq!(imported.stdout, "imported\n");
    let started = node(&["app.js"]);
    assert_eq!(started.status.code(), Some(1), "{}", started.said());
}

/// A service beside the listen of which orders are taken up again.
const ORDERS: &str = r#"const db = require("./db");
const app = require("express")();

const Order = db.define("order", { paid: "BOOLEAN" });

async function takeUp() {
  await Order.sync();
  console.log(`orders: ${await Order.count()}`);
}

app.listen(process.env.PORT, "127.0.0.1");
takeUp();
"#;

#[test]
fn a_query_beside_the_listen_waits_for_the_database_as_well() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let folder = shop("orders", "process.env.DATABASE_URL", ORDERS);
    let created = cluster().create("orders", None);
    created.unwrap_or_else(|reason| panic!("{reason}"));
    let wire = Wire::to(cluster().port, Mode::Refusing);
    let launch = || {
        let port = this_run::free_port();
        let address = format!(
            "postgres://{OWNER}:{PASSWORD}@127.0.0.1:{}/orders",
            wire.port
        );
        let mut node = Command::new("node");
        node.arg("app.js")
            .current_dir(&folder)
            .env("PORT", port.to_string())
            .env("DATABASE_URL", address);
        Service::launch(&mut node, port)
    };
    // as it is, it ends at once
    assert_ends_with(&mut launch(), 1);
    fix(&folder);
    let server = launch();
    server.wait_until_said("database does not answer (1 of 5)");
    assert!(!server.is_listening(), "{}", server.said());
    wire.set(Mode::Whole);
    server.wait_until_said("orders: 0");
    assert!(server.is_listening(), "{}", server.said());
}

/// A new folder with a small service.
fn shop(name: &str, address: &str, app: &str) -> PathBuf {
    let folder = this_run::new_folder(name);
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).expect("the folder of the run can be written");
    };
    write(
        "package.json",
        r#"{ "dependencies": { "express": "5", "pg": "8", "sequelize": "6" }, "main": "app.js" }"#,
    );
    write(
        "db.js",
        &format!(
            "const {{ Sequelize }} = require(\"sequelize\");\n\nmodule.exports = new Sequelize({address}, {{ logging: false }});\n"
        ),
    );
    write("app.js", app);
    let modules = packages::rtserver().expect("the packages are there");
    symlink(modules, folder.join("node_modules")).expect("a link to the packages");
    folder
}

/// Applies the fix; what it makes of the app.
fn fix(folder: &Path) -> String {
    let mut fixup = Command::new(env!("CARGO_BIN_EXE_fixup"));
    fixup.args(["apply", "--issue", "7", "--yes"]);
    let applied = run_well(fixup.current_dir(folder), LIMIT);
    applied.unwrap_or_else(|reason| panic!("{reason}"));
    fs::read_to_string(folder.join("app.js")).expect("it is there")
}
