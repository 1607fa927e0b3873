//! Issue 8: in production every line is an entry, nothing that is printed gets lost, and no log ends the service.

use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use super::harness::example::{Clinic, Rtserver};
use super::harness::needs::{Need, are_met};
use super::harness::service::Service;
use super::harness::tree::Tree;
use super::harness::wait::wait_for;
use super::harness::{packages, run as this_run};

const LIMIT: Duration = Duration::from_secs(20);

const NEEDS: &[Need] = &[Need::Node, Need::PatchPackages, Need::Postgres];

/// A copy with the fix that these tests share, and what else stops a start or ends it.
fn fixed() -> &'static Clinic {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        clinic.fixup_well(&["apply", "--issue", "1,3,4,7,8", "--yes"]);
        clinic
    })
}

/// Its rtserver with the packages that the fix has added.
fn rtserver() -> Rtserver {
    let added = packages::of_patches().unwrap_or_else(|reason| panic!("{reason}"));
    let added = added.to_str().expect("the path of the packages is UTF-8");
    fixed().rtserver().with("NODE_PATH", added)
}

fn production() -> Rtserver {
    rtserver().with("NODE_ENV", "production")
}

/// Every line as an entry.
#[track_caller]
fn entries(printed: &str) -> Vec<Value> {
    assert!(!printed.contains('\u{1b}'), "{printed}");
    let entry = |line| {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    };
    printed.lines().map(entry).collect()
}

fn with_message<'a>(entries: &'a [Value], part: &str) -> Vec<&'a Value> {
    let has = |entry: &&Value| {
        entry["message"]
            .as_str()
            .is_some_and(|it| it.contains(part))
    };
    entries.iter().filter(has).collect()
}

/// The reply to somebody who has signed in.
fn get_as_nurse(server: &Service, token: &str, path: &str) -> (u16, Value) {
    let bearer = format!("Bearer {token}");
    let reply = server.ask("GET", path, &[("Authorization", &bearer)]);
    (reply.status, reply.json())
}

#[test]
fn a_request_is_one_entry_that_tells_of_nobody() {
    if !are_met(NEEDS) {
        return;
    }
    let server = production();
    let sign = "console.log(require('jsonwebtoken').sign({ user_id: 1 }, process.env.JWT_SECRET))";
    let signed = server.evaluate(sign);
    let token = signed.stdout.trim().to_owned();
    let server = server.start();

    assert_eq!(server.get("/?name=Jane").status, 200);
    let (status, body) = get_as_nurse(&server, &token, "/api/patients/no-number?dob=born-1980");
    assert_eq!(status, 500);
    assert_eq!(body["message"], "Internal Server Error");
    let (status, body) = get_as_nurse(&server, &token, "/api/patients/%ff");
    assert_eq!(status, 400);
    assert_eq!(body["message"], "Failed to decode param '%ff'");
    assert_eq!(server.get("/api/patients/patient-4711").status, 401);
    assert_eq!(server.get("/nowhere/patient-4711").status, 404);
    server.wait_until_said("GET unmatched 404");

    let entries = entries(&server.printed());
    for (part, level) in [
        ("GET / 200", "info"),
        ("GET /api/patients/:id 500", "info"),
        ("GET /api/patients/* 401", "info"),
        ("GET unmatched 404", "info"),
        ("invalid input syntax", "error"),
    ] {
        let [entry] = with_message(&entries, part)[..] else {
            panic!("not once: {part}\n{}", server.said());
        };
        assert_eq!(entry["level"], level);
        assert_eq!(entry["service"], "rtserver");
    }
    let [request] = with_message(&entries, "patients/:id 500")[..] else {
        unreachable!("it was found above")
    };
    let [failure] = with_message(&entries, "invalid input syntax")[..] else {
        unreachable!("it was found above")
    };
    assert_eq!(request["requestId"], failure["requestId"]);
    assert!(
        failure["stack"]
            .as_str()
            .is_some_and(|it| it.contains("patientController"))
    );
    // None of them can occur in the digits of a request id.
    for private in ["Jane", "born-1980", "patient-4711", token.as_str()] {
        assert!(!server.said().contains(private), "{}", server.said());
    }
}

