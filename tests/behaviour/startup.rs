//! Issue 7 in backendai, with the packages that it pins and with the latest ones: nothing is served before PostgreSQL
//! answers. Its MongoDB may be away, unless `REQUIRE_MONGO` says otherwise.

use std::thread::sleep;
use std::time::Duration;

use super::harness::example::Clinic;
use super::harness::mongo;
use super::harness::needs::{Need, are_met};
use super::harness::packages::Python;
use super::harness::postgres::{PASSWORD, cluster};
use super::harness::service::Service;
use super::harness::wait::wait_for;
use super::harness::wire::{Mode, Wire};

const NEEDS: [Need; 3] = [Need::Node, Need::Postgres, Need::Python];
const BOTH: [Python; 2] = [Python::Pinned, Python::Latest];
const LIMIT: Duration = Duration::from_secs(20);

/// Its start fails, having said which database does not answer and no secret, and it never took a connection.
#[track_caller]
fn assert_gives_up(mut server: Service, name: &str) {
    while server.is_running() {
        assert!(!server.is_listening(), "{}", server.said());
        sleep(Duration::from_millis(20));
    }
    let status = server.wait_for_end(LIMIT);
    let said = server.said();
    assert_eq!(status.code(), Some(3), "{status}\n{said}");
    assert!(said.contains(&format!("{name} does not answer")), "{said}");
    assert!(said.contains(&format!("{name} did not answer")), "{said}");
    assert!(said.contains("Application startup failed"), "{said}");
    assert!(!said.contains(PASSWORD), "{said}");
}

#[test]
fn before_it_starts_while_postgres_is_gone() {
    if !are_met(&NEEDS) {
        return;
    }
    let gone = Wire::to(0, Mode::Refusing);
    let server = Clinic::as_it_is().backendai(Python::Pinned);
    let server = server.postgres_on(gone.port).start();
    assert_eq!(server.get("/hello").status, 200);
}

#[test]
fn it_serves_once_postgres_answers() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        let wire = Wire::to(cluster().port, Mode::Refusing);
        let server = Clinic::fixed().backendai(packages);
        let server = server.postgres_on(wire.port).launch();
        server.wait_until_said("postgres does not answer (1 of 5)");
        assert!(!server.is_listening(), "{}", server.said());
        wire.set(Mode::Whole);
        wait_for("the service", LIMIT, || server.is_listening().then_some(()))
            .unwrap_or_else(|late| panic!("{late}\n{}", server.said()));
        assert_eq!(server.get("/hello").status, 200);
    }
}

#[test]
fn without_postgres_it_ends_and_says_why() {
    if !are_met(&NEEDS) {
        return;
    }
    for packages in BOTH {
        let gone = Wire::to(cluster().port, Mode::Refusing);
        let server = Clinic::fixed().backendai(packages);
        let server = server.with("DB_CONNECT_RETRIES", "2");
        assert_gives_up(server.postgres_on(gone.port).launch(), "postgres");
    }
}

#[test]
fn without_mongodb_it_starts_unless_that_is_required() {
    if !are_met(&NEEDS) {
        return;
    }
    let gone = Wire::to(mongo::port(), Mode::Silent);
    let server = || {
        let server = Clinic::fixed().backendai(Python::Pinned);
        server.with("DB_CONNECT_RETRIES", "1").mongo_on(gone.port)
    };
    assert_gives_up(server().with("REQUIRE_MONGO", "true").launch(), "mongodb");
    let server = server().launch();
    server.wait_until_said("the service starts without mongodb");
}
