//! A block of statements between others. The gap found above it is repeated below, and a definition at the top of the file has
//! at least the gap that the file has around definitions, so the order in which blocks arrive does not show.

use crate::edit::python::Style;
use crate::edit::python::style::{blank_lines_above, is_definition};
use crate::edit::script::Script;
use crate::edit::script::block::{behind_line, indented};
use crate::edit::{BYTE_ORDER_MARK, Edit, line_end, line_start};

/// The edit that puts the lines of `body` before the line that starts at byte `at`.
#[must_use]
pub fn before(text: &str, at: usize, indent: &str, body: &str, style: &Style) -> Edit {
    let lines = within(indent, body, style);
    let file = Script::parse("file.py", text.into());
    if opens_body(&file, at) {
        let gap = style.newline.repeat(least_gap(indent, body, style));
        return Edit::insert(at, format!("{lines}{}{gap}", style.newline));
    }
    let above = blank_lines_above(text, at);
    let gap = above.max(least_gap(indent, body, style));
    let first = style.newline.repeat(gap - above);
    let last = style.newline.repeat(gap + 1);
    Edit::insert(at, format!("{first}{lines}{last}"))
}

/// The edit that puts the lines of `body` behind the line that ends before byte `at`.
#[must_use]
pub fn after(text: &str, at: usize, indent: &str, body: &str, style: &Style) -> Edit {
    let lines = within(indent, body, style);
    let gap = least_gap(indent, body, style);
    let behind_definition = indent.is_empty() && ends_definition(text, at);
    let above = if behind_definition { style.gap } else { gap };
    let first = style.newline.repeat(above);
    if !text[..at].ends_with('\n') {
        return Edit::insert(at, format!("{}{first}{lines}", style.newline));
    }
    let rest = &text[at..];
    let mut below = 0;
    let mut next = 0;
    while next < rest.len() && rest[next..line_end(rest, next)].trim().is_empty() {
        below += 1;
        next = line_end(rest, next);
    }
    let wanted = if next == rest.len() { 0 } else { gap };
    let last = style.newline.repeat(wanted.saturating_sub(below));
    Edit::insert(at, format!("{first}{lines}{}{last}", style.newline))
}

/// The edit that puts the lines of `body` right below the line that ends before byte `at`.
#[must_use]
pub fn below(text: &str, at: usize, indent: &str, body: &str, style: &Style) -> Edit {
    let lines = indented(body, indent, style.newline);
    behind_line(text, at, &lines, style.newline)
}

/// The lines of `body` as they stand in a block; one that is indented has single blank lines.
fn within(indent: &str, body: &str, style: &Style) -> String {
    let lines = indented(body, indent, style.newline);
    if indent.is_empty() {
        return lines;
    }
    let blank = style.newline.repeat(2);
    lines.replace(&style.newline.repeat(3), &blank)
}

/// Blank lines that `body` needs on either side.
fn least_gap(indent: &str, body: &str, style: &Style) -> usize {
    let script = Script::parse("fragment.py", body.into());
    let defines = script.root().children().any(|node| is_definition(&node));
    if defines && indent.is_empty() {
        style.gap
    } else {
        1
    }
}

/// Whether byte `at` is where a body begins: at the top of the file, or behind the colon of `def f():  # its comment`.
fn opens_body(file: &Script, at: usize) -> bool {
    let above = file.text[..at]
        .trim_start_matches(BYTE_ORDER_MARK)
        .trim_end();
    if above.is_empty() || above.ends_with(':') {
        return true;
    }
    let end = file.text[..at].trim_end().len();
    let root = file.root();
    let mut comments = root.dfs().filter(|node| node.kind() == "comment");
    let comment = comments.find(|node| node.range().end == end);
    comment.is_some_and(|comment| {
        let line = &file.text[line_start(&file.text, comment.range().start)..comment.range().start];
        line.trim_end().ends_with(':')
    })
}

