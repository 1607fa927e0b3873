//! Diffs in the form that `git apply` takes: by bytes, lines ending at `\n` only, with modes, quoted names and the mark for
//! a missing final newline.

use std::fmt::Write;
use std::ops::Range;

use similar::{DiffOp, DiffTag, group_diff_ops};

use super::FileChange;
use crate::edit::lines::{lines, operations};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// What stands for a secret.
const MASK: &str = "********";

/// The diff of one file, or nothing where it is the same.
#[must_use]
pub fn file(change: &FileChange) -> String {
    let mut out = String::new();
    let (old, new) = (change.before.as_deref().unwrap_or_default(), &*change.after);
    if change.before.is_some() && old == new {
        return out;
    }
    let (a, b) = (quoted("a/", &change.path), quoted("b/", &change.path));
    let _ = writeln!(out, "diff --git {a} {b}");
    if change.before.is_none() {
        let mode = if change.executable() {
            "100755"
        } else {
            "100644"
        };
        let _ = writeln!(out, "new file mode {mode}");
    }
    if old == new {
        return out;
    }
    let tab = if change.path.contains(' ') { "\t" } else { "" };
    let from = if change.before.is_none() {
        "/dev/null".to_owned()
    } else {
        format!("{a}{tab}")
    };
    let _ = writeln!(out, "--- {from}\n+++ {b}{tab}");
    hunks(&mut out, old, new);
    out
}

/// A diff without any of the `secrets`, for whoever prints it. One of several lines stands in a diff line by line.
#[must_use]
pub fn masked(text: &str, secrets: &[&str]) -> String {
    let lines = secrets.iter().flat_map(|secret| secret.lines());
    let mut parts: Vec<&str> = lines.map(str::trim).collect();
    // a brace alone tells nothing
    parts.retain(|part| part.contains(char::is_alphanumeric));
    // one may be a part of another
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    parts
        .iter()
        .fold(text.to_owned(), |text, part| text.replace(part, MASK))
}

/// The changes of a file, line by line: the lines of `before` that give way, counted from 0, and what stands there afterwards.
#[must_use]
pub fn replacements(before: &str, after: &str) -> Vec<(Range<usize>, String)> {
    let (a, b) = (lines(before), lines(after));
    let operations = operations(&a, &b);
    let changed = operations.iter().filter(|it| it.tag() != DiffTag::Equal);
    changed
        .map(|it| (it.old_range(), b[it.new_range()].concat()))
        .collect()
}

/// Which hunk of the change from `before` to `after` has no ground to stand on, where `now` stands instead of `before`.
#[must_use]
pub fn misfit(before: &str, after: &str, now: &str) -> String {
    let (before, after, now) = (lines(before), lines(after), lines(now));
    let changed: Vec<Range<usize>> = operations(&before, &now)
        .iter()
        .filter(|operation| operation.tag() != DiffTag::Equal)
        .map(DiffOp::old_range)
        .collect();
    let hunks = group_diff_ops(operations(&before, &after), CONTEXT);
    for group in &hunks {
        let (hunk, _) = ranges(group);
        // something that was put between two lines counts as the line below it
        let touches = |line: &&Range<usize>| {
            line.start < hunk.end && hunk.start < line.end.max(line.start + 1)
        };
        if let Some(line) = changed.iter().find(touches) {
            let line = line.start.max(hunk.start) + 1;
            return format!("line {line} differs, in the hunk `{}`", header(group));
        }
    }
    let line = changed.first().map_or(0, |line| line.start) + 1;
    let headers: Vec<String> = hunks
        .iter()
        .map(|group| format!("`{}`", header(group)))
        .collect();
    format!(
        "line {line} differs, outside of the hunks {}",
        headers.join(", ")
    )
}

/// The lines of `before`, and what stands there in `after`, where they differ in one hunk only; at least one line.
#[must_use]
pub fn only_hunk(before: &str, after: &str) -> Option<(Range<usize>, String)> {
    let (a, b) = (lines(before), lines(after));
    let [group] = &group_diff_ops(operations(&a, &b), CONTEXT)[..] else {
        return None;
    };
    let changed = group.iter().filter(|it| it.tag() != DiffTag::Equal);
    let changed: Vec<&DiffOp> = changed.collect();
    let (first, last) = (changed.first()?, changed.last()?);
    let mut old = first.old_range().start..last.old_range().end;
    let mut new = first.new_range().start..last.new_range().end;
    if old.is_empty() && old.start > 0 {
        (old.start, new.start) = (old.start - 1, new.start - 1);
    } else if old.is_empty() {
        (old.end, new.end) = (old.end + 1, new.end + 1);
    }
    let is_whole = old.end <= a.len() && !old.is_empty() && !new.is_empty();
    let text: String = b.get(new)?.concat();
    is_whole.then(|| (old, text.strip_suffix('\n').unwrap_or(&text).to_owned()))
}

