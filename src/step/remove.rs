//! `remove`: every member of a list goes, a statement with the comments above it and the gap behind it.

use super::{Changes, Job, Stop, change};
use crate::edit::script::{Node, Script, is_statement_list};
use crate::edit::{Edit, line_end, line_start};
use crate::survey::express::comments_above;

pub(super) fn run(job: &Job<'_, '_>, list: &str) -> Result<Changes, Stop> {
    let mut changes = Changes::new();
    for (path, sites) in job.sites(list)? {
        let script = job.script(&path)?;
        let root = script.root();
        let edits = sites.iter().map(|site| {
            let statement = root.dfs().find(|n| n.range() == site.range && is_listed(n));
            let range = statement.map_or(site.range.clone(), |it| lines_of(script, &it));
            Edit::replace(range, "")
        });
        changes.extend(change(&path, &script.text, edits.collect())?);
    }
    Ok(changes)
}

fn is_listed(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|list| is_statement_list(&list))
}

/// The lines of a statement and its comments; of the gaps around it, one is left. A statement that shares a line goes alone.
fn lines_of(script: &Script, statement: &Node<'_>) -> std::ops::Range<usize> {
    let text = &script.text;
    let own = statement.range().start;
    let comments = comments_above(script, statement);
    // code that is commented out around the statement is closed behind it, and stays as a whole
    let first = if is_closed(&text[comments..own]) {
        comments
    } else {
        own
    };
    let start = line_start(text, first);
    let end = line_end(text, statement.range().end);
    let before = text[line_start(text, own)..own].trim();
    let behind = text[statement.range().end..end].trim();
    if !before.is_empty() || !(behind.is_empty() || behind.starts_with("//")) {
        return statement.range();
    }
    let above = text[..start].trim_end_matches([' ', '\t']);
    let opens = above.trim_end().ends_with('{') || above.trim().is_empty();
    let gap_above = above.ends_with("\n\n") || above.ends_with("\r\n\r\n");
    if !(opens || gap_above) {
        return start..end;
    }
    let mut end = end;
    while end < text.len() && text[end..line_end(text, end)].trim().is_empty() {
        end = line_end(text, end);
    }
    start..end
}

/// Whether every bracket of a text is closed in it.
fn is_closed(text: &str) -> bool {
    let count = |signs: &[char]| text.matches(signs).count();
    count(&['(', '[', '{']) == count(&[')', ']', '}'])
}