#[test]
fn nothing_that_is_printed_gets_lost_even_before_an_exit() {
    if !are_met(NEEDS) {
        return;
    }
    let printing = "require('./utils/structuredLogger');
        console.log('a', 'b', { c: 1 });
        console.error('It failed:', new Error('on purpose'), 42);
        process.exit(3);";
    let ended = production().evaluate(printing);
    assert_eq!(ended.status.code(), Some(3), "{}", ended.said());
    let said = entries(&ended.stdout);
    assert_eq!(said[0]["message"], "a b { c: 1 }");
    assert_eq!(said[1]["message"], "It failed: on purpose 42");
    assert!(
        said[1]["stack"]
            .as_str()
            .is_some_and(|it| it.starts_with("Error: on purpose\n"))
    );
    assert_eq!(said.len(), 2);

    let ended = production().without("JWT_SECRET").start_in_vain();
    assert_eq!(ended.status.code(), Some(1));
    let said = entries(&ended.stdout);
    assert_eq!(with_message(&said, "JWT_SECRET").len(), 1, "{said:?}");
}

#[test]
fn where_it_is_developed_it_prints_text() {
    if !are_met(NEEDS) {
        return;
    }
    let server = rtserver().start();
    assert_eq!(server.get("/").status, 200);
    server.wait_until_said("GET / 200");
    let said = server.said();
    assert!(
        said.contains("\nrtserver listens on") || said.starts_with("rtserver"),
        "{said}"
    );
    assert!(!said.contains("{\"level\""), "{said}");
}

#[test]
fn files_are_written_where_they_are_asked_for_and_nowhere_else() {
    if !are_met(NEEDS) {
        return;
    }
    let before = fixed().tree();
    let folder = this_run::new_folder("logs");
    let nothing = Tree::read(&folder);
    let path = folder.to_str().expect("the path of the run is UTF-8");
    let server = production().with("LOG_DIR", path).start();
    assert_eq!(server.get("/").status, 200);
    let written = wait_for("both files", LIMIT, || {
        let files = Tree::read(&folder);
        let names = files.differences(&nothing);
        let named = |start: &str| names.iter().find(|name| name.starts_with(start));
        let text = files.text(named("combined-").filter(|_| named("error-").is_some())?);
        text.contains("GET / 200").then_some(text)
    });
    let text = written.unwrap_or_else(|late| panic!("{late}\n{}", server.said()));
    assert_eq!(
        with_message(&entries(&text), "GET / 200").len(),
        1,
        "{text}"
    );
    assert_eq!(before.differences(&fixed().tree()), [""; 0]);
}

#[test]
fn a_log_that_cannot_be_written_ends_nothing() {
    if !are_met(NEEDS) {
        return;
    }
    // there a folder cannot be made, whoever one is
    let server = production().with("LOG_DIR", "/proc/nowhere/logs").start();
    assert_eq!(server.get("/").status, 200);
    assert_eq!(
        with_message(&entries(&server.printed()), "Nothing is logged to").len(),
        2
    );
    drop(server);

    // its files have the names of folders
    let folder = this_run::new_folder("no-logs");
    let path = folder.to_str().expect("the path of the run is UTF-8");
    let today = "const [day] = new Date().toISOString().split('T');
        for (const name of ['error', 'combined']) {
          require('fs').mkdirSync(`${process.env.LOG_DIR}/${name}-${day}.log`, { recursive: true });
        }";
    let server = production().with("LOG_DIR", path).with("TZ", "UTC");
    assert!(server.evaluate(today).status.success());
    let server = server.start();
    server.wait_until_said("Nothing more is logged to");
    assert_eq!(server.get("/").status, 200);
    server.wait_until_said("GET / 200");
}

#[test]
fn a_full_disk_ends_nothing_and_entries_come_again_when_there_is_room() {
    if !are_met(NEEDS) {
        return;
    }
    let folder = this_run::new_folder("full-disk");
    let path = folder.to_str().expect("the path of the run is UTF-8");
    // as where a service writes into a file, by systemd, pm2 or a redirection
    let script = format!(
        "mount -t tmpfs -o size=256k none '{path}'
         head -c 200000 /dev/zero >'{path}/filler'
         exec \"$@\" >'{path}/out'"
    );
    let server = production().with("LOG_DIR", path).start_from(&script);
    for _ in 0..400 {
        assert_eq!(server.get("/").status, 200);
    }
    let inside = format!("/proc/{}/root{path}", server.id());
    let out = || std::fs::read_to_string(format!("{inside}/out")).expect("a file");
    let written = out().len();
    assert_eq!(server.get("/").status, 200);
    assert_eq!(out().len(), written, "the disk is full");
    std::fs::remove_file(format!("{inside}/filler")).expect("a file");
    assert_eq!(server.get("/health").status, 200);
    assert_eq!(server.get("/").status, 200);
    wait_for("an entry", LIMIT, || (out().len() > written).then_some(()))
        .unwrap_or_else(|late| panic!("{late}"));
}
