//! What the start of a service does with its databases: for which it waits (`needed`), and whether one that is away keeps it from
//! starting (`waits`, `asks`).

mod asks;
pub(crate) mod idle;
pub(crate) mod needed;
pub(crate) mod waits;
