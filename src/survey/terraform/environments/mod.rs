//! Which environments a tree of Terraform has, and whether production is one of them. It may have another name, be the only root,
//! or be made by a workspace or a file of values; a second copy of what is live would be the worst, so where two readings are
//! possible nothing is missing.

pub(crate) mod commands;
mod doubts;
pub(crate) mod plan;
mod sayings;
#[cfg(test)]
mod tests;

use hcl_edit::Span;

use crate::code::Survey;
use crate::edit::line_number;
use crate::survey::environments::{
    Told, is_aside, is_production, says_environment, told_by_path, words,
};
use crate::survey::service::NamedProduction;
use crate::survey::terraform::environments::sayings::Sayings;
use crate::survey::terraform::paths::parts;
use crate::survey::terraform::source::Source;
use crate::survey::terraform::tree::{Folder, Role, Tree, prepare};
use crate::survey::terraform::values::value_files;
use crate::tree::paths::{file_name, within};

pub(crate) use plan::Plan;

/// How a tree stands.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    /// No environment of it is applied.
    Unconcerned,
    /// Production is there.
    There(Evidence),
    /// Two readings are possible: a person must say which environment is production.
    Unclear(Evidence),
    /// It cannot be told, or a new environment cannot be derived, before something is mended.
    Unknown(Evidence),
    /// There are other environments, and no production.
    Missing(Plan),
}

/// Where something is said of environments, and what follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Evidence {
    /// The file.
    pub(crate) path: String,
    /// Counted from 1.
    pub(crate) line: usize,
    /// What it says, for the user.
    pub(crate) reason: String,
}

impl Evidence {
    pub(crate) fn new(path: &str, line: usize, reason: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            reason: reason.into(),
        }
    }

    /// At the start of a folder.
    pub(crate) fn at(folder: &Folder, reason: impl Into<String>) -> Self {
        let main = folder
            .files
            .iter()
            .find(|file| file_name(&file.path) == "main.tf");
        let file = main.or_else(|| folder.files.first());
        Self::new(file.map_or(&folder.path, |file| &file.path), 1, reason)
    }

    /// The reason, with its place where it does not name that itself.
    pub(crate) fn with_place(&self) -> String {
        let Self { path, line, reason } = self;
        if reason.contains(path.as_str()) {
            reason.clone()
        } else {
            format!("{reason} ({path}:{line})")
        }
    }

    pub(crate) fn within(source: &Source, place: &impl Span, reason: impl Into<String>) -> Self {
        let line = source.line(place.span().unwrap_or_default().start);
        Self::new(&source.path, line, reason)
    }
}

/// How `tree` stands.
pub(crate) fn standing(survey: &Survey<'_>, tree: &Tree) -> Standing {
    if let Some(evidence) = by_name(survey, tree) {
        return Standing::There(evidence);
    }
    let is_root = |folder: &&Folder| folder.role == Role::Root;
    let roots = || tree.folders.iter().filter(is_root);
    prepare(roots());
    let roots: Vec<&Folder> = roots().filter(|folder| is_applied(folder)).collect();
    if let Some(evidence) = by_content(survey, tree, &roots) {
        return Standing::There(evidence);
    }
    if roots.is_empty() && !doubts::uses_terragrunt(survey, tree) {
        return Standing::Unconcerned;
    }
    if let Some(evidence) = doubts::broken(tree, &roots) {
        return Standing::Unknown(evidence);
    }
    if let Some(evidence) = doubts::unclear(survey, tree, &roots) {
        return Standing::Unclear(evidence);
    }
    plan::of(tree, &roots)
}

/// Whether a root makes something.
fn is_applied(root: &Folder) -> bool {
    let makes = |file: &Source| !file.declared.is_empty() || file.error.is_some();
    root.files.iter().any(makes)
}

