//! Issue 5 over HTTP: listed origins may read answers, others may not, and nobody gets an error for asking.

use super::harness::example::{Clinic, Rtserver};
use super::harness::http::Reply;
use super::harness::needs::{Need, are_met};
use super::harness::service::Service;

/// What the example's fixup.toml lists.
const LISTED: &str = "https://health.example.com";

/// Origins that look like the listed one and are not.
const FOREIGN: [&str; 5] = [
    "https://evil.example",
    "https://health.example.com.evil.example",
    "https://evil-health.example.com",
    "http://health.example.com",
    "null",
];

/// An open route, a signed-in one, one that is not there.
const ROUTES: [&str; 4] = ["/", "/docs", "/api/reports/census", "/nothing-here"];

fn fixed() -> Rtserver {
    Clinic::fixed().rtserver()
}

fn production() -> Rtserver {
    fixed().with("NODE_ENV", "production")
}

fn get_from(server: &Service, route: &str, origin: &str) -> Reply {
    let reply = server.ask("GET", route, &[("Origin", origin)]);
    assert!(reply.status < 500, "{route} from {origin}: {reply:?}");
    reply
}

fn preflight(server: &Service, route: &str, origin: &str) -> Reply {
    let headers = [
        ("Origin", origin),
        ("Access-Control-Request-Method", "PATCH"),
        ("Access-Control-Request-Headers", "authorization"),
    ];
    let reply = server.ask("OPTIONS", route, &headers);
    assert!(
        reply.status < 500,
        "preflight of {route} from {origin}: {reply:?}"
    );
    reply
}

/// Whether a browser lets a page of this origin read the answers; the server must treat all its routes alike.
fn may_read(server: &Service, origin: &str) -> bool {
    let allowed: Vec<bool> = ROUTES
        .iter()
        .flat_map(|route| {
            [
                get_from(server, route, origin),
                preflight(server, route, origin),
            ]
        })
        .map(|reply| match reply.header("access-control-allow-origin") {
            None => false,
            Some(value) => {
                assert_eq!(value, origin, "{reply:?}");
                true
            }
        })
        .collect();
    assert!(
        allowed.iter().all(|it| *it == allowed[0]),
        "{origin}: {allowed:?}"
    );
    allowed[0]
}

#[test]
fn a_listed_origin_may_read_answers_with_credentials() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = production().start();
    assert!(may_read(&server, LISTED));
    let reply = get_from(&server, "/", LISTED);
    assert_eq!((reply.status, reply.body.as_str()), (200, "rtserver is up"));
    assert_eq!(
        reply.header("access-control-allow-credentials"),
        Some("true")
    );
    let reply = preflight(&server, "/api/patients", LISTED);
    assert_eq!(reply.status, 204);
    let methods = reply
        .header("access-control-allow-methods")
        .unwrap_or_default();
    assert!(methods.contains("PATCH"), "{reply:?}");
}

#[test]
fn a_foreign_origin_may_not_read_answers() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = production().start();
    for origin in FOREIGN {
        assert!(!may_read(&server, origin), "{origin}");
    }
    // A cache must not give one origin's answer to another
    for origin in [FOREIGN[0], LISTED] {
        let vary = get_from(&server, "/", origin)
            .header("vary")
            .map(str::to_lowercase);
        assert!(vary.is_some_and(|it| it.contains("origin")), "{origin}");
    }
}

#[test]
fn a_call_without_an_origin_passes() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let server = production().start();
    let reply = server.get("/");
    assert_eq!((reply.status, reply.body.as_str()), (200, "rtserver is up"));
    let reply = server.get("/api/messaging/webhook?hub.mode=subscribe");
    assert!(reply.status < 500, "{reply:?}");
}

#[test]
fn pages_on_the_developers_machine_may_read_answers_outside_production() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let local = ["http://localhost:3000", "http://localhost:4000"];
    let server = fixed().with("NODE_ENV", "development").start();
    for origin in local.into_iter().chain([LISTED]) {
        assert!(may_read(&server, origin), "{origin} in development");
    }
    assert!(!may_read(&server, FOREIGN[0]));

    // the service reads where its pages are, too
    let pages = "https://pages.example.com";
    let server = production()
        .with("FRONT_END_URL", &format!("{pages}/welcome"))
        .start();
    for origin in local {
        assert!(!may_read(&server, origin), "{origin} in production");
    }
    assert!(may_read(&server, pages));
}

#[test]
fn the_environment_replaces_the_list_of_origins() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    let named = ["https://one.example.com", "https://two.example.com:8443"];
    let server = production()
        .with("CORS_ALLOWED_ORIGINS", &named.join(" , "))
        .start();
    for origin in named {
        assert!(may_read(&server, origin), "{origin}");
    }
    assert!(!may_read(&server, LISTED));
    assert!(!may_read(&server, FOREIGN[0]));
}

#[test]
fn a_star_in_the_environment_stops_the_service_from_starting() {
    if !are_met(&[Need::Node, Need::Postgres]) {
        return;
    }
    for origins in ["*", "https://one.example.com, *"] {
        let ended = production()
            .with("CORS_ALLOWED_ORIGINS", origins)
            .start_in_vain();
        assert!(
            ended.status.code().is_some_and(|code| code != 0),
            "{}",
            ended.said()
        );
        assert!(
            ended.stderr.contains("CORS_ALLOWED_ORIGINS"),
            "{}",
            ended.said()
        );
        assert!(ended.stderr.contains('*'), "{}", ended.said());
    }
}
