//! backendai, as it is and fixed, with the packages that it pins and with the latest ones: its health is that of its
//! databases and never blocks the rest, listed origins alone may read answers, and a stop cuts nothing off.

use std::thread::sleep;
use std::time::{Duration, Instant};

use super::harness::example::Clinic;
use super::harness::http::Reply;
use super::harness::mongo;
use super::harness::needs::{Need, are_met};
use super::harness::packages::Python;
use super::harness::postgres::{PASSWORD, cluster};
use super::harness::service::Service;
use super::harness::wait::wait_for;
use super::harness::wire::{Mode, Wire};

const NEEDS: [Need; 3] = [Need::Node, Need::Postgres, Need::Python];
const BOTH: [Python; 2] = [Python::Pinned, Python::Latest];

const LISTED: &str = "https://health.example.com";
const EVIL: &str = "https://evil.example";

/// How long an answer may take: a silent database is told when the time of the probe is up.
const SOON: Duration = Duration::from_secs(1);
const SILENT: Duration = Duration::from_secs(5);

/// Checks all that the answer says but the time. It starts without MongoDB, so it is not restarted for want of it either.
fn assert_says(reply: &Reply, mongodb: bool, postgres: bool) {
    let status = match (mongodb, postgres) {
        (true, true) => "healthy",
        (false, true) => "degraded",
        (_, false) => "unhealthy",
    };
    let word = |connected| {
        if connected {
            "connected"
        } else {
            "disconnected"
        }
    };
    assert_eq!(reply.status, if postgres { 200 } else { 503 }, "{reply:?}");
    assert_eq!(reply.header("cache-control"), Some("no-store"), "{reply:?}");
    let body = reply.json();
    assert_eq!(body["status"], status, "{body}");
    assert_eq!(body["service"], "backendai", "{body}");
    assert_eq!(body["mongodb"], word(mongodb), "{body}");
    assert_eq!(body["postgres"], word(postgres), "{body}");
    let text = reply.body.to_lowercase();
    for word in ["error", "refused", "timeout", "127.0.0.1", PASSWORD] {
        assert!(!text.contains(word), "it tells strangers `{word}`: {body}");
    }
}

fn health(server: &Service) -> Reply {
    server.ask_within(SILENT, "GET", "/health", &[])
}

/// While `/health` is under way, everything else is answered at once.
fn health_beside_others(server: &Service) -> Reply {
    let probe = server.get_meanwhile("/health");
    while !probe.is_finished() {
        assert_eq!(server.ask_within(SOON, "GET", "/hello", &[]).status, 200);
        sleep(Duration::from_millis(20));
    }
    probe
        .join()
        .expect("it does not panic")
        .expect("health answers")
}

fn assert_recovers(server: &Service) {
    wait_for("health to come back", Duration::from_secs(40), || {
        let reply = health(server);
        (reply.json()["status"] == "healthy").then(|| assert_says(&reply, true, true))
    })
    .unwrap_or_else(|late| panic!("{late}\n{}", server.said()));
}

#[test]
fn before_any_page_may_read_and_nothing_tells_the_health() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        let server = Clinic::as_it_is().backendai(packages).start();
        assert_eq!(server.get("/health").status, 404);
        let reply = server.ask("GET", "/hello", &[("Origin", EVIL), ("Cookie", "a=b")]);
        assert_eq!(reply.header("access-control-allow-origin"), Some(EVIL));
    }
}

#[test]
fn health_is_that_of_both_databases_and_blocks_nothing() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        let postgres = Wire::to(cluster().port, Mode::Whole);
        let mongodb = Wire::to(mongo::port(), Mode::Whole);
        let server = Clinic::fixed()
            .backendai(packages)
            .postgres_on(postgres.port)
            .mongo_on(mongodb.port)
            .start();
        assert_says(&health(&server), true, true);
        for mode in [Mode::Refusing, Mode::Silent] {
            postgres.set(mode);
            assert_says(&health_beside_others(&server), true, false);
            postgres.set(Mode::Whole);
            assert_recovers(&server);

            mongodb.set(mode);
            assert_says(&health_beside_others(&server), false, true);
            mongodb.set(Mode::Whole);
            assert_recovers(&server);
        }
    }
}

#[test]
fn many_probes_of_a_silent_database_take_nothing_for_good() {
    if !are_met(&NEEDS) {
        return;
    }
    let postgres = Wire::to(cluster().port, Mode::Whole);
    let mut server = Clinic::fixed()
        .backendai(Python::Pinned)
        .postgres_on(postgres.port)
        .start();
    assert_says(&health(&server), true, true);
    postgres.set(Mode::Silent);
    let probes: Vec<_> = (0..40).map(|_| server.get_meanwhile("/health")).collect();
    for probe in probes {
        let reply = probe
            .join()
            .expect("it does not panic")
            .expect("health answers");
        assert_says(&reply, true, false);
    }
    postgres.set(Mode::Whole);
    assert_recovers(&server);
    // a probe that hangs does not keep the process from ending
    postgres.set(Mode::Silent);
    assert_says(&health(&server), true, false);
    server.signal("TERM");
    server.wait_for_end(Duration::from_secs(10));
}

#[test]
fn listed_origins_alone_may_read() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        let server = Clinic::fixed()
            .backendai(packages)
            .with("ENVIRONMENT", "production")
            .start();
        let allowed = |origin: &str| {
            let reply = server.ask("GET", "/hello", &[("Origin", origin)]);
            assert_eq!(reply.status, 200, "{reply:?}");
            let preflight = server.ask(
                "OPTIONS",
                "/api/triage",
                &[
                    ("Origin", origin),
                    ("Access-Control-Request-Method", "POST"),
                ],
            );
            assert!(preflight.status < 500, "{preflight:?}");
            let [simple, asked] = [&reply, &preflight]
                .map(|reply| reply.header("access-control-allow-origin") == Some(origin));
            assert_eq!(simple, asked, "{reply:?} {preflight:?}");
            simple
        };
        assert!(allowed(LISTED));
        for origin in [
            EVIL,
            "http://localhost:3000",
            "https://health.example.com.evil.example",
            "null",
        ] {
            assert!(!allowed(origin), "{origin}");
        }
        let reply = server.get("/hello");
        assert_eq!(
            (reply.status, reply.header("access-control-allow-origin")),
            (200, None)
        );
    }
    let server = Clinic::fixed()
        .backendai(Python::Pinned)
        .with(
            "CORS_ALLOWED_ORIGINS",
            "https://a.example, https://b.example/",
        )
        .start();
    for (origin, listed) in [
        ("https://a.example", true),
        ("https://b.example", true),
        ("http://localhost:3000", true),
        (LISTED, false),
    ] {
        let reply = server.ask("GET", "/hello", &[("Origin", origin)]);
        let header = reply.header("access-control-allow-origin");
        assert_eq!(header == Some(origin), listed, "{origin}: {reply:?}");
    }
}

#[test]
fn a_stop_finishes_requests_and_closes_the_clients() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        let mut server = Clinic::fixed().backendai(packages).start();
        let slow = server.get_meanwhile("/api/triage/review?seconds=2");
        sleep(Duration::from_millis(500));
        let start = Instant::now();
        server.signal("TERM");
        let reply = slow
            .join()
            .expect("it does not panic")
            .expect("it is answered");
        assert_eq!(reply.status, 200, "{reply:?}");
        server.wait_for_end(Duration::from_secs(10));
        assert!(start.elapsed() > Duration::from_secs(1));
        assert!(
            server.said().contains("Closed MongoDB"),
            "{}",
            server.said()
        );
    }
}
