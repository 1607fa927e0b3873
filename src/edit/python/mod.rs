//! Python: how a file is written, and edits at places that the parser found: imports, blocks, keys.
//! Files are parsed as [`Script`]s; what a name means is the business of `code`.

pub mod block;
pub mod imports;
pub mod mapping;
pub mod names;
pub(crate) mod stdlib;
mod style;

pub use style::Style;

use crate::edit::Refusal;
use crate::edit::script::Script;

/// Columns that a line may have before it is laid out over several lines, as formatters have it.
const WIDTH: usize = 88;

/// Refuses a text that does not parse.
fn parsed(text: &str) -> Result<Script, Refusal> {
    let script = Script::parse("fragment.py", text.into());
    match script.syntax_error(&script.root()) {
        Some(error) => Err(Refusal(error)),
        None => Ok(script),
    }
}
