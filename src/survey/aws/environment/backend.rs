//! The state of the environment to come: its own, encrypted and locked.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::structure::Block;

use crate::edit::{Edit, indentation, line_end, line_start};
use crate::survey::aws::environment::example::aligned;
use crate::survey::aws::environment::reference::whole;
use crate::survey::aws::environment::sought::Sought;
use crate::survey::aws::environment::state::{backend, in_block, is_s3, may_lock};
use crate::survey::terraform::expressions::{value, written};
use crate::survey::terraform::source::Source;

/// Arguments of S3 that are given when Terraform is initialized.
const GIVEN: [&str; 3] = ["bucket", "region", "dynamodb_table"];

/// Comments with a backend that is not used.
pub(super) fn dropped(file: &Source) -> Vec<Range<usize>> {
    let blocks = file.body.get_blocks("terraform");
    blocks.flat_map(|block| notes(&file.text, block)).collect()
}

/// A backend of S3 without what `-backend-config` gives it: with a key of its own, encrypted, and locked as the reference is.
pub(super) fn moved(sought: &Sought<'_>, file: &Source) -> Option<Edit> {
    let block = file.body.get_blocks("terraform").find_map(in_block)?;
    if !is_s3(block) || block.body.is_empty() || block.body.blocks().next().is_some() {
        return None;
    }
    let attributes = || block.body.attributes();
    let has = |key: &str| block.body.has_attribute(key);
    let kept = attributes().filter(|it| !GIVEN.contains(&it.key.as_str()));
    let mut lines: Vec<(String, String)> = kept
        .map(|it| {
            let now = written(file, &it.value);
            let new = sought.words.replace(now);
            let own = |now: &str| format!("\"{}/{}\"", sought.plan.word, now.trim_matches('"'));
            let is_key = it.key.as_str() == "key" && new.is_none();
            let value = new.unwrap_or_else(|| if is_key { own(now) } else { now.to_owned() });
            (it.key.as_str().to_owned(), value)
        })
        .collect();
    if !has("encrypt") {
        lines.push(("encrypt".to_owned(), "true".to_owned()));
    }
    if !has("use_lockfile") && !has("dynamodb_table") && may_lock(sought.reference) {
        lines.push(("use_lockfile".to_owned(), "true".to_owned()));
    }
    let first = attributes().next()?.span()?.start;
    let last = attributes()
        .filter_map(Span::span)
        .map(|span| span.end)
        .max()?;
    let indent = indentation(&file.text, first);
    let lines = aligned(&lines).join(&format!("\n{indent}"));
    Some(Edit::replace(first..last, lines))
}

/// Comments with a backend that is not used, among the arguments of a `terraform` block.
fn notes(text: &str, terraform: &Block) -> Vec<Range<usize>> {
    let span = terraform.span().unwrap_or_default();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = line_end(text, span.start);
    while at < span.end {
        let start = at;
        while at < span.end && text[at..line_end(text, at)].trim_start().starts_with('#') {
            at = line_end(text, at);
        }
        if text[start..at].contains("backend \"") {
            found.push(whole(text, start..at - 1));
        }
        at = line_end(text, at);
    }
    // the blank line above goes, too, where nothing follows
    for range in &mut found {
        let above = line_start(text, range.start.saturating_sub(1));
        if text[above..range.start].trim().is_empty()
            && text[range.end..].trim_start().starts_with('}')
        {
            range.start = above;
        }
    }
    found
}

/// The one bucket that folders of the tree keep their states in.
fn bucket(sought: &Sought<'_>) -> Option<String> {
    let folders = sought.tree.folders.iter();
    let named = folders.filter_map(|folder| {
        let (source, block) = backend(folder).filter(|(_, block)| is_s3(block))?;
        let bucket = value(&block.body, "bucket").filter(|it| it.is_str())?;
        Some(written(source, bucket).to_owned())
    });
    let mut all: Vec<String> = named.collect();
    all.sort();
    all.dedup();
    let one = all.pop().filter(|_| all.is_empty())?;
    Some(sought.words.replace(&one).unwrap_or(one))
}

/// A line of the file for `-backend-config`.
pub(super) fn given(sought: &Sought<'_>) -> Vec<(String, String)> {
    let region = || sought.region.clone().unwrap_or_else(|| "\"\"".to_owned());
    let usual = || {
        let bucket = bucket(sought).unwrap_or_else(|| "\"\"".to_owned());
        vec![
            ("bucket".to_owned(), bucket),
            ("region".to_owned(), region()),
        ]
    };
    let Some((source, block)) = backend(sought.reference) else {
        return usual();
    };
    if !is_s3(block) {
        return Vec::new();
    }
    if block.body.is_empty() {
        return usual();
    }
    let found = block
        .body
        .attributes()
        .filter(|it| GIVEN.contains(&it.key.as_str()));
    found
        .map(|it| {
            let now = written(source, &it.value);
            let new = sought.words.replace(now).unwrap_or_else(|| now.to_owned());
            (it.key.as_str().to_owned(), new)
        })
        .collect()
}
