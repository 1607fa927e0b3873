//! The example with every fix at once: what the fixes add can be installed as a deployment does it, and both services keep
//! every promise beside the others.

use std::env;
use std::fs;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use super::harness::command::run_well;
use super::harness::edge::Edge;
use super::harness::example::Clinic;
use super::harness::http::send;
use super::harness::needs::{Need, are_met};
use super::harness::packages::{self, Python};
use super::harness::run::new_folder;
use super::harness::service::Service;
use super::harness::sink::Sink;
use super::harness::socket::connect_through;
use super::harness::uvicorn::Uvicorn;

const INSTALL_LIMIT: Duration = Duration::from_mins(5);
const LIMIT: Duration = Duration::from_secs(20);

/// What the example's fixup.toml lists.
const LISTED: &str = "https://health.example.com";
const EVIL: &str = "https://evil.example";
const API: &str = "api-health.example.com";
const AI: &str = "ai-health.example.com";
const SCRAPER: (&str, &str) = ("Authorization", "Bearer a-token-of-the-scraper-0123456789");

/// A copy with all fixes that these tests share, the packages of rtserver in it.
fn fixed() -> &'static Clinic {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        let said = clinic.fixup_well(&["apply", "--yes", "--lock"]);
        assert!(said.contains("ran `npm install"), "{said}");
        let mut npm = Command::new("npm");
        npm.args(["ci", "--prefer-offline", "--no-audit", "--no-fund"])
            .current_dir(clinic.root.join("rtserver"));
        run_well(&mut npm, INSTALL_LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
        // a chat to which no message can be added
        let chat = clinic.root.join("backendai/data/chat_sessions/broken.json");
        fs::write(chat, "{").expect("the copy has a folder of chats");
        clinic
    })
}

/// Its backendai, in production, with all that it and the fixes need.
fn backendai(packages: Python) -> Uvicorn {
    let own = packages::backendai(packages).expect("a test that needs it says so");
    let added = packages::of_python_patches().expect("a test that needs it says so");
    let path = env::join_paths([own, added]).expect("no folder has a colon in its name");
    let path = path.to_str().expect("the path of the packages is UTF-8");
    fixed()
        .backendai(packages)
        .with("PYTHONPATH", path)
        .with("ENVIRONMENT", "production")
}

/// Whether a page of this origin may read what the service answers.
fn may_read(server: &Service, path: &str, origin: &str) -> bool {
    let reply = server.ask("GET", path, &[("Origin", origin)]);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.header("access-control-allow-origin") == Some(origin)
}

/// What the service counted, which is for the scraper alone.
fn counted(server: &Service) -> String {
    assert_eq!(server.get("/metrics").status, 404);
    let reply = server.ask("GET", "/metrics", &[SCRAPER]);
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.body
}

#[track_caller]
fn assert_healthy(server: &Service, databases: [&str; 2]) {
    let reply = server.get("/health");
    assert_eq!(reply.status, 200, "{reply:?}");
    for database in databases {
        assert_eq!(
            reply.json().pointer(database),
            Some(&"connected".into()),
            "{reply:?}"
        );
    }
}

