//! Places for a block of statements, beside one that is there.

use crate::code::statements::{comments_above, headed};
use crate::edit::script::{Node, Script, is_python};
use crate::edit::{line_end, line_start};
use crate::survey::fact::{Captures, Place, Side, Slot};

/// The place before a statement and its comments.
pub(crate) fn before_statement(script: &Script, statement: &Node<'_>, captures: Captures) -> Slot {
    let start = comments_above(script, statement);
    before(script, headed(script, statement, start), captures)
}

/// The place on the line that starts at or before byte `start`.
pub(crate) fn before(script: &Script, start: usize, captures: Captures) -> Slot {
    let line = line_start(&script.text, start);
    let indent = &script.text[line..start];
    if !indent.trim().is_empty() {
        return shares_its_line(script, start);
    }
    Slot::Free(Place {
        path: script.path.clone(),
        at: line,
        side: Side::Before,
        indent: indent.to_owned(),
        captures,
    })
}

/// The place behind a statement, or on the line below it.
pub(crate) fn beside(
    script: &Script,
    statement: &Node<'_>,
    side: Side,
    captures: Captures,
) -> Slot {
    let text = &script.text;
    let range = statement.range();
    let line = line_start(text, range.start);
    let indent = &text[line..range.start];
    let rest = text[range.end..line_end(text, range.end)].trim();
    if !indent.trim().is_empty() || !(rest.is_empty() || is_comment(script, rest)) {
        return shares_its_line(script, range.start);
    }
    Slot::Free(Place {
        path: script.path.clone(),
        at: line_end(text, range.end),
        side,
        indent: indent.to_owned(),
        captures,
    })
}

/// Nothing can be inserted here.
pub(crate) fn shares_its_line(script: &Script, at: usize) -> Slot {
    Slot::Missing(format!(
        "the statement at `{}:{}` shares its line with another one",
        script.path,
        script.line(at)
    ))
}

/// Whether the rest of a line of a file is a comment.
fn is_comment(script: &Script, rest: &str) -> bool {
    let mark = if is_python(&script.path) { "#" } else { "//" };
    rest.starts_with(mark)
}