/// Whether the line that ends before byte `at` is the last one of a definition at the top of the file.
fn ends_definition(text: &str, at: usize) -> bool {
    let file = Script::parse("file.py", text.into());
    let end = text[..at].trim_end().len();
    let root = file.root();
    let mut nodes = root.children();
    nodes.any(|node| is_definition(&node) && node.range().end == end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::splice;

    fn inserted(text: &str, next: &str, indent: &str, body: &str) -> String {
        let style = Style::of(&Script::parse("a.py", text.into()));
        let at = text.find(next).expect("it is there");
        splice(text, vec![before(text, at, indent, body, &style)]).expect("one edit")
    }

    #[test]
    fn definitions_have_the_gap_of_the_file() {
        let text = "a()\n\n\ndef b():\n    pass\n\n\nc()\n\nd()\n";
        assert_eq!(
            inserted(text, "d()", "", "def x():\n    pass\n"),
            "a()\n\n\ndef b():\n    pass\n\n\nc()\n\n\ndef x():\n    pass\n\n\nd()\n"
        );
        assert_eq!(
            inserted(
                "def a():\n    pass\n\ndef b():\n    pass\n\nc()\n",
                "c()",
                "",
                "def x():\n    pass\n"
            ),
            "def a():\n    pass\n\ndef b():\n    pass\n\ndef x():\n    pass\n\nc()\n"
        );
    }

    #[test]
    fn a_comment_behind_the_colon_opens_a_body_as_well() {
        assert_eq!(
            inserted("def a():  # quiet\n    b()\n", "    b()", "    ", "x()\n"),
            "def a():  # quiet\n    x()\n\n    b()\n"
        );
        assert_eq!(
            inserted(
                "def a():\n    # why:\n\n    b()\n",
                "    b()",
                "    ",
                "x()\n"
            ),
            "def a():\n    # why:\n\n    x()\n\n    b()\n"
        );
    }

    #[test]
    fn what_comes_behind_a_definition_has_the_gap_of_definitions() {
        let behind = |text: &str| {
            let style = Style::of(&Script::parse("a.py", text.into()));
            splice(text, vec![after(text, text.len(), "", "x()\n", &style)]).expect("one edit")
        };
        assert_eq!(
            behind("a()\n\n\ndef b():\n    pass\n"),
            "a()\n\n\ndef b():\n    pass\n\n\nx()\n"
        );
        assert_eq!(behind("a()\nb()\n"), "a()\nb()\n\nx()\n");
    }

    #[test]
    fn statements_in_a_body_have_one_blank_line() {
        assert_eq!(
            inserted("def f():\n    a()\n    b()\n", "    b()", "    ", "x()\n"),
            "def f():\n    a()\n\n    x()\n\n    b()\n"
        );
        assert_eq!(
            inserted("def f():\n    b()\n", "    b()", "    ", "x()\n"),
            "def f():\n    x()\n\n    b()\n"
        );
    }

    #[test]
    fn two_blocks_in_either_order_give_the_same_text() {
        let (start, x, y) = (
            "a()\nc()\n",
            "@x\ndef f():\n    pass\n",
            "@y\ndef g():\n    pass\n",
        );
        let one = inserted(&inserted(start, "c()", "", x), "c()", "", y);
        let other = inserted(&inserted(start, "c()", "", y), "@y", "", x);
        assert_eq!(one, other);
    }

    #[test]
    fn behind_a_statement_the_gap_below_is_kept() {
        let style = Style::of(&Script::parse("a.py", "".into()));
        let put = |text: &str, at: usize| {
            splice(text, vec![after(text, at, "    ", "x()\n", &style)]).expect("one edit")
        };
        let text = "def f():\n    yield\n\n    b()\n";
        assert_eq!(put(text, 19), "def f():\n    yield\n\n    x()\n\n    b()\n");
        let text = "def f():\n    yield";
        assert_eq!(put(text, text.len()), "def f():\n    yield\n\n    x()");
        let text = "def f():\n    yield\n";
        assert_eq!(put(text, text.len()), "def f():\n    yield\n\n    x()\n");
    }
}
