//! What stands in a repository: its services, and for each the facts, lists and slots that patches speak of. A survey is a pure
//! function of an overlay.
//!
//! ```text
//! fact, word, service, stack, …  <- docker <- variables <- node | python <- express | fastapi | nextjs; terraform <- compose <- public <- aws | repository <- stacks
//! ```

pub(crate) mod aws;
pub mod clouds;
pub(crate) mod compose;
pub(crate) mod compose_names;
pub mod container;
pub mod docker;
#[cfg(test)]
mod dummy;
pub(crate) mod embedded;
pub(crate) mod environments;
pub mod exposed;
pub mod express;
pub mod fact;
pub mod fastapi;
pub(crate) mod gitignore;
pub(crate) mod http;
pub mod nextjs;
pub mod node;
pub(crate) mod order;
pub(crate) mod pages;
pub mod paths;
pub(crate) mod place;
mod proxies;
pub(crate) mod public;
pub mod python;
pub mod repository;
mod secret_settings;
pub mod secret_texts;
pub(crate) mod secret_values;
pub mod service;
pub mod stack;
pub mod stacks;
pub mod terraform;
mod told;
mod variables;
pub mod version;
pub mod word;
