//! One file's facts: the names it declares, the hosts it makes, whether it is of AWS; and its syntax tree, for whoever follows
//! values (`graph`).

use std::path::Path;
use std::sync::Arc;

use hcl_edit::structure;
use hcl_edit::structure::Body;

use crate::edit::hcl;
use crate::edit::hcl::{Name, ParseError, References};
use crate::edit::line_number;
use crate::survey::terraform::host::Host;

/// A Terraform file.
#[derive(Clone, Debug)]
pub(crate) struct File<'a> {
    /// Path relative to the root, with `/`.
    pub(crate) path: &'a str,
    /// Its text.
    pub(crate) text: Arc<str>,
}

/// A parsed file.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Path relative to the root.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: Arc<str>,
    /// What stands in it; of a `.tf.json` the places are none of its text.
    pub(crate) body: Arc<Body>,
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
    pub(crate) fn read(path: &str, text: &Arc<str>) -> Result<Self, ParseError> {
        let body = if is_json(path) {
            hcl::parse(&hcl::from_json(text)?)?
        } else {
            hcl::parse(text)?
        };
        let hosts = body.blocks().filter(|_| !is_override(path));
        let hosts: Vec<Host> = hosts
            .filter_map(|block| Host::read(path, text, block))
            .collect();
        let aws = body.blocks().any(is_aws);
        let node_groups = body
            .get_blocks("resource")
            .any(|block| block.has_labels(&["aws_eks_node_group"]));
        Ok(Self {
            path: path.to_owned(),
            text: text.clone(),
            names: References::of(&body),
            hosts,
            node_groups,
            aws,
            body: Arc::new(body),
        })
    }

    /// Whether it declares a variable for a profile that is something else than a text.
    pub(crate) fn has_unfit_profile(&self) -> bool {
        let variables = self.body.get_blocks("variable");
        let mut profiles = variables.filter(|block| block.has_labels(&["iam_instance_profile"]));
        profiles.any(|block| {
            let kind = block.body.get_attribute("type").map(|kind| &kind.value);
            kind.is_some_and(|kind| match kind.as_variable() {
                Some(name) => !matches!(name.as_str(), "string" | "any"),
                None => kind.as_str() != Some("string"),
            })
        })
    }

    /// Whether it is written in JSON, which nothing here edits.
    pub(crate) fn is_json(&self) -> bool {
        is_json(&self.path)
    }

    /// Whether it changes blocks of other files and declares none of its own.
    pub(crate) fn is_override(&self) -> bool {
        is_override(&self.path)
    }

    /// The line at a byte of its text; the first one in JSON.
    pub(crate) fn line(&self, at: usize) -> usize {
        if self.is_json() {
            1
        } else {
            line_number(&self.text, at)
        }
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

/// `main.tf`, `main.tf.json`
pub(crate) fn is_terraform(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "tf")
        || is_json(path)
}

fn is_json(path: &str) -> bool {
    path.ends_with(".tf.json")
}

fn is_override(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.trim_end_matches(".json").trim_end_matches(".tf");
    stem == "override" || stem.ends_with("_override")
}
