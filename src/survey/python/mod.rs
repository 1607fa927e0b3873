//! A service that runs on Python, whatever framework serves its requests.

pub(crate) mod clients;
pub(crate) mod databases;
pub(crate) mod manifest;
pub(crate) mod reach;
pub(crate) mod starts;
pub(crate) mod startup;
pub(crate) mod tokens;
pub(crate) mod trackers;
pub(crate) mod tracking;
pub(crate) mod variables;
