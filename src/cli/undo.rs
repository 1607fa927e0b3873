//! `fixup undo`: take the last apply back, or all of them, or list them.

use std::io::Write;

use super::arguments::Undo;
use super::session::root;
use super::{Outcome, Status};
use crate::{apply, report};

pub(super) fn run(out: &mut dyn Write, options: &Undo) -> Outcome {
    let root = root(&options.path)?;
    if options.list {
        report::records(out, &apply::list(&root)?)?;
        return Ok(Status::Clean);
    }
    let undone = if options.all {
        apply::undo_all(&root)?
    } else {
        vec![apply::undo(&root)?]
    };
    report::undone(out, &undone)?;
    Ok(Status::Clean)
}
