//! Which folders belong together, by what calls what and by where they lie.
//! A service is all that someone would plan and review as one: its modules, its environments, and what lies in its folder.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::survey::terraform::folders::folders;
use crate::survey::terraform::paths::{parts, path, resolve};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Folder, Role, Tree};
use crate::tree::Literal;

/// Names of folders that hold environments.
const COLLECTIONS: [&str; 5] = ["env", "environment", "environments", "envs", "live"];

/// Names of environments, and of what stands beside them.
const ENVIRONMENTS: [&str; 21] = [
    "beta",
    "bootstrap",
    "demo",
    "dev",
    "develop",
    "development",
    "global",
    "pre-prod",
    "prd",
    "preprod",
    "prod",
    "production",
    "qa",
    "sandbox",
    "shared",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "uat",
];

/// The services among the files.
///
/// Folders join by the local sources of module calls; by standing in one folder of modules or environments, or side by side under
/// names of environments; and by lying in a folder that belongs to a service. What Terraform or a test put there is left out.
pub(crate) fn trees(files: Vec<Source>) -> Vec<Tree> {
    let callers = files
        .par_iter()
        .filter(|file| file.has(Literal::LocalModule));
    callers.for_each(Source::prepare);
    grouped(folders(files))
}

/// The folders as services.
fn grouped(mut folders: Vec<Folder>) -> Vec<Tree> {
    let called: BTreeSet<String> = folders.iter().flat_map(calls).collect();
    for folder in &mut folders {
        let is_module = called.contains(&folder.path) || lies_among_modules(&folder.path);
        folder.role = if is_module { Role::Module } else { Role::Root };
    }
    let empty = |path| Tree {
        path,
        folders: Vec::new(),
    };
    let mut trees: Vec<Tree> = groups(&folders).into_iter().map(empty).collect();
    for folder in folders {
        let home = trees
            .iter_mut()
            .find(|tree| contains(&tree.path, &folder.path));
        home.expect("every folder lies in the group that it made")
            .folders
            .push(folder);
    }
    trees
}

fn calls(folder: &Folder) -> impl Iterator<Item = String> {
    let files = folder
        .files
        .iter()
        .filter(|file| file.has(Literal::LocalModule));
    files
        .flat_map(|file| file.names.calls.values())
        .filter_map(|source| resolve(&folder.path, source))
}

/// The paths of the services: none of them lies within another one.
fn groups(folders: &[Folder]) -> Vec<String> {
    let known: BTreeSet<&str> = folders.iter().map(|folder| folder.path.as_str()).collect();
    let mut groups: Vec<String> = Vec::new();
    for folder in folders {
        let mut home = anchor(&folder.path, &known);
        for called in calls(folder).filter(|called| known.contains(called.as_str())) {
            home = common(&home, &called);
        }
        // Joining two services can widen the path so that it takes in a third one.
        while let Some(at) = groups
            .iter()
            .position(|other| contains(other, &home) || contains(&home, other))
        {
            home = common(&groups.swap_remove(at), &home);
        }
        groups.push(home);
    }
    groups.sort();
    groups
}

/// The folder beside whose modules and environments this one stands; itself if it is none of these.
fn anchor(folder: &str, known: &BTreeSet<&str>) -> String {
    let parts = parts(folder);
    let holds = |at: &usize| {
        let name = parts[*at];
        holds_modules(name)
            || holds_environments(name)
            || ENVIRONMENTS.contains(&name) && has_siblings(&parts[..*at], known)
    };
    let depth = (0..parts.len()).find(holds).unwrap_or(parts.len());
    path(&parts[..depth])
}

/// Whether several environments lie in this folder.
fn has_siblings(parent: &[&str], known: &BTreeSet<&str>) -> bool {
    let children = known
        .iter()
        .filter_map(|folder| parts(folder).strip_prefix(parent)?.first().copied());
    let environments: BTreeSet<&str> = children
        .filter(|name| ENVIRONMENTS.contains(name))
        .collect();
    environments.len() > 1
}

/// Within a folder of modules, yet not an example of how to call one.
fn lies_among_modules(folder: &str) -> bool {
    let parts = parts(folder);
    parts.iter().any(|part| holds_modules(part))
        && !parts
            .iter()
            .any(|part| ["example", "examples"].contains(part))
}

/// Whether a folder is one environment of several that may be: it lies in a folder of environments, or is called as one.
pub(crate) fn is_environment(folder: &str) -> bool {
    let parts = parts(folder);
    let (name, above) = parts.split_last().unwrap_or((&"", &[]));
    ENVIRONMENTS.contains(name) || above.iter().any(|part| holds_environments(part))
}

/// `modules`, `terraform-modules`
fn holds_modules(name: &str) -> bool {
    last_word(name) == "modules"
}

/// `envs`, `aws-environments`
fn holds_environments(name: &str) -> bool {
    COLLECTIONS.contains(&last_word(name))
}

fn last_word(name: &str) -> &str {
    name.rsplit(['-', '_']).next().unwrap_or(name)
}

fn contains(outer: &str, inner: &str) -> bool {
    parts(inner).starts_with(&parts(outer))
}

fn common(one: &str, other: &str) -> String {
    let (one, other) = (parts(one), parts(other));
    let shared = one
        .iter()
        .zip(&other)
        .take_while(|(one, other)| one == other)
        .count();
    path(&one[..shared])
}
