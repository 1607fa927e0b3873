//! Compose files under any name, what each of them is for, and how else a repository is deployed.

pub(crate) mod commands;
pub(crate) mod fields;
pub(crate) mod file;
pub(crate) mod images;
mod names;
mod purpose;
pub(crate) mod standing;
mod ways;
