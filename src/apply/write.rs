//! Writing files: each one through a temporary file beside it and a rename, so none is ever half written.

use std::fs;
use std::io::Write;
use std::path::Path;

use super::cannot;
use super::record::Entry;
use crate::error::{Error, Result};

/// Writes every entry, or none: what was written before a failure is taken back.
pub(super) fn all(root: &Path, entries: &[Entry]) -> Result<()> {
    for entry in entries {
        check(root, entry)?;
    }
    for (at, entry) in entries.iter().enumerate() {
        if let Err(error) = one(root, entry) {
            for done in entries[..at].iter().rev() {
                one(root, &done.reversed())
                    .map_err(|again| error.clone().note(again.to_string()))?;
            }
            return Err(error);
        }
    }
    Ok(())
}

/// The file must be as the plan knew it.
fn check(root: &Path, entry: &Entry) -> Result<()> {
    let path = root.join(&entry.path);
    let standing = match fs::read(&path) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(cannot("read", &entry.path, &error)),
    };
    if standing.as_deref() != entry.before.as_deref().map(str::as_bytes) {
        return Err(
            Error::new(format!("`{}` has changed in the meantime", entry.path))
                .note("nothing was written"),
        );
    }
    if fs::metadata(&path).is_ok_and(|data| data.permissions().readonly()) {
        return Err(
            Error::new(format!("`{}` is read-only", entry.path)).note("nothing was written")
        );
    }
    Ok(())
}

fn one(root: &Path, entry: &Entry) -> Result<()> {
    let path = root.join(&entry.path);
    let Some(text) = &entry.after else {
        return fs::remove_file(&path).map_err(|error| cannot("remove", &entry.path, &error));
    };
    let folder = path.parent().unwrap_or(root);
    let problem = |error: std::io::Error| cannot("write", &entry.path, &error);
    fs::create_dir_all(folder).map_err(problem)?;
    let mut file = tempfile::Builder::new()
        .prefix(".fixup-")
        .tempfile_in(folder)
        .map_err(problem)?;
    file.write_all(text.as_bytes()).map_err(problem)?;
    let mode = fs::metadata(&path).map(|data| data.permissions());
    fs::set_permissions(file.path(), mode.unwrap_or_else(|_| new_file_mode())).map_err(problem)?;
    file.persist(&path).map_err(|error| problem(error.error))?;
    Ok(())
}

#[cfg(unix)]
fn new_file_mode() -> fs::Permissions {
    use std::os::unix::fs::PermissionsExt;
    fs::Permissions::from_mode(0o644)
}
