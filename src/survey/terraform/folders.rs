//! The folders with Terraform files that somebody deploys.

use std::collections::{BTreeMap, BTreeSet};

use crate::survey::terraform::paths::{folder, parts, path};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Folder, Role};
use crate::tree::is_terraform;

/// Folders of what nobody deploys: downloaded modules and providers, and what tests are made of.
const LEFT_OUT: [&str; 10] = [
    ".external_modules",
    ".git",
    ".terraform",
    ".terragrunt-cache",
    "__fixtures__",
    "cdktf.out",
    "fixtures",
    "node_modules",
    "testdata",
    "tests",
];

/// All folders with their files.
pub(crate) fn folders(mut files: Vec<Source>) -> Vec<Folder> {
    files.retain(|file| is_terraform(&file.path) && !is_left_out(&file.path));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let known: BTreeSet<String> = files
        .iter()
        .map(|file| folder(&file.path).to_owned())
        .collect();
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    for file in files {
        let path = folder(&file.path).to_owned();
        if shows_use(&path, &known) {
            continue;
        }
        let empty = || Folder {
            path: path.clone(),
            role: Role::Root,
            files: Vec::new(),
        };
        let folder = folders.entry(path.clone()).or_insert_with(empty);
        folder.files.push(file);
    }
    folders.into_values().collect()
}

/// An example of how to call the module that lies above it.
fn shows_use(path: &str, known: &BTreeSet<String>) -> bool {
    let parts = parts(path);
    let mut examples = (0..parts.len()).filter(|at| matches!(parts[*at], "example" | "examples"));
    examples.any(|at| known.contains(&self::path(&parts[..at])))
}

/// Whether a file lies where nobody deploys anything.
pub(crate) fn is_left_out(path: &str) -> bool {
    path.split('/').any(|part| LEFT_OUT.contains(&part))
}
