//! Where modules of Terraform lie that environments with machines of their own call.

use std::collections::BTreeMap;

use crate::code::Survey;
use crate::survey::compose::ways::managed;
use crate::survey::terraform::group::is_environment;
use crate::survey::terraform::machines::{Machine, machines, serves};
use crate::survey::terraform::paths::{folder, resolve};
use crate::survey::terraform::tree::{Folder, Role, Tree};
use crate::tree::Literal;

/// How a tree is laid out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// No environment with machines of its own calls modules that lie in the tree.
    None,
    /// It cannot be told, and why.
    Unknown(String),
    /// Environments call the modules of this folder.
    Modules(String),
}

impl Layout {
    /// The layout of `tree`.
    pub(crate) fn of(survey: &Survey<'_>, tree: &Tree) -> Self {
        if managed(survey).is_some() {
            return Self::None;
        }
        let is_one = |it: &&Folder| it.role == Role::Root && is_environment(&it.path);
        let roots = tree.folders.iter().filter(is_one);
        let serve = |root: &&Folder| {
            let all = machines(tree, root, 0);
            all.iter()
                .any(|machine: &Machine| machine.is_of_ec2() && serves(&machine.name))
        };
        let mut found: BTreeMap<String, usize> = BTreeMap::new();
        for root in roots.clone().filter(serve) {
            for called in called(tree, root) {
                *found.entry(folder(called).to_owned()).or_default() += 1;
            }
        }
        // of several folders with as many modules, the first
        let most = found.into_iter().rev().max_by_key(|(_, calls)| *calls);
        let calls = |root: &Folder| root.files.iter().any(|file| file.has(Literal::LocalModule));
        let may_concern = most.is_some() || roots.clone().any(calls) && makes_hosts(tree);
        // every file is parsed for this
        let broken = may_concern.then(|| broken(tree)).flatten();
        match (most, broken) {
            (_, Some((path, fault))) => Self::Unknown(format!(
                "`{path}` {fault}, and may hold what is looked for; mend it, or leave it out with `--exclude {path}`"
            )),
            (Some((folder, _)), _) => Self::Modules(folder),
            (None, _) => Self::None,
        }
    }
}

/// The folders of the tree that a folder calls itself.
fn called<'t>(tree: &'t Tree, root: &'t Folder) -> impl Iterator<Item = &'t str> {
    let sources = root
        .declared()
        .filter_map(|it| resolve(&root.path, &it.kind));
    sources.filter_map(|path| {
        let mut folders = tree.folders.iter();
        Some(folders.find(|it| it.path == path)?.path.as_str())
    })
}

fn makes_hosts(tree: &Tree) -> bool {
    tree.files().any(|file| file.has(Literal::AwsHost))
}

fn broken(tree: &Tree) -> Option<(&str, String)> {
    tree.prepare(|_| true);
    let mut files = tree.files();
    files.find_map(|file| Some((file.path.as_str(), file.fault()?)))
}
