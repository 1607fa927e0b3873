//! Issue 1 in small services, with the pool of each client: a database falls silent, and every connection that there is then
//! stays dead. Health says so in time, asks no more than it must, and is good again with the next probe.

use std::time::{Duration, Instant};

use super::harness::example::{Clinic, fresh_databases};
use super::harness::mariadb;
use super::harness::mongo;
use super::harness::needs::{Need, are_met, project};
use super::harness::packages::Python;
use super::harness::postgres::{self, OWNER, PASSWORD};
use super::harness::redis;
use super::harness::service::Service;
use super::harness::tree::Tree;
use super::harness::uvicorn::Uvicorn;
use super::harness::wait::wait_for;
use super::harness::wire::{Mode, Wire};

/// How long an answer may take while the database is silent.
const SILENT: Duration = Duration::from_secs(5);
const PROBES: usize = 4;

/// How long the start may take once the database is back: an attempt under way, and the pause behind it.
const START: Duration = Duration::from_secs(20);

/// The probe that is under way may have begun while the database was silent; the next one is good.
const AT_ONCE: usize = 2;

/// How many connections the pool of the service has when they die.
const CONNECTIONS: usize = 3;

/// The fixed service of one client, whose database is at the end of `wire`.
fn fixed(client: &str, address: &str) -> Uvicorn {
    let folder = project()
        .join("tests/behaviour/services/pools")
        .join(client);
    let copy = Clinic::holding(&Tree::read(&folder));
    copy.fixup_well(&["apply", "--issue", "1", "--yes"]);
    Uvicorn::new(copy.root, Python::Pools).with("DATABASE_URL", address)
}

/// The service of one client on Node with the fixes of some issues.
fn fixed_on_node(client: &str, issues: &str) -> Clinic {
    let folder = project()
        .join("tests/behaviour/services/pools")
        .join(client);
    let copy = Clinic::holding(&Tree::read(&folder));
    copy.fixup_well(&["apply", "--issue", issues, "--yes"]);
    copy
}

/// Health of one client on Node, whose database is at the end of `wire`.
fn recovers_from_node(client: &str, wire: &Wire, address: &str, back: usize) {
    let copy = fixed_on_node(client, "1");
    let service = copy.node().with("DATABASE_URL", address).start();
    recovers(client, wire, &service, back);
}

/// The start of one client on Node, whose database takes connections and says nothing at first.
fn starts_late(client: &str, wire: &Wire, address: &str) {
    wire.set(Mode::Lost);
    let copy = fixed_on_node(client, "1,7");
    let service = copy.node().with("DATABASE_URL", address).launch();
    service.wait_until_said("does not answer (1 of 5)");
    assert!(!service.is_listening(), "{client}: {}", service.said());
    wire.set(Mode::Whole);
    let listening = || service.is_listening().then_some(());
    wait_for("the service to listen", START, listening)
        .unwrap_or_else(|late| panic!("{client}: {late}\n{}", service.said()));
    let health = || service.ask_within(SILENT, "GET", "/health", &[]).status;
    let is_healthy = (0..AT_ONCE).any(|_| health() == 200);
    assert!(is_healthy, "{client}: {}", service.said());
}

/// `back` is how many probes it may take until the service knows that its database is back.
fn recovers(client: &str, wire: &Wire, service: &Service, back: usize) {
    let health = || service.ask_within(SILENT, "GET", "/health", &[]).status;
    assert_eq!(health(), 200, "{client}: {}", service.said());
    // a pool has more than one connection
    let requests: Vec<_> = (0..CONNECTIONS)
        .map(|_| service.get_meanwhile("/count"))
        .collect();
    for request in requests {
        let reply = request.join().expect("it does not panic");
        assert_eq!(reply.map(|it| it.status), Ok(200), "{client}");
    }

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
    let is_back = (0..back).any(|_| health() == 200);
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
    recovers(client, &wire, &fixed(client, &address).start(), PROBES);
}

