//! A tree with planned changes on top: what the survey reads and the steps write, long before anything is on disk.
//! Cloning one is cheap, so a patch that fails is simply forgotten.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::tree::paths::file_name;
use crate::tree::{Literal, Literals, Tree, Unreadable, names};

/// The repository as it would be after the changes made so far.
#[derive(Clone, Debug)]
pub struct Overlay {
    tree: Arc<Tree>,
    changes: BTreeMap<String, Change>,
    secrets: BTreeSet<String>,
}

/// The character behind the one that parts folders: what lies below a folder stands before it.
const BEHIND: char = '0';

/// What stands at a path after the changes.
#[derive(Clone, Debug)]
struct Change {
    text: Arc<str>,
    literals: Literals,
}

impl Overlay {
    /// The tree as it stands.
    #[must_use]
    pub fn new(tree: Arc<Tree>) -> Self {
        Self {
            tree,
            changes: BTreeMap::new(),
            secrets: BTreeSet::new(),
        }
    }

    /// The tree below.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The text of a file, or `None` where there is none.
    ///
    /// # Errors
    /// A file that is there and cannot be read as UTF-8 text.
    pub fn text(&self, path: &str) -> Result<Option<Arc<str>>, Unreadable> {
        match self.changes.get(path) {
            Some(change) => Ok(Some(change.text.clone())),
            None => self.tree.text(path),
        }
    }

    /// The paths, without endings, that a module name other than a path may mean in the file `from`: by a tsconfig, or as
    /// a package of the same repository.
    #[must_use]
    pub fn aliased(&self, from: &str, specifier: &str) -> Vec<String> {
        self.tree.aliased(from, specifier)
    }

    /// Whether a file stands at `path`, listed by the walk or not.
    #[must_use]
    pub fn exists(&self, path: &str) -> bool {
        self.is_listed(path) || self.tree.is_on_disk(path)
    }

    /// What of the code could not be looked into, in no order; each path with what is to be said of it.
    pub fn unseen(&self) -> impl Iterator<Item = (&str, String)> {
        let unseen = self.tree.unseen();
        unseen.filter_map(|path| Some((path, self.tree.text(path).err()?.0)))
    }

    /// Whether something stands at a path that no file can be read from: a link, a pipe, what is not checked out.
    #[must_use]
    pub fn is_barred(&self, path: &str) -> bool {
        self.tree.barred.contains_key(path)
    }

    /// Whether the walk found `path`, or a change made it.
    #[must_use]
    pub fn is_listed(&self, path: &str) -> bool {
        self.changes.contains_key(path) || self.tree.files.contains_key(path)
    }

    /// Whether the walk found a file below `folder`, or a change made one.
    #[must_use]
    pub fn has_files_below(&self, folder: &str) -> bool {
        let beginning = format!("{folder}/");
        let next = |paths: &mut dyn Iterator<Item = &String>| {
            paths
                .next()
                .is_some_and(|path| path.starts_with(&beginning))
        };
        let from = beginning.clone()..;
        next(&mut self.tree.files.range(from.clone()).map(|(path, _)| path))
            || next(&mut self.changes.range(from).map(|(path, _)| path))
    }

