//! A service that runs on Python, whatever framework serves its requests.

pub(crate) mod app;
pub(crate) mod commands;
pub(crate) mod connecting;
pub(crate) mod databases;
pub(crate) mod factories;
pub(crate) mod manifest;
pub(crate) mod measuring;
pub(crate) mod served;
pub(crate) mod service;
pub(crate) mod startup;
pub(crate) mod tokens;
pub(crate) mod tracking;
pub(crate) mod variables;

use crate::survey::python::connecting::{needed, waits};
use crate::survey::python::databases::{closing, facts, timeouts};
use crate::survey::python::service::Service;
use crate::survey::word::Rooms;

/// What can be asked of any service on Python.
pub(crate) const ROOMS: Rooms<Service> = &[
    app::WORDS,
    closing::WORDS,
    facts::WORDS,
    needed::WORDS,
    service::WORDS,
    startup::WORDS,
    timeouts::WORDS,
    tokens::WORDS,
    tracking::WORDS,
    waits::WORDS,
];
