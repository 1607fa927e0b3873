//! `fixup undo`: take the last apply back, or all of them, or list them.

use std::io::Write;

use crate::apply::Undoing;
use crate::cli::arguments::{Plain, Undo};
use crate::cli::session::root;
use crate::cli::{Outcome, Status};
use crate::{apply, report};

pub(super) fn run(out: &mut dyn Write, options: &Undo) -> Outcome {
    let root = root(&options.path)?;
    if options.list {
        let records = apply::list(&root)?;
        match options.format {
            Plain::Text => report::undo::records(out, &records)?,
            Plain::Json => report::json::records(out, &records)?,
        }
        return Ok(Status::Clean);
    }
    if options.forget {
        let forgotten = apply::forget(&root, options.all)?;
        report::undo::forgotten(out, &forgotten)?;
        return Ok(Status::Clean);
    }
    let mut undone = Vec::new();
    let ended = if options.all {
        apply::undo_all(&root, &mut |one| undone.push(one.clone()))
    } else {
        apply::undo(&root).map(|it| match it {
            Undoing::Nothing => Vec::new(),
            Undoing::Done(one) => {
                undone.push(one);
                Vec::new()
            }
            Undoing::Committed(commits) => commits,
        })
    };
    // also where one could not be taken back: those before it were
    report::undo::undone(out, &undone)?;
    let commits = ended?;
    if !commits.is_empty() {
        report::undo::committed(out, &commits)?;
        return Ok(Status::Unresolved);
    }
    if undone.is_empty() {
        report::undo::nothing_undone(out, apply::elsewhere(&root)?.as_deref())?;
    }
    Ok(Status::Clean)
}
