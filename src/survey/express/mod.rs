//! An Express service: where its app is made and which block registers its routes (`candidates`, `app`, `block`, `services`), in
//! which order it registers what (`order`, `roles`, `middleware`, `packages`, `slots`), its routes (`routes`, `tables`, `mounted`, `paths`)
//! and what of them a proxy must know (`exposed`), and what of that is wrong (`cors`, `origins`, `health`, `limits`, `metrics`). What it has in common with other services on Node
//! is `node`'s.

mod app;
mod block;
mod candidates;
mod cors;
mod elsewhere;
mod exposed;
mod health;
mod limits;
mod metrics;
mod middleware;
mod mounted;
mod order;
mod origins;
mod other_cors;
mod packages;
mod paths;
mod roles;
mod routes;
mod services;
mod slots;
pub(crate) mod stack;
mod surveyed;
mod tables;

use crate::survey::express::surveyed::Express;
use crate::survey::word::Rooms;

/// What can be asked of Express services alone.
pub(crate) const ROOMS: Rooms<Express> = &[
    cors::WORDS,
    health::WORDS,
    limits::WORDS,
    metrics::WORDS,
    slots::WORDS,
];
