//! The new texts of a fix in the user's own editor.

use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cli::fixes::together;
use crate::error::{Error, Result};
use crate::plan::Fix;

/// The new text of every file that fixes change, by path.
pub(super) fn texts(fixes: &[Fix]) -> BTreeMap<String, String> {
    let changes = together(fixes).into_iter();
    changes.map(|it| (it.path, it.after.to_string())).collect()
}

/// Opens the texts in the editor; gives those that were changed, and keeps all as they were left.
pub(super) fn edit(texts: &mut BTreeMap<String, String>) -> Result<BTreeMap<String, String>> {
    let cannot =
        |error: std::io::Error| Error::new("the texts cannot be edited").note(error.to_string());
    // only its owner may look into it: the texts may hold secrets
    let folder = tempfile::Builder::new()
        .prefix("fixup-edit-")
        .tempdir()
        .map_err(cannot)?;
    let mut files = Vec::new();
    for (path, text) in texts.iter() {
        let file = folder.path().join(path);
        let above = file.parent().unwrap_or(folder.path());
        fs::create_dir_all(above).map_err(cannot)?;
        write(&file, text).map_err(cannot)?;
        files.push(file);
    }
    run(folder.path(), &files)?;
    let mut changed = BTreeMap::new();
    for (file, (path, text)) in files.iter().zip(texts.iter_mut()) {
        let new = fs::read_to_string(file).map_err(cannot)?;
        if new != *text {
            text.clone_from(&new);
            changed.insert(path.clone(), new);
        }
    }
    Ok(changed)
}

#[expect(clippy::disallowed_methods, reason = "a file of fixup's own")]
fn write(file: &Path, text: &str) -> std::io::Result<()> {
    fs::write(file, text)
}

/// As git does it: a shell runs what the variable says, with the files behind it.
fn run(folder: &Path, files: &[PathBuf]) -> Result<()> {
    let named = ["VISUAL", "EDITOR"].into_iter();
    let mut named = named.filter_map(|name| env::var(name).ok().filter(|it| !it.trim().is_empty()));
    let editor = named.next().unwrap_or_else(|| "vi".to_owned());
    let failed = |why: String| {
        Error::new(format!("the editor `{editor}` failed"))
            .note(why)
            .note("nothing was written")
            .help("name another one in VISUAL or EDITOR")
    };
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$@\""))
        .arg(&editor)
        .args(files)
        .current_dir(folder)
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(status.to_string())),
        Err(error) => Err(failed(error.to_string())),
    }
}
