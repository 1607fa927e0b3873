//! One file's facts: the names it declares, the hosts it makes, whether it is of AWS. Nothing of the syntax tree is kept, so that
//! a survey can be held and compared.

use hcl_edit::{Span, structure};

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
    /// Its resources, and the modules that it calls.
    pub(crate) declared: Vec<Declared>,
}

/// A resource, or a call of a module.
#[derive(Clone, Debug)]
pub(crate) struct Declared {
    /// The type of the resource, or the source of the module.
    pub(crate) kind: String,
    /// What it is called.
    pub(crate) name: String,
    /// Whether it may stand for several.
    pub(crate) is_many: bool,
    /// The names that it has in production, of a repository of ECR.
    pub(crate) repositories: Vec<String>,
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
            declared: body
                .blocks()
                .filter_map(|block| Declared::read(text, block))
                .collect(),
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

impl Declared {
    fn read(text: &str, block: &structure::Block) -> Option<Self> {
        let mut labels = block.labels.iter().map(|label| label.as_str().to_owned());
        let kind = match block.ident.as_str() {
            "resource" => labels.next()?,
            "module" => block
                .body
                .get_attribute("source")?
                .value
                .as_str()?
                .to_owned(),
            _ => return None,
        };
        let is_repository = kind == "aws_ecr_repository";
        Some(Self {
            repositories: if is_repository {
                repositories(text, block)
            } else {
                Vec::new()
            },
            kind,
            name: labels.next()?,
            is_many: block.body.has_attribute("count") || block.body.has_attribute("for_each"),
        })
    }
}

/// The names of a repository of ECR, for each member of a list where it is made for several. What stands for the environment
/// is that of production; nothing is told of a name with anything else in it.
fn repositories(text: &str, block: &structure::Block) -> Vec<String> {
    let written = |key: &str| {
        let attribute = block.body.get_attribute(key)?;
        let written = text.get(attribute.value.span()?)?;
        Some(written.trim().to_owned())
    };
    let Some(name) = written("name") else {
        return Vec::new();
    };
    let mut name = name.trim_matches('"').to_owned();
    for environment in [
        "var.environment",
        "var.env",
        "local.environment",
        "local.env",
    ] {
        name = name.replace(&format!("${{{environment}}}"), "prod");
    }
    let each = ["${each.key}", "${each.value}", "each.key", "each.value"];
    let names = match each.iter().find(|it| name.contains(**it)) {
        Some(each) => {
            let list = written("for_each").unwrap_or_default();
            let members = list.split('"').skip(1).step_by(2);
            members.map(|member| name.replace(each, member)).collect()
        }
        None => vec![name],
    };
    let is_whole = |name: &String| {
        name.chars()
            .all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c))
            && !name.contains("var.")
            && !name.contains("local.")
    };
    names.into_iter().filter(is_whole).collect()
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
