//! Folders as values: copied, and compared byte by byte.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// What is no part of a repository's text: packages, git's own files, and fixup's records.
const LEFT_OUT: [&str; 5] = ["node_modules", ".venv", "__pycache__", ".git", ".fixup"];

/// Every file of a tree: its mode and its bytes, by its path in the tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tree(BTreeMap<String, (u32, Vec<u8>)>);

impl Tree {
    pub(crate) fn read(root: &Path) -> Self {
        let mut files = BTreeMap::new();
        collect(root, "", &mut files);
        Self(files)
    }

    pub(crate) fn write(&self, root: &Path) {
        for (path, (mode, bytes)) in &self.0 {
            let file = root.join(path);
            fs::create_dir_all(file.parent().expect("it lies in root"))
                .and_then(|()| fs::write(&file, bytes))
                .and_then(|()| fs::set_permissions(&file, fs::Permissions::from_mode(*mode)))
                .unwrap_or_else(|error| panic!("cannot write {}: {error}", file.display()));
        }
    }

    /// The paths whose file is not the same in both.
    pub(crate) fn differences<'a>(&'a self, other: &'a Self) -> Vec<&'a str> {
        let mut paths: Vec<_> = self
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

    /// A file's text.
    pub(crate) fn text(&self, path: &str) -> String {
        let (_, bytes) = self
            .0
            .get(path)
            .unwrap_or_else(|| panic!("there is no {path}"));
        String::from_utf8_lossy(bytes).into_owned()
    }
}

fn collect(folder: &Path, prefix: &str, files: &mut BTreeMap<String, (u32, Vec<u8>)>) {
    let broken = |error| -> ! { panic!("cannot read {}: {error}", folder.display()) };
    for entry in fs::read_dir(folder).unwrap_or_else(|error| broken(error)) {
        let entry = entry.unwrap_or_else(|error| broken(error));
        let name = entry
            .file_name()
            .into_string()
            .expect("names in a tree are UTF-8");
        if LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry
            .file_type()
            .unwrap_or_else(|error| broken(error))
            .is_dir()
        {
            collect(&entry.path(), &format!("{path}/"), files);
        } else {
            let bytes = fs::read(entry.path()).unwrap_or_else(|error| broken(error));
            let metadata = entry.metadata().unwrap_or_else(|error| broken(error));
            files.insert(path, (metadata.permissions().mode(), bytes));
        }
    }
}
