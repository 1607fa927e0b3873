//! One Terraform service as a tree of folders, and the lists of its hosts that are wrong in one way.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::edit::hcl::{Name, ParseError, References};
use crate::survey::fact::Dangling;
use crate::survey::terraform::host::{Block, Host, HostKind, Profile, UserData};
use crate::survey::terraform::paths::{join, resolve};
use crate::survey::terraform::source::{Declared, Source};
use crate::tree::Literal;

/// One Terraform service: modules and environments that refer to each other.
#[derive(Clone, Debug)]
pub(crate) struct Tree {
    /// The folder that holds all of it; `.` for the root.
    pub(crate) path: String,
    /// Every folder with Terraform files, by path.
    pub(crate) folders: Vec<Folder>,
}

/// A folder with Terraform files: Terraform reads all of them as one.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    /// Path relative to the root; `.` for the root.
    pub(crate) path: String,
    /// How it is used.
    pub(crate) role: Role,
    /// Its files, by path: Terraform reads all of them as one.
    pub(crate) files: Vec<Source>,
}

/// How a folder is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Called by other folders, or made to be: the source of a local call, or within a folder named `modules`.
    Module,
    /// Applied by itself, as an environment is.
    Root,
}

/// The file in which a folder declares its variables.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct VariableFile {
    /// Path relative to the root.
    pub(crate) path: String,
    /// False where it has yet to be made.
    pub(crate) exists: bool,
    /// What the other files of the folder declare: to declare it here once more would be an error.
    pub(crate) declared_beside: BTreeSet<Name>,
}

/// The references of all files that lead nowhere: to compare before and after an edit.
pub(crate) fn dangling(trees: &[Tree]) -> BTreeSet<Dangling> {
    trees.iter().flat_map(Tree::dangling).collect()
}

/// Parses all files of these folders, side by side.
pub(crate) fn prepare<'t>(folders: impl Iterator<Item = &'t Folder>) {
    let files: Vec<&Source> = folders.flat_map(|folder| &folder.files).collect();
    files.into_par_iter().for_each(Source::prepare);
}

impl Tree {
    /// Every instance, launch template, and call of a module that makes one.
    pub(crate) fn instances(&self) -> Vec<&Block> {
        self.list(|_, _| true)
    }

    /// Whether an instance or launch template starts with something of its own to do.
    pub(crate) fn has_user_data(&self) -> bool {
        !self
            .list(|_, host| host.user_data == UserData::Other)
            .is_empty()
    }

    /// Instances that no role is given to: neither themselves nor by a launch template.
    pub(crate) fn instances_without_profile(&self) -> Vec<&Block> {
        let kinds = [HostKind::Instance, HostKind::SpotRequest, HostKind::Call];
        self.list(|_, host| kinds.iter().any(|kind| host.lacks_profile(*kind)))
    }

    /// Launch templates that give no role to their instances.
    pub(crate) fn launch_templates_without_profile(&self) -> Vec<&Block> {
        self.list(|_, host| host.lacks_profile(HostKind::LaunchTemplate))
    }

    /// Instances that are a module's only host, have no user data, and have no role or that of `var.iam_instance_profile`.
    ///
    /// Several hosts, or those of an environment, must not share one variable. Nor must an instance share the one that something
    /// else in the module reads.
    pub(crate) fn modules_without_user_data(&self) -> Vec<&Block> {
        let open =
            |folder: &Folder| folder.is_module_of_one_instance() && !folder.refers_to("user_data");
        self.list(|folder, host| {
            open(folder) && host.is_open() && host.user_data == UserData::Missing
        })
    }

    /// Instances with the user data of `var.user_data` that do not say whether a change replaces them, though the module
    /// declares `user_data_replace_on_change`.
    pub(crate) fn user_data_without_replacement(&self) -> Vec<&Block> {
        let open = |folder: &Folder| {
            folder.is_module_of_one_instance() && folder.declares("user_data_replace_on_change")
        };
        self.list(|folder, host| {
            open(folder) && host.is_open() && host.user_data == UserData::Variable && !host.replaces
        })
    }

