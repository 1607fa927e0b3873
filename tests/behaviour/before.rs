//! The example as it is: each fault shows in the running server. What these tests see is what the fixes must end.

use std::thread;
use std::time::Duration;

use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met};
use super::harness::socket;
use super::harness::wire::{Mode, Wire};

const EVIL: &str = "https://evil.example";

#[test]
fn any_page_may_read_answers_as_the_signed_in_user() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = Clinic::as_it_is().rtserver().start();
    let reply = server.ask("GET", "/docs", &[("Origin", EVIL)]);
    assert_eq!(reply.header("access-control-allow-origin"), Some(EVIL));
    assert_eq!(
        reply.header("access-control-allow-credentials"),
        Some("true")
    );

    let headers = [("Origin", EVIL), ("Access-Control-Request-Method", "PATCH")];
    let reply = server.ask("OPTIONS", "/api/patients", &headers);
    assert_eq!(reply.header("access-control-allow-origin"), Some(EVIL));
}

#[test]
fn any_page_may_connect_to_the_live_updates() {
    if !are_met(&[Need::Node, Need::Postgres, Need::ScriptTools]) {
        return;
    }
    let server = Clinic::as_it_is().rtserver().start();
    for attempt in socket::connect(&server, Some(EVIL)) {
        assert!(attempt.connected, "{attempt:?}");
        assert_eq!(attempt.joined.as_deref(), Some("A"));
    }
}

#[test]
fn nothing_answers_for_the_health_of_the_service() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = Clinic::as_it_is().rtserver().start();
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.get("/health").status, 404);
}

#[test]
fn the_service_starts_while_its_database_is_gone() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let gone = Wire::to(0, Mode::Refusing);
    let server = Clinic::as_it_is().rtserver().database_on(gone.port).start();
    assert_eq!(server.get("/").status, 200);
}

#[test]
fn a_request_under_way_is_lost_when_the_service_is_told_to_stop() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let mut server = Clinic::as_it_is().rtserver().start();
    let report = server.get_meanwhile("/api/reports/slow?ms=30000");
    server.wait_until_said("Yearly report started");
    server.signal("TERM");
    let status = server.wait_for_end(Duration::from_secs(20));
    assert!(!status.success(), "{status}");
    let reply = report.join().expect("the asking thread does not panic");
    assert!(reply.is_err(), "{reply:?}");
}

#[test]
fn the_first_process_of_a_container_cannot_be_told_to_stop() {
    if !are_met(&[Need::Node, Need::Postgres, Need::Unshare]) {
        return;
    }
    let mut server = Clinic::as_it_is().rtserver().start_as_first_process();
    server.signal_child("TERM");
    thread::sleep(Duration::from_secs(1));
    assert!(server.is_running());
    assert_eq!(server.get("/").status, 200);
}
