//! Issue 1 in small services, with the pool of each client: a database falls silent, and every connection that there is then
//! stays dead. Health says so in time, asks no more than it must, and is good again with the next probe.

use std::fs;
use std::thread;
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

/// The service of one client with the fixes of some issues.
fn fixed_by(client: &str, issues: &str) -> Clinic {
    let folder = project()
        .join("tests/behaviour/services/pools")
        .join(client);
    let copy = Clinic::holding(&Tree::read(&folder));
    copy.fixup_well(&["apply", "--issue", issues, "--yes"]);
    copy
}

/// The fixed service of one client, whose database is at the end of `wire`.
fn fixed(client: &str, address: &str) -> Uvicorn {
    let copy = fixed_by(client, "1");
    Uvicorn::new(copy.root, Python::Pools).with("DATABASE_URL", address)
}

/// Health of one client on Node, whose database is at the end of `wire`.
fn recovers_from_node(client: &str, wire: &Wire, address: &str, back: usize) {
    let copy = fixed_by(client, "1");
    let service = copy.node().with("DATABASE_URL", address).start();
    recovers(client, wire, &service, back);
}

/// The start of one client on Node, whose database takes connections and says nothing at first.
fn starts_late(client: &str, wire: &Wire, address: &str) {
    wire.set(Mode::Lost);
    let copy = fixed_by(client, "1,7");
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

/// Requests at one time, for a pool that has more than one connection.
fn fill(client: &str, service: &Service) {
    let requests: Vec<_> = (0..CONNECTIONS)
        .map(|_| service.get_meanwhile("/count"))
        .collect();
    for request in requests {
        let reply = request.join().expect("it does not panic");
        assert_eq!(reply.map(|it| it.status), Ok(200), "{client}");
    }
}

/// `back` is how many probes it may take until the service knows that its database is back.
fn recovers(client: &str, wire: &Wire, service: &Service, back: usize) {
    let health = || service.ask_within(SILENT, "GET", "/health", &[]).status;
    assert_eq!(health(), 200, "{client}: {}", service.said());
    fill(client, service);
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

#[test]
fn clients_of_redis_recover_on_node() {
    if !are_met(&[Need::NodePools, Need::Redis]) {
        return;
    }
    for client in ["ioredis", "node-redis"] {
        let (wire, address) = Database::Redis.wire();
        recovers_from_node(client, &wire, &address, AT_ONCE);
    }
}

#[test]
fn clients_of_mongodb_recover_on_node() {
    if !are_met(&[Need::NodePools]) {
        return;
    }
    for client in ["mongodb", "mongoose"] {
        let (wire, address) = Database::MongoDb.wire();
        recovers_from_node(client, &wire, &address, AT_ONCE);
    }
}

#[test]
fn clients_of_mongodb_recover_on_python() {
    if !are_met(&[Need::PythonPools]) {
        return;
    }
    for client in ["pymongo", "async-pymongo", "motor"] {
        let (wire, address) = Database::MongoDb.wire();
        recovers(client, &wire, &fixed(client, &address).start(), AT_ONCE);
    }
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

/// What a client talks to.
#[derive(Clone, Copy, Debug)]
enum Database {
    /// With the scheme of its address.
    Postgres(&'static str),
    MariaDb,
    Redis,
    MongoDb,
}

impl Database {
    fn need(self) -> Option<Need> {
        match self {
            Self::Postgres(_) => Some(Need::Postgres),
            Self::MariaDb => Some(Need::MariaDb),
            Self::Redis => Some(Need::Redis),
            Self::MongoDb => None,
        }
    }

    /// A wire to it, and its address there; nothing of the client's own limits a wait.
    fn wire(self) -> (Wire, String) {
        let to = |port| Wire::to(port, Mode::Whole);
        match self {
            Self::Postgres(scheme) => {
                let wire = to(postgres::cluster().port);
                let there = format!("{OWNER}:{PASSWORD}@127.0.0.1:{}", wire.port);
                (wire, format!("{scheme}://{there}/{}", fresh_databases()))
            }
            Self::MariaDb => {
                let wire = to(mariadb::port());
                let address = mariadb::address(wire.port);
                (wire, address)
            }
            Self::Redis => {
                let wire = to(redis::port());
                let address = format!("redis://127.0.0.1:{}/0", wire.port);
                (wire, address)
            }
            Self::MongoDb => {
                let wire = to(mongo::port());
                let address = format!("mongodb://127.0.0.1:{}/notes", wire.port);
                (wire, address)
            }
        }
    }
}

const POSTGRES: Database = Database::Postgres("postgres");

/// The clients of Node, by the folder of their service.
const ON_NODE: [(&str, Database); 13] = [
    ("pg", POSTGRES),
    ("sequelize", POSTGRES),
    ("typeorm", POSTGRES),
    ("knex", POSTGRES),
    ("mysql2", Database::MariaDb),
    ("mysql2-promise", Database::MariaDb),
    ("sequelize-mysql", Database::MariaDb),
    ("typeorm-mysql", Database::MariaDb),
    ("knex-mysql", Database::MariaDb),
    ("ioredis", Database::Redis),
    ("node-redis", Database::Redis),
    ("mongodb", Database::MongoDb),
    ("mongoose", Database::MongoDb),
];

/// The clients of Python, by the folder of their service.
const ON_PYTHON: [(&str, Database); 10] = [
    ("sqlalchemy", Database::Postgres("postgresql+psycopg2")),
    ("async-sqlalchemy", Database::Postgres("postgresql+asyncpg")),
    ("asyncpg", POSTGRES),
    ("psycopg-pool", POSTGRES),
    ("psycopg2-pool", POSTGRES),
    ("redis", Database::Redis),
    ("async-redis", Database::Redis),
    ("pymongo", Database::MongoDb),
    ("async-pymongo", Database::MongoDb),
    ("motor", Database::MongoDb),
];

/// Tries something with the fixed service of each client that there is what it needs for, all of them at one time.
fn with_each(
    runtime: Need,
    clients: &[(&str, Database)],
    issues: &str,
    prepare: fn(&Clinic),
    attempt: fn(&str, &Wire, &mut Service),
) {
    let needs: Vec<_> = clients.iter().filter_map(|(_, it)| it.need()).collect();
    if !are_met(&[&[runtime], &*needs].concat()) {
        return;
    }
    thread::scope(|scope| {
        for &(client, database) in clients {
            scope.spawn(move || {
                let (wire, address) = database.wire();
                let copy = fixed_by(client, issues);
                prepare(&copy);
                let mut service = if runtime == Need::NodePools {
                    copy.node().with("DATABASE_URL", &address).start()
                } else {
                    let server = Uvicorn::new(copy.root.clone(), Python::Pools);
                    server.with("DATABASE_URL", &address).start()
                };
                attempt(client, &wire, &mut service);
            });
        }
    });
}

/// How many probes a database is silent for.
const MANY: usize = 30;

/// What may stand beside the connections of before: that of the last probe, and those that the client itself makes.
const BESIDE: usize = 3;

/// How long a driver goes on by itself with a connection that is not made.
const DRIVER: Duration = Duration::from_secs(12);

/// Makes health ten times as impatient, so that many probes take no long time.
fn hasten(copy: &Clinic) {
    for (file, limits) in [
        (
            "utils/health.js",
            [("_MS = 3000", "_MS = 300"), ("_MS = 10000", "_MS = 1000")],
        ),
        (
            "utils/health.py",
            [
                ("_SECONDS = 3\n", "_SECONDS = 0.3\n"),
                ("_SECONDS = 10\n", "_SECONDS = 1\n"),
            ],
        ),
    ] {
        let path = copy.root.join(file);
        let Ok(mut text) = fs::read_to_string(&path) else {
            continue;
        };
        for (limit, quicker) in limits {
            assert!(text.contains(limit), "{file}: {text}");
            text = text.replace(limit, quicker);
        }
        fs::write(&path, text).expect("it is ours");
        return;
    }
    panic!("{}: no module of health", copy.root.display());
}

/// However long a database is silent, nothing of its probes is left behind.
fn piles_nothing_up(client: &str, wire: &Wire, service: &mut Service) {
    let health = || service.ask_within(SILENT, "GET", "/health", &[]).status;
    wait_for("health", START, || (health() == 200).then_some(()))
        .unwrap_or_else(|late| panic!("{client}: {late}\n{}", service.said()));
    fill(client, service);
    let (made, stood) = (wire.taken(), wire.standing());
    wire.set(Mode::Lost);
    for _ in 0..MANY {
        assert_eq!(health(), 503, "{client}: {}", service.said());
    }
    let made = wire.taken() - made;
    assert!(made <= MANY + BESIDE, "{client} made {made} connections");
    // some drivers give a connection up themselves, later than this quick health
    let are_gone = || (wire.standing() <= stood + BESIDE).then_some(());
    wait_for("their connections to be closed", DRIVER, are_gone)
        .unwrap_or_else(|late| panic!("{client}: {late}: {stood}, then {}", wire.standing()));
}

#[test]
fn probes_of_a_silent_database_do_not_pile_up_on_node() {
    with_each(Need::NodePools, &ON_NODE, "1", hasten, piles_nothing_up);
}

#[test]
fn probes_of_a_silent_database_do_not_pile_up_on_python() {
    // this pool replaces its connections by itself, for as long as it takes, which a quick health does not wait for
    let mut clients = ON_PYTHON.to_vec();
    clients.retain(|(client, _)| *client != "psycopg-pool");
    with_each(Need::PythonPools, &clients, "1", hasten, piles_nothing_up);
}

/// How long a stop may take: its deadline, and what the machine needs.
const STOP: Duration = Duration::from_secs(20);

/// A database that has fallen silent does not hold a stop.
fn stops_meanwhile(client: &str, wire: &Wire, service: &mut Service) {
    let health = |service: &Service| service.ask_within(SILENT, "GET", "/health", &[]).status;
    assert_eq!(health(service), 200, "{client}: {}", service.said());
    fill(client, service);
    wire.set(Mode::Lost);
    for _ in 0..AT_ONCE {
        assert_eq!(health(service), 503, "{client}: {}", service.said());
    }
    service.signal("TERM");
    let ended = || (!service.is_running()).then_some(());
    wait_for("the service to end", STOP, ended)
        .unwrap_or_else(|late| panic!("{client}: {late}\n{}", service.said()));
}

#[test]
fn a_silent_database_does_not_hold_a_stop_on_node() {
    with_each(Need::NodePools, &ON_NODE, "1,4", |_| (), stops_meanwhile);
}

#[test]
fn a_silent_database_does_not_hold_a_stop_on_python() {
    with_each(
        Need::PythonPools,
        &ON_PYTHON,
        "1,4",
        |_| (),
        stops_meanwhile,
    );
}