    /// Instances and launch templates without a role and without the block `metadata_options`, where that changes them in place.
    pub(crate) fn instances_without_metadata_options(&self) -> Vec<&Block> {
        self.list(|_, host| {
            let is_missing = host.profile == Profile::Missing && !host.metadata_options;
            let in_place = matches!(host.kind, HostKind::Instance | HostKind::LaunchTemplate);
            host.is_open() && is_missing && in_place
        })
    }

    /// For each folder that holds a member of the list: the file where it declares its variables.
    pub(crate) fn variable_files(&self, list: &[&Block]) -> Vec<VariableFile> {
        let holds = |folder: &&Folder| list.iter().any(|block| block.folder == folder.path);
        self.folders
            .iter()
            .filter(holds)
            .map(Folder::variable_file)
            .collect()
    }

    /// Whether anything in it is of AWS.
    pub(crate) fn uses_aws(&self) -> bool {
        self.files().any(|file| file.has(Literal::Aws) && file.aws)
    }

    /// A folder of the list whose variable for a profile is no text.
    pub(crate) fn unfit_profile(&self, list: &[&Block]) -> Option<&Folder> {
        let mut folders = self
            .folders
            .iter()
            .filter(|folder| list.iter().any(|block| block.folder == folder.path));
        folders.find(|folder| folder.files.iter().any(Source::has_unfit_profile))
    }

    /// A file in JSON with a host that lacks a role.
    pub(crate) fn roleless_in_json(&self) -> Option<&str> {
        let mut files = self
            .files()
            .filter(|file| file.is_json() && file.has(Literal::AwsHost));
        let lacks = |host: &Host| host.lacks_profile(host.kind);
        Some(&files.find(|file| file.hosts.iter().any(lacks))?.path)
    }

    /// Its files.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Source> {
        self.folders.iter().flat_map(|folder| &folder.files)
    }

    /// The one default that variables of these names have.
    pub(crate) fn default_of(&self, names: &[&str]) -> Option<String> {
        let blocks = self
            .files()
            .flat_map(|file| file.body.get_blocks("variable"));
        let named = blocks.filter(|block| names.iter().any(|name| block.has_labels(&[*name])));
        let defaults =
            named.filter_map(|block| block.body.get_attribute("default")?.value.as_str());
        let found: BTreeSet<&str> = defaults.collect();
        let one = found
            .first()
            .filter(|name| found.len() == 1 && !name.is_empty());
        one.map(|name| (*name).to_owned())
    }

    /// Parses all of its files that are `wanted`, side by side.
    pub(crate) fn prepare(&self, wanted: impl Fn(&Source) -> bool + Sync) {
        let files: Vec<&Source> = self.files().filter(|file| wanted(file)).collect();
        files.into_par_iter().for_each(Source::prepare);
    }

    /// A file with this literal that does not parse, and the line.
    pub(crate) fn unreadable(&self, literal: Literal) -> Option<(&str, usize)> {
        self.prepare(|file| file.has(literal));
        let mut files = self.files().filter(|file| file.has(literal));
        files.find_map(|file| Some((file.path.as_str(), file.error.as_ref()?.line)))
    }

    /// The files with this literal that do not parse.
    pub(crate) fn broken(&self, literal: Literal) -> impl Iterator<Item = (&str, &ParseError)> {
        let files = self.files().filter(move |file| file.has(literal));
        files.filter_map(|file| Some((file.path.as_str(), file.error.as_ref()?)))
    }

    fn list(&self, wanted: impl Fn(&Folder, &Host) -> bool) -> Vec<&Block> {
        let mut list = Vec::new();
        for folder in &self.folders {
            let is_wanted = |host: &&Host| wanted(folder, &folder.with_node_groups(host));
            list.extend(folder.hosts().filter(is_wanted).map(|host| &host.block));
        }
        list
    }

    fn dangling(&self) -> impl Iterator<Item = Dangling> {
        self.folders
            .iter()
            .filter(|folder| folder.is_readable())
            .flat_map(|folder| {
                let names = folder.names();
                let lost = names
                    .uses
                    .iter()
                    .filter(|name| !self.has(folder, &names, name))
                    .cloned();
                lost.map(|name| Dangling {
                    folder: folder.path.clone(),
                    name,
                })
                .collect::<Vec<_>>()
            })
    }

    /// Whether the name leads somewhere; what lies outside of the tree is taken on trust.
    fn has(&self, folder: &Folder, names: &References, name: &Name) -> bool {
        let Name::Output { module, output } = name else {
            return names.declares.contains(name);
        };
        let source = names
            .calls
            .get(module)
            .and_then(|source| resolve(&folder.path, source));
        let called = self
            .folders
            .iter()
            .find(|folder| Some(&folder.path) == source.as_ref() && folder.is_readable());
        called.is_none_or(|called| called.gives(output))
    }
}

