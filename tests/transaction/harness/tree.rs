//! Folders for a test, and folders as values: compared byte by byte, with modes and links.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::{Builder, TempDir};

use super::needs::is_root;
use super::plan::Plan;
use super::run::{Ended, fixup, git, run};

/// A folder with a tree to work on, and beside it what belongs to the test.
pub(crate) struct Yard {
    folder: TempDir,
    pub(crate) root: PathBuf,
}

impl Yard {
    /// A new tree with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Builder::new().prefix("fixup-transaction-").tempdir();
        let folder = folder.expect("the system has a temporary folder");
        let root = folder.path().join("tree");
        fs::create_dir(&root).expect("the folder was just made");
        let yard = Self { folder, root };
        for (path, text) in files {
            yard.write(path, text);
        }
        yard
    }

    /// As `with`, as a git repository with all of it committed.
    pub(crate) fn committed(files: &[(&str, &str)]) -> Self {
        let yard = Self::with(files);
        yard.commit_all();
        yard
    }

    pub(crate) fn commit_all(&self) {
        if !self.root.join(".git").exists() {
            git(&self.root, &["init", "--quiet", "--initial-branch=main"]);
        }
        git(&self.root, &["add", "--all"]);
        git(&self.root, &["commit", "--quiet", "--message=start"]);
    }

    /// The folder that holds the tree: for plans and for what lies outside.
    pub(crate) fn beside(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(path);
        let folder = path.parent().expect("it lies in the tree");
        fs::create_dir_all(folder).expect("the tree can be written");
        fs::write(&path, text).expect("the tree can be written");
    }

    pub(crate) fn chmod(&self, path: &str, mode: u32) {
        let mode = fs::Permissions::from_mode(mode);
        fs::set_permissions(self.root.join(path), mode).expect("the file is ours");
    }

    pub(crate) fn mode(&self, path: &str) -> u32 {
        let data = fs::metadata(self.root.join(path)).expect("it is there");
        data.permissions().mode() & 0o7777
    }

    pub(crate) fn text(&self, path: &str) -> String {
        fs::read_to_string(self.root.join(path)).expect("a text")
    }

    pub(crate) fn fixup(&self, arguments: &[&str]) -> Ended {
        run(&mut fixup(&self.root, arguments))
    }

    /// `fixup apply --yes` of a plan; the file lies beside the tree.
    pub(crate) fn apply(&self, plan: &Plan) -> Ended {
        run(&mut self.applying(plan))
    }

    pub(crate) fn applying(&self, plan: &Plan) -> Command {
        let path = plan.save(self.beside());
        let mut command = fixup(&self.root, &["apply", "--yes", "--plan"]);
        command.arg(path);
        command
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        git(&self.root, arguments)
    }

    /// `git status` in short lines, untracked files one by one.
    pub(crate) fn status(&self) -> String {
        self.git(&["status", "--porcelain", "--untracked-files=all"])
    }

    /// What the tree holds, without the folders of git and fixup.
    pub(crate) fn tree(&self) -> Tree {
        Tree::read(&self.root)
    }

    /// The names in the folder of records.
    pub(crate) fn records(&self) -> Vec<String> {
        let places = [self.root.join(".git/fixup"), self.root.join(".fixup")];
        let folder = places.iter().find(|folder| folder.is_dir());
        let Some(folder) = folder else {
            return Vec::new();
        };
        let entries = fs::read_dir(folder).expect("a folder");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        let mut names: Vec<String> = names
            .map(|name| name.into_string().expect("names are UTF-8"))
            .filter(|name| name != ".gitignore")
            .collect();
        names.sort();
        names
    }

    /// Gives everything, the folder around the tree included, to another user, if we are root.
    pub(crate) fn give_to(&self, user: u32) {
        if !is_root() {
            return;
        }
        let mut open = vec![self.beside().to_owned()];
        while let Some(path) = open.pop() {
            chown(&path, Some(user), Some(user)).expect("root may give files away");
            if path.is_dir() {
                let entries = fs::read_dir(&path).expect("a folder");
                open.extend(entries.map(|entry| entry.expect("an entry").path()));
            }
        }
    }
}

/// Files with mode and bytes, symbolic links with their target, and folders, by path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tree(BTreeMap<String, (u32, Vec<u8>)>);

impl Tree {
    pub(crate) fn read(root: &Path) -> Self {
        let mut found = BTreeMap::new();
        collect(root, "", &mut found);
        Self(found)
    }

    /// What a user would call the files: without folders, and without the temporary files of fixup.
    pub(crate) fn files(mut self) -> Self {
        let is_folder = |mode: u32| mode & 0o170_000 == 0o040_000;
        self.0
            .retain(|path, (mode, _)| !is_folder(*mode) && !path.contains(".fixup-"));
        self
    }

    /// The paths that are not the same in both.
    pub(crate) fn differences<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let mut paths: Vec<&str> = self
            .0
            .keys()
            .chain(other.0.keys())
            .map(String::as_str)
            .collect();
        paths.sort_unstable();
        paths.dedup();
        paths.retain(|&path| self.0.get(path) != other.0.get(path));
        paths
    }
}

fn collect(folder: &Path, prefix: &str, found: &mut BTreeMap<String, (u32, Vec<u8>)>) {
    for entry in fs::read_dir(folder).expect("a folder that can be read") {
        let entry = entry.expect("an entry");
        let name = entry
            .file_name()
            .into_string()
            .expect("names in a tree are UTF-8");
        if name == ".git" || name == ".fixup" {
            continue;
        }
        let path = format!("{prefix}{name}");
        let data = entry.metadata().expect("it is there");
        let bytes = if data.is_dir() {
            collect(&entry.path(), &format!("{path}/"), found);
            Vec::new()
        } else if data.is_symlink() {
            let target = fs::read_link(entry.path()).expect("a link");
            target.into_os_string().into_encoded_bytes()
        } else {
            match fs::read(entry.path()) {
                // a test took the right to read it away, from itself as well unless it is root
                Err(error) if error.kind() == ErrorKind::PermissionDenied => Vec::new(),
                read => read.expect("a file that can be read"),
            }
        };
        found.insert(path, (data.permissions().mode(), bytes));
    }
}

/// A small file system of its own.
pub(crate) struct Mount(PathBuf);

impl Mount {
    pub(crate) fn new(folder: &Path, size: &str) -> Result<Self, String> {
        fs::create_dir_all(folder).map_err(|error| error.to_string())?;
        let mut mount = Command::new("mount");
        mount
            .args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"])
            .arg(folder);
        let ended = mount.output().map_err(|error| error.to_string())?;
        if ended.status.success() {
            return Ok(Self(folder.to_owned()));
        }
        Err(format!(
            "cannot mount: {}",
            String::from_utf8_lossy(&ended.stderr).trim()
        ))
    }

    /// Whether it can be done here.
    pub(crate) fn try_one() -> Result<(), String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        Self::new(&folder.path().join("mount"), "64k").map(drop)
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}
