//! Where a root keeps its state, and whether another environment may say the same: production must not share it.

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body};

use crate::survey::aws::environment::renamed::{Words, edits};
use crate::survey::terraform::expressions::{blocks, label, value};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::Folder;
use crate::survey::terraform::version::{ends_before, starts_from};

/// The version from which S3 locks by itself.
const LOCKS: (u64, u64) = (1, 11);

/// The block that says where a root keeps its state: `backend` or `cloud`.
pub(super) fn backend(root: &Folder) -> Option<(&Source, &Block)> {
    root.files.iter().find_map(|file| {
        let block = file.body.get_blocks("terraform").find_map(in_block)?;
        Some((file, block))
    })
}

pub(super) fn in_block(terraform: &Block) -> Option<&Block> {
    terraform
        .body
        .blocks()
        .find(|block| block.has_ident("backend") || block.has_ident("cloud"))
}

pub(super) fn is_s3(block: &Block) -> bool {
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

/// The versions of the AWS provider that a root takes.
pub(super) fn provider(root: &Folder) -> Option<String> {
    blocks(root, "terraform", &[]).find_map(|(_, block)| {
        let providers = block.body.get_blocks("required_providers").next()?;
        let aws = value(&providers.body, "aws")?.as_object()?;
        let (_, version) = aws
            .iter()
            .find(|(key, _)| key.as_ident().is_some_and(|key| key.as_str() == "version"))?;
        Some(version.expr().as_str()?.to_owned())
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
