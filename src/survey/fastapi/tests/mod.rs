//! What is surveyed of small trees.

mod app;
mod databases;
mod routes;
mod seen;
