//! What scripts mean: what a name stands for (`names`), what a module takes and gives (`modules`), and which value of which
//! file that is (`symbols`).

pub(crate) mod called;
pub(crate) mod functions;
pub(crate) mod handover;
pub(crate) mod members;
pub mod modules;
pub mod names;
pub mod symbols;
