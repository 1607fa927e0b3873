//! A service that runs on Node, whatever framework serves its requests.

pub(crate) mod app;
pub(crate) mod checks;
pub(crate) mod clients;
pub(crate) mod connect;
pub(crate) mod connection;
pub(crate) mod databases;
pub(crate) mod dotenv;
pub(crate) mod entry;
pub(crate) mod environment;
pub(crate) mod gate;
pub(crate) mod getters;
pub(crate) mod imports;
pub(crate) mod listen;
pub(crate) mod logger;
pub(crate) mod package;
pub(crate) mod prisma;
pub(crate) mod queries;
pub(crate) mod reach;
pub(crate) mod server;
pub(crate) mod servers;
pub(crate) mod service;
pub(crate) mod shell_commands;
pub(crate) mod shutdown;
pub(crate) mod started;
pub(crate) mod startup;
pub(crate) mod tokens;
pub(crate) mod trackers;
pub(crate) mod tracking;
pub(crate) mod variables;
pub(crate) mod verifiers;
pub(crate) mod version;

use crate::survey::node::service::Service;
use crate::survey::word::Rooms;

/// What can be asked of any service on Node.
pub(crate) const ROOMS: Rooms<Service> = &[
    app::WORDS,
    connect::WORDS,
    connection::WORDS,
    databases::WORDS,
    environment::WORDS,
    gate::WORDS,
    logger::WORDS,
    server::WORDS,
    service::WORDS,
    shell_commands::WORDS,
    shutdown::WORDS,
    startup::WORDS,
    tokens::WORDS,
    tracking::WORDS,
    verifiers::WORDS,
];
