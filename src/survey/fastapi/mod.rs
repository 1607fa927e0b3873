//! A FastAPI service: in which order its app registers what, what it does when it starts and ends, and what of that is wrong. What
//! it has in common with other services on Python is `python`'s.

pub(crate) mod cors;
pub(crate) mod events;
mod exposed;
pub(crate) mod guards;
pub(crate) mod health;
pub(crate) mod lifespan;
pub(crate) mod metrics;
pub(crate) mod order;
pub(crate) mod origins;
pub(crate) mod passing;
pub(crate) mod registered;
pub(crate) mod roles;
pub(crate) mod routes;
pub(crate) mod service;
pub(crate) mod slots;
pub mod stack;
pub(crate) mod start_and_end;
#[cfg(test)]
mod tests;

use crate::survey::fastapi::service::Fastapi;
use crate::survey::word::Rooms;

/// What can be asked of FastAPI services alone.
pub(crate) const ROOMS: Rooms<Fastapi> = &[
    cors::WORDS,
    guards::WORDS,
    health::WORDS,
    metrics::WORDS,
    start_and_end::WORDS,
];
