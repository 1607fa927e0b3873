//! The repository as fixup sees it: the files of one walk, read on demand, and an overlay of planned changes.
//! Nothing here understands code, and nothing here writes.

mod aliases;
mod commit;
pub mod disk;
pub mod git;
mod literals;
mod overlay;
pub mod paths;
mod tracked;
mod walk;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use elsa::sync::FrozenMap;

use crate::tree::aliases::Aliases;

pub use commit::Commit;
pub use literals::is_terraform;
pub use literals::{Literal, Literals};
pub use overlay::Overlay;
pub use walk::{CODE, walk, walk_without};

/// The files of a repository, by path relative to its root, with `/`.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    files: BTreeMap<String, File>,
    /// What is no file that can be read, and why: links, pipes, folders without the right, what is not checked out.
    barred: BTreeMap<String, String>,
    /// How many files and folders the tree itself asks to be left out.
    left_out: usize,
    tracked: Option<Vec<String>>,
    aliases: OnceLock<Aliases>,
    names: OnceLock<HashSet<String>>,
    /// The files of a name, for the names that somebody has asked for.
    called: FrozenMap<String, Vec<String>>,
    /// Paths that the walk did not list, and whether something stands there.
    unlisted: FrozenMap<String, Box<bool>>,
    /// The bytes of all files, where they are those of a commit and not on the disk.
    committed: Option<Committed>,
}

/// The files of a commit, by path; those that are too large to be looked at are there without their bytes.
type Committed = BTreeMap<String, Option<Arc<[u8]>>>;

/// A file found by the walk.
#[derive(Debug, Default)]
struct File {
    literals: Literals,
    /// The walk could not look into it.
    unseen: bool,
    text: OnceLock<Result<Arc<str>, Unreadable>>,
}

/// Why the text of a file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

impl Tree {
    fn new(root: &Path, files: BTreeMap<String, File>) -> Self {
        Self {
            root: root.to_owned(),
            files,
            barred: BTreeMap::new(),
            left_out: 0,
            tracked: None,
            aliases: OnceLock::new(),
            names: OnceLock::new(),
            called: FrozenMap::new(),
            unlisted: FrozenMap::new(),
            committed: None,
        }
    }

    /// The folder that all paths are relative to.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The paths, without endings, that a module name other than a path may mean in the file `from`.
    fn aliased(&self, from: &str, specifier: &str) -> Vec<String> {
        self.aliases
            .get_or_init(|| Aliases::of(self))
            .targets(from, specifier)
    }

    /// The files that git tracks, in order of path; where no git answers, those that the walk found.
    pub fn tracked(&self) -> Vec<&str> {
        match &self.tracked {
            Some(paths) => paths.iter().map(String::as_str).collect(),
            None => self.files.keys().map(String::as_str).collect(),
        }
    }

    /// How many files and folders the tree itself asks to be left out.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// What stands in the tree and cannot be read, in order of path, with what is to be said of it.
    pub fn barred(&self) -> impl Iterator<Item = (&str, &str)> {
        let barred = self.barred.iter();
        barred.map(|(path, reason)| (path.as_str(), reason.as_str()))
    }

    /// Files of code that the walk could not look into, and paths at which no file stands that can be read.
    pub fn unseen(&self) -> impl Iterator<Item = &str> {
        let files = self.files.iter().filter(|(_, file)| file.unseen);
        let barred = self.barred.keys();
        files
            .map(|(path, _)| path)
            .chain(barred)
            .map(String::as_str)
    }

    /// Whether the walk met a folder at `path` that it could not read.
    #[must_use]
    pub fn is_closed_folder(&self, path: &str) -> bool {
        self.barred.contains_key(path)
            && self.root.join(path).is_dir()
            && !self.root.join(path).is_symlink()
    }

