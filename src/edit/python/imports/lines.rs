//! Imports that get a line of their own, each in the group of its rank.

use crate::edit::python::imports::order::sort_key;
use crate::edit::python::imports::{Import, read};
use crate::edit::python::{Style, WIDTH};
use crate::edit::script::{Node, Script};
use crate::edit::{BYTE_ORDER_MARK, Edit, line_end, line_start, list};

/// The statement of an import, without a line break at its end.
pub(super) fn written(import: &Import, style: &Style) -> String {
    let module = &import.module;
    if import.names.is_empty() {
        return match &import.alias {
            Some(alias) => format!("import {module} as {alias}"),
            None => format!("import {module}"),
        };
    }
    let names = import.members();
    let line = format!("from {module} import {}", names.join(", "));
    if line.chars().count() <= WIDTH {
        return line;
    }
    let lines = list::one_a_line(&names, "", &style.indent, style.newline);
    format!("from {module} import ({lines})")
}

/// The edits for lines of their own, each in the group of its rank.
pub(super) fn new_lines(
    script: &Script,
    head: &[Node<'_>],
    lines: &[(u8, String)],
    style: &Style,
    rank: &dyn Fn(&str) -> u8,
) -> Vec<Edit> {
    let (text, newline) = (&script.text, style.newline);
    let rank_of = |statement: &Node<'_>| {
        read(statement)
            .first()
            .map_or(2, |import| rank(&import.module))
    };
    let ranks: Vec<u8> = head.iter().map(rank_of).collect();
    let mut edits = Vec::new();
    for group in lines.chunk_by(|(one, _), (other, _)| one == other) {
        let own = group[0].0;
        if let Some(last) = ranks.iter().rposition(|rank| *rank == own) {
            for (_, line) in group {
                let at = sorted_place(text, head, &ranks, last, line);
                edits.push(behind(text, at, line, newline));
            }
            continue;
        }
        let group: Vec<&str> = group.iter().map(|(_, line)| line.as_str()).collect();
        let group = group.join(newline);
        let lower = ranks.iter().rposition(|rank| *rank < own);
        let at = match (lower, head.first()) {
            (Some(lower), _) => line_end(text, head[lower].range().end),
            (None, Some(first)) => start_of(text, first),
            (None, None) => top(script),
        };
        let next = text[at..].lines().next().unwrap_or_default();
        let follows = !next.trim().is_empty();
        let first = if lower.is_some() { newline } else { "" };
        let last = if follows { newline } else { "" };
        let Edit { range, text } = behind(text, at, &group, newline);
        let text = format!("{first}{text}{last}");
        edits.push(Edit { range, text });
    }
    edits
}

/// A line put at the start of a line, or behind a last line that has no end.
fn behind(text: &str, at: usize, line: &str, newline: &str) -> Edit {
    let above = text[..at].trim_start_matches(BYTE_ORDER_MARK);
    if above.is_empty() || above.ends_with('\n') {
        Edit::insert(at, format!("{line}{newline}"))
    } else {
        Edit::insert(at, format!("{newline}{line}"))
    }
}

/// Where a line sorts among the neighbours of the import `last`. If they are not sorted, among the last ones of its own
/// package, so that what several fixes bring has one order; else behind all.
fn sorted_place(text: &str, head: &[Node<'_>], ranks: &[u8], last: usize, line: &str) -> usize {
    let adjacent = |at: &usize| {
        let between = &text[head[*at].range().end..head[*at + 1].range().start];
        let same_group = between.trim().is_empty() && between.matches('\n').count() == 1;
        ranks[*at] == ranks[last] && same_group
    };
    let first = (0..last).rev().take_while(adjacent).last().unwrap_or(last);
    let group = &head[first..=last];
    let key = |node: &Node<'_>| sort_key(&node.text());
    let in_order = |at: &usize| key(&group[*at]) <= key(&group[*at + 1]);
    let of_package = |at: &usize| package(&key(&group[*at])) == package(&sort_key(line));
    let mut from = (0..group.len() - 1).rev().take_while(in_order).last();
    if from != Some(0) && group.len() > 1 {
        let last = group.len() - 1;
        let siblings = (from.unwrap_or(last)..=last).rev().take_while(of_package);
        from = Some(siblings.last().unwrap_or(group.len()));
    }
    let from = from.unwrap_or(0);
    let next = group[from..].iter().find(|node| key(node) > sort_key(line));
    next.map_or_else(
        || line_end(text, head[last].range().end),
        |next| start_of(text, next),
    )
}

/// The package that a module lies in, of the key of its import.
fn package((is_from, module): &(bool, String)) -> Option<(bool, &str)> {
    Some((*is_from, module.rsplit_once('.')?.0))
}

/// Where the line of an import begins; a byte order mark stays in front of everything.
fn start_of(text: &str, statement: &Node<'_>) -> usize {
    line_start(text, statement.range().start).max(beginning(text))
}

/// Where a text begins, behind a byte order mark.
fn beginning(text: &str) -> usize {
    text.len() - text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text).len()
}

/// Behind the comments and the docstring that a file begins with.
fn top(script: &Script) -> usize {
    let text = &script.text;
    let root = script.root();
    let mut at = beginning(text);
    let mut first = true;
    for node in root.children() {
        let docstring = first
            && node.kind() == "expression_statement"
            && node.child(0).is_some_and(|n| n.kind() == "string");
        let comment = node.kind() == "comment" && text[at..node.range().start].trim().is_empty();
        if !docstring && !comment {
            break;
        }
        first = first && comment;
        at = line_end(text, node.range().end);
    }
    // a comment directly above a statement belongs to it
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start_matches(['\r', '\n']).len())
}
