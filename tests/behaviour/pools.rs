//! Issue 1 in small FastAPI services, with the pool of each client: a database falls silent, and every connection that there is
//! then stays dead. Health says so in time, asks no more than it must, and is good again with the next probe.

use std::time::{Duration, Instant};

use super::harness::example::{Clinic, fresh_databases};
use super::harness::needs::{Need, are_met, project};
use super::harness::packages::Python;
use super::harness::postgres::{self, OWNER, PASSWORD};
use super::harness::redis;
use super::harness::tree::Tree;
use super::harness::uvicorn::Uvicorn;
use super::harness::wire::{Mode, Wire};

/// How long an answer may take while the database is silent.
const SILENT: Duration = Duration::from_secs(5);
const PROBES: usize = 4;

/// The fixed service of one client, whose database is at the end of `wire`.
fn fixed(client: &str, address: &str) -> Uvicorn {
    let folder = project()
        .join("tests/behaviour/services/pools")
        .join(client);
    let copy = Clinic::holding(&Tree::read(&folder));
    copy.fixup_well(&["apply", "--issue", "1", "--yes"]);
    Uvicorn::new(copy.root, Python::Pools).with("DATABASE_URL", address)
}

fn recovers(client: &str, wire: &Wire, address: &str) {
    let service = fixed(client, address).start();
    let health = || service.ask_within(SILENT, "GET", "/health", &[]).status;
    assert_eq!(health(), 200, "{client}: {}", service.said());
    assert_eq!(service.get("/count").status, 200, "{client}");

    let before = wire.taken();
    wire.set(Mode::Lost);
    for _ in 0..PROBES {
        let start = Instant::now();
        assert_eq!(health(), 503, "{client}: {}", service.said());
        assert!(start.elapsed() < SILENT, "{client}: {:?}", start.elapsed());
    }
    // one probe is under way at a time, and each makes a connection at most
    let made = wire.taken() - before;
    assert!(made <= 2 * PROBES, "{client} made {made} connections");

    wire.set(Mode::Whole);
    // the probe that is under way may have begun before, and some pools pause between attempts
    let is_back = (0..PROBES).any(|_| health() == 200);
    assert!(is_back, "{client}: {}", service.said());
    assert_eq!(health(), 200, "{client}: {}", service.said());
}

/// A client of Postgres that knows its address under a scheme.
fn recovers_on_postgres(client: &str, scheme: &str) {
    if !are_met(&[Need::PythonPools, Need::Postgres]) {
        return;
    }
    let wire = Wire::to(postgres::cluster().port, Mode::Whole);
    let database = fresh_databases();
    let address = format!(
        "{scheme}://{OWNER}:{PASSWORD}@127.0.0.1:{}/{database}",
        wire.port
    );
    recovers(client, &wire, &address);
}

fn recovers_on_redis(client: &str) {
    if !are_met(&[Need::PythonPools, Need::Redis]) {
        return;
    }
    let wire = Wire::to(redis::port(), Mode::Whole);
    recovers(client, &wire, &format!("redis://127.0.0.1:{}/0", wire.port));
}

#[test]
fn engines_that_ask_their_connections_first_recover() {
    recovers_on_postgres("sqlalchemy", "postgresql+psycopg2");
    recovers_on_postgres("sqlalchemy", "postgresql+psycopg");
}

#[test]
fn asynchronous_engines_recover() {
    recovers_on_postgres("async-sqlalchemy", "postgresql+asyncpg");
}

#[test]
fn pools_of_asyncpg_recover() {
    recovers_on_postgres("asyncpg", "postgresql");
}

#[test]
fn pools_of_psycopg_recover() {
    recovers_on_postgres("psycopg-pool", "postgresql");
    recovers_on_postgres("psycopg2-pool", "postgresql");
}

#[test]
fn clients_of_redis_recover() {
    recovers_on_redis("redis");
    recovers_on_redis("async-redis");
}