    /// The tree as it would be without these files, and without the folders that hold nothing else.
    #[must_use]
    pub fn without<'p>(mut self, gone: impl Iterator<Item = &'p str>) -> Self {
        let gone: Vec<&str> = gone.collect();
        for path in &gone {
            self.files.remove(*path);
        }
        self.called = FrozenMap::new();
        let above = gone.iter().flat_map(|path| paths::upwards(path));
        let is_left = |folder: &str| {
            let beginning = format!("{folder}/");
            let mut files = self.files.range(beginning.clone()..);
            files
                .next()
                .is_some_and(|(path, _)| path.starts_with(&beginning))
        };
        for path in above.filter(|path| !path.is_empty() && !is_left(path)) {
            self.unlisted.insert(path.to_owned(), Box::new(false));
        }
        self
    }

    /// The bytes of a file that may be no text; none where it cannot be read.
    #[must_use]
    pub fn bytes(&self, path: &str) -> Option<Vec<u8>> {
        if let Some(committed) = &self.committed {
            return Some(committed.get(path)?.as_ref()?.to_vec());
        }
        disk::below(&self.root, path, disk::LARGEST).ok()?
    }

    /// What files and folders are called, without the endings of files.
    fn names(&self) -> &HashSet<String> {
        self.names.get_or_init(|| {
            let names = self.files.keys().flat_map(|path| names(path));
            names.map(str::to_owned).collect()
        })
    }

    /// The files of this name, in order of path.
    fn called(&self, name: &str) -> &[String] {
        if let Some(known) = self.called.get(name) {
            return known;
        }
        let paths = self.files.keys();
        let found = paths.filter(|path| paths::file_name(path) == name).cloned();
        self.called.insert(name.to_owned(), found.collect())
    }

    /// Whether `literal` occurs in the file at `path`.
    pub(crate) fn has_literal(&self, path: &str, literal: Literal) -> bool {
        self.literals(path).has(literal)
    }

    /// The literals that occur in a file.
    fn literals(&self, path: &str) -> Literals {
        let file = self.files.get(path);
        file.map(|file| file.literals).unwrap_or_default()
    }

    pub(crate) fn text(&self, path: &str) -> Result<Option<Arc<str>>, Unreadable> {
        if let Some(committed) = &self.committed {
            let read = |bytes: &Option<Arc<[u8]>>| {
                let kept = bytes.as_ref().map(|bytes| bytes.to_vec());
                text(kept.ok_or_else(|| disk::too_large(disk::LARGEST)))
            };
            return committed.get(path).map(read).transpose();
        }
        if let Some(file) = self.files.get(path) {
            let read = || text(disk::bytes(&self.root.join(path), disk::LARGEST));
            return file.text.get_or_init(read).clone().map(Some);
        }
        let barred = self.barred.get(path);
        if !self.is_on_disk(path) {
            return match barred {
                Some(reason) => Err(Unreadable(reason.clone())),
                None => Ok(None),
            };
        }
        let full = self.root.join(path);
        if full.is_dir() {
            return Ok(None);
        }
        disk::below(&self.root, path, disk::LARGEST)
            .transpose()
            .map(text)
            .transpose()
    }

    /// Whether something stands at a path that the walk did not list. The disk is asked once.
    fn is_on_disk(&self, path: &str) -> bool {
        if let Some(known) = self.unlisted.get(path) {
            return *known;
        }
        let exists = match &self.committed {
            // git's own folder belongs to no commit, and tells all the same that there is a repository
            Some(committed) if path != ".git" => has_path(committed, path),
            _ => self.root.join(path).exists(),
        };
        *self.unlisted.insert(path.to_owned(), Box::new(exists))
    }
}

/// The folders that a path leads through, and its file without the ending.
fn names(path: &str) -> impl Iterator<Item = &str> {
    let (folders, file) = paths::split(path);
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    folders.split('/').chain([stem])
}

/// Whether a file of the commit has this path, or lies below it.
fn has_path(committed: &Committed, path: &str) -> bool {
    let Some(path) = paths::join("", path) else {
        return false;
    };
    let below = format!("{path}/");
    let mut next = committed.range(below.clone()..);
    path.is_empty()
        || committed.contains_key(&path)
        || next.next().is_some_and(|(it, _)| it.starts_with(&below))
}

fn text(bytes: Result<Vec<u8>, String>) -> Result<Arc<str>, Unreadable> {
    String::from_utf8(bytes.map_err(Unreadable)?)
        .map(Arc::from)
        .map_err(|_| Unreadable("is not UTF-8".to_owned()))
}
