//! One walk of the tree, in parallel: names, and for code the literals that occur in it.
//! What git ignores, and folders that hold other people's or generated code, are left out.

use std::collections::BTreeMap;
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use ignore::overrides::{Override, OverrideBuilder};
use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::error::{Error, Result};
use crate::tree::paths::{folder, upwards};
use crate::tree::tracked::{Tracked, tracked};
use crate::tree::{File, Literals, Tree, disk, is_terraform};

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

/// Whether a folder of this name never holds code written for this repository.
pub(super) fn is_skipped(name: &str) -> bool {
    SKIPPED.contains(&name)
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

/// The files below `root`, without those that a pattern of `exclude` (as in a `.gitignore`) names.
///
/// # Errors
/// A pattern that is none.
pub fn walk(root: &Path, exclude: &[String]) -> Result<Tree> {
    walk_without(root, exclude, &[])
}

/// As [`walk`], and without what the tree itself asks to be left out, which is counted.
///
/// # Errors
/// As [`walk`].
pub fn walk_without(root: &Path, exclude: &[String], ignored: &[String]) -> Result<Tree> {
    let exclude = overrides(root, exclude)?;
    let walk = Arc::new(Walk {
        root: root.to_owned(),
        ignored: overrides(root, ignored)?,
        exclude: exclude.clone(),
        seen: Mutex::default(),
    });
    // git is only waited for
    let tracked = thread::scope(|scope| {
        let tracked = scope.spawn(|| tracked(root));
        walk.run();
        tracked.join().expect("nothing in it panics")
    });
    let (mut files, mut barred) = (BTreeMap::new(), BTreeMap::new());
    let seen = mem::take(&mut *walk.seen());
    for (path, found) in seen.found {
        match found {
            Found::File(file) => drop(files.insert(path, file)),
            Found::Barred(reason) => drop(barred.insert(path, reason)),
        }
    }
    let tracked = tracked.map(|it| walk.take_in(it, &mut files, &mut barred));
    Ok(Tree {
        left_out: walk.seen().left_out + seen.left_out,
        barred,
        tracked,
        ..Tree::new(root, files)
    })
}

/// What stands at a path.
enum Found {
    File(File),
    /// It cannot be looked at, and why.
    Barred(String),
}

/// A walk, and what it has seen so far.
struct Walk {
    root: PathBuf,
    ignored: Override,
    exclude: Override,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    found: Vec<(String, Found)>,
    /// Folders in which git's list of ignored names is not read.
    unfiltered: Vec<PathBuf>,
    /// How many files and folders the tree itself asks to be left out.
    left_out: usize,
}

impl Walk {
    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("no thread panics while it has it")
    }

    fn run(self: &Arc<Self>) {
        self.below(&self.root, !has_odd_ignores(&self.root));
        let unfiltered = mem::take(&mut self.seen().unfiltered);
        for folder in &unfiltered {
            self.below(folder, false);
        }
    }

    /// Walks what is below `from`, in parallel; `filtered` by what git ignores there.
    fn below(self: &Arc<Self>, from: &Path, filtered: bool) {
        let mut builder = WalkBuilder::new(from);
        let own = self.clone();
        builder
            .hidden(false)
            .ignore(false)
            .git_ignore(filtered)
            .git_exclude(filtered)
            .require_git(false)
            .parents(false)
            .git_global(false)
            .filter_entry(move |entry| entry.depth() == 0 || own.enters(entry, filtered));
        builder.build_parallel().run(|| {
            Box::new(|entry| {
                self.take(entry);
                WalkState::Continue
            })
        });
    }

    /// Whether an entry is looked at in this walk.
    fn enters(&self, entry: &DirEntry, filtered: bool) -> bool {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_named = |by: &Override| by.matched(entry.path(), is_folder).is_ignore();
        if entry.file_name().to_str().is_some_and(is_skipped) || is_named(&self.exclude) {
            return false;
        }
        if is_named(&self.ignored) {
            self.seen().left_out += 1;
            return false;
        }
        let is_odd = is_folder && filtered && has_odd_ignores(entry.path());
        if is_odd {
            self.seen().unfiltered.push(entry.path().to_owned());
        }
        !is_odd
    }

    fn take(&self, entry: std::result::Result<DirEntry, ignore::Error>) {
        let found = match entry {
            Ok(entry) => self.look_at(&entry),
            Err(error) => self.fault(&error),
        };
        if let Some(found) = found {
            self.seen().found.push(found);
        }
    }

    fn look_at(&self, entry: &DirEntry) -> Option<(String, Found)> {
        let kind = entry.file_type()?;
        if kind.is_dir() {
            return None;
        }
        let Some(path) = self.relative(entry.path()) else {
            let path = entry.path().strip_prefix(&self.root).ok()?;
            let reason = "has a name that is not UTF-8".to_owned();
            return Some((path.to_string_lossy().into_owned(), Found::Barred(reason)));
        };
        if kind.is_file() {
            let file = look(entry.path(), &path);
            return Some((path, Found::File(file)));
        }
        let data = entry.metadata().ok()?;
        let odd = disk::odd_kind(&data).unwrap_or("is no ordinary file");
        Some((path, Found::Barred(odd.to_owned())))
    }

    /// What could not be looked at; a pattern that is none is as good as not there.
    fn fault(&self, error: &ignore::Error) -> Option<(String, Found)> {
        let said = disk::said(error.io_error()?);
        let path = self.relative(path_of(error)?)?;
        Some((path, Found::Barred(format!("cannot be read: {said}"))))
    }

    fn relative(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.root).ok()?;
        Some(inside.to_str()?.replace('\\', "/"))
    }

    /// Adds what git tracks and the walk did not find, for it is ignored; gives what is tracked and there.
    fn take_in(
        &self,
        tracked: Tracked,
        files: &mut BTreeMap<String, File>,
        barred: &mut BTreeMap<String, String>,
    ) -> Vec<String> {
        let is_out = |path: &str, by: &Override| {
            let mut folders = upwards(folder(path));
            by.matched(path, false).is_ignore()
                || folders.any(|it| by.matched(it, true).is_ignore())
        };
        let stays = |path: &String| {
            !path.split('/').any(is_skipped)
                && !is_out(path, &self.exclude)
                && !is_out(path, &self.ignored)
        };
        for path in tracked.sparse.into_iter().filter(stays) {
            if !files.contains_key(&path) {
                barred.insert(path, "is left out by the sparse checkout".to_owned());
            }
        }
        let mut there = tracked.paths;
        there.retain(|path| {
            if files.contains_key(path) {
                return true;
            }
            let full = self.root.join(path);
            let data = full.symlink_metadata();
            let is_file = data.is_ok_and(|data| data.is_file()) && stays(path);
            if is_file {
                files.insert(path.clone(), look(&full, path));
            }
            is_file
        });
        there
    }
}