    /// Whether any folder, or file without its ending, is called `name`.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        let mut changed = self.changes.keys().flat_map(|path| names(path));
        self.tree.names().contains(name) || changed.any(|known| known == name)
    }

    /// All files, in order of path.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.paths_between(Bound::Unbounded, Bound::Unbounded)
    }

    /// The files below a folder, in order of path: to look through all is the work of many services, not of one.
    pub fn paths_below<'o>(&'o self, folder: &str) -> impl Iterator<Item = &'o str> + use<'o> {
        let (from, to) = (format!("{folder}/"), format!("{folder}{BEHIND}"));
        if folder.is_empty() {
            self.paths_between(Bound::Unbounded, Bound::Unbounded)
        } else {
            self.paths_between(Bound::Included(&from), Bound::Excluded(&to))
        }
    }

    /// The files that lie right in a folder, in order of path. Folders in it are passed over, whatever they hold.
    pub fn paths_in<'o>(&'o self, folder: &str) -> impl Iterator<Item = &'o str> + use<'o> {
        let lead = if folder.is_empty() {
            String::new()
        } else {
            format!("{folder}/")
        };
        let mut from = lead.clone();
        std::iter::from_fn(move || {
            loop {
                let next = self
                    .paths_between(Bound::Included(&from), Bound::Unbounded)
                    .next()?;
                let inside = next.strip_prefix(&lead)?;
                match inside.split_once('/') {
                    None => {
                        // the least text behind this one
                        from = format!("{next}\0");
                        return Some(next);
                    }
                    Some((below, _)) => from = format!("{lead}{below}{BEHIND}"),
                }
            }
        })
    }

    /// The files of this name, in order of path. Those of the tree are looked for once.
    pub fn paths_called(&self, name: &str) -> Vec<&str> {
        let there = self.tree.called(name).iter().map(String::as_str);
        let created = self.changes.keys().map(String::as_str);
        let created =
            created.filter(|path| file_name(path) == name && !self.tree.files.contains_key(*path));
        let mut found: Vec<&str> = there.chain(created).collect();
        found.sort_unstable();
        found
    }

    fn paths_between<'o>(
        &'o self,
        from: Bound<&str>,
        to: Bound<&str>,
    ) -> impl Iterator<Item = &'o str> + use<'o> {
        let found = self.tree.files.range::<str, _>((from, to));
        let mut found = found.map(|(path, _)| path.as_str()).peekable();
        let created = self.changes.range::<str, _>((from, to));
        let created = created.map(|(path, _)| path.as_str());
        let mut created = created
            .filter(|path| !self.tree.files.contains_key(*path))
            .peekable();
        std::iter::from_fn(move || match (found.peek(), created.peek()) {
            (Some(there), Some(new)) if new < there => created.next(),
            (None, Some(_)) => created.next(),
            _ => found.next(),
        })
    }

    /// Whether `literal` occurs in the code file at `path`.
    #[must_use]
    pub fn has_literal(&self, path: &str, literal: Literal) -> bool {
        self.literals(path).has(literal)
    }

    /// Whether any of the literals occurs in the code file at `path`.
    #[must_use]
    pub fn has_literals(&self, path: &str) -> bool {
        self.literals(path) != Literals::default()
    }

    /// The changed files, in order of path.
    pub(crate) fn changes(&self) -> impl Iterator<Item = (&str, &Arc<str>)> {
        let changes = self.changes.iter();
        changes.map(|(path, change)| (path.as_str(), &change.text))
    }

    /// Whether a plan wrote this file.
    pub(crate) fn is_written(&self, path: &str) -> bool {
        self.changes.contains_key(path)
    }

    /// What gives the text of a file as it stands, however long this overlay lives.
    pub(crate) fn reader(
        &self,
        path: &str,
    ) -> impl FnOnce() -> Result<Option<Arc<str>>, Unreadable> + Send + use<> {
        let changed = self.changes.get(path).map(|change| change.text.clone());
        let (tree, path) = (self.tree.clone(), path.to_owned());
        move || changed.map_or_else(|| tree.text(&path), |text| Ok(Some(text)))
    }

    /// The literals that occur in a file.
    pub(crate) fn literals(&self, path: &str) -> Literals {
        match self.changes.get(path) {
            Some(change) => change.literals,
            None => self.tree.literals(path),
        }
    }

    /// Puts `text` at `path`, on top of what stands there.
    pub fn write(&mut self, path: &str, text: String) {
        let change = Change {
            literals: Literals::in_file(path, text.as_bytes()),
            text: text.into(),
        };
        self.changes.insert(path.to_owned(), change);
    }

    /// Puts a file back as `earlier` has it.
    pub(crate) fn restore(&mut self, path: &str, earlier: &Self) {
        match earlier.changes.get(path) {
            Some(change) => self.changes.insert(path.to_owned(), change.clone()),
            None => self.changes.remove(path),
        };
    }

    /// Marks a text of some file as secret: nothing that is printed may show it.
    pub fn hide(&mut self, secret: &str) {
        self.secrets.insert(secret.to_owned());
    }

    /// The texts that may not be shown.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        self.secrets.iter().map(String::as_str)
    }

    /// The files whose text differs from that of `earlier`, in order of path.
    #[must_use]
    pub fn changed_since(&self, earlier: &Self) -> Vec<&str> {
        let differs = |path: &&String| {
            let (old, new) = (earlier.text(path), self.text(path));
            old != new
        };
        self.changes
            .keys()
            .filter(differs)
            .map(String::as_str)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::Overlay;
    use crate::tree::walk;

    #[test]
    fn the_files_of_a_folder_are_those_that_all_paths_hold() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut overlay = Overlay::new(Arc::new(walk(folder.path(), &[]).expect("a tree")));
        let all = [
            "a",
            "a-b/x.js",
            "a.js",
            "b/a.js",
            "b/c/d/x.js",
            "b/c/x.js",
            "b/z",
            "b0/x.js",
            "x.js",
        ];
        for path in all {
            overlay.write(path, String::new());
        }
        assert_eq!(overlay.paths().collect::<Vec<_>>(), all);
        for (below, own, whole) in [
            ("", &["a", "a.js", "x.js"][..], &all[..]),
            (
                "b",
                &["b/a.js", "b/z"],
                &["b/a.js", "b/c/d/x.js", "b/c/x.js", "b/z"],
            ),
            ("b/c", &["b/c/x.js"], &["b/c/d/x.js", "b/c/x.js"]),
            ("a", &[], &[]),
        ] {
            assert_eq!(overlay.paths_in(below).collect::<Vec<_>>(), own, "{below}");
            assert_eq!(
                overlay.paths_below(below).collect::<Vec<_>>(),
                whole,
                "{below}"
            );
        }
        let called = ["a-b/x.js", "b/c/d/x.js", "b/c/x.js", "b0/x.js", "x.js"];
        assert_eq!(overlay.paths_called("x.js"), called);
    }
}
