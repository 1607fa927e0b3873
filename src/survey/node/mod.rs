//! A service that runs on Node, whatever framework serves its requests.

pub(crate) mod checks;
pub(crate) mod clients;
pub(crate) mod connect;
pub(crate) mod connection;
pub(crate) mod databases;
pub(crate) mod dotenv;
pub(crate) mod environment;
pub(crate) mod gate;
pub(crate) mod getters;
pub(crate) mod imports;
pub(crate) mod listen;
pub(crate) mod logger;
pub(crate) mod package;
pub(crate) mod prisma;
pub(crate) mod queries;
pub(crate) mod server;
pub(crate) mod shutdown;
pub(crate) mod started;
pub(crate) mod startup;
pub(crate) mod tokens;
pub(crate) mod trackers;
pub(crate) mod tracking;
pub(crate) mod variables;
pub(crate) mod verifiers;
pub mod version;
