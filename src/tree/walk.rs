//! One walk of the tree, in parallel: names, and for code the literals that occur in it.
//! What git ignores, and folders that hold other people's or generated code, are left out.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::error::{Error, Result};
use crate::tree::{File, LARGEST, Literals, Tree, is_terraform};

/// Folders that never hold code written for this repository.
const SKIPPED: &[&str] = &[
    ".fixup",
    ".git",
    ".history",
    ".next",
    ".terraform",
    ".venv",
    "__pycache__",
    "bower_components",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
];

/// Endings of files whose literals are looked at.
pub const CODE: &[&str] = &["cjs", "cts", "js", "jsx", "mjs", "mts", "py", "ts", "tsx"];

/// The files below `root`, without those that a pattern of `exclude` (as in a `.gitignore`) names.
///
/// # Errors
/// A root that is no folder, and a pattern that is none.
pub fn walk(root: &Path, exclude: &[String]) -> Result<Tree> {
    let found = Mutex::new(Vec::new());
    builder(root, exclude)?.build_parallel().run(|| {
        Box::new(|entry| {
            if let Some(file) = entry
                .ok()
                .filter(is_file)
                .and_then(|entry| look(root, &entry))
            {
                found
                    .lock()
                    .expect("no thread panics while it holds the list")
                    .push(file);
            }
            WalkState::Continue
        })
    });
    let files = found
        .into_inner()
        .expect("no thread panics while it holds the list")
        .into_iter()
        .collect();
    Ok(Tree::new(root, overrides(root, exclude)?, files))
}

/// What leaves files out.
pub(super) fn overrides(root: &Path, exclude: &[String]) -> Result<Override> {
    let problem = |error: ignore::Error| Error::new(format!("not a pattern for files: {error}"));
    let mut overrides = OverrideBuilder::new(root);
    for pattern in exclude {
        overrides.add(&format!("!{pattern}")).map_err(problem)?;
    }
    overrides.build().map_err(problem)
}

/// Whether a folder of this name never holds code written for this repository.
pub(super) fn is_skipped(name: &str) -> bool {
    SKIPPED.contains(&name)
}

fn builder(root: &Path, exclude: &[String]) -> Result<WalkBuilder> {
    let mut builder = WalkBuilder::new(root);
    builder
        .hidden(false)
        .require_git(false)
        .parents(false)
        .git_global(false)
        .overrides(overrides(root, exclude)?)
        .filter_entry(|entry| {
            entry.depth() == 0 || !entry.file_name().to_str().is_some_and(is_skipped)
        });
    Ok(builder)
}

fn is_file(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_file())
}

/// The path of a file and what was seen in it; a name that is not UTF-8 is passed over.
fn look(root: &Path, entry: &DirEntry) -> Option<(String, File)> {
    let path = entry
        .path()
        .strip_prefix(root)
        .expect("the walk stays below its root")
        .to_str()?;
    let path = path.replace('\\', "/");
    let mut file = File::default();
    if is_read(entry.path()) && entry.metadata().is_ok_and(|data| data.len() <= LARGEST) {
        // A file that cannot be read now is read again, and its reason told, by whoever needs its text.
        file.literals = fs::read(entry.path())
            .map(|bytes| Literals::in_file(&path, &bytes))
            .unwrap_or_default();
    }
    Some((path, file))
}

/// Whether the literals of a file are looked at.
pub(super) fn is_read(path: &Path) -> bool {
    is_code(path) || path.to_str().is_some_and(is_terraform)
}

fn is_code(path: &Path) -> bool {
    match path.extension() {
        Some(ending) => CODE.iter().any(|code| ending == *code),
        // `bin/www` and its like have no ending
        None => path.parent().is_some_and(|folder| folder.ends_with("bin")),
    }
}
