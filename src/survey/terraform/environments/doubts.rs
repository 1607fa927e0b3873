//! Why it cannot be told which environment is production, or what has to be mended before it can.

use std::collections::BTreeMap;

use hcl_edit::Span;
use hcl_edit::structure::Block;

use crate::code::Survey;
use crate::edit::hcl::Name;
use crate::survey::environments::told_by_path;
use crate::survey::terraform::environments::sayings::Sayings;
use crate::survey::terraform::environments::{
    Evidence, commands, folder_of, is_aside_path, is_module,
};
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Folder, Tree};
use crate::tree::paths::{file_name, within};

/// Something that does not parse, and two stacks in one folder.
pub(super) fn broken(tree: &Tree, roots: &[&Folder]) -> Option<Evidence> {
    tree.prepare(|_| true);
    let unparsed = tree
        .files()
        .find_map(|file| Some((file, file.error.as_ref()?)));
    if let Some((file, error)) = unparsed {
        let path = &file.path;
        let fault = file.fault().unwrap_or_default();
        let reason = format!("`{path}` {fault}; mend it, or leave it out with `--exclude {path}`");
        return Some(Evidence::new(path, error.line, reason));
    }
    roots.iter().find_map(|root| twice(root))
}

/// What a folder declares twice: Terraform reads them as one, and refuses that.
fn twice(root: &Folder) -> Option<Evidence> {
    let mut seen: BTreeMap<String, &Source> = BTreeMap::new();
    for file in root.files.iter().filter(|file| !file.is_override()) {
        for block in file.body.blocks() {
            let Some(name) = declared(block) else {
                continue;
            };
            if let Some(other) = seen.insert(name.clone(), file) {
                let (one, two) = (&other.path, &file.path);
                let reason = if one == two {
                    let line = file.line(block.span().unwrap_or_default().start);
                    format!(
                        "`{one}` declares `{name}` a second time at line {line}, which Terraform refuses; take one out"
                    )
                } else {
                    format!(
                        "`{one}` and `{two}` both declare `{name}`: two stacks in one folder; give each a folder of its own"
                    )
                };
                return Some(Evidence::within(file, block, reason));
            }
        }
    }
    None
}

fn declared(block: &Block) -> Option<String> {
    match block.ident.as_str() {
        "provider" => {
            let name = format!("provider.{}", block.labels.first()?.as_str());
            match block.body.get_attribute("alias") {
                None => Some(name),
                Some(alias) => Some(format!("{name}.{}", alias.value.as_str()?)),
            }
        }
        "output" => Some(format!("output.{}", block.labels.first()?.as_str())),
        _ => Name::declared_by(block).map(|name| name.to_string()),
    }
}

/// Why two readings are possible.
pub(super) fn unclear(survey: &Survey<'_>, tree: &Tree, roots: &[&Folder]) -> Option<Evidence> {
    if let Some(path) = terragrunt(survey, tree) {
        let reason = "environments are made by Terragrunt";
        return Some(Evidence::new(path, 1, reason));
    }
    let workspace = tree.files().find_map(|file| {
        let place = Sayings::of(&file.body).workspace?;
        Some(Evidence::new(
            &file.path,
            file.line(place.start),
            "environments are workspaces",
        ))
    });
    workspace
        .or_else(|| spoken_of(survey))
        .or_else(|| tagged(roots))
        .or_else(|| unnamed(roots))
}

/// Whether Terragrunt makes environments of this tree.
pub(super) fn uses_terragrunt(survey: &Survey<'_>, tree: &Tree) -> bool {
    terragrunt(survey, tree).is_some()
}

fn terragrunt<'s>(survey: &'s Survey<'_>, tree: &Tree) -> Option<&'s str> {
    let is_one = |path: &&str| {
        let name = file_name(path);
        (name.starts_with("terragrunt.hcl") || name == "root.hcl") && within(path, folder_of(tree))
    };
    survey.overlay.paths().find(is_one)
}

/// A workflow that runs Terraform and speaks of production.
fn spoken_of(survey: &Survey<'_>) -> Option<Evidence> {
    let said = commands::said(survey)?;
    let reason = format!("a workflow that runs Terraform speaks of `{}`", said.words);
    Some(Evidence::new(&said.path, said.line, reason))
}

/// A resource with the tag of production.
fn tagged(roots: &[&Folder]) -> Option<Evidence> {
    let mut files = roots.iter().flat_map(|root| &root.files);
    files.find_map(|file| {
        let place = Sayings::of(&file.body).tagged?;
        Some(Evidence::new(
            &file.path,
            file.line(place.start),
            "a tag alone says that this is production",
        ))
    })
}

/// A root that has no name of an environment may be production.
fn unnamed(roots: &[&Folder]) -> Option<Evidence> {
    let is_one = |root: &&&Folder| {
        told_by_path(&root.path).is_none() && !is_aside_path(&root.path) && !is_module(&root.path)
    };
    let root = roots.iter().find(is_one)?;
    let resource = root.files.iter().find_map(|file| {
        let block = file
            .body
            .blocks()
            .find(|block| block.has_ident("resource") || block.has_ident("module"))?;
        Some((file, block.span()?))
    });
    let reason = "nothing tells which environment this is";
    Some(match resource {
        Some((file, place)) => Evidence::new(&file.path, file.line(place.start), reason),
        None => Evidence::at(root, reason),
    })
}
