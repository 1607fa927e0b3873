//! Issue 1: the health of the service is that of its databases, told in time, whatever state they are in.

use std::time::Duration;

use super::harness::example::{Clinic, Rtserver};
use super::harness::http::Reply;
use super::harness::needs::{Need, are_met};
use super::harness::postgres::{PASSWORD, cluster};
use super::harness::service::Service;
use super::harness::wait::wait_for;
use super::harness::wire::{Mode, Wire};

/// How long an answer may take: a database that is gone is known at once, one that is silent after the probe's time is up.
const GONE: Duration = Duration::from_secs(1);
const SILENT: Duration = Duration::from_secs(5);

fn fixed() -> Rtserver {
    Clinic::fixed().rtserver()
}

fn health(server: &Service, limit: Duration) -> Reply {
    server.ask_within(limit, "GET", "/health", &[])
}

/// Checks all that the answer says but the time.
fn assert_says(reply: &Reply, healthy: bool) {
    let (code, status, database) = if healthy {
        (200, "healthy", "connected")
    } else {
        (503, "unhealthy", "disconnected")
    };
    assert_eq!(reply.status, code, "{reply:?}");
    assert_eq!(reply.header("cache-control"), Some("no-store"), "{reply:?}");
    let body = reply.json();
    assert_eq!(body["status"], status, "{body}");
    assert_eq!(body["service"], "rtserver", "{body}");
    assert_eq!(body["database"], database, "{body}");
    let timestamp = body["timestamp"].as_str().unwrap_or_default();
    assert!(
        timestamp.contains('T') && timestamp.ends_with('Z'),
        "{body}"
    );
    let text = reply.body.to_lowercase();
    for word in [
        "error",
        "econn",
        "refused",
        "timeout",
        "127.0.0.1",
        "stack",
        PASSWORD,
    ] {
        assert!(!text.contains(word), "it tells strangers `{word}`: {body}");
    }
}

/// After the wire is whole again, health must say so by itself.
fn assert_recovers(server: &Service) {
    wait_for("health to come back", Duration::from_secs(15), || {
        let reply = health(server, SILENT);
        (reply.status == 200).then(|| assert_says(&reply, true))
    })
    .unwrap_or_else(|late| panic!("{late}\n{}", server.said()));
}

#[test]
fn health_is_good_while_both_databases_answer() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = fixed().start();
    assert_says(&server.get("/health"), true);

    let head = server.ask("HEAD", "/health", &[]);
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("cache-control"), Some("no-store"));

    // A proxy or a monitor that sends an Origin is answered all the same
    let reply = server.ask("GET", "/health", &[("Origin", "https://evil.example")]);
    assert_says(&reply, true);
}

#[test]
fn a_database_that_is_gone_is_told_at_once() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let wire = Wire::to(cluster().port, Mode::Whole);
    let server = fixed().database_on(wire.port).start();
    wire.set(Mode::Refusing);
    assert_eq!(server.get("/").status, 200);
    assert_says(&health(&server, GONE), false);
    let head = server.ask_within(GONE, "HEAD", "/health", &[]);
    assert_eq!((head.status, head.body.as_str()), (503, ""));
}

#[test]
fn the_second_database_counts_as_well() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let wire = Wire::to(cluster().port, Mode::Whole);
    let server = fixed().crm_database_on(wire.port).start();
    wire.set(Mode::Refusing);
    assert_says(&health(&server, GONE), false);
    wire.set(Mode::Silent);
    assert_says(&health(&server, SILENT), false);
    wire.set(Mode::Whole);
    assert_recovers(&server);
}

#[test]
fn a_silent_database_is_told_in_time_and_blocks_nothing_else() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let wire = Wire::to(cluster().port, Mode::Whole);
    let server = fixed().database_on(wire.port).start();
    wire.set(Mode::Silent);
    let probe = server.get_meanwhile("/health");
    while !probe.is_finished() {
        assert_eq!(server.ask_within(GONE, "GET", "/", &[]).status, 200);
    }
    assert_says(
        &probe
            .join()
            .expect("it does not panic")
            .expect("health answers"),
        false,
    );
    assert_says(&health(&server, SILENT), false);
}

#[test]
fn probes_of_a_silent_database_leave_its_connections_to_the_requests() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let wire = Wire::to(cluster().port, Mode::Whole);
    let server = fixed().database_on(wire.port).start();
    assert_says(&health(&server, SILENT), true);
    wire.set(Mode::Silent);
    // one after another: each that was cut short would have taken a connection of the pool
    for _ in 0..3 {
        assert_says(&health(&server, SILENT), false);
    }
    wire.set(Mode::Whole);
    // the one that hung is answered now, and the next says so
    server.ask_within(SILENT, "GET", "/health", &[]);
    assert_says(&health(&server, GONE), true);
    let lost = "Health check: database is disconnected";
    assert_eq!(server.said().matches(lost).count(), 1, "{}", server.said());
}

#[test]
fn health_comes_back_with_the_database_and_without_a_restart() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let wire = Wire::to(cluster().port, Mode::Whole);
    let server = fixed().database_on(wire.port).start();
    assert_says(&health(&server, SILENT), true);

    wire.set(Mode::Refusing);
    assert_says(&health(&server, GONE), false);
    wire.set(Mode::Whole);
    assert_recovers(&server);

    // More probes than the service has connections: none of them may take one for good
    wire.set(Mode::Silent);
    let probes: Vec<_> = (0..8).map(|_| server.get_meanwhile("/health")).collect();
    for probe in probes {
        assert_says(
            &probe
                .join()
                .expect("it does not panic")
                .expect("health answers"),
            false,
        );
    }
    assert_says(&health(&server, SILENT), false);
    wire.set(Mode::Whole);
    assert_recovers(&server);
}
