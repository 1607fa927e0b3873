//! Hosts, as a file declares them: where their role and their user data come from.

use std::ops::Range;

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::structure::Body;
use hcl_edit::{Span, structure};

use crate::edit::Lines;
use crate::edit::hcl::{Name, References};
use crate::survey::terraform::paths::folder;

/// A resource that is a host, or the template of hosts.
#[derive(Clone, Debug)]
pub(crate) struct Host {
    /// Its place.
    pub(crate) block: Block,
    /// Which of the two.
    pub(crate) kind: HostKind,
    /// Where its role comes from.
    pub(crate) profile: Profile,
    /// Where its user data comes from.
    pub(crate) user_data: UserData,
    /// Whether it says what a change of its user data does.
    pub(crate) replaces: bool,
    /// An instance that a launch template describes.
    pub(crate) from_template: bool,
    /// Whether it has the block `metadata_options`.
    pub(crate) metadata_options: bool,
}

/// Which kind of host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostKind {
    /// `aws_instance`
    Instance,
    /// `aws_spot_instance_request`: whatever changes of it, the machine is replaced.
    SpotRequest,
    /// `aws_launch_template`
    LaunchTemplate,
    /// A call of the module `ec2-instance` of the registry, which takes what an instance takes.
    Call,
}

/// The module of the registry that makes an instance.
const INSTANCE_MODULE: &str = "terraform-aws-modules/ec2-instance/aws";

/// Where a host's role comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// It has none.
    Missing,
    /// `var.iam_instance_profile`
    Variable,
    /// From somewhere else.
    Other,
}

/// Where a host's user data comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserData {
    /// It has none.
    Missing,
    /// `var.user_data`
    Variable,
    /// From somewhere else.
    Other,
}

/// A block of a file, as a place for a verb.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Block {
    /// Path of its file, relative to the root.
    pub(crate) path: String,
    /// Its first line, counted from 1.
    pub(crate) line: usize,
    /// Its bytes in the file's text.
    pub(crate) range: Range<usize>,
    /// Path of its folder.
    pub(crate) folder: String,
    /// `["aws_instance", "this"]`
    pub(crate) labels: Vec<String>,
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

    pub(crate) fn read(path: &str, lines: &Lines, block: &structure::Block) -> Option<Self> {
        let labels: Vec<String> = block
            .labels
            .iter()
            .map(|label| label.as_str().to_owned())
            .collect();
        let body = &block.body;
        let source = body
            .get_attribute("source")
            .and_then(|source| source.value.as_str());
        let kind = match (block.ident.as_str(), labels.first()?.as_str()) {
            ("resource", "aws_instance") => HostKind::Instance,
            ("resource", "aws_spot_instance_request") => HostKind::SpotRequest,
            ("resource", "aws_launch_template") => HostKind::LaunchTemplate,
            ("module", _) if source.is_some_and(|source| source.starts_with(INSTANCE_MODULE)) => {
                HostKind::Call
            }
            _ => return None,
        };
        Some(Self {
            block: place(path, lines, block, labels)?,
            kind,
            profile: profile(body),
            user_data: user_data(body),
            replaces: body.has_attribute("user_data_replace_on_change"),
            from_template: has(body, "launch_template"),
            metadata_options: has(body, "metadata_options"),
        })
    }
}

fn place(
    path: &str,
    lines: &Lines,
    block: &structure::Block,
    labels: Vec<String>,
) -> Option<Block> {
    let range = block.span()?;
    Some(Block {
        path: path.to_owned(),
        line: lines.number(range.start),
        range,
        folder: folder(path).to_owned(),
        labels,
    })
}

fn profile(body: &Body) -> Profile {
    const NAME: &str = "iam_instance_profile";
    let of_variable = nested(body, NAME).any(|block| refers_to(block, NAME));
    if body.has_attribute("create_iam_instance_profile") {
        return Profile::Other;
    }
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
pub(crate) fn is_variable(value: &Expression, name: &str) -> bool {
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
