//! Diffs in the form that `git apply` takes: by bytes, lines ending at `\n` only, with modes, quoted names and the mark for
//! a missing final newline.

use std::fmt::Write;

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices, group_diff_ops};

use super::FileChange;

/// Lines of context around a change.
const CONTEXT: usize = 3;

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

/// A diff without any of the `secrets`, for whoever prints it.
#[must_use]
pub fn masked(text: &str, secrets: &[&str]) -> String {
    let long_first = {
        let mut sorted: Vec<&&str> = secrets.iter().filter(|secret| !secret.is_empty()).collect();
        sorted.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        sorted
    };
    long_first
        .into_iter()
        .fold(text.to_owned(), |text, secret| {
            text.replace(*secret, "********")
        })
}

/// Where two texts first differ: `line 12`, with the lines themselves where they are short.
#[must_use]
pub fn first_difference(old: &str, new: &str) -> String {
    let (mut old, mut new) = (old.split('\n'), new.split('\n'));
    for number in 1.. {
        let (old, new) = (old.next(), new.next());
        if old != new {
            return format!("line {number}");
        }
        if old.is_none() {
            break;
        }
    }
    "no line".to_owned()
}

fn hunks(out: &mut String, old: &str, new: &str) {
    let (a, b): (Vec<&str>, Vec<&str>) = (
        old.split_inclusive('\n').collect(),
        new.split_inclusive('\n').collect(),
    );
    let operations = capture_diff_slices(Algorithm::Histogram, &a, &b);
    for group in group_diff_ops(operations, CONTEXT) {
        let _ = writeln!(out, "{}", header(&group));
        for operation in &group {
            if operation.tag() == DiffTag::Equal {
                a[operation.old_range()]
                    .iter()
                    .for_each(|text| line(out, ' ', text));
            } else {
                a[operation.old_range()]
                    .iter()
                    .for_each(|text| line(out, '-', text));
                b[operation.new_range()]
                    .iter()
                    .for_each(|text| line(out, '+', text));
            }
        }
    }
}

fn header(group: &[DiffOp]) -> String {
    let (first, last) = (&group[0], &group[group.len() - 1]);
    let old = first.old_range().start..last.old_range().end;
    let new = first.new_range().start..last.new_range().end;
    format!("@@ -{} +{} @@", span(&old), span(&new))
}

/// `start,length` as git counts: an empty side names the line before it.
fn span(range: &std::ops::Range<usize>) -> String {
    match range.len() {
        0 => format!("{},0", range.start),
        1 => format!("{}", range.start + 1),
        length => format!("{},{length}", range.start + 1),
    }
}

fn line(out: &mut String, mark: char, text: &str) {
    out.push(mark);
    out.push_str(text);
    if !text.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// A name as git writes it: in quotes where it holds control characters, quotes, backslashes or bytes beyond ASCII.
fn quoted(prefix: &str, path: &str) -> String {
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
    fn odd_names_are_quoted() {
        assert!(
            diff("ü x", Some("a\n"), "b\n")
                .starts_with("diff --git \"a/\\303\\274 x\" \"b/\\303\\274 x\"\n")
        );
    }
}
