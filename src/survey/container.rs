//! What somebody who runs a service in a container must know of it.

use std::collections::{BTreeMap, BTreeSet};

/// A service, as a container sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Container {
    /// What runs it.
    pub interpreter: Interpreter,
    /// The path of its health route, where it has one.
    pub health: Option<String>,
    /// What tells it that this is production, as an assignment.
    pub production: String,
    /// Whether it serves pages to browsers.
    pub serves_pages: bool,
    /// The variables that it reads.
    pub reads: BTreeSet<String>,
    /// The addresses on its own machine that variables stand for where they are not set.
    pub local: BTreeMap<String, String>,
    /// The variables that are built into its pages, for everybody to see.
    pub public: BTreeSet<String>,
    /// The folders that it writes, relative to the one that it runs in.
    pub writes: BTreeSet<String>,
    /// The line of a shell that brings its tables up to date, where its image can do that.
    pub migration: Option<String>,
    /// Whether a package of it talks to Redis, or that cannot be told.
    pub asks_redis: bool,
    /// Whether its errors go to Sentry, or will once they are reported to somebody.
    pub on_sentry: bool,
    /// The port that its own start command names, or that it has without any.
    pub port: Option<u16>,
}

impl Container {
    /// A service that `interpreter` runs, of which nothing else is known.
    #[must_use]
    pub fn new(interpreter: Interpreter) -> Self {
        let production = match interpreter {
            Interpreter::Node => "NODE_ENV=production",
            Interpreter::Python => "ENVIRONMENT=production",
        };
        Self {
            interpreter,
            health: None,
            production: production.to_owned(),
            serves_pages: false,
            reads: BTreeSet::new(),
            local: BTreeMap::new(),
            public: BTreeSet::new(),
            writes: BTreeSet::new(),
            migration: None,
            asks_redis: true,
            on_sentry: false,
            port: None,
        }
    }
}

/// What runs a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interpreter {
    /// Node, and what takes its place.
    Node,
    /// Python.
    Python,
}

/// Packages that talk to Redis, and do not say so by their name.
const ON_REDIS: &[&str] = &[
    "arq",
    "bee-queue",
    "@nestjs/bull",
    "bull",
    "bullmq",
    "celery",
    "dramatiq",
    "huey",
    "node-resque",
    "kue",
    "rq",
    "taskiq",
];

/// What Redis is called, and what speaks like it.
const STORES: &[&str] = &["redis", "valkey", "keydb"];

/// Whether a package talks to Redis, or to what speaks like it: a client, an adapter, a queue.
#[must_use]
pub(crate) fn is_on_redis(package: &str) -> bool {
    speaks_of_redis(package) || ON_REDIS.contains(&package)
}

/// Whether a text speaks of Redis, or of what speaks like it: the name of a variable, an address, a module.
#[must_use]
pub(crate) fn speaks_of_redis(text: &str) -> bool {
    let is_in = |name: &&str| {
        let mut parts = text.as_bytes().windows(name.len());
        parts.any(|it| it.eq_ignore_ascii_case(name.as_bytes()))
    };
    STORES.iter().any(is_in)
}

/// Whether a text is an address of the machine that asks.
#[must_use]
pub(crate) fn is_local(address: &str) -> bool {
    let host = address.split_once("://").map(|(_, host)| host);
    host.is_some_and(|host| host.starts_with("localhost:") || host.starts_with("127.0.0.1:"))
}
