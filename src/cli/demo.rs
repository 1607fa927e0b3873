//! `fixup demo`: the main job from end to end, on a temporary copy of the built-in example, in one screen.

use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};

use crate::cli::arguments::{Demo, Target};
use crate::cli::session::Session;
use crate::cli::{Outcome, Status, apply, fixes, terminal};
use crate::error::{Error, Result};
use crate::plan::Fix;
use crate::plan::review::Review;
use crate::report;

static EXAMPLE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/examples/healthcare");

/// How the folders of copies are called, before what makes each its own.
const PREFIX: &str = "fixup-demo-";

/// What makes a folder a copy that a demo left.
const MARK: &str = ".fixup-demo";

/// The issue whose diff is shown whole: it says at a glance what fixup does.
const SHOWN: u8 = 5;

/// The service in which it is shown.
const SHOWN_IN: &str = "rtserver";

pub(super) fn run(out: &mut dyn Write, options: &Demo) -> Outcome {
    if options.clean {
        report::demo::cleaned(out, &clean()?)?;
        return Ok(Status::Clean);
    }
    let width = terminal::width();
    let copy = copy()?;
    report::demo::begin(out, &copy)?;
    let session = open(&copy)?;
    let before = look(&session)?;
    report::demo::before(out, &before, width)?;
    let fixes = fixes::all(&session, &session.planner())?;
    let is_shown = |fix: &&Fix| fix.finding.issue == SHOWN && fix.finding.service == SHOWN_IN;
    let shown = before.fixes.iter().find(is_shown);
    report::demo::diffs(out, &session.catalogue, shown, &fixes)?;
    let planned = fixes::together(&fixes);
    let subjects = fixes::subjects(&session, &fixes);
    apply::write(&session.root, &planned, &subjects, None)?;
    let after = look(&open(&copy)?)?;
    report::demo::after(out, (&before, &after), (fixes.len(), planned.len()), width)?;
    report::demo::farewell(out, &copy)?;
    Ok(Status::Clean)
}

fn open(copy: &Path) -> Result<Session> {
    let target = Target {
        path: copy.to_owned(),
        ..Target::default()
    };
    Session::open(&target, false)
}

fn look(session: &Session) -> Result<Review> {
    session.review(&mut session.planner(), None)
}

/// A copy that stays, for the user to look at.
fn copy() -> Result<PathBuf> {
    let problem = |error: io::Error| {
        Error::new("cannot copy the example to a temporary folder").note(error.to_string())
    };
    let folder = tempfile::Builder::new()
        .prefix(PREFIX)
        .tempdir()
        .map_err(problem)?
        .keep();
    EXAMPLE.extract(&folder).map_err(problem)?;
    mark(&folder).map_err(problem)?;
    Ok(folder)
}

#[expect(clippy::disallowed_methods, reason = "a file of fixup's own")]
fn mark(folder: &Path) -> io::Result<()> {
    fs::write(folder.join(MARK), "")
}

/// Removes every copy that a demo left; gives their folders.
fn clean() -> Result<Vec<PathBuf>> {
    let problem = |error: io::Error| {
        Error::new("cannot remove the copies of the example").note(error.to_string())
    };
    let mut removed = Vec::new();
    for entry in fs::read_dir(env::temp_dir()).map_err(problem)? {
        let folder = entry.map_err(problem)?.path();
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        // nothing else is removed, whatever it is called
        let is_copy = name.starts_with(PREFIX)
            && !folder.is_symlink()
            && folder.join(MARK).is_file()
            && folder.join(SHOWN_IN).is_dir();
        if is_copy {
            fs::remove_dir_all(&folder).map_err(problem)?;
            removed.push(folder);
        }
    }
    removed.sort();
    Ok(removed)
}
