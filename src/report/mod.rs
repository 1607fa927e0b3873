//! Everything that fixup prints. A report takes values and a writer; it decides nothing.

mod annotations;
pub mod apply;
pub mod catalogue;
pub mod choice;
mod code_quality;
pub mod count;
pub mod demo;
pub mod diff;
mod excerpt;
mod finding;
pub mod follow_ups;
pub mod format;
pub mod json;
mod markdown;
mod pull_request;
mod rdjson;
pub mod readiness;
mod sarif;
pub mod scan;
pub mod shown;
mod style;
pub mod subject;
pub mod told;
pub mod undo;
pub mod words;
