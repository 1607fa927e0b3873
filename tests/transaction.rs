//! Apply and undo as one transaction, seen from outside: the program is killed at every step, its disk is full, files
//! cannot be written, somebody else is at work. However it ends, the tree is wholly old or wholly new.
//!
//! Most plans are made by hand, so that what is tested here does not hang on what the patches find. What a test needs
//! of the machine it says; where that is missing it is skipped with the reason, and fails where `FIXUP_TESTS_STRICT`
//! is set, as in CI.

#![cfg(unix)]
#![expect(
    clippy::disallowed_methods,
    reason = "tests write into folders of their own"
)]

#[path = "transaction/harness/mod.rs"]
mod harness;

#[path = "transaction/commits.rs"]
mod commits;
#[path = "transaction/disk.rs"]
mod disk;
#[path = "transaction/kills.rs"]
mod kills;
#[path = "transaction/links.rs"]
mod links;
#[path = "transaction/patches.rs"]
mod patches;
#[path = "transaction/plans.rs"]
mod plans;
#[path = "transaction/questions.rs"]
mod questions;
#[path = "transaction/records.rs"]
mod records;
#[path = "transaction/refusals.rs"]
mod refusals;
#[path = "transaction/secrets.rs"]
mod secrets;
#[path = "terminal/mod.rs"]
mod terminal;
#[path = "transaction/together.rs"]
mod together;
