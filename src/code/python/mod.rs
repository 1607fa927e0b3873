//! What Python means: its syntax (`syntax`), what a name stands for (`names`), and which file a module is (`modules`, `packages`).

pub(crate) mod modules;
pub(crate) mod names;
pub mod packages;
pub(crate) mod syntax;
