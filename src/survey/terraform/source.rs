//! One file's facts: the names it declares, the hosts it makes, whether it is of AWS. Nothing of the syntax tree is kept, so that
//! a survey can be held and compared.

use hcl_edit::structure;

use crate::edit::hcl;
use crate::edit::hcl::{Name, ParseError, References};
use crate::survey::terraform::host::Host;

/// A Terraform file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct File<'a> {
    /// Path relative to the root, with `/`.
    pub(crate) path: &'a str,
    /// Its text.
    pub(crate) text: &'a str,
}

/// A parsed file.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Path relative to the root.
    pub(crate) path: String,
    /// What it declares and refers to.
    pub(crate) names: References,
    /// The hosts that it makes.
    pub(crate) hosts: Vec<Host>,
    /// Whether it declares node groups of EKS.
    pub(crate) node_groups: bool,
    /// Whether something in it is of AWS.
    pub(crate) aws: bool,
}

impl Source {
    /// Reads a file.
    ///
    /// # Errors
    /// Where the text does not parse.
    pub(crate) fn read(path: &str, text: &str) -> Result<Self, ParseError> {
        let body = hcl::parse(text)?;
        let hosts = body.get_blocks("resource").filter(|_| !is_override(path));
        Ok(Self {
            path: path.to_owned(),
            names: References::of(&body),
            hosts: hosts
                .filter_map(|block| Host::read(path, text, block))
                .collect(),
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
