//! What Python means: its syntax (`syntax`), what a name stands for (`names`), what an expression is (`definitions`, `texts`), and
//! which file a module is (`modules`, `packages`).

pub(crate) mod definitions;
pub(crate) mod dotenv;
pub(crate) mod modules;
pub(crate) mod names;
pub mod packages;
pub(crate) mod syntax;
pub(crate) mod texts;
