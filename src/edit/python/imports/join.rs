//! Names that join an import of their module, in the layout that it has.

use crate::edit::python::imports::order::{is_sorted, member_key};
use crate::edit::python::imports::{Import, imported};
use crate::edit::python::{Style, WIDTH};
use crate::edit::script::Node;
use crate::edit::{Edit, indentation, line_end, line_start, list};

/// Whether names can be added to a statement at the top of the file.
pub(super) fn joins(statement: &Node<'_>, import: &Import) -> bool {
    let module = statement.field("module_name");
    let plain = !statement.children().any(|n| n.kind() == "wildcard_import");
    let is_same = module.is_some_and(|module| module.text() == import.module);
    plain && !import.names.is_empty() && is_same && goes_with(statement, import)
}

/// Sorters of imports give a name with an alias a line of its own, unless the line that is there combines both.
fn goes_with(statement: &Node<'_>, import: &Import) -> bool {
    let known = imported(statement);
    let aliased = known
        .iter()
        .filter(|n| n.kind() == "aliased_import")
        .count();
    let combines = aliased > 0 && aliased < known.len();
    let is_renamed = import.names.iter().any(|(_, alias)| alias.is_some());
    combines || aliased == 0 && !is_renamed
}

/// Adds names to `from m import …`, each where it sorts if they are sorted, in the layout that is there.
pub(super) fn join(text: &str, statement: &Node<'_>, import: &Import, style: &Style) -> Vec<Edit> {
    let (known, new) = (imported(statement), import.members());
    let names: Vec<String> = known.iter().map(|n| n.text().into_owned()).collect();
    if outgrows(text, statement, &new) {
        let all = in_order(&names, &new);
        return vec![broken(text, statement, &known, &all, style)];
    }
    let one_a_line = text[statement.range()].contains('\n')
        && known
            .windows(2)
            .all(|pair| text[pair[0].range().end..pair[1].range().start].contains('\n'));
    let gap = |at: usize| {
        if one_a_line {
            format!("{}{}", style.newline, indentation(text, at))
        } else {
            " ".to_owned()
        }
    };
    let sorted = is_sorted(&names);
    let added = |name: &String| {
        let mut later = known.iter().zip(&names);
        let later = later.find(|(_, other)| sorted && member_key(other) > member_key(name));
        if let Some((next, _)) = later {
            let at = next.range().start;
            return Some(Edit::insert(at, format!("{name},{}", gap(at))));
        }
        let last = known.last()?.range();
        Some(Edit::insert(
            last.end,
            format!(",{}{name}", gap(last.start)),
        ))
    };
    new.iter().filter_map(added).collect()
}

/// Whether a statement on one line becomes longer than a line by these names. One with a comment stays as it is.
fn outgrows(text: &str, statement: &Node<'_>, new: &[String]) -> bool {
    let range = statement.range();
    let line = &text[line_start(text, range.start)..line_end(text, range.end)];
    let has_comment = line.contains('#') || statement.dfs().any(|n| n.kind() == "comment");
    let added: usize = new.iter().map(|name| name.chars().count() + 2).sum();
    let length = line.trim_end().chars().count() + added;
    !text[range].contains('\n') && !has_comment && length > WIDTH
}

/// The statement with all names in parentheses, a line each.
fn broken(
    text: &str,
    statement: &Node<'_>,
    known: &[Node<'_>],
    names: &[String],
    style: &Style,
) -> Edit {
    let end = statement.range().end;
    let first = known.first().map_or(end, |first| first.range().start);
    let in_parentheses = statement.children().any(|n| n.kind() == "(");
    let open = text[..first].rfind('(').filter(|_| in_parentheses);
    let lines = list::one_a_line(names, "", &style.indent, style.newline);
    Edit::replace(open.unwrap_or(first)..end, format!("({lines})"))
}

/// Old and new names together, sorted where the old ones are.
fn in_order(old: &[String], new: &[String]) -> Vec<String> {
    let mut all: Vec<String> = old.iter().chain(new).cloned().collect();
    if is_sorted(old) {
        all.sort_by_key(|name| member_key(name));
    }
    all
}
