//! One file's facts: the names it declares, the hosts it makes, whether it is of AWS.
//! Nothing of the syntax tree is kept, so that a survey can be held and compared.

use std::collections::BTreeMap;
use std::path::Path;

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::Body;
use hcl_edit::{Span, structure};

use crate::edit::hcl::ParseError;
use crate::edit::hcl::{Name, References};
use crate::edit::{hcl, line_number};
use crate::survey::terraform::{Block, File, Folder, Role, group};

/// Folders of what nobody deploys: downloaded modules and providers, and what tests are made of.
const LEFT_OUT: [&str; 9] = [
    ".external_modules",
    ".git",
    ".terraform",
    ".terragrunt-cache",
    "__fixtures__",
    "fixtures",
    "node_modules",
    "testdata",
    "tests",
];

/// A parsed file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Path relative to the root.
    pub path: String,
    /// What it declares and refers to.
    pub names: References,
    /// The hosts that it makes.
    pub hosts: Vec<Host>,
    /// Whether it declares node groups of EKS.
    pub node_groups: bool,
    /// Whether something in it is of AWS.
    pub aws: bool,
}

/// A resource that is a host, or the template of hosts.
#[derive(Clone, Debug)]
pub struct Host {
    /// Its place.
    pub block: Block,
    /// Which of the two.
    pub kind: HostKind,
    /// Where its role comes from.
    pub profile: Profile,
    /// Where its user data comes from.
    pub user_data: UserData,
    /// Whether it says what a change of its user data does.
    pub replaces: bool,
    /// An instance that a launch template describes.
    pub from_template: bool,
    /// Whether it has the block `metadata_options`.
    pub metadata_options: bool,
}

/// Which kind of host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostKind {
    /// `aws_instance`
    Instance,
    /// `aws_launch_template`
    LaunchTemplate,
}

/// Where a host's role comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// It has none.
    Missing,
    /// `var.iam_instance_profile`
    Variable,
    /// From somewhere else.
    Other,
}

/// Where a host's user data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserData {
    /// It has none.
    Missing,
    /// `var.user_data`
    Variable,
    /// From somewhere else.
    Other,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// Where the text does not parse.
    pub fn read(path: &str, text: &str) -> Result<Self, ParseError> {
        let file = &File { path, text };
        let body = hcl::parse(text)?;
        let hosts = body
            .get_blocks("resource")
            .filter(|_| !is_override(file.path));
        Ok(Self {
            path: file.path.to_owned(),
            names: References::of(&body),
            hosts: hosts.filter_map(|block| Host::read(file, block)).collect(),
            node_groups: body
                .get_blocks("resource")
                .any(|block| block.has_labels(&["aws_eks_node_group"])),
            aws: body.blocks().any(is_aws),
        })
    }

    /// How many variables it declares.
    pub(crate) fn variables(&self) -> usize {
        self.names
            .declares
            .iter()
            .filter(|name| matches!(name, Name::Variable(_)))
            .count()
    }
}

impl Host {
    /// Without a role of its own, and not made from a launch template that may give one.
    pub(crate) fn lacks_profile(&self, kind: HostKind) -> bool {
        self.kind == kind && !self.from_template && self.profile == Profile::Missing
    }

    /// Open to edits: without a role, or with the one that our own fix gave it.
    pub(crate) fn is_open(&self) -> bool {
        !self.from_template && self.profile != Profile::Other
    }

    fn read(file: &File, block: &structure::Block) -> Option<Self> {
        let labels: Vec<String> = block
            .labels
            .iter()
            .map(|label| label.as_str().to_owned())
            .collect();
        let kind = match labels.first()?.as_str() {
            "aws_instance" => HostKind::Instance,
            "aws_launch_template" => HostKind::LaunchTemplate,
            _ => return None,
        };
        let body = &block.body;
        Some(Self {
            block: place(file, block, labels)?,
            kind,
            profile: profile(body),
            user_data: user_data(body),
            replaces: body.has_attribute("user_data_replace_on_change"),
            from_template: has(body, "launch_template"),
            metadata_options: has(body, "metadata_options"),
        })
    }
}

fn place(file: &File, block: &structure::Block, labels: Vec<String>) -> Option<Block> {
    let range = block.span()?;
    Some(Block {
        path: file.path.to_owned(),
        line: line_number(file.text, range.start),
        range,
        folder: group::folder(file.path).to_owned(),
        labels,
    })
}

fn profile(body: &Body) -> Profile {
    const NAME: &str = "iam_instance_profile";
    let of_variable = nested(body, NAME).any(|block| refers_to(block, NAME));
    match body.get_attribute(NAME) {
        Some(attribute) if is_variable(&attribute.value, NAME) => Profile::Variable,
        Some(_) => Profile::Other,
        None if of_variable => Profile::Variable,
        None if has(body, NAME) => Profile::Other,
        None => Profile::Missing,
    }
}

fn user_data(body: &Body) -> UserData {
    match body.get_attribute("user_data") {
        Some(attribute) if is_variable(&attribute.value, "user_data") => UserData::Variable,
        None if !body.has_attribute("user_data_base64") => UserData::Missing,
        _ => UserData::Other,
    }
}

/// An attribute, a block or a `dynamic` block of this name.
fn has(body: &Body, name: &str) -> bool {
    body.has_attribute(name) || nested(body, name).next().is_some()
}

fn nested<'a>(body: &'a Body, name: &'a str) -> impl Iterator<Item = &'a structure::Block> {
    body.blocks().filter(move |block| {
        block.has_ident(name) || block.has_ident("dynamic") && block.has_labels(&[name])
    })
}

fn refers_to(block: &structure::Block, variable: &str) -> bool {
    References::of(&block.body)
        .uses
        .contains(&Name::Variable(variable.to_owned()))
}

/// Whether the expression is `var.name` and nothing else.
fn is_variable(value: &Expression, name: &str) -> bool {
    let Some(traversal) = value.as_traversal() else {
        return false;
    };
    let of_variables = traversal
        .expr
        .as_variable()
        .is_some_and(|root| root.as_str() == "var");
    let [operator] = &traversal.operators[..] else {
        return false;
    };
    of_variables
        && matches!(operator.value(), TraversalOperator::GetAttr(own) if own.as_str() == name)
}

fn is_aws(block: &structure::Block) -> bool {
    let label = block.labels.first().map_or("", |label| label.as_str());
    match block.ident.as_str() {
        "provider" => label == "aws",
        "resource" | "data" => label.starts_with("aws_"),
        "terraform" => block
            .body
            .get_blocks("required_providers")
            .any(|providers| providers.body.has_attribute("aws")),
        _ => false,
    }
}

/// A file that changes blocks of other files and declares none of its own.
fn is_override(path: &str) -> bool {
    path.ends_with("_override.tf") || path.rsplit('/').next() == Some("override.tf")
}

/// All folders with their files read, and the files that could not be parsed.
pub(crate) fn folders(
    files: &[File],
    read: impl Fn(&File) -> Result<Source, ParseError>,
) -> (Vec<Folder>, Vec<(String, ParseError)>) {
    let mut files: Vec<&File> = files.iter().filter(|file| is_deployed(file.path)).collect();
    files.sort_by_key(|file| file.path);
    let mut folders: BTreeMap<&str, Folder> = BTreeMap::new();
    let mut errors = Vec::new();
    for file in files {
        let path = group::folder(file.path);
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
                folder.unreadable.push(file.path.to_owned());
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

fn is_deployed(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "tf")
        && !path.split('/').any(|part| LEFT_OUT.contains(&part))
}