/// The path that an error of the walk is about.
fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => {
            path_of(err)
        }
        _ => None,
    }
}

/// Whether what tells git which names to ignore in a folder is something that nobody wrote by hand.
fn has_odd_ignores(folder: &Path) -> bool {
    [".gitignore", ".git/info/exclude"].iter().any(|name| {
        let data = folder.join(name).symlink_metadata();
        data.is_ok_and(|data| !data.is_file() || data.len() > LARGEST_IGNORE)
    })
}

/// To make a matcher of more takes seconds.
const LARGEST_IGNORE: u64 = 64 * 1024;

/// What is seen of a file before anybody asks for its text. One that cannot be read now is read again, and its reason
/// told, by whoever needs it.
fn look(full: &Path, path: &str) -> File {
    if is_read(full) {
        seen(path, disk::bytes(full, disk::LARGEST).ok().as_deref())
    } else {
        File::default()
    }
}

/// What is seen in the bytes of a file, if they can be had.
pub(super) fn seen(path: &str, bytes: Option<&[u8]>) -> File {
    let mut file = File::default();
    match bytes.filter(|bytes| !is_wide(bytes)) {
        Some(bytes) => file.literals = Literals::in_file(path, bytes),
        None => file.unseen = true,
    }
    file
}

/// Whether the literals of a file are looked at.
pub(super) fn is_read(path: &Path) -> bool {
    is_code(path) || path.to_str().is_some_and(is_terraform)
}

/// Whether a text begins as one in UTF-16 does.
fn is_wide(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")
}

fn is_code(path: &Path) -> bool {
    match path.extension() {
        Some(ending) => CODE.iter().any(|code| ending == *code),
        // `bin/www` and its like have no ending
        None => path.parent().is_some_and(|folder| folder.ends_with("bin")),
    }
}
