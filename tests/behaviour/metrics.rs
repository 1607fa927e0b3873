//! Issue 20: requests are counted under the patterns of their routes, and the numbers are for whoever sends the token.

use std::env;
use std::sync::OnceLock;

use super::harness::example::{Clinic, Rtserver};
use super::harness::needs::{Need, are_met};
use super::harness::packages::{self, Python};
use super::harness::service::Service;
use super::harness::uvicorn::Uvicorn;

const TOKEN: &str = "a-token-of-the-scraper-0123456789";

/// A copy with the fix that these tests share, and a health route.
fn fixed() -> &'static Clinic {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        clinic.fixup_well(&["apply", "--issue", "1,20", "--yes"]);
        clinic
    })
}

fn rtserver() -> Rtserver {
    let added = packages::of_patches().expect("a test that needs it says so");
    let added = added.to_str().expect("the path of the packages is UTF-8");
    fixed().rtserver().with("NODE_PATH", added)
}

fn backendai(packages: Python) -> Uvicorn {
    let own = packages::backendai(packages).expect("a test that needs it says so");
    let added = packages::of_python_patches().expect("a test that needs it says so");
    let path = env::join_paths([own, added]).expect("no folder has a colon in its name");
    let path = path.to_str().expect("the path of the packages is UTF-8");
    fixed().backendai(packages).with("PYTHONPATH", path)
}

/// What the service answers to the scraper, without the numbers of the process.
fn metrics(server: &Service) -> Vec<String> {
    let bearer = format!("Bearer {TOKEN}");
    let reply = server.ask("GET", "/metrics", &[("Authorization", &bearer)]);
    assert_eq!(reply.status, 200, "{reply:?}");
    let kind = reply.header("content-type").unwrap_or_default();
    assert!(
        kind.starts_with("text/plain; ") && kind.contains("version="),
        "{kind}"
    );
    assert!(
        reply.body.contains("process_cpu_seconds_total"),
        "{}",
        reply.body
    );
    let requests = reply.body.lines();
    let requests = requests.filter(|line| line.starts_with("http_request_duration_seconds_count"));
    requests.map(str::to_owned).collect()
}

/// How often a route was asked and gave this status.
#[track_caller]
fn assert_counts(lines: &[String], route: &str, status: u16, count: usize) {
    let labels = [
        format!("route=\"{route}\""),
        format!("status_code=\"{status}\""),
    ];
    let line = lines
        .iter()
        .find(|line| labels.iter().all(|label| line.contains(label)));
    let number = line.and_then(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    let expected = u32::try_from(count).map(f64::from).ok();
    assert_eq!(number, expected, "{route} {status} in {lines:#?}");
}

fn assert_refuses(server: &Service, authorization: &[&str]) {
    for value in authorization {
        let reply = server.ask("GET", "/metrics", &[("Authorization", value)]);
        assert_eq!(reply.status, 404, "{value}: {reply:?}");
    }
    assert_eq!(server.get("/metrics").status, 404);
}

#[test]
fn rtserver_counts_by_the_pattern_of_the_route() {
    if !are_met(&[Need::Node, Need::Postgres, Need::PatchPackages]) {
        return;
    }
    let server = rtserver().with("METRICS_TOKEN", TOKEN);
    let script =
        "console.log(require('jsonwebtoken').sign({ user_id: 1 }, process.env.JWT_SECRET))";
    let bearer = format!("Bearer {}", server.evaluate(script).stdout.trim());
    let server = server.start();
    for path in ["/api/patients/1234567", "/Api/patients/7654321"] {
        server.ask("GET", path, &[("Authorization", &bearer)]);
    }
    for path in ["/nope/1234567", "/nope/7654321", "/health"] {
        server.get(path);
    }
    let counted = metrics(&server);
    assert_counts(&counted, "/api/patients/:id", 404, 2);
    assert_counts(&counted, "unmatched", 404, 2);
    assert_eq!(counted.len(), 2, "{counted:#?}");
    assert_refuses(
        &server,
        &["", TOKEN, "Bearer", "Bearer a-token", "Basic a-token"],
    );
}

#[test]
fn without_a_token_rtserver_gives_nothing_away() {
    if !are_met(&[Need::Node, Need::Postgres, Need::PatchPackages]) {
        return;
    }
    for server in [rtserver(), rtserver().with("METRICS_TOKEN", "")] {
        assert_refuses(
            &server.start(),
            &["", "Bearer", "Bearer ", "Bearer undefined"],
        );
    }
}

#[test]
fn backendai_counts_by_the_pattern_of_the_route() {
    if !are_met(&[
        Need::Node,
        Need::Postgres,
        Need::Python,
        Need::PatchPythonPackages,
    ]) {
        return;
    }
    for packages in [Python::Pinned, Python::Latest] {
        let server = backendai(packages).with("METRICS_TOKEN", TOKEN).start();
        for path in ["/api/chats/1234567", "/api/chats/7654321"] {
            server.ask("DELETE", path, &[]);
        }
        for path in ["/hello", "/nope/1234567", "/nope/7654321", "/health"] {
            server.get(path);
        }
        let counted = metrics(&server);
        assert_counts(&counted, "/api/chats/{session_id}", 405, 2);
        assert_counts(&counted, "/hello", 200, 1);
        assert_counts(&counted, "unmatched", 404, 2);
        assert_eq!(counted.len(), 3, "{counted:#?}");
        assert_refuses(
            &server,
            &["", TOKEN, "Bearer", "Bearer a-token", "Basic a-token"],
        );
    }
}

#[test]
fn without_a_token_backendai_gives_nothing_away() {
    if !are_met(&[
        Need::Node,
        Need::Postgres,
        Need::Python,
        Need::PatchPythonPackages,
    ]) {
        return;
    }
    let server = backendai(Python::Pinned);
    assert_refuses(&server.start(), &["", "Bearer", "Bearer ", "Bearer None"]);
    let server = server.with("METRICS_TOKEN", "");
    assert_refuses(&server.start(), &["", "Bearer", "Bearer "]);
}

#[test]
fn the_fix_is_the_same_before_and_after_the_others() {
    assert!(are_met(&[]));
    let (first, last) = (Clinic::copy(), Clinic::copy());
    for issues in ["20", "7", "5", "4", "3", "1"] {
        first.fixup_well(&["apply", "--issue", issues, "--yes"]);
    }
    for issues in ["1,3", "4,5", "7,20"] {
        last.fixup_well(&["apply", "--issue", issues, "--yes"]);
    }
    assert_eq!(first.tree().differences(&last.tree()), [""; 0]);
}
