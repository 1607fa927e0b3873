//! The root of Terraform that makes what users are served by, and nothing else.

use crate::survey::aws::surveyed::Aws;
use crate::survey::environments::{Told, told_by_path};
use crate::survey::terraform::environments::{Evidence, Standing};
use crate::survey::terraform::paths::folder;
use crate::survey::terraform::tree::{Folder, Role, Tree};
use crate::tree::paths::{file_name, within};

/// Where the checks would be made.
pub(super) enum Place<'t> {
    At(&'t Folder),
    /// Two readings are possible.
    Unclear(Evidence),
    /// Something has to be mended, or to come, first.
    Unknown(String),
    /// Nothing of the tree is applied.
    Nowhere,
}

/// The root that production is made by.
pub(super) fn place<'t>(aws: &'t Aws<'_>) -> Place<'t> {
    let tree = &aws.terraform.tree;
    let found = match aws.standing() {
        Standing::Unconcerned => return Place::Nowhere,
        Standing::Unknown(evidence) => return Place::Unknown(evidence.reason.clone()),
        Standing::Missing(plan) => {
            return Place::Unknown(format!(
                "there is no production environment beside `{}` that could make the checks; add one first (issue 12)",
                plan.reference
            ));
        }
        Standing::There(evidence) => (named(tree, &evidence.path).or_else(|| only(tree)), evidence),
        Standing::Unclear(evidence) => {
            let says_nothing =
                within(&evidence.path, of_overlay(&tree.path)) && evidence.path.ends_with(".tf");
            (only(tree).filter(|_| says_nothing), evidence)
        }
    };
    match found {
        (Some(root), _) if !root.is_readable() => Place::Unknown(format!(
            "a file of `{}` does not parse; mend it first",
            root.path
        )),
        (Some(root), _) if !makes_others(aws, root) => Place::At(root),
        (_, evidence) => Place::Unclear(evidence.clone()),
    }
}

/// What an environment calls itself where no variable says it.
pub(super) fn word(root: &Folder) -> &'static str {
    if file_name(&root.path).ends_with("production") {
        "production"
    } else {
        "prod"
    }
}

/// The root that a path names, lies in, or lies below.
fn named<'t>(tree: &'t Tree, path: &str) -> Option<&'t Folder> {
    let is_it = |home: &str| roots(tree).find(|it| it.path == home);
    let mut homes = std::iter::successors(Some(path), |path| {
        Some(folder(path)).filter(|it| *it != *path)
    });
    homes.find_map(is_it)
}

/// The only root that makes something.
fn only(tree: &Tree) -> Option<&Folder> {
    let mut all = roots(tree).filter(|it| it.declared().next().is_some());
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn roots(tree: &Tree) -> impl Iterator<Item = &Folder> {
    tree.folders.iter().filter(|it| it.role == Role::Root)
}

/// Whether a root makes other environments, too: by workspaces, Terragrunt, or values of theirs.
fn makes_others(aws: &Aws<'_>, root: &Folder) -> bool {
    let by_workspace = root
        .files
        .iter()
        .any(|file| file.text.contains("terraform.workspace"));
    let home = of_overlay(&root.path);
    let mut paths = aws.survey.overlay.paths().filter(|path| within(path, home));
    let is_of_another = |path: &str| {
        let below = path[home.len()..].trim_start_matches('/');
        let is_values = [".tfvars", ".tfbackend"].iter().any(|it| path.contains(it));
        is_values && matches!(told_by_path(below), Some((Told::Other(_), _)))
    };
    by_workspace || paths.any(|path| is_of_another(path) || file_name(path) == "terragrunt.hcl")
}

/// A folder as the overlay writes it.
fn of_overlay(folder: &str) -> &str {
    if folder == "." { "" } else { folder }
}
