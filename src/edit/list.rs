//! A new member of a list in brackets (an object, the arguments of a call, imported names), in the layout that the list has.

use std::fmt::Display;
use std::ops::Range;

use crate::edit::{Edit, line_end, line_start};

/// The edit that puts `member` on the line of the last one, which ends at `end`; the comma behind that, if there is one,
/// ends at `comma`.
pub(super) fn beside(end: usize, comma: Option<usize>, member: &str) -> Edit {
    match comma {
        Some(comma) => Edit::insert(comma, format!(" {member},")),
        None => Edit::insert(end, format!(", {member}")),
    }
}

/// Whether one more member makes the line of a list longer than `width`. A line that is longer already stays as it is.
pub(super) fn outgrows(text: &str, list: &Range<usize>, member: &str, width: usize) -> bool {
    let line = &text[line_start(text, list.start)..line_end(text, list.end)];
    let length = line.trim_end().chars().count();
    length <= width && length + 2 + member.chars().count() > width
}

/// What stands between the brackets where each member has a line, one `unit` deeper than the list itself.
pub(super) fn one_a_line(
    members: impl IntoIterator<Item = impl Display>,
    indent: &str,
    unit: &str,
    newline: &str,
) -> String {
    let lines: String = members
        .into_iter()
        .map(|member| format!("{indent}{unit}{member},{newline}"))
        .collect();
    format!("{newline}{lines}{indent}")
}
