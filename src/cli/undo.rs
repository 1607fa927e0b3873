//! `fixup undo`: take the last apply back.

use std::io::Write;

use super::arguments::Undo;
use super::session::root;
use super::{Outcome, Status};
use crate::{apply, report};

pub(super) fn run(out: &mut dyn Write, options: &Undo) -> Outcome {
    let undone = apply::undo(&root(&options.path)?)?;
    report::undone(out, &undone.files)?;
    Ok(Status::Clean)
}
