//! Where a path of a plan leads on disk, and what stands there. Symbolic links are followed, but never out of the root.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::apply::cannot;
use crate::error::{Error, Result};

/// What stands at a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    File(Vec<u8>),
    /// Something that no text can replace, as a word for messages.
    Other(&'static str),
}

impl Found {
    /// What stands at `path` itself; a symbolic link is not followed.
    pub(super) fn at(root: &Path, path: &str) -> Result<Self> {
        let full = root.join(path);
        let found = full
            .symlink_metadata()
            .and_then(|data| match data.file_type() {
                kind if kind.is_file() => fs::read(&full).map(Self::File),
                kind if kind.is_dir() => Ok(Self::Other("a folder")),
                kind if kind.is_symlink() => Ok(Self::Other("a symbolic link")),
                _ => Ok(Self::Other("no ordinary file")),
            });
        match found {
            Err(error) if is_nothing(&error) => Ok(Self::Nothing),
            Err(error) => Err(cannot("read", path, &error)),
            Ok(found) => Ok(found),
        }
    }

    /// Whether it is this text, or nothing where there is none.
    pub(super) fn is(&self, text: Option<&str>) -> bool {
        match self {
            Self::Nothing => text.is_none(),
            Self::File(bytes) => text.is_some_and(|text| text.as_bytes() == bytes),
            Self::Other(_) => false,
        }
    }
}

/// Whether the error says that nothing stands there: no such name, or a file where its folder should be.
fn is_nothing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Where `path` really leads, relative to `root` again. `root` has no symbolic links in it.
pub(super) fn resolve(root: &Path, path: &str) -> Result<PathBuf> {
    let parts: Vec<Component> = Path::new(path).components().collect();
    if parts.is_empty()
        || !parts
            .iter()
            .all(|part| matches!(part, Component::Normal(_)))
    {
        return Err(outside(path));
    }
    if parts
        .iter()
        .any(|part| part.as_os_str().eq_ignore_ascii_case(".git"))
    {
        let error = Error::new(format!("`{path}` belongs to git itself"));
        return Err(error.note("nothing was written"));
    }
    let full = root.join(path);
    let mut existing: &Path = &full;
    while existing.symlink_metadata().is_err() {
        existing = existing.parent().ok_or_else(|| outside(path))?;
    }
    let missing = full
        .strip_prefix(existing)
        .expect("it is a part of the path");
    let real = existing
        .canonicalize()
        .map_err(|error| cannot("follow", path, &error))?;
    let inside = real.strip_prefix(root).map_err(|_| outside(path))?;
    Ok(inside.components().chain(missing.components()).collect())
}

fn outside(path: &str) -> Error {
    Error::new(format!("`{path}` leads out of the repository")).note("nothing was written")
}
