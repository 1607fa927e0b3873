//! `remove`: every member of a list goes, a statement with the comments above it and the gap behind it.

use std::ops::Range;

use super::{Changes, Job, Stop, change};
use crate::code::statements::with_comments;
use crate::edit::script::{Node, Script, is_statement_list};
use crate::edit::{Edit, hcl, line_end, line_start};
use crate::error::Error;

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
        let script = job.script(&path)?;
        let root = script.root();
        let mut ranges: Vec<Range<usize>> = Vec::new();
        for site in &sites {
            let statement = root.dfs().find(|n| n.range() == site.range && is_listed(n));
            let range = statement.map_or(site.range.clone(), |it| lines_of(script, &it));
            match ranges.last_mut().filter(|last| last.end == range.start) {
                Some(last) => last.end = range.end,
                None => ranges.push(range),
            }
        }
        let edits = ranges
            .into_iter()
            .map(|range| Edit::replace(with_gap(&script.text, range), ""));
        changes.extend(change(&path, &script.text, edits.collect())?);
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

fn is_listed(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|list| is_statement_list(&list))
}

/// The lines of a statement and its comments. A statement that shares a line goes alone.
fn lines_of(script: &Script, statement: &Node<'_>) -> Range<usize> {
    let text = &script.text;
    let own = statement.range().start;
    let start = line_start(text, with_comments(script, statement));
    let end = line_end(text, statement.range().end);
    let before = text[line_start(text, own)..own].trim();
    let behind = text[statement.range().end..end].trim();
    if !before.is_empty() || !(behind.is_empty() || behind.starts_with("//")) {
        return statement.range();
    }
    start..end
}

/// Whole lines with the gap behind them, so that of the gaps around them one is left.
fn with_gap(text: &str, range: Range<usize>) -> Range<usize> {
    let (start, mut end) = (range.start, range.end);
    let above = text[..start].trim_end_matches([' ', '\t']);
    let is_whole = line_start(text, start) == start && line_start(text, end) == end;
    let opens = above.trim_end().ends_with('{') || above.trim().is_empty();
    let gap_above = above.ends_with("\n\n") || above.ends_with("\r\n\r\n");
    if !is_whole || !(opens || gap_above) {
        return range;
    }
    while end < text.len() && text[end..line_end(text, end)].trim().is_empty() {
        end = line_end(text, end);
    }
    start..end
}