fn recovers_on_redis(client: &str) {
    if !are_met(&[Need::PythonPools, Need::Redis]) {
        return;
    }
    let wire = Wire::to(redis::port(), Mode::Whole);
    let address = format!("redis://127.0.0.1:{}/0", wire.port);
    recovers(client, &wire, &fixed(client, &address).start(), PROBES);
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

/// Clients of Node on Postgres.
fn recovers_on_node(clients: &[&str]) {
    if !are_met(&[Need::NodePools, Need::Postgres]) {
        return;
    }
    for client in clients {
        let wire = Wire::to(postgres::cluster().port, Mode::Whole);
        let database = fresh_databases();
        let address = format!(
            "postgres://{OWNER}:{PASSWORD}@127.0.0.1:{}/{database}",
            wire.port
        );
        recovers_from_node(client, &wire, &address, AT_ONCE);
    }
}

/// Clients of Node on MariaDB.
fn recovers_on_mariadb(clients: &[&str]) {
    if !are_met(&[Need::NodePools, Need::MariaDb]) {
        return;
    }
    for client in clients {
        let wire = Wire::to(mariadb::port(), Mode::Whole);
        recovers_from_node(client, &wire, &mariadb::address(wire.port), AT_ONCE);
    }
}

#[test]
fn pools_of_pg_recover() {
    recovers_on_node(&["pg"]);
}

#[test]
fn pools_of_sequelize_recover() {
    recovers_on_node(&["sequelize"]);
    recovers_on_mariadb(&["sequelize-mysql"]);
}

#[test]
fn pools_of_typeorm_recover() {
    recovers_on_node(&["typeorm"]);
    recovers_on_mariadb(&["typeorm-mysql"]);
}

#[test]
fn pools_of_knex_recover() {
    recovers_on_node(&["knex"]);
    recovers_on_mariadb(&["knex-mysql"]);
}

#[test]
fn pools_of_mysql2_recover() {
    recovers_on_mariadb(&["mysql2", "mysql2-promise"]);
}

/// The driver waits for an answer as long as it takes, unless the address says otherwise.
fn limited_mongodb(wire: &Wire) -> String {
    format!(
        "mongodb://127.0.0.1:{}/notes?connectTimeoutMS=2000&socketTimeoutMS=2000",
        wire.port
    )
}

#[test]
fn mongoose_recovers_where_its_address_limits_the_wait() {
    if !are_met(&[Need::NodePools]) {
        return;
    }
    let wire = Wire::to(mongo::port(), Mode::Whole);
    let address = limited_mongodb(&wire);
    recovers_from_node("mongoose", &wire, &address, PROBES);
}

#[test]
fn services_start_once_a_silent_postgres_answers() {
    if !are_met(&[Need::NodePools, Need::Postgres]) {
        return;
    }
    for client in ["pg", "knex"] {
        let wire = Wire::to(postgres::cluster().port, Mode::Whole);
        let database = fresh_databases();
        let address = format!(
            "postgres://{OWNER}:{PASSWORD}@127.0.0.1:{}/{database}",
            wire.port
        );
        starts_late(client, &wire, &address);
    }
}

#[test]
fn services_start_once_a_silent_mariadb_answers() {
    if !are_met(&[Need::NodePools, Need::MariaDb]) {
        return;
    }
    for client in ["mysql2", "sequelize-mysql", "knex-mysql"] {
        let wire = Wire::to(mariadb::port(), Mode::Whole);
        starts_late(client, &wire, &mariadb::address(wire.port));
    }
}

#[test]
fn a_service_starts_once_a_silent_mongodb_answers() {
    if !are_met(&[Need::NodePools]) {
        return;
    }
    let wire = Wire::to(mongo::port(), Mode::Whole);
    let address = limited_mongodb(&wire);
    starts_late("mongoose", &wire, &address);
}
