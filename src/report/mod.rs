//! Everything that fixup prints. A report takes values and a writer; it decides nothing.

pub mod apply;
pub mod catalogue;
pub mod count;
pub mod demo;
pub mod diff;
mod json;
pub mod readiness;
pub mod scan;
mod style;
pub mod undo;
pub mod words;