/// Whether a diff from `old` to `new` shows all these lines of `new` in one hunk.
#[must_use]
pub fn is_in_a_hunk(old: &str, new: &str, wanted: &Range<usize>) -> bool {
    let groups = group_diff_ops(operations(&lines(old), &lines(new)), CONTEXT);
    groups.iter().any(|group| {
        let (_, shown) = ranges(group);
        shown.start <= wanted.start && wanted.end <= shown.end
    })
}

fn hunks(out: &mut String, old: &str, new: &str) {
    let (a, b) = (lines(old), lines(new));
    for group in group_diff_ops(operations(&a, &b), CONTEXT) {
        let _ = writeln!(out, "{}", header(&group));
        for operation in &group {
            let (old, new) = (&a[operation.old_range()], &b[operation.new_range()]);
            if operation.tag() == DiffTag::Equal {
                marked(out, ' ', old);
            } else {
                marked(out, '-', old);
                marked(out, '+', new);
            }
        }
    }
}

/// The lines that a hunk covers in the old text and in the new one.
fn ranges(group: &[DiffOp]) -> (Range<usize>, Range<usize>) {
    let (first, last) = (&group[0], &group[group.len() - 1]);
    (
        first.old_range().start..last.old_range().end,
        first.new_range().start..last.new_range().end,
    )
}

fn header(group: &[DiffOp]) -> String {
    let (old, new) = ranges(group);
    format!("@@ -{} +{} @@", span(&old), span(&new))
}

/// `start,length` as git counts: an empty side names the line before it.
fn span(range: &Range<usize>) -> String {
    match range.len() {
        0 => format!("{},0", range.start),
        1 => format!("{}", range.start + 1),
        length => format!("{},{length}", range.start + 1),
    }
}

fn marked(out: &mut String, mark: char, lines: &[&str]) {
    for line in lines {
        out.push(mark);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// A name as git writes it: in quotes where it holds control characters, quotes, backslashes or bytes beyond ASCII.
pub(crate) fn quoted(prefix: &str, path: &str) -> String {
    let plain = path
        .bytes()
        .all(|b| (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\');
    if plain {
        return format!("{prefix}{path}");
    }
    let mut out = format!("\"{prefix}");
    for byte in path.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            0x20..0x7f => out.push(char::from(byte)),
            _ => drop(write!(out, "\\{byte:03o}")),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn diff(path: &str, before: Option<&str>, after: &str) -> String {
        file(&FileChange {
            path: path.to_owned(),
            before: before.map(Arc::from),
            after: Arc::from(after),
        })
    }

    #[test]
    fn an_edit_names_both_sides() {
        let expected = "diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n";
        assert_eq!(diff("x", Some("a\nb\n"), "a\nc\n"), expected);
    }

    #[test]
    fn a_new_file_comes_from_nowhere() {
        assert_eq!(
            diff("x", None, "a\n"),
            "diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n"
        );
    }

    #[test]
    fn a_missing_final_newline_is_told() {
        assert!(
            diff("x", Some("a"), "b")
                .ends_with("-a\n\\ No newline at end of file\n+b\n\\ No newline at end of file\n")
        );
    }

    #[test]
    fn a_lone_carriage_return_ends_no_line() {
        assert!(diff("x", Some("a\rb\n"), "a\rc\n").ends_with("-a\rb\n+a\rc\n"));
    }

    #[test]
    fn a_secret_of_several_lines_is_masked_in_each() {
        let text = diff("x", Some("k = <<E\nab\ncd\nE\n"), "k = var.k\n");
        let masked = masked(&text, &["ab\ncd\n", "", " "]);
        assert!(masked.contains("-********\n-********\n-E\n"), "{masked}");
    }

    #[test]
    fn a_misfit_names_line_and_hunk() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let after = before.replace('5', "five");
        let inside = misfit(before, &after, &before.replace('4', "four"));
        assert_eq!(inside, "line 4 differs, in the hunk `@@ -2,7 +2,7 @@`");
        let outside = misfit(before, &after, &before.replace('9', "nine"));
        let expected = "line 9 differs, outside of the hunks `@@ -2,7 +2,7 @@`";
        assert_eq!(outside, expected);
    }

    #[test]
    fn odd_names_are_quoted() {
        assert!(
            diff("ü x", Some("a\n"), "b\n")
                .starts_with("diff --git \"a/\\303\\274 x\" \"b/\\303\\274 x\"\n")
        );
    }
}
