//! Issue 13: the edge starts without certificates, gets them from a real authority, renews them, keeps the old one where nginx
//! refuses the new one, and lets the internet see what it should and nothing else.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::harness::command::{run, run_well};
use super::harness::edge::{Authority, Edge};
use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, project, python_tools};
use super::harness::run::new_folder;
use super::harness::tree::Tree;
use super::harness::wait::wait_for;

const LIMIT: Duration = Duration::from_mins(1);

const API: &str = "api-health.example.com";
const AI: &str = "ai-health.example.com";
const PAGES: &str = "health.example.com";

/// The edge of the example, about to start.
fn edge() -> Edge {
    let clinic = Clinic::copy();
    clinic.fixup_well(&["apply", "--issue", "13", "--yes"]);
    let services = [
        ("${APP_HOST}", 3000),
        ("${APP_HOST}", 5002),
        ("rhinon", 4000),
    ];
    Edge::of(&clinic.root, &services)
}

/// The same with a certificate for a day, running.
fn running_edge() -> Edge {
    let mut edge = edge();
    let ended = edge.install(None);
    assert!(ended.status.success(), "{}", ended.said());
    edge.start();
    edge
}

#[test]
fn an_edge_starts_without_certificates_and_renews_them() {
    if !are_met(&[Need::Edge]) {
        return;
    }
    let mut edge = edge();
    assert!(
        !edge.test().status.success(),
        "nginx needs some certificate"
    );
    assert!(edge.install(None).status.success());
    let tested = edge.test();
    assert!(tested.status.success(), "{}", tested.said());
    edge.start();
    let first = edge.served(API);
    assert!(edge.install(None).status.success());
    assert_eq!(edge.served(API), first, "nothing is new");

    let authority = Authority::for_edge(&edge);
    let webroot = edge.root.join("nginx/acme").display().to_string();
    let hook = format!(
        "bash '{}'",
        edge.root.join("nginx/install-cert.sh").display()
    );
    let request = [
        "certonly",
        "--webroot",
        "--webroot-path",
        &webroot,
        "--cert-name",
        "edge",
        "--agree-tos",
        "--email",
        "ops@example.com",
        "--domain",
        API,
        "--domain",
        AI,
        "--domain",
        PAGES,
        "--deploy-hook",
        &hook,
    ];
    let issued = authority.certbot(&edge, &request);
    assert!(issued.status.success(), "{}", issued.said());
    let issued = changes(&edge, &first);
    assert!(issued.contains("Pebble"), "{issued}");

    let renewed = authority.certbot(&edge, RENEW);
    assert!(renewed.status.success(), "{}", renewed.said());
    let renewed = changes(&edge, &issued);

    edge.refuse(true);
    // certbot itself says that all is well
    assert!(authority.certbot(&edge, RENEW).status.success());
    assert_eq!(edge.served(API), renewed, "the old one stays");
    assert!(!edge.install(Some(&authority)).status.success());
    edge.refuse(false);
    assert!(edge.install(Some(&authority)).status.success());
    let repeated = changes(&edge, &renewed);
    assert!(edge.install(Some(&authority)).status.success());
    assert_eq!(edge.served(AI), repeated);
    let kept = fs::read_dir(edge.root.join("nginx/ssl")).expect("the folder of certificates");
    assert_eq!(kept.count(), 3, "one folder, the link to it, and the lock");
}

const RENEW: &[&str] = &["renew", "--force-renewal", "--no-random-sleep-on-renew"];

/// The certificate that is served in place of `before`, soon.
fn changes(edge: &Edge, before: &str) -> String {
    let next = || Some(edge.served(API)).filter(|it| it != before);
    wait_for("another certificate", LIMIT, next).unwrap_or_else(|late| panic!("{late}: {before}"))
}

