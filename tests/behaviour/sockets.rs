//! Issue 5 over Socket.IO. The list of origins must hold for the connection itself, to which CORS does not apply.

use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met};
use super::harness::service::Service;
use super::harness::socket;

const LISTED: &str = "https://health.example.com";
const FOREIGN: &str = "https://evil.example";

fn assert_let_in(server: &Service, origin: Option<&str>) {
    for attempt in socket::connect(server, origin) {
        assert!(attempt.connected, "{origin:?}: {attempt:?}");
        assert_eq!(
            attempt.joined.as_deref(),
            Some("A"),
            "{origin:?}: {attempt:?}"
        );
    }
}

/// A refusal is no fault of the server: Engine.IO answers 403 to polling and 400 to a websocket.
fn assert_refused(server: &Service, origin: &str) {
    let attempts = socket::connect(server, Some(origin));
    for (attempt, status) in attempts.iter().zip([403, 400]) {
        assert!(!attempt.connected, "{origin}: {attempt:?}");
        assert_eq!(attempt.status, Some(status), "{origin}: {attempt:?}");
    }
}

#[test]
fn a_foreign_page_cannot_connect_by_either_transport() {
    if !are_met(&[Need::Node, Need::Postgres, Need::ScriptTools]) {
        return;
    }
    let server = Clinic::fixed()
        .rtserver()
        .with("NODE_ENV", "production")
        .start();
    assert_refused(&server, FOREIGN);
    assert_refused(&server, "http://localhost:3000");
}

#[test]
fn listed_pages_and_programs_connect_by_both_transports() {
    if !are_met(&[Need::Node, Need::Postgres, Need::ScriptTools]) {
        return;
    }
    let server = Clinic::fixed()
        .rtserver()
        .with("NODE_ENV", "production")
        .start();
    assert_let_in(&server, Some(LISTED));
    assert_let_in(&server, None);
}

#[test]
fn the_environments_list_holds_for_connections_too() {
    if !are_met(&[Need::Node, Need::Postgres, Need::ScriptTools]) {
        return;
    }
    let other = "https://other.example.com";
    let server = Clinic::fixed()
        .rtserver()
        .with("NODE_ENV", "production")
        .with("CORS_ALLOWED_ORIGINS", other)
        .start();
    assert_let_in(&server, Some(other));
    assert_refused(&server, LISTED);
}
