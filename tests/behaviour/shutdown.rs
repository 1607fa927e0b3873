//! Issue 4: a process that is told to stop finishes what it has begun, whoever holds on to it, and leaves nothing behind.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::Duration;

use super::harness::client::{Answer, Connection, SocketClient, busy};
use super::harness::command::{run, run_well};
use super::harness::example::{Clinic, Rtserver};
use super::harness::needs::{Need, are_met};
use super::harness::postgres::cluster;
use super::harness::service::Service;
use super::harness::{packages, run as this_run};

/// Sooner than its deadline, which is 10 seconds.
const IN_TIME: Duration = Duration::from_secs(8);

const SLOW: &str = "/api/reports/slow?ms=2000";
const STUCK: &str = "/api/reports/slow?ms=60000";

fn fixed() -> Rtserver {
    Clinic::fixed().rtserver()
}

#[track_caller]
fn assert_ends_with(server: &mut Service, code: i32) {
    let status = server.wait_for_end(IN_TIME);
    assert_eq!(status.code(), Some(code), "{status}\n{}", server.said());
}

/// How many sessions of a service its databases have.
fn sessions(database: &str) -> String {
    let count = format!(
        "SELECT count(*) FROM pg_stat_activity WHERE datname IN ('{database}', '{database}_crm')"
    );
    let printed = cluster().execute(&count);
    printed
        .unwrap_or_else(|reason| panic!("{reason}"))
        .trim()
        .to_owned()
}

#[test]
fn a_request_under_way_is_answered_whoever_holds_on_to_the_server() {
    if !are_met(&[Need::Node, Need::Postgres, Need::ScriptTools]) {
        return;
    }
    let server = fixed();
    let database = server.database();
    let mut server = server.start();
    assert_eq!(server.get("/health").status, 200);
    assert_ne!(sessions(&database), "0");

    let sockets = ["websocket", "polling"].map(|it| SocketClient::to(&server, it));
    let busy = busy(server.port);
    let report = server.get_meanwhile(SLOW);
    server.wait_until_said("Yearly report started");
    server.signal("TERM");

    let report = report.join().expect("it does not panic");
    assert_eq!(report.map(|reply| reply.status), Ok(200));
    assert_ends_with(&mut server, 0);
    let answers = busy.join().expect("it does not panic");
    assert!(!answers.is_empty());
    assert!(answers.iter().all(|answer| answer.status == 200));
    sockets.iter().for_each(SocketClient::wait_for_end);
    assert_eq!(sessions(&database), "0");
}

#[test]
fn health_is_bad_from_the_signal_on_and_clients_are_told_to_leave() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let answer = |status, is_last| Some(Answer { status, is_last });
    let mut server = fixed().start();
    let mut proxy = Connection::to(server.port).expect("it listens");
    assert_eq!(proxy.get("/health"), answer(200, false));
    proxy.ask(SLOW).expect("the connection is open");
    server.wait_until_said("Yearly report started");
    server.signal("TERM");
    server.wait_until_said("SIGTERM received");
    assert!(Connection::to(server.port).is_none(), "it still listens");
    proxy.ask("/health").expect("the connection is open");
    assert_eq!(proxy.answer(), answer(200, false));
    assert_eq!(proxy.answer(), answer(503, true));
    assert_ends_with(&mut server, 0);
}

#[test]
fn an_idle_connection_does_not_hold_it() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    for signal in ["TERM", "INT"] {
        let mut server = fixed().start();
        let mut idle = Connection::to(server.port).expect("it listens");
        assert!(idle.get("/").is_some());
        server.signal(signal);
        assert_ends_with(&mut server, 0);
        assert!(idle.get("/").is_none());
    }
}

#[test]
fn a_request_that_never_ends_is_given_up_at_the_deadline() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let mut server = fixed().with("SHUTDOWN_TIMEOUT_MS", "1000").start();
    let report = server.get_meanwhile(STUCK);
    server.wait_until_said("Yearly report started");
    server.signal("TERM");
    assert_ends_with(&mut server, 1);
    assert!(report.join().expect("it does not panic").is_err());
    assert!(server.said().contains("not done after 1000 ms"));
}

#[test]
fn a_second_signal_changes_nothing() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let mut server = fixed().start();
    let report = server.get_meanwhile(SLOW);
    server.wait_until_said("Yearly report started");
    for signal in ["TERM", "TERM", "INT"] {
        server.signal(signal);
    }
    let report = report.join().expect("it does not panic");
    assert_eq!(report.map(|reply| reply.status), Ok(200));
    assert_ends_with(&mut server, 0);
}

#[test]
fn it_can_be_stopped_before_it_listens() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let late = this_run::new_folder("late").join("listen-late.js");
    let script = "require('net').Server.prototype.listen = function () {
        console.log('about to listen');
        setTimeout(() => {}, 60000);
        return this;
    };";
    fs::write(&late, script).expect("the folder of the run can be written");
    let mut server = fixed().launch_behind(&late);
    server.wait_until_said("about to listen");
    server.signal("TERM");
    assert_ends_with(&mut server, 0);
}

#[test]
fn the_first_process_of_a_container_stops_like_any_other() {
    if !are_met(&[Need::Node, Need::Postgres, Need::Unshare]) {
        return;
    }
    let mut server = fixed().start_as_first_process();
    let report = server.get_meanwhile(SLOW);
    server.wait_until_said("Yearly report started");
    server.signal_child("TERM");
    let report = report.join().expect("it does not panic");
    assert_eq!(report.map(|reply| reply.status), Ok(200));
    assert_ends_with(&mut server, 0);
}

#[test]
fn an_entry_that_is_imported_still_does_nothing_by_itself() {
    if !are_met(&[Need::Node]) {
        return;
    }
    let folder = this_run::new_folder("imported");
    let write = |name: &str, text: &str| {
        fs::write(folder.join(name), text).expect("the folder of the run can be written");
    };
    write(
        "package.json",
        r#"{ "dependencies": { "express": "5" }, "main": "app.js" }"#,
    );
    write(
        "app.js",
        "const app = require(\"express\")();\n\nif (require.main === module) {\n  app.listen(0);\n}\n\nmodule.exports = app;\n",
    );
    let modules = packages::rtserver().expect("the packages are there");
    symlink(modules, folder.join("node_modules")).expect("a link to the packages");

    let limit = Duration::from_mins(1);
    let mut fixup = Command::new(env!("CARGO_BIN_EXE_fixup"));
    fixup.args(["apply", "--issue", "4", "--yes"]);
    let applied = run_well(fixup.current_dir(&folder), limit);
    applied.unwrap_or_else(|reason| panic!("{reason}"));
    assert!(folder.join("utils/shutdown.js").is_file());

    let mut node = Command::new("node");
    node.args(["--eval", "require('./app'); console.log('imported')"]);
    let ended = run(node.current_dir(&folder), limit).unwrap_or_else(|reason| panic!("{reason}"));
    assert!(ended.status.success(), "{}", ended.said());
    assert_eq!(ended.stdout, "imported\n");
}