#[test]
fn the_internet_sees_what_it_should_and_nothing_else() {
    if !are_met(&[Need::Edge]) {
        return;
    }
    let edge = running_edge();
    let seen = |path: &str| [API, AI, PAGES].map(|host| edge.status(host, path));
    for (path, expected) in [
        ("/health", ["200", "200", "200"]),
        ("/api/patients", ["200", "200", "200"]),
        ("/", ["200", "404", "200"]),
        ("/hello", ["404", "200", "200"]),
        ("/metrics", ["404", "404", "404"]),
        ("/metrics/", ["404", "404", "404"]),
        ("/METRICS", ["404", "404", "404"]),
        ("//metrics", ["404", "404", "404"]),
        ("/%6detrics", ["404", "404", "404"]),
        ("/api/../metrics", ["404", "404", "404"]),
        ("/docs", ["404", "404", "200"]),
        ("/docs/oauth2-redirect", ["404", "404", "200"]),
        ("/redoc", ["404", "404", "200"]),
        ("/openapi.json", ["404", "404", "200"]),
        ("/other", ["404", "404", "200"]),
    ] {
        assert_eq!(seen(path), expected, "{path}");
    }
    let stranger = edge.curl("https", "stranger.example.org", "/", &[]);
    assert_eq!(
        stranger.status.code(),
        Some(35),
        "no handshake: {}",
        stranger.said()
    );
    let stranger = edge.curl("http", "stranger.example.org", "/", &[]);
    assert_eq!(
        stranger.status.code(),
        Some(52),
        "no answer: {}",
        stranger.said()
    );
    let moved = edge.curl("http", API, "/api/x?y=1", &["--include"]).stdout;
    assert!(moved.starts_with("HTTP/1.1 301"), "{moved}");
    assert!(
        moved.contains(&format!("Location: https://{API}/api/x?y=1")),
        "{moved}"
    );
    for request in 0..100 {
        assert_eq!(edge.status(API, "/health"), "200", "probe {request}");
    }
}

#[test]
fn a_request_reaches_its_service_whole_and_with_its_own_address() {
    if !are_met(&[Need::Edge]) {
        return;
    }
    let edge = running_edge();
    let forged = [
        "--header",
        "X-Forwarded-For: 203.0.113.9",
        "--header",
        "Forwarded: for=203.0.113.9",
        "--header",
        "X-Forwarded-Host: stranger.example.org",
    ];
    let told = edge.curl("https", API, "/api/x?y=1", &forged).stdout;
    let told: Value = serde_json::from_str(&told).expect("the service says what it was asked");
    assert_eq!(told["url"], "/api/x?y=1");
    let headers = &told["headers"];
    assert_eq!(headers["x-forwarded-for"], "127.0.0.1");
    assert_eq!(headers["x-forwarded-host"], API);
    assert_eq!(headers["x-forwarded-proto"], "https");
    assert_eq!(headers["host"], API);
    assert!(
        headers.get("forwarded").is_none()
            && headers.get("connection").is_none_or(|it| it != "upgrade")
    );

    let upload = |megabytes: usize| {
        let file = new_folder("upload").join("scan");
        fs::write(&file, vec![0; megabytes << 20]).expect("a file");
        let file = format!("@{}", file.display());
        let more = [
            "--data-binary",
            &file,
            "--header",
            "Expect:",
            "--write-out",
            "%{http_code}",
        ];
        edge.curl("https", API, "/api/documents", &more).stdout
    };
    let taken = upload(15);
    assert!(
        taken.ends_with("200") && taken.contains("15728640"),
        "{taken}"
    );
    assert!(
        upload(21).ends_with("413"),
        "the parsers of rtserver take 20 MB"
    );

    let upgrade = [
        "--include",
        "--http1.1",
        "--max-time",
        "2",
        "--header",
        "Connection: Upgrade",
        "--header",
        "Upgrade: websocket",
    ];
    let upgraded = edge
        .curl("https", API, "/socket.io/?transport=websocket", &upgrade)
        .stdout;
    assert!(upgraded.starts_with("HTTP/1.1 101"), "{upgraded}");

    let start = Instant::now();
    let first = edge
        .curl(
            "https",
            AI,
            "/api/events",
            &["--no-buffer", "--write-out", " %{time_starttransfer}"],
        )
        .stdout;
    let (events, waited) = first.rsplit_once(' ').expect("a time");
    assert!(
        events.contains("data: 1") && events.contains("data: 3"),
        "{events}"
    );
    let waited: f64 = waited.parse().expect("seconds");
    assert!(
        waited < 0.6 && start.elapsed() >= Duration::from_millis(900),
        "{waited}"
    );
}

