//! The folders with Terraform files that somebody deploys, and the files that could not be parsed.

use std::collections::{BTreeMap, BTreeSet};

use crate::edit::hcl::ParseError;
use crate::survey::terraform::host::{HostKind, Profile};
use crate::survey::terraform::paths::{folder, parts, path};
use crate::survey::terraform::source::{File, Source, is_terraform};
use crate::survey::terraform::tree::{Folder, Role};

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

/// All folders with their files read, and the files that could not be parsed.
pub(crate) fn folders(
    files: &[File],
    read: impl Fn(&File) -> Result<Source, ParseError>,
) -> (Vec<Folder>, Vec<(String, ParseError)>) {
    let mut files: Vec<&File> = files.iter().filter(|file| is_deployed(file.path)).collect();
    let known: BTreeSet<&str> = files.iter().map(|file| folder(file.path)).collect();
    files.retain(|file| !shows_use(folder(file.path), &known));
    files.sort_by_key(|file| file.path);
    let mut folders: BTreeMap<&str, Folder> = BTreeMap::new();
    let mut errors = Vec::new();
    for file in files {
        let path = folder(file.path);
        let empty = || Folder {
            path: path.to_owned(),
            role: Role::Root,
            files: Vec::new(),
            unreadable: Vec::new(),
        };
        let folder = folders.entry(path).or_insert_with(empty);
        match read(file) {
            Ok(source) => folder.files.push(source),
            Err(error) => {
                folder.unreadable.push((file.path.to_owned(), error.line));
                errors.push((file.path.to_owned(), error));
            }
        }
    }
    (
        folders.into_values().map(with_node_groups).collect(),
        errors,
    )
}

/// The node groups of EKS give their instances a role, and refuse a launch template that names one.
fn with_node_groups(mut folder: Folder) -> Folder {
    if folder.files.iter().any(|file| file.node_groups) {
        let hosts = folder.files.iter_mut().flat_map(|file| &mut file.hosts);
        for host in hosts.filter(|host| host.lacks_profile(HostKind::LaunchTemplate)) {
            host.profile = Profile::Other;
        }
    }
    folder
}

/// An example of how to call the module that lies above it.
fn shows_use(path: &str, known: &BTreeSet<&str>) -> bool {
    let parts = parts(path);
    let mut examples = (0..parts.len()).filter(|at| matches!(parts[*at], "example" | "examples"));
    examples.any(|at| known.contains(&*self::path(&parts[..at])))
}

fn is_deployed(path: &str) -> bool {
    is_terraform(path) && !path.split('/').any(|part| LEFT_OUT.contains(&part))
}
