//! A service that runs on Python, whatever framework serves its requests: which app it serves (`manifest`, `commands`, `served`,
//! `factories`, `app`), and what is asked of all such services. What only the framework knows is asked of it (`app::Framework`).

pub(crate) mod app;
pub(crate) mod build_context;
mod clouds;
pub(crate) mod commands;
pub(crate) mod connecting;
mod container;
pub(crate) mod databases;
pub(crate) mod error_tracking;
pub(crate) mod factories;
pub(crate) mod first_lines;
mod first_process;
mod import_roots;
pub(crate) mod manifest;
pub(crate) mod measuring;
pub(crate) mod served;
mod server_calls;
pub(crate) mod service;
mod shipped;
pub(crate) mod tokens;
pub(crate) mod tracker_packages;
mod unseen;
pub(crate) mod variables;

use crate::survey::python::connecting::{idle, needed, waits};
use crate::survey::python::databases::{closing, timeouts};
use crate::survey::python::service::Service;
use crate::survey::python::variables::environment;
use crate::survey::word::Rooms;

/// What can be asked of any service on Python.
pub(crate) const ROOMS: Rooms<Service> = &[
    build_context::WORDS,
    closing::WORDS,
    databases::facts::WORDS,
    environment::WORDS,
    error_tracking::WORDS,
    first_lines::WORDS,
    first_process::WORDS,
    idle::WORDS,
    needed::WORDS,
    server_calls::WORDS,
    service::WORDS,
    timeouts::WORDS,
    tokens::facts::WORDS,
    waits::WORDS,
];
