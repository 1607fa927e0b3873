//! `--verify COMMAND`: the user's own judge of what was applied.

use std::path::Path;
use std::process::Command;

use crate::error::{Error, Result};

/// Runs a shell command in `root`, its output going where fixup's errors go.
///
/// # Errors
/// A command that cannot be run, or that does not end with 0.
pub fn run(root: &Path, command: &str) -> Result<()> {
    let mut shell = Command::new("sh");
    shell
        .arg("-c")
        .arg(command)
        .current_dir(root)
        .stdout(std::io::stderr());
    match shell.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(Error::new(format!(
            "`{command}` failed after the fixes: {status}"
        ))),
        Err(error) => Err(Error::new(format!("cannot run `{command}`")).note(error.to_string())),
    }
}
