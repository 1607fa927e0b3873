//! `remove`: every member of a list goes: a statement with the comments above it and the gap behind it, a member of an object or an
//! argument with its comma, a line of a file that is no code.

use std::ops::Range;

use super::{Changes, Job, Stop, change};
use crate::code::statements::with_comments;
use crate::edit::script::{Node, Script, is_python, is_script, is_statement_list, items};
use crate::edit::{Edit, hcl, line_end, line_start, list};
use crate::error::Error;
use crate::step::replace::stale_comments;
use crate::survey::fact::Site;

pub(super) fn run(job: &Job<'_, '_>, list: &str) -> Result<Changes, Stop> {
    let mut changes = Changes::new();
    for (path, sites) in job.sites(list)? {
        if hcl::is_hcl(&path) {
            changes.extend(give_way(
                job,
                &path,
                sites.into_iter().map(|site| (site.range, String::new())),
            )?);
            continue;
        }
        if !is_script(&path) && !is_python(&path) {
            let text = job.text(&path)?;
            let lines = sites.into_iter().map(|site| Edit::replace(site.range, ""));
            changes.extend(change(&path, &text, lines.collect())?);
            continue;
        }
        let script = job.script(&path)?;
        let root = script.root();
        let (members, sites): (Vec<_>, Vec<_>) = sites
            .into_iter()
            .partition(|site| list_around(&root, site).is_some());
        let mut edits = without_members(script, &members);
        let stale = |site| stale_comments(script, site, &job.patch.stale_comments);
        for comment in members.iter().flat_map(stale) {
            let meets = |edit: &Edit| {
                edit.range.start < comment.range.end && comment.range.start < edit.range.end
            };
            if !edits.iter().any(meets) {
                edits.push(comment);
            }
        }
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for site in &sites {
            let statement = root.dfs().find(|n| n.range() == site.range && is_listed(n));
            let range = statement.map_or(site.range.clone(), |it| lines_of(script, &it));
            match ranges.last_mut().filter(|last| last.end == range.start) {
                Some(last) => last.end = range.end,
                None => ranges.push(range),
            }
        }
        let statements = ranges.into_iter();
        edits.extend(statements.map(|range| Edit::replace(with_gap(&script.text, range), "")));
        changes.extend(change(&path, &script.text, edits)?);
    }
    Ok(changes)
}

/// Attributes of HCL give way to comments; where those are empty, their lines go.
pub(super) fn give_way(
    job: &Job<'_, '_>,
    path: &str,
    sites: impl Iterator<Item = (Range<usize>, String)>,
) -> Result<Changes, Stop> {
    let unreadable = || Error::fault(format!("`{path}` has a site and cannot be read"));
    let text = job.survey.text(path).ok_or_else(unreadable)?;
    let edits = hcl::give_way(&text, &sites.collect::<Vec<_>>())?;
    change(path, &text, edits)
}

/// The object or the arguments that a site is a member of.
fn list_around<'a>(root: &Node<'a>, site: &Site) -> Option<Node<'a>> {
    let is_list = |it: &Node<'_>| matches!(&*it.kind(), "object" | "argument_list");
    let mut nodes = root.dfs().filter(|node| node.range() == site.range);
    nodes.find_map(|node| node.parent().filter(is_list))
}

/// The lists around members without them.
fn without_members(script: &Script, members: &[Site]) -> Vec<Edit> {
    let root = script.root();
    let is_gone = |range: &Range<usize>| members.iter().any(|it| it.range == *range);
    let mut lists: Vec<Node<'_>> = members
        .iter()
        .filter_map(|site| list_around(&root, site))
        .collect();
    lists.dedup_by_key(|list| list.range());
    let edits = lists.iter().flat_map(|list| {
        let all: Vec<Range<usize>> = items(list).map(|it| it.range()).collect();
        list::without(&script.text, &list.range(), &all, is_gone)
    });
    edits.collect()
}

fn is_listed(node: &Node<'_>) -> bool {
    node.parent()
        .is_some_and(|list| is_statement_list(&list) || matches!(&*list.kind(), "module" | "block"))
}

/// The lines of a statement and its comments. A statement that shares a line goes alone.
fn lines_of(script: &Script, statement: &Node<'_>) -> Range<usize> {
    let text = &script.text;
    let own = statement.range().start;
    let start = line_start(text, with_comments(script, statement));
    let end = line_end(text, statement.range().end);
    let before = text[line_start(text, own)..own].trim();
    let behind = text[statement.range().end..end].trim();
    let is_remark = behind.starts_with("//") || is_python(&script.path) && behind.starts_with('#');
    if !before.is_empty() || !(behind.is_empty() || is_remark) {
        return statement.range();
    }
    start..end
}

/// Whole lines with the gap behind them, so that of the gaps around them one is left.
fn with_gap(text: &str, range: Range<usize>) -> Range<usize> {
    let (start, mut end) = (range.start, range.end);
    let above = text[..start].trim_end_matches([' ', '\t']);
    let is_whole = line_start(text, start) == start && line_start(text, end) == end;
    let opens = above.trim_end().ends_with(['{', ':']) || above.trim().is_empty();
    let gap_above = above.ends_with("\n\n") || above.ends_with("\r\n\r\n");
    if !is_whole || !(opens || gap_above) {
        return range;
    }
    while end < text.len() && text[end..line_end(text, end)].trim().is_empty() {
        end = line_end(text, end);
    }
    start..end
}
