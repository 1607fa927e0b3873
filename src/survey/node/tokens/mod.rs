//! Where a service verifies JSON web tokens, and with which secret of the environment: with jsonwebtoken (`calls`, `secret`,
//! `fallback`, `facts`), or by a middleware that takes one secret (`middleware`).

mod calls;
pub(crate) mod facts;
mod fallback;
pub(crate) mod middleware;
mod secret;
