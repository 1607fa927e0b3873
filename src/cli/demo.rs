//! `fixup demo`: the main job from end to end, on a temporary copy of the built-in example.

use std::io::Write;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::cli::arguments::Target;
use crate::cli::outputs::Outputs;
use crate::cli::session::Session;
use crate::cli::{Failure, Outcome, Status, apply, fixes};
use crate::error::{Error, Result};
use crate::report;
use crate::report::format::{Format, Of};

static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/healthcare");

pub(super) fn run(out: &mut dyn Write) -> Outcome {
    let copy = copy()?;
    report::demo::heading(
        out,
        "scan",
        "what keeps the example from being deployed safely",
    )?;
    let session = look(out, &copy)?;
    report::demo::heading(out, "diff", "the fixes, nothing written yet")?;
    let fixes = fixes::all(&session, &session.planner())?;
    report::diff::fixes(out, &session.catalogue, &fixes)?;
    report::demo::heading(out, "apply --yes", "written, and ready to be taken back")?;
    let planned = fixes::together(&fixes);
    apply::write(
        &session.root,
        &planned,
        &fixes::subjects(&session, &fixes),
        None,
    )?;
    apply::tell(out, &session, &fixes, &planned, apply::UNDO)?;
    report::demo::heading(out, "scan", "what is left")?;
    look(out, &copy)?;
    report::demo::farewell(out, &copy)?;
    Ok(Status::Clean)
}

fn look(out: &mut dyn Write, copy: &Path) -> std::result::Result<Session, Failure> {
    let target = Target {
        path: copy.to_owned(),
        ..Target::default()
    };
    let session = Session::open(&target, false)?;
    let mut planner = session.planner();
    let review = session.review(&mut planner, None)?;
    let outputs = Outputs::open(Some(Format::Text), &[])?;
    outputs.write(out, &session, &planner, (&review, None), (Of::Scan, false))?;
    drop(planner);
    Ok(session)
}

/// A copy that stays, for the user to look at.
fn copy() -> Result<PathBuf> {
    let problem = |error: std::io::Error| {
        Error::new("cannot copy the example to a temporary folder").note(error.to_string())
    };
    let folder = tempfile::Builder::new()
        .prefix("fixup-demo-")
        .tempdir()
        .map_err(problem)?
        .keep();
    EXAMPLE.extract(&folder).map_err(problem)?;
    Ok(folder)
}
