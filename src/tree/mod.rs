//! The repository as fixup sees it: the files of one walk, read on demand, and an overlay of planned changes.
//! Nothing here understands code, and nothing here writes.

mod aliases;
mod commit;
pub mod git;
mod literals;
mod overlay;
pub mod paths;
mod tracked;
mod walk;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use elsa::sync::FrozenMap;
use ignore::overrides::Override;

use crate::tree::aliases::Aliases;

pub use commit::Commit;
pub use literals::is_terraform;
pub use literals::{Literal, Literals};
pub use overlay::Overlay;
pub use walk::{CODE, walk};

/// The files of a repository, by path relative to its root, with `/`.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    exclude: Override,
    files: BTreeMap<String, File>,
    tracked: OnceLock<Option<BTreeSet<String>>>,
    aliases: OnceLock<Aliases>,
    names: OnceLock<HashSet<String>>,
    /// Paths that the walk did not list, and whether something stands there.
    unlisted: FrozenMap<String, Box<bool>>,
    /// The bytes of all files, where they are those of a commit and not on the disk.
    committed: Option<Committed>,
}

/// The files of a commit, by path.
type Committed = BTreeMap<String, Arc<[u8]>>;

/// A file found by the walk.
#[derive(Debug, Default)]
struct File {
    literals: Literals,
    text: OnceLock<Result<Arc<str>, Unreadable>>,
}

/// Why the text of a file cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// Files above this many bytes are data, not code that somebody wrote.
const LARGEST: u64 = 2 * 1024 * 1024;

impl Tree {
    fn new(root: &Path, exclude: Override, files: BTreeMap<String, File>) -> Self {
        Self {
            root: root.to_owned(),
            exclude,
            files,
            tracked: OnceLock::new(),
            aliases: OnceLock::new(),
            names: OnceLock::new(),
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
        let ask = || tracked::tracked(&self.root, &self.exclude);
        match self.tracked.get_or_init(ask) {
            Some(paths) => paths.iter().map(String::as_str).collect(),
            None => self.files.keys().map(String::as_str).collect(),
        }
    }

    /// The tree as it would be without these files, and without the folders that hold nothing else.
    #[must_use]
    pub fn without<'p>(mut self, gone: impl Iterator<Item = &'p str>) -> Self {
        let gone: Vec<&str> = gone.collect();
        for path in &gone {
            self.files.remove(*path);
        }
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
            let bytes = committed.get(path)?;
            return (bytes.len() as u64 <= LARGEST).then(|| bytes.to_vec());
        }
        let path = self.root.join(path);
        let is_small = fs::metadata(&path).is_ok_and(|data| data.len() <= LARGEST);
        is_small.then(|| fs::read(&path).ok())?
    }

    /// What files and folders are called, without the endings of files.
    fn names(&self) -> &HashSet<String> {
        self.names.get_or_init(|| {
            let names = self.files.keys().flat_map(|path| names(path));
            names.map(str::to_owned).collect()
        })
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
            let read = |bytes: &Arc<[u8]>| text_of(bytes.to_vec());
            return committed.get(path).map(read).transpose();
        }
        let read = || read(&self.root.join(path));
        match self.files.get(path) {
            Some(file) => file.text.get_or_init(read).clone().map(Some),
            None if self.is_on_disk(path) && self.root.join(path).is_file() => read().map(Some),
            None => Ok(None),
        }
    }

    /// Whether something stands at a path that the walk did not list. The disk is asked once.
    fn is_on_disk(&self, path: &str) -> bool {
        if let Some(known) = self.unlisted.get(path) {
            return *known;
        }
        let exists = match &self.committed {
            Some(committed) => has_path(committed, path),
            None => self.root.join(path).exists(),
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

fn read(path: &Path) -> Result<Arc<str>, Unreadable> {
    let fail = |error: std::io::Error| Unreadable(format!("cannot be read: {error}"));
    if fs::metadata(path).map_err(fail)?.len() > LARGEST {
        return Err(too_large());
    }
    text_of(fs::read(path).map_err(fail)?)
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

fn too_large() -> Unreadable {
    Unreadable(format!("is larger than {} MiB", LARGEST / 1024 / 1024))
}

fn text_of(bytes: Vec<u8>) -> Result<Arc<str>, Unreadable> {
    if bytes.len() as u64 > LARGEST {
        return Err(too_large());
    }
    String::from_utf8(bytes)
        .map(Arc::from)
        .map_err(|_| Unreadable("is not UTF-8".to_owned()))
}
