//! Issue 9 over HTTP: one client cannot guess passwords for long, whatever address it claims, and others are not held up.

use std::sync::OnceLock;

use super::harness::example::{Clinic, Rtserver};
use super::harness::http::Reply;
use super::harness::needs::{Need, are_met};
use super::harness::service::Service;

/// What the example's fixup.toml lists.
const ORIGIN: &str = "https://health.example.com";

const LOGIN: &str = "/api/auth/login";

/// On a copy of its own: no other test shall be held up.
fn fixed() -> Rtserver {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    let clinic = COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        clinic.fixup_well(&["apply", "--issue", "1,5,9", "--yes"]);
        clinic
    });
    clinic.rtserver()
}

/// A login without a password, by way of a proxy that knows the client's address.
fn guess(server: &Service, forwarded: &str) -> Reply {
    let headers = [("Origin", ORIGIN), ("X-Forwarded-For", forwarded)];
    server.ask("POST", LOGIN, &headers)
}

#[track_caller]
fn assert_failed(reply: &Reply) {
    assert!((400..=404).contains(&reply.status), "{reply:?}");
}

#[track_caller]
fn assert_limited(reply: &Reply) {
    assert_eq!(reply.status, 429, "{reply:?}");
    assert!(reply.header("retry-after").is_some(), "{reply:?}");
    assert!(reply.body.starts_with("{\"message\":"), "{reply:?}");
    // a page may read that it was too much
    assert_eq!(reply.header("access-control-allow-origin"), Some(ORIGIN));
}

#[test]
fn the_sixth_failed_login_of_a_client_is_refused() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed().start();
    for _ in 0..5 {
        assert_failed(&guess(&server, "203.0.113.7"));
    }
    assert_limited(&guess(&server, "203.0.113.7"));
    assert_failed(&guess(&server, "203.0.113.8"));
    assert!(
        !server.said().contains("ValidationError"),
        "{}",
        server.said()
    );
}

#[test]
fn addresses_that_a_client_makes_up_do_not_help_it() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed().start();
    let forwarded = |count: u8| format!("198.51.100.{count}, 203.0.113.7");
    for count in 0..5 {
        assert_failed(&guess(&server, &forwarded(count)));
    }
    assert_limited(&guess(&server, &forwarded(5)));
}

#[test]
fn the_api_is_limited_and_health_never() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed().with("RATE_LIMIT_MAX", "3").start();
    let statuses: Vec<u16> = (0..4).map(|_| server.get("/api/patients").status).collect();
    assert!(
        statuses[..3].iter().all(|status| *status != 429),
        "{statuses:?}"
    );
    assert_eq!(statuses[3], 429);
    for _ in 0..10 {
        assert_eq!(server.get("/health").status, 200);
        assert_eq!(server.get("/").status, 200);
    }
}
