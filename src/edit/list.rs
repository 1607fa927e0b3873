//! Members of a list in brackets (an object, the arguments of a call, imported names), in the layout that the list has: a new one,
//! or some that go.

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

/// The edits without which members of a list in brackets are `gone`: their lines where they have lines of their own, else what
/// stands between them and their neighbours. A last member is followed by a comma afterwards if it was before.
pub(crate) fn without(
    text: &str,
    list: &Range<usize>,
    members: &[Range<usize>],
    gone: impl Fn(&Range<usize>) -> bool,
) -> Vec<Edit> {
    let inside = list.start + 1..list.end - 1;
    if members.iter().all(&gone) && is_bare(text, &inside, members) {
        return vec![Edit::replace(inside, "")];
    }
    let mut edits = Vec::new();
    let mut next = 0;
    while let Some(first) = (next..members.len()).find(|at| gone(&members[*at])) {
        let behind = (first..members.len()).find(|at| !gone(&members[*at]));
        let end = behind.unwrap_or(members.len());
        let run = members[first].start..members[end - 1].end;
        let before = first.checked_sub(1).map(|at| members[at].end);
        edits.extend(cut(text, run, before, members.get(end).map(|it| it.start)));
        next = end;
    }
    edits
}

/// Whether nothing but commas and blanks stands beside members.
fn is_bare(text: &str, inside: &Range<usize>, members: &[Range<usize>]) -> bool {
    let starts = members.iter().map(|it| it.end);
    let ends = members.iter().map(|it| it.start).chain([inside.end]);
    let mut gaps = [inside.start].into_iter().chain(starts).zip(ends);
    gaps.all(|(start, end)| text[start..end].trim().trim_matches(',').is_empty())
}

/// Some members that stand side by side, behind the one that ends at `before` and ahead of the one that starts at `after`.
fn cut(text: &str, run: Range<usize>, before: Option<usize>, after: Option<usize>) -> Vec<Edit> {
    let start = line_start(text, run.start);
    let end = line_end(text, run.end);
    let opens_line = text[start..run.start].trim().is_empty();
    let rest = text[run.end..end].trim();
    let comma = rest.starts_with(',');
    let tail = rest.strip_prefix(',').unwrap_or(rest).trim();
    let closes_line = tail.is_empty() || tail.starts_with("//") || tail.starts_with('#');
    if opens_line && closes_line {
        let mut edits = vec![Edit::replace(start..end, "")];
        let lone = before.filter(|_| after.is_none() && !comma);
        let lone = lone.and_then(|at| Some(at + text[at..run.start].find(',')?));
        edits.extend(lone.map(|at| Edit::replace(at..at + 1, "")));
        return edits;
    }
    match (before, after) {
        (_, Some(after)) => vec![Edit::replace(run.start..after, "")],
        (Some(before), None) => vec![Edit::replace(before..run.end, "")],
        (None, None) => vec![Edit::replace(run, "")],
    }
}

#[cfg(test)]
mod tests {
    use super::without;
    use crate::edit::splice;

    /// A list of single letters without those that are capital.
    fn left(text: &str) -> String {
        let is_member = |(_, c): &(usize, char)| c.is_ascii_alphabetic();
        let members = text
            .char_indices()
            .filter(is_member)
            .map(|(at, _)| at..at + 1);
        let members: Vec<_> = members.collect();
        let close = text.rfind(')').expect("a list") + 1;
        let open = text.find('(').expect("a list");
        let is_gone =
            |it: &std::ops::Range<usize>| text[it.clone()].chars().all(char::is_uppercase);
        splice(text, without(text, &(open..close), &members, is_gone)).expect("no overlap")
    }

    #[test]
    fn members_of_a_line_go_with_their_commas() {
        assert_eq!(left("(a, B, c)"), "(a, c)");
        assert_eq!(left("(A, B, c)"), "(c)");
        assert_eq!(left("(a, B, C)"), "(a)");
        assert_eq!(left("(a, B,)"), "(a,)");
        assert_eq!(left("(A, b, C)"), "(b)");
        assert_eq!(left("( A )"), "()");
    }

    #[test]
    fn members_with_lines_of_their_own_go_with_them() {
        assert_eq!(left("(\n  a,\n  B,\n  c,\n)"), "(\n  a,\n  c,\n)");
        assert_eq!(left("(\n  a,\n  B\n)"), "(\n  a\n)");
        assert_eq!(left("(\n  a,\n  B, // -\n)"), "(\n  a,\n)");
        assert_eq!(left("(\r\n  A,\r\n  B,\r\n  c\r\n)"), "(\r\n  c\r\n)");
        assert_eq!(left("(a,\n  B)"), "(a)");
        assert_eq!(left("(\n  A,\n  B\n)"), "()");
    }
}
