//! The state of the environment to come: its own, encrypted and locked. A backend that says nothing of the environment would make
//! production share the state of another one, so that is refused.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body};

use crate::edit::{Edit, indentation, line_end, line_start};
use crate::survey::aws::environment::Sought;
use crate::survey::aws::environment::copies::whole;
use crate::survey::aws::environment::example::aligned;
use crate::survey::aws::environment::expressions::{label, value, written};
use crate::survey::aws::environment::renamed::{Words, edits};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::Folder;
use crate::survey::terraform::version::{ends_before, starts_from};

/// Arguments of S3 that are given when Terraform is initialized.
const GIVEN: [&str; 3] = ["bucket", "region", "dynamodb_table"];

/// The version from which S3 locks by itself.
const LOCKS: (u64, u64) = (1, 11);

/// The block that says where a root keeps its state: `backend` or `cloud`.
pub(super) fn backend(root: &Folder) -> Option<(&Source, &Block)> {
    root.files.iter().find_map(|file| {
        let block = file.body.get_blocks("terraform").find_map(in_block)?;
        Some((file, block))
    })
}

fn in_block(terraform: &Block) -> Option<&Block> {
    terraform
        .body
        .blocks()
        .find(|block| block.has_ident("backend") || block.has_ident("cloud"))
}

fn is_s3(block: &Block) -> bool {
    block.has_ident("backend") && label(block, 0) == "s3"
}

/// Why production would share the state of the reference.
pub(super) fn shared(root: &Folder, words: &Words) -> Option<(String, usize)> {
    let (source, block) = backend(root)?;
    let is_empty = block.body.is_empty();
    let says = !edits(&source.text, &block.body, words, None).is_empty();
    // S3 gets a key of its own, and a local file lies in the folder
    let is_own = is_s3(block) || label(block, 0) == "local" && !block.body.has_attribute("path");
    let line = source.line(block.span().unwrap_or_default().start);
    (!is_empty && !says && !is_own).then(|| (source.path.clone(), line))
}

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

/// A line of the file for `-backend-config`.
pub(super) fn given(sought: &Sought<'_>) -> Vec<(String, String)> {
    let region = || sought.region.clone().unwrap_or_else(|| "\"\"".to_owned());
    let usual = || {
        vec![
            ("bucket".to_owned(), "\"\"".to_owned()),
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

/// The `terraform` block of a root that says nothing of its state.
pub(super) fn stateless(root: &Folder) -> Option<(&Source, &Block)> {
    if backend(root).is_some() {
        return None;
    }
    root.files
        .iter()
        .find_map(|file| Some((file, file.body.get_blocks("terraform").next()?)))
}

/// Whether the versions of Terraform that a root takes can lock a state in S3 by themselves.
pub(super) fn may_lock(root: &Folder) -> bool {
    required(root).is_none_or(|constraint| !ends_before(&constraint, LOCKS))
}

/// The constraint that a root needs for that; none where it has it.
pub(super) fn locking(root: &Folder) -> Option<String> {
    let least = format!(">= {}.{}", LOCKS.0, LOCKS.1);
    let now = required(root).unwrap_or_default();
    if starts_from(&now, LOCKS) {
        return None;
    }
    let is_least_alone = now.is_empty() || now.trim_start().starts_with(">=") && !now.contains(',');
    Some(if is_least_alone {
        least
    } else {
        format!("{now}, {least}")
    })
}

fn required(root: &Folder) -> Option<String> {
    let bodies = root
        .files
        .iter()
        .flat_map(|file| file.body.get_blocks("terraform"));
    let bodies: Vec<&Body> = bodies.map(|block| &block.body).collect();
    bodies
        .into_iter()
        .find_map(|body| Some(value(body, "required_version")?.as_str()?.to_owned()))
}
