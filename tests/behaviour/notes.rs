//! Small FastAPI services with a pool and a cache, one without a lifespan and one with events, as they are and fixed, with
//! both sets of packages: connections are closed when they are told to stop, health is that of what they reach, and
//! errors keep to CORS.

use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::Duration;

use super::harness::example::Clinic;
use super::harness::http::Reply;
use super::harness::needs::{Need, are_met, project};
use super::harness::packages::Python;
use super::harness::postgres::{OWNER, PASSWORD, cluster};
use super::harness::redis;
use super::harness::service::Service;
use super::harness::tree::Tree;
use super::harness::uvicorn::Uvicorn;
use super::harness::wait::wait_for;
use super::harness::wire::{Mode, Wire};

const NEEDS: [Need; 3] = [Need::Postgres, Need::Python, Need::Redis];
const BOTH: [Python; 2] = [Python::Pinned, Python::Latest];

const LISTED: &str = "https://notes.example.com";
const EVIL: &str = "https://evil.example";

const SIGTERM: i32 = 15;

/// What a client of Postgres says before it hangs up.
const TERMINATE: &[u8] = b"X\0\0\0\x04";

const LIMIT: Duration = Duration::from_secs(10);

/// The folder of the service: a copy, with the fixes of some issues.
fn copy(service: &str, issues: Option<&str>) -> PathBuf {
    let original = project().join("tests/behaviour/services").join(service);
    let copy = Clinic::holding(&Tree::read(&original));
    if let Some(issues) = issues {
        copy.fixup_well(&["apply", "--issue", issues, "--yes"]);
    }
    copy.root
}

fn as_it_is() -> PathBuf {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    COPY.get_or_init(|| copy("notes", None)).clone()
}

fn fixed() -> PathBuf {
    static COPY: OnceLock<PathBuf> = OnceLock::new();
    COPY.get_or_init(|| copy("notes", Some("1,4,5"))).clone()
}

fn service(folder: PathBuf, packages: Python, postgres: u16, redis: u16) -> Uvicorn {
    let database = format!("postgresql://{OWNER}:{PASSWORD}@127.0.0.1:{postgres}/postgres");
    Uvicorn::new(folder, packages)
        .with("DATABASE_URL", &database)
        .with("REDIS_URL", &format!("redis://127.0.0.1:{redis}/0"))
        .with("CORS_ALLOWED_ORIGINS", LISTED)
}

fn health(server: &Service) -> Reply {
    server.ask_within(Duration::from_secs(5), "GET", "/health", &[])
}

#[track_caller]
fn assert_says(reply: &Reply, postgres: &str, redis: &str) {
    let healthy = [postgres, redis] == ["connected"; 2];
    assert_eq!(reply.status, if healthy { 200 } else { 503 }, "{reply:?}");
    let body = reply.json();
    assert_eq!(body["postgres"], postgres, "{body}");
    assert_eq!(body["redis"], redis, "{body}");
}

/// Stops a service while a request is under way, which must be answered; says whether its pool took its leave, and what it
/// has written.
fn stop(folder: PathBuf, packages: Python) -> (bool, String) {
    let wire = Wire::to(cluster().port, Mode::Whole);
    let mut server = service(folder, packages, wire.port, redis::port()).start();
    let slow = server.get_meanwhile("/notes?seconds=2");
    sleep(Duration::from_millis(500));
    server.signal("TERM");
    let slow = slow.join().expect("it does not panic");
    assert_eq!(slow.map(|reply| reply.status), Ok(200), "{}", server.said());
    let status = server.wait_for_end(LIMIT);
    // uvicorn ends by the signal itself once everything is shut down
    assert_eq!(
        status.signal(),
        Some(SIGTERM),
        "{status}\n{}",
        server.said()
    );
    let last_words = wait_for("the connection to end", LIMIT, || {
        wire.last_words().into_iter().next()
    });
    let last_words = last_words.unwrap_or_else(|late| panic!("{late}"));
    (last_words.ends_with(TERMINATE), server.said())
}

#[test]
fn a_stop_closes_the_pool_only_when_it_is_fixed() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        assert!(!stop(as_it_is(), packages).0, "{packages:?}");
        assert!(stop(fixed(), packages).0, "{packages:?}");
    }
}

#[test]
fn a_stop_closes_the_pool_of_an_app_with_events_and_silences_none() {
    if !are_met(&NEEDS) {
        return;
    }
    let [before, after] = [None, Some("4")].map(|issues| copy("events", issues));
    for packages in BOTH {
        for (folder, closes) in [(&before, false), (&after, true)] {
            let (took_leave, said) = stop(folder.clone(), packages);
            assert_eq!(took_leave, closes, "{packages:?}\n{said}");
            assert!(said.contains("The notes are open"), "{said}");
        }
    }
}

#[test]
fn health_is_that_of_the_pool_and_of_the_cache() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        let wire = Wire::to(redis::port(), Mode::Whole);
        let server = service(fixed(), packages, cluster().port, wire.port).start();
        assert_says(&health(&server), "connected", "connected");
        for mode in [Mode::Refusing, Mode::Silent] {
            wire.set(mode);
            assert_says(&health(&server), "connected", "disconnected");
            assert_eq!(server.get("/hello").status, 200);
            wire.set(Mode::Whole);
            wait_for("health to come back", LIMIT, || {
                (health(&server).status == 200).then_some(())
            })
            .unwrap_or_else(|late| panic!("{late}\n{}", server.said()));
        }
    }
}

/// An answer of a route goes through the CORS middleware, whatever its status. The one to an exception that no route
/// handles is Starlette's own and made outside of every middleware: no page may read it, before and after.
#[test]
fn errors_can_be_read_by_listed_origins_where_a_route_answers_them() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        let start = |folder| service(folder, packages, cluster().port, redis::port()).start();
        let allowed = |server: &Service, path: &str, origin: &str| {
            let reply = server.ask("GET", path, &[("Origin", origin), ("Cookie", "a=b")]);
            assert_eq!(reply.status, 500, "{reply:?}");
            reply
                .header("access-control-allow-origin")
                .map(str::to_owned)
        };
        let before = start(as_it_is());
        assert_eq!(allowed(&before, "/refused", EVIL).as_deref(), Some(EVIL));
        assert_eq!(allowed(&before, "/broken", EVIL), None);

        let after = start(fixed());
        assert_eq!(allowed(&after, "/refused", LISTED).as_deref(), Some(LISTED));
        assert_eq!(allowed(&after, "/refused", EVIL), None);
        assert_eq!(allowed(&after, "/broken", LISTED), None);
        assert_eq!(allowed(&after, "/broken", EVIL), None);
    }
}
