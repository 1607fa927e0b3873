//! A file that the user names for what fixup makes: never half written, and nothing else than a file is replaced.

use std::fs;
use std::io::Write;
use std::path::Path;

use crate::error::{Error, Result};

/// Writes `text` to the file at `path`, which only its owner can read where it is new; `what` says what it is for.
///
/// # Errors
/// A path that is no file, and what the system says.
pub fn write(path: &Path, what: &str, text: &[u8]) -> Result<()> {
    let shown = path.display();
    let problem = |error: std::io::Error| {
        Error::new(format!("cannot write `{shown}`")).note(error.to_string())
    };
    // a device or a pipe would be replaced by a file, a symbolic link by the document
    let path = match fs::metadata(path) {
        Ok(data) if !data.is_file() => {
            return Err(Error::new(format!("`{shown}` is not a file"))
                .help(format!("name a file for {what}")));
        }
        Ok(_) => path.canonicalize().map_err(problem)?,
        Err(_) => path.to_owned(),
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(problem)?;
    file.write_all(text).map_err(problem)?;
    file.as_file().sync_all().map_err(problem)?;
    file.persist(&path).map_err(|error| problem(error.error))?;
    Ok(())
}
