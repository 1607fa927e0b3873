//! A block of statements between others: how many blank lines stand around it.
//! The gap found above is repeated below, so the order in which blocks arrive does not show.

use crate::edit::{Edit, line_ending};

/// The edit that puts the lines of `body` before the line that starts at byte `at`.
#[must_use]
pub fn before(text: &str, at: usize, indent: &str, body: &str) -> Edit {
    let newline = line_ending(text, at);
    let lines = indented(body, indent, newline);
    let above = text[..at].trim_end_matches([' ', '\t']);
    let breaks = above.len() - above.trim_end_matches(['\n', '\r']).len();
    let blank_lines = above[above.len() - breaks..]
        .matches('\n')
        .count()
        .saturating_sub(1);
    let opens_body = above.trim_end().is_empty() || above.trim_end().ends_with('{');
    let gap = newline.repeat(blank_lines.max(1));
    let first = if opens_body || blank_lines > 0 {
        ""
    } else {
        newline
    };
    Edit::insert(at, format!("{first}{lines}{newline}{gap}"))
}

/// The edit that puts the lines of `body` right above the line that starts at byte `at`.
#[must_use]
pub fn above(text: &str, at: usize, indent: &str, body: &str) -> Edit {
    let newline = line_ending(text, at);
    Edit::insert(at, format!("{}{newline}", indented(body, indent, newline)))
}

/// The edit that puts the lines of `body` behind the line that ends before byte `at`.
#[must_use]
pub fn after(text: &str, at: usize, indent: &str, body: &str) -> Edit {
    let newline = line_ending(text, at);
    let lines = indented(body, indent, newline);
    if !text[..at].ends_with('\n') {
        return Edit::insert(at, format!("{newline}{newline}{lines}"));
    }
    let next = text[at..].lines().next().unwrap_or_default().trim();
    let gap = if next.is_empty() || next.starts_with(['}', ')']) {
        ""
    } else {
        newline
    };
    Edit::insert(at, format!("{newline}{lines}{newline}{gap}"))
}

/// The edit that puts the lines of `body` right below the line that ends before byte `at`.
#[must_use]
pub fn below(text: &str, at: usize, indent: &str, body: &str) -> Edit {
    let newline = line_ending(text, at);
    behind_line(text, at, &indented(body, indent, newline), newline)
}

/// The edit that puts `lines` behind the line that ends before byte `at`; the last line of a text may have no end.
pub(in crate::edit) fn behind_line(text: &str, at: usize, lines: &str, newline: &str) -> Edit {
    if text[..at].ends_with('\n') {
        Edit::insert(at, format!("{lines}{newline}"))
    } else {
        Edit::insert(at, format!("{newline}{lines}"))
    }
}

/// The lines of `body` with `indent` in front, joined by `newline`, without a final one.
#[must_use]
pub fn indented(body: &str, indent: &str, newline: &str) -> String {
    let line = |line: &str| {
        if line.is_empty() {
            String::new()
        } else {
            format!("{indent}{line}")
        }
    };
    body.trim_end()
        .lines()
        .map(line)
        .collect::<Vec<_>>()
        .join(newline)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::splice;

    fn inserted(text: &str, before_text: &str, body: &str) -> String {
        let at = text.find(before_text).expect("it is there");
        splice(text, vec![before(text, at, "", body)]).expect("one edit")
    }

    #[test]
    fn a_block_keeps_the_gaps_and_line_endings_around_it() {
        for (text, before, body, after) in [
            // the gap above is repeated below
            (
                "a();\n\n\nb();\n",
                "b",
                "x();",
                "a();\n\n\nx();\n\n\nb();\n",
            ),
            // without a gap, neighbours get one
            ("a();\nb();\n", "b", "x();", "a();\n\nx();\n\nb();\n"),
            // the start of a body has none above
            (
                "f(() => {\n  b();\n});\n",
                "  b",
                "x();",
                "f(() => {\nx();\n\n  b();\n});\n",
            ),
            // line endings are kept
            (
                "a();\r\n\r\nb();\r\n",
                "b",
                "x();\ny();",
                "a();\r\n\r\nx();\r\ny();\r\n\r\nb();\r\n",
            ),
        ] {
            assert_eq!(inserted(text, before, body), after);
        }
    }

    #[test]
    fn two_blocks_in_either_order_give_the_same_text() {
        let start = "a();\nc();\n";
        let one = inserted(&inserted(start, "c()", "x();"), "c()", "y();");
        let other = inserted(&inserted(start, "c()", "y();"), "y()", "x();");
        assert_eq!(one, other);
    }

    #[test]
    fn behind_the_last_statement_without_final_newline() {
        let text = "a();";
        assert_eq!(
            splice(text, vec![after(text, text.len(), "", "x();")]).expect("one edit"),
            "a();\n\nx();"
        );
    }
}