impl Folder {
    /// The hosts that can be edited: not those in JSON.
    pub(crate) fn hosts(&self) -> impl Iterator<Item = &Host> {
        let files = self.files.iter().filter(|file| file.has(Literal::AwsHost));
        let edited = files.filter(|file| !file.is_json());
        edited.flat_map(|file| &file.hosts)
    }

    /// The node groups of EKS give their instances a role, and refuse a launch template that names one.
    fn with_node_groups(&self, host: &Host) -> Host {
        let mut host = host.clone();
        let is_bare = host.lacks_profile(HostKind::LaunchTemplate);
        if is_bare && self.files.iter().any(|file| file.node_groups) {
            host.profile = Profile::Other;
        }
        host
    }

    /// Whether all of its files parse.
    pub(crate) fn is_readable(&self) -> bool {
        self.files.iter().all(|file| file.error.is_none())
    }

    /// Its resources, and the modules that it calls.
    pub(crate) fn declared(&self) -> impl Iterator<Item = &Declared> {
        self.files.iter().flat_map(|file| &file.declared)
    }

    /// What its files declare and refer to.
    pub(crate) fn names(&self) -> References {
        References::together(self.files.iter().map(|file| &file.names))
    }

    fn is_module_of_one_instance(&self) -> bool {
        let mut hosts = self.hosts();
        let one = hosts
            .next()
            .is_some_and(|host| matches!(host.kind, HostKind::Instance | HostKind::SpotRequest))
            && hosts.next().is_none();
        one && self.role == Role::Module
    }

    fn declares(&self, variable: &str) -> bool {
        self.files.iter().any(|file| {
            file.names
                .declares
                .contains(&Name::Variable(variable.to_owned()))
        })
    }

    /// The variables that a plan refers to and that no file declares.
    pub(crate) fn undeclared_variables(&self) -> Vec<String> {
        let written = self.files.iter().filter(|file| file.is_written);
        let used = References::together(written.map(|file| &file.names)).uses;
        if used.is_empty() {
            return Vec::new();
        }
        let declared = self.names().declares;
        let lost = used.into_iter().filter(|name| !declared.contains(name));
        lost.filter_map(|name| match name {
            Name::Variable(name) => Some(name),
            _ => None,
        })
        .collect()
    }

    fn refers_to(&self, variable: &str) -> bool {
        self.files.iter().any(|file| {
            file.names
                .uses
                .contains(&Name::Variable(variable.to_owned()))
        })
    }

    fn gives(&self, output: &str) -> bool {
        self.files
            .iter()
            .any(|file| file.names.outputs.contains(output))
    }

    /// `variables.tf`, else the file that declares most variables, else a `variables.tf` to make.
    pub(crate) fn variable_file(&self) -> VariableFile {
        let usual = join(&self.path, "variables.tf");
        let is_usual = |path: &str| path == usual;
        let exists = self.files.iter().any(|file| is_usual(&file.path));
        let most = self
            .files
            .iter()
            .rev()
            .filter(|file| file.variables() > 0 && !file.is_json())
            .max_by_key(|file| file.variables());
        let path = most
            .filter(|_| !exists)
            .map_or(usual, |file| file.path.clone());
        VariableFile {
            exists: exists || most.is_some(),
            declared_beside: self
                .files
                .iter()
                .filter(|file| file.path != path)
                .flat_map(|file| file.names.declares.clone())
                .collect(),
            path,
        }
    }
}