/// What the requests of these tests say of somebody stands in none of the texts.
#[track_caller]
fn assert_private(texts: &[&str]) {
    for text in texts {
        for private in ["4711471", "1970-01-01", "078-05-1120", "203.0.113.7"] {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }
}

/// The entries of requests in the log, whose every line is an entry.
fn requests(server: &Service) -> Vec<Value> {
    let printed = server.printed();
    let entries = printed.lines().map(|line| {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"))
    });
    entries
        .filter(|entry| entry.get("requestId").is_some())
        .collect()
}

#[test]
fn rtserver_keeps_all_promises_at_once() {
    if !are_met(&[Need::Node, Need::Postgres, Need::Registry]) {
        return;
    }
    let sink = Sink::open();
    let server = fixed()
        .rtserver()
        // its own packages alone
        .with("NODE_PATH", "")
        .with("NODE_ENV", "production")
        .with("METRICS_TOKEN", &SCRAPER.1["Bearer ".len()..])
        .with("SENTRY_DSN", &sink.dsn());
    let sign = "console.log(require('jsonwebtoken').sign({ user_id: 1 }, process.env.JWT_SECRET))";
    let token = server.evaluate(sign).stdout.trim().to_owned();
    let bearer = format!("Bearer {token}");
    let mut server = server.start();

    assert_healthy(&server, ["/databases/database", "/databases/crmdb"]);
    assert!(may_read(&server, "/", LISTED));
    assert!(!may_read(&server, "/", EVIL));

    let as_nurse = |path| server.ask("GET", path, &[("Authorization", &bearer)]);
    assert_eq!(
        as_nurse("/api/patients/4711471?born=1970-01-01").status,
        404
    );
    let failed = as_nurse("/api/reports/export/yearly?born=1970-01-01");
    assert_eq!(failed.status, 500, "{failed:?}");
    assert_eq!(failed.json()["message"], "Internal Server Error");

    let guess = || {
        let by_proxy = [("X-Forwarded-For", "203.0.113.7")];
        server.ask("POST", "/api/auth/login", &by_proxy).status
    };
    let guesses: Vec<u16> = (0..6).map(|_| guess()).collect();
    assert_eq!(guesses, [400, 400, 400, 400, 400, 429]);

    let counted = counted(&server);
    for (route, status) in [
        ("/api/patients/:id", 404),
        ("/api/reports/export/:name", 500),
        ("/api/auth/login", 400),
    ] {
        let has = |line: &str| {
            line.contains(&format!("route=\"{route}\""))
                && line.contains(&format!("status_code=\"{status}\""))
        };
        assert!(counted.lines().any(has), "{route} {status}: {counted}");
    }

    let reported = sink.wait_for(1);
    let error = &reported[0]["exception"]["values"][0];
    assert_eq!(error["value"], "no export template for report yearly");

    server.signal("TERM");
    let status = server.wait_for_end(LIMIT);
    assert_eq!(status.code(), Some(0), "{}", server.said());
    assert_eq!(sink.errors().len(), 1, "{}", sink.text());

    let requests = requests(&server);
    let mut told: Vec<&str> = requests
        .iter()
        .filter_map(|entry| entry["message"].as_str())
        .collect();
    let mut expected = vec![
        "GET / 200",
        "GET / 200",
        "GET /api/patients/:id 404",
        "no export template for report yearly",
        "GET /api/reports/export/:name 500",
    ];
    expected.extend(["POST /api/auth/login 400"; 5]);
    // probes and scrapers write no line
    expected.push("POST /api/auth/* 429");
    told.sort_unstable();
    expected.sort_unstable();
    assert_eq!(told, expected);
    let log = Value::from(requests).to_string();
    assert_private(&[&log, &sink.text(), &counted]);
    assert!(!sink.text().contains(&token), "{}", sink.text());
}

#[test]
fn backendai_keeps_all_promises_at_once() {
    if !are_met(&[
        Need::Node,
        Need::Postgres,
        Need::Python,
        Need::PatchPythonPackages,
        Need::Registry,
    ]) {
        return;
    }
    for packages in [Python::Pinned, Python::Latest] {
        let sink = Sink::open();
        let mut server = backendai(packages)
            .with("METRICS_TOKEN", &SCRAPER.1["Bearer ".len()..])
            .with("SENTRY_DSN", &sink.dsn())
            .start();
        assert_healthy(&server, ["/mongodb", "/postgres"]);
        assert!(may_read(&server, "/hello", LISTED));
        assert!(!may_read(&server, "/hello", EVIL));
        server.ask("DELETE", "/api/chats/4711471", &[]);
        let path = "/api/chats/broken?born=1970-01-01";
        let message = r#"{"text":"078-05-1120"}"#;
        let json = [("Content-Type", "application/json")];
        let failed = send(server.port, "POST", path, &json, message, LIMIT);
        assert_eq!(failed.expect("a reply").status, 500);

        let counted = counted(&server);
        assert!(counted.contains("/api/chats/{session_id}"), "{counted}");
        let reported = sink.wait_for(1);
        assert_eq!(reported[0]["transaction"], "/api/chats/{session_id}");

        server.signal("TERM");
        server.wait_for_end(LIMIT);
        server.wait_until_said("Closed PostgreSQL");
        assert_private(&[&sink.text(), &counted]);
    }
}

#[test]
fn behind_the_edge_both_show_what_they_should_and_nothing_else() {
    if !are_met(&[
        Need::Edge,
        Need::Node,
        Need::Postgres,
        Need::Python,
        Need::PatchPythonPackages,
        Need::Registry,
        Need::ScriptTools,
    ]) {
        return;
    }
    let rtserver = fixed()
        .rtserver()
        .with("NODE_PATH", "")
        .with("NODE_ENV", "production")
        .with("METRICS_TOKEN", &SCRAPER.1["Bearer ".len()..])
        .start();
    let backendai = backendai(Python::Pinned)
        .with("METRICS_TOKEN", &SCRAPER.1["Bearer ".len()..])
        .start();
    let services = [
        ("${APP_HOST}:3000", rtserver.port),
        ("${APP_HOST}:5002", backendai.port),
    ];
    let edge = Edge::before(&fixed().root, &services);
    for (path, expected) in [
        ("/health", ["200", "200"]),
        ("/", ["200", "404"]),
        ("/hello", ["404", "200"]),
        ("/api/patients", ["401", "404"]),
        ("/api/triage/review?seconds=0", ["404", "200"]),
        ("/docs", ["404", "404"]),
        ("/docs/", ["404", "404"]),
        ("/openapi.json", ["404", "404"]),
        ("/redoc", ["404", "404"]),
    ] {
        let seen = [API, AI].map(|host| edge.status(host, path));
        assert_eq!(seen, expected, "{path}");
    }
    let bearer = format!("{}: {}", SCRAPER.0, SCRAPER.1);
    for host in [API, AI] {
        // with the very token that the services want
        let scraped = edge.curl(
            "https",
            host,
            "/metrics",
            &["--include", "--header", &bearer],
        );
        let status = scraped.stdout.lines().next().unwrap_or_default();
        assert!(status.contains("404"), "{}", scraped.said());
        let headers = scraped.stdout.to_lowercase();
        let pinned = headers.matches("strict-transport-security: max-age=");
        assert_eq!(pinned.count(), 1, "{headers}");
        let moved = edge.curl("http", host, "/api/x", &["--include"]).stdout;
        assert!(
            moved.contains(&format!("Location: https://{host}/api/x")),
            "{moved}"
        );
    }
    let stranger = edge.curl("https", "stranger.example.org", "/health", &[]);
    assert_eq!(stranger.status.code(), Some(35), "{}", stranger.said());

    // many probes of one address, in one connection
    let write = ["--output", "/dev/null", "--write-out", "%{http_code} "];
    for host in [API, AI] {
        let probes = edge.curl("https", host, "/health?[1-300]", &write).stdout;
        assert_eq!(probes.matches("200").count(), 300, "{host}: {probes}");
    }
    for attempt in connect_through(&edge, API, Some(LISTED)) {
        assert_eq!(attempt.joined.as_deref(), Some("A"), "{attempt:?}");
    }
    assert!(
        connect_through(&edge, API, Some(EVIL))
            .iter()
            .all(|it| !it.connected)
    );

    let sign_in = |bytes: usize, from: u8| {
        let file = new_folder("upload").join("scan");
        fs::write(&file, format!("{{\"scan\":\"{}\"}}", "0".repeat(bytes))).expect("a file");
        let more = [
            "--data-binary",
            &format!("@{}", file.display()),
            "--header",
            "Content-Type: application/json",
            "--header",
            &format!("X-Forwarded-For: 203.0.113.{from}"),
            "--write-out",
            " %{http_code}",
        ];
        edge.curl("https", API, "/api/auth/login", &more).stdout
    };
    let taken = sign_in(15 << 20, 1);
    assert!(
        taken.contains("E-mail and password") && taken.ends_with("400"),
        "{taken}"
    );
    assert!(sign_in(21 << 20, 1).ends_with("413"));
    // whatever a client says of its address, it is one and the same
    let guesses: Vec<String> = (2..7).map(|from| sign_in(1, from)).collect();
    let ends = guesses.iter().map(|it| &it[it.len() - 3..]);
    assert!(ends.eq(["400", "400", "400", "400", "429"]), "{guesses:?}");
}

#[test]
fn without_what_production_needs_neither_starts() {
    if !are_met(&[
        Need::Node,
        Need::Postgres,
        Need::Python,
        Need::PatchPythonPackages,
        Need::Registry,
    ]) {
        return;
    }
    let rtserver = fixed()
        .rtserver()
        .with("NODE_PATH", "")
        .with("NODE_ENV", "production")
        .without("JWT_SECRET");
    let backendai = backendai(Python::Pinned).without("DB_USERNAME");
    for (ended, name) in [
        (rtserver.start_in_vain(), "JWT_SECRET"),
        (backendai.start_in_vain(), "DB_USERNAME"),
    ] {
        assert!(!ended.status.success(), "{}", ended.said());
        assert!(ended.said().contains(name), "{}", ended.said());
    }
}

#[test]
fn pip_finds_versions_that_go_together() {
    if !are_met(&[Need::Python, Need::PythonIndex]) {
        return;
    }
    let clinic = Clinic::copy();
    clinic.fixup_well(&["apply", "--yes"]);
    let mut pip = Command::new("python3");
    pip.args(["-m", "pip", "install", "--dry-run", "--ignore-installed"])
        .args(["--quiet", "--disable-pip-version-check"])
        .args(["--requirement", "requirements.txt"])
        .current_dir(clinic.root.join("backendai"));
    run_well(&mut pip, INSTALL_LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
}
