//! What code means, a folder a language: what a name stands for, which file a module is, what another file gives. Nothing here
//! knows a framework, a service or a patch.

pub(crate) mod answers;
pub(crate) mod asked;
pub mod helpers;
pub mod javascript;
pub mod located;
pub mod python;
pub(crate) mod statements;
pub mod survey;

pub use survey::{Parsed, Survey};
