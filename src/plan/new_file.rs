//! A file that the user asked for by name, beside what `apply` writes: a plan, a report. It is made where it will stand, so that
//! what cannot be written is told before any work is done, and it takes its name once it is whole.

use std::fs::{self, Permissions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// A file that is not there yet.
pub struct NewFile {
    path: PathBuf,
    shown: String,
    file: NamedTempFile,
}

impl NewFile {
    /// A file that will stand at `path` with `mode`, or over what stands there.
    ///
    /// # Errors
    /// A folder that cannot be written to, and a path at which no file stands.
    pub fn at(path: &Path, mode: u32) -> Result<Self> {
        let shown = path.display().to_string();
        // a device or a pipe would be replaced by a file, a symbolic link by the text
        let path = match fs::metadata(path) {
            Ok(data) if !data.is_file() => {
                return Err(Error::new(format!("`{shown}` is not a file"))
                    .help("name a file, in a folder that is there"));
            }
            Ok(_) => path
                .canonicalize()
                .map_err(|error| problem(&shown, &error))?,
            Err(_) => path.to_owned(),
        };
        let folder = path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        let mut builder = tempfile::Builder::new();
        let file = builder
            .permissions(Permissions::from_mode(mode))
            .tempfile_in(folder);
        let file = file.map_err(|error| problem(&shown, &error))?;
        Ok(Self { path, shown, file })
    }

    /// The file that it will be, whichever way it was named.
    ///
    /// # Errors
    /// A folder that is gone.
    pub fn identity(&self) -> Result<PathBuf> {
        let folder = self.file.path().parent().unwrap_or(Path::new("."));
        let folder = folder
            .canonicalize()
            .map_err(|error| problem(&self.shown, &error))?;
        Ok(folder.join(self.path.file_name().unwrap_or_default()))
    }

    /// Writes to it.
    ///
    /// # Errors
    /// What the disk says.
    pub fn write(&mut self, text: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<()> {
        let mut out = BufWriter::new(self.file.as_file_mut());
        let done = text(&mut out).and_then(|()| out.flush());
        done.map_err(|error| problem(&self.shown, &error))
    }

    /// Gives it its name.
    ///
    /// # Errors
    /// What the disk says.
    pub fn keep(self) -> Result<()> {
        self.file
            .as_file()
            .sync_all()
            .map_err(|error| problem(&self.shown, &error))?;
        let kept = self.file.persist(&self.path);
        kept.map(drop)
            .map_err(|error| problem(&self.shown, &error.error))
    }
}

fn problem(shown: &str, error: &io::Error) -> Error {
    // the file that was to be renamed has a name that tells nothing
    let said = error.to_string();
    let why = said.split(" at path ").next().unwrap_or(&said);
    Error::new(format!("cannot write `{shown}`")).note(why)
}