#[test]
fn every_answer_has_the_headers_that_its_service_does_not_set_itself() {
    if !are_met(&[Need::Edge]) {
        return;
    }
    let edge = running_edge();
    for (host, path) in [
        (API, "/api/x"),
        (API, "/metrics"),
        (AI, "/nothing"),
        (PAGES, "/wards"),
        (API, "/health"),
    ] {
        let answer = edge
            .curl("https", host, path, &["--include", "--http1.1"])
            .stdout;
        for header in [
            "Strict-Transport-Security: max-age=31536000",
            "X-Content-Type-Options: nosniff",
            "X-Frame-Options: SAMEORIGIN",
            "Referrer-Policy: strict-origin-when-cross-origin",
        ] {
            assert_eq!(
                answer.matches(header).count(),
                1,
                "{host}{path} {header}: {answer}"
            );
        }
        assert!(answer.contains("Server: nginx\r\n"), "no version: {answer}");
    }
    let own = edge
        .curl("https", PAGES, "/framed", &["--include", "--http1.1"])
        .stdout;
    assert!(
        own.contains("X-Frame-Options: DENY") && !own.contains("SAMEORIGIN"),
        "{own}"
    );
}

/// All cases with an edge that is missing, fixed, each with what `nginx` is given.
#[test]
fn every_configuration_is_one_that_nginx_takes_and_gixy_finds_nothing_in() {
    if !are_met(&[Need::Edge, Need::PythonTools, Need::Compose]) {
        return;
    }
    let cases = project().join("tests/cases/13-dns-tls/repository");
    let mut fixed = 0;
    for entry in fs::read_dir(cases).expect("there are cases") {
        let case = entry.expect("a case").path();
        let root = new_folder("edge").join("case");
        Tree::read(&case).write(&root);
        let clinic = Clinic { root };
        clinic.fixup(&["apply", "--issue", "13", "--yes"]);
        let compose = [
            "docker-compose.web.yml",
            "docker-compose.prod.yml",
            "compose.prod.yml",
            "deploy/docker-compose.prod.yml",
        ];
        let compose = compose.iter().map(|name| clinic.root.join(name));
        let with_edge = compose
            .filter(|path| fs::read_to_string(path).is_ok_and(|it| it.contains("/etc/nginx/ssl")));
        let Some(file) = with_edge.into_iter().next() else {
            continue;
        };
        fixed += 1;
        let edge = Edge::of(file.parent().expect("a file lies in a folder"), &[]);
        let installed = edge.install(None);
        assert!(
            installed.status.success(),
            "{}: {}",
            case.display(),
            installed.said()
        );
        let tested = edge.test();
        assert!(
            tested.status.success(),
            "{}: {}",
            case.display(),
            tested.said()
        );
        let mut gixy = Command::new(python_tools().join("bin/gixy"));
        gixy.arg(edge.configuration());
        let found =
            run_well(&mut gixy, LIMIT).unwrap_or_else(|it| panic!("{}: {it}", case.display()));
        assert!(
            found.contains("Results") && !found.contains(">> Problem"),
            "{}: {found}",
            case.display()
        );
        let mut config = Command::new("docker-compose");
        config.arg("--file").arg(&file).args(["config", "--quiet"]);
        let text = fs::read_to_string(&file).expect("it was just read");
        let names = text
            .split("${")
            .skip(1)
            .filter_map(|it| it.split_once(":?"));
        config.envs(names.map(|(name, _)| (name, "10.0.0.9")));
        for name in [".env.prod", ".env"] {
            fs::write(file.with_file_name(name), "").expect("a file");
        }
        let valid = run(&mut config, LIMIT).unwrap_or_else(|it| panic!("{it}"));
        assert!(
            valid.status.success(),
            "{}: {}\n{text}",
            case.display(),
            valid.said()
        );
    }
    assert!(fixed >= 8, "only {fixed} cases are open");
}
