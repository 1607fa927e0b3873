//! What the behaviour tests stand on: copies of the example, a Postgres of their own, servers started from a copy and
//! asked over HTTP, and wires between a server and its database that can be cut.
//!
//! Every wait has a deadline, everything started is stopped by its own process id, and nothing is written outside the
//! folder of the run (in the system's temporary folder) and `target/tools`.

pub(crate) mod aws;
pub(crate) mod client;
pub(crate) mod command;
pub(crate) mod edge;
pub(crate) mod engine;
pub(crate) mod example;
pub(crate) mod host;
pub(crate) mod http;
pub(crate) mod images;
pub(crate) mod mariadb;
pub(crate) mod mongo;
pub(crate) mod needs;
pub(crate) mod node;
pub(crate) mod packages;
pub(crate) mod postgres;
pub(crate) mod redis;
pub(crate) mod run;
pub(crate) mod service;
pub(crate) mod sink;
pub(crate) mod socket;
pub(crate) mod space;
pub(crate) mod terraform;
pub(crate) mod tree;
pub(crate) mod units;
pub(crate) mod uvicorn;
pub(crate) mod wait;
pub(crate) mod wire;