/// What says that production is there, by names alone: nothing is parsed for it.
fn by_name(survey: &Survey<'_>, tree: &Tree) -> Option<Evidence> {
    let named = &survey.parsed.answers.or_find(NamedProduction::default).0;
    if let Some(named) = named {
        return Some(Evidence::new(
            named,
            1,
            "fixup.toml says that this is production",
        ));
    }
    by_folder(tree).or_else(|| by_path(survey, tree))
}

/// The same by what files say.
fn by_content(survey: &Survey<'_>, tree: &Tree, roots: &[&Folder]) -> Option<Evidence> {
    by_text(roots)
        .or_else(|| by_values(survey, tree))
        .or_else(|| by_commands(survey))
}

/// A folder that is called production.
fn by_folder(tree: &Tree) -> Option<Evidence> {
    let is_one = |folder: &&Folder| !is_module(&folder.path) && says_production(&folder.path);
    let folder = tree.folders.iter().find(is_one)?;
    Some(Evidence::at(folder, "the folder is called production"))
}

/// Whether a folder lies among modules by its name.
fn is_module(folder: &str) -> bool {
    let mut parts = parts(folder).into_iter();
    parts.any(|part| words(part).last() == Some("modules"))
}

fn says_production(path: &str) -> bool {
    matches!(told_by_path(path), Some((Told::Production, _)))
}

/// A file of values or of a backend that is called production, wherever it lies; a configuration of Terragrunt in this tree.
fn by_path(survey: &Survey<'_>, tree: &Tree) -> Option<Evidence> {
    let is_one = |path: &&str| {
        let name = file_name(path);
        let is_values = [".tfvars", ".tfbackend"]
            .iter()
            .any(|ending| name.contains(ending));
        let is_own = name.ends_with(".hcl") && within(path, folder_of(tree));
        (is_values || is_own) && !name.ends_with(".lock.hcl") && says_production(path)
    };
    let path = survey.overlay.paths().find(is_one)?;
    Some(Evidence::new(path, 1, "the file is called production"))
}

/// The folder of a tree as the overlay writes it.
fn folder_of(tree: &Tree) -> &str {
    if tree.path == "." { "" } else { &tree.path }
}

/// What a root says of itself. The names of what it makes count only where its folder has no name of an environment.
fn by_text(roots: &[&Folder]) -> Option<Evidence> {
    let files = roots
        .iter()
        .flat_map(|root| root.files.iter().map(move |file| (root, file)));
    files.into_iter().find_map(|(root, file)| {
        let said = Sayings::of(&file.body);
        let is_named = told_by_path(&root.path).is_some() || is_aside_path(&root.path);
        let named = said.named.filter(|_| !is_named);
        let place = said.production.or(named)?;
        Some(Evidence::new(
            &file.path,
            file.line(place.start),
            "what is made here is production",
        ))
    })
}

fn is_aside_path(path: &str) -> bool {
    parts(path).last().is_some_and(|name| is_aside(name))
}

/// A file of values that says it.
fn by_values(survey: &Survey<'_>, tree: &Tree) -> Option<Evidence> {
    let files = value_files(survey, folder_of(tree));
    files.iter().find_map(|file| {
        let mut said = file.body.iter().flat_map(|body| body.attributes());
        let said = said
            .find(|it| says_environment(&it.key) && it.value.as_str().is_some_and(is_production))?;
        let is_json = file.path.ends_with(".json");
        let line = if is_json {
            1
        } else {
            line_number(&file.text, said.span().unwrap_or_default().start)
        };
        Some(Evidence::new(
            &file.path,
            line,
            "the values are those of production",
        ))
    })
}

/// A workflow or script that runs Terraform for production.
fn by_commands(survey: &Survey<'_>) -> Option<Evidence> {
    let said = commands::said(survey).filter(|said| said.is_plain)?;
    let reason = format!("Terraform is run for production: `{}`", said.words);
    Some(Evidence::new(&said.path, said.line, reason))
}
