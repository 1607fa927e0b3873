//! What scripts mean: what a statement declares and what a name stands for (`declarations`, `bindings`, `names`), what a module
//! takes and gives (`modules`, `exports`, `export_paths`), and which value of which file an expression is (`definitions`,
//! `identity`, `members`, `texts`).

pub(crate) mod bindings;
pub(crate) mod called;
pub(crate) mod computed;
pub mod declarations;
mod definitions;
pub(crate) mod dotenv;
pub(crate) mod export_paths;
pub(crate) mod exports;
pub(crate) mod functions;
pub(crate) mod handover;
mod identity;
pub(crate) mod members;
pub mod modules;
pub mod names;
pub mod symbols;
mod texts;
