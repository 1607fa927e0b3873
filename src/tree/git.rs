//! How git is asked: for one folder, whatever repository the environment speaks of, and without running what a repository tells it to.

use std::path::Path;
use std::process::{Command, Output};

use crate::error::{Error, Result};

/// Variables by which a hook of git speaks of its own repository.
const OF_HOOKS: [&str; 5] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_PREFIX",
];

/// A command of git's in `folder`, which runs no hook and fetches nothing.
#[must_use]
pub fn command(folder: &Path) -> Command {
    let mut git = command_with_hooks(folder);
    git.args(["-c", "core.hooksPath=/dev/null"]);
    git.env("GIT_NO_LAZY_FETCH", "1");
    git
}

/// A command of git's in `folder` that runs the repository's hooks, as a commit of the user's does.
#[must_use]
pub fn command_with_hooks(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.args(["-c", "core.fsmonitor=false", "-C"]).arg(folder);
    for name in OF_HOOKS {
        git.env_remove(name);
    }
    git
}

/// What git answers.
///
/// # Errors
/// A git that cannot be run, or that fails.
pub(crate) fn answer(folder: &Path, words: &[&str]) -> Result<Vec<u8>> {
    let output = run(folder, words)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.trim().replace('\n', "\n    ");
    Err(Error::new(format!("`git {}` failed", words.join(" "))).note(said))
}

/// The first line of what git answers; none where it fails.
pub(crate) fn line(folder: &Path, words: &[&str]) -> Result<Option<String>> {
    let output = run(folder, words)?;
    let said = String::from_utf8_lossy(&output.stdout);
    let line = said.lines().next().map(str::to_owned);
    Ok(line.filter(|_| output.status.success()))
}

fn run(folder: &Path, words: &[&str]) -> Result<Output> {
    // what it says is told, and reports are the same in every language
    let output = command(folder).args(words).env("LC_ALL", "C").output();
    output.map_err(|error| Error::new("cannot run git").note(error.to_string()))
}
