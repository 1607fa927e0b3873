//! Text of a repository as it may be printed: nothing in it moves a cursor, turns a line around, or begins a line that
//! somebody else takes for a command.

use std::borrow::Cow;
use std::fmt::Write;

/// A name, or anything else that stands in one line.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    let is_command = text.trim_start().starts_with("::") || text.contains("##[");
    if !is_command && !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = escaped(text, |_| false).into_owned();
    if is_command {
        // what runs workflows takes such a line for a command to itself
        out = out
            .replacen("::", "\\u{3a}:", 1)
            .replace("##[", "#\\u{23}[");
    }
    Cow::Owned(out)
}

/// Several lines, with their ends and tabs.
#[must_use]
pub fn shown_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| matches!(c, '\n' | '\t'))
}

/// Whether a character is seen as something else than itself, or not at all.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn escaped(text: &str, stays: impl Fn(char) -> bool) -> Cow<'_, str> {
    let is_out = |c: char| is_hidden(c) && !stays(c);
    if !text.contains(is_out) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            _ if !is_out(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ => drop(write!(out, "\\u{{{:x}}}", u32::from(c))),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_taken_for_something_else() {
        assert_eq!(shown("src/app.js"), "src/app.js");
        assert_eq!(shown("a\n::error::b"), "a\\n::error::b");
        assert_eq!(shown(" ::error::b"), " \\u{3a}:error::b");
        assert_eq!(shown("\u{1b}[31m\u{202e}x"), "\\u{1b}[31m\\u{202e}x");
        assert_eq!(shown("std::fmt"), "std::fmt");
        assert_eq!(shown_lines("a\tb\r\n"), "a\tb\\r\n");
    }
}
