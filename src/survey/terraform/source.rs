//! One file's facts: the names it declares, the hosts it makes, whether it is of AWS; and its syntax tree, for whoever follows
//! values (`graph`).

use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use hcl_edit::structure;
use hcl_edit::structure::Body;

use crate::edit::Lines;
use crate::edit::hcl;
use crate::edit::hcl::{Name, ParseError, References};
use crate::survey::terraform::host::Host;
use crate::survey::terraform::repositories::Repositories;
use crate::tree::{Literal, Literals};

/// A Terraform file. It is read and parsed when something of it is asked for: of most files a scan asks nothing.
#[derive(Clone)]
pub(crate) struct Source {
    /// Path relative to the root, with `/`.
    pub(crate) path: String,
    /// Whether a plan wrote it.
    pub(crate) is_written: bool,
    literals: Literals,
    contents: Arc<LazyLock<Arc<Contents>, Read>>,
}

/// What reads and parses a file.
type Read = Box<dyn FnOnce() -> Arc<Contents> + Send>;

/// What stands in a file.
#[derive(Debug)]
pub(crate) struct Contents {
    /// Its text.
    pub(crate) text: Arc<str>,
    /// What was parsed; of a `.tf.json` the places are none of its text.
    pub(crate) body: Body,
    /// Why it does not parse; then nothing else is known of it.
    pub(crate) error: Option<ParseError>,
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
    lines: Lines,
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
    /// What it is called in production, of a repository of ECR.
    pub(crate) repositories: Repositories,
}

impl Deref for Source {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.contents
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}

impl Contents {
    /// Reads a text.
    pub(crate) fn of(path: &str, text: Arc<str>) -> Self {
        let parsed = if is_json(path) {
            hcl::from_json(&text).and_then(|text| hcl::parse(&text))
        } else {
            hcl::parse(&text)
        };
        let (body, error) = match parsed {
            Ok(body) => (body, None),
            Err(error) => (Body::default(), Some(error)),
        };
        let blocks = body.blocks().filter(|_| !is_override(path));
        let lines = Lines::of(&text);
        let hosts = blocks
            .filter_map(|block| Host::read(path, &lines, block))
            .collect();
        let is_node_group = |block: &structure::Block| block.has_labels(&["aws_eks_node_group"]);
        let node_groups = body.get_blocks("resource").any(is_node_group);
        let aws = body.blocks().any(is_aws);
        let declared = body
            .blocks()
            .filter_map(|block| Declared::read(&text, block))
            .collect();
        Self {
            names: References::of(&body),
            aws,
            declared,
            node_groups,
            hosts,
            error,
            body,
            lines,
            text,
        }
    }
}

impl Contents {
    /// What is known of a file without a text, and why it has none.
    pub(crate) fn unreadable(path: &str, reason: String) -> Self {
        let error = ParseError {
            language: UNREADABLE,
            line: 1,
            column: 1,
            message: reason,
        };
        Self {
            error: Some(error),
            ..Self::of(path, Arc::from(if is_json(path) { "{}" } else { "" }))
        }
    }
}

/// What stands for the language where no text is there to be parsed.
const UNREADABLE: &str = "";

impl Source {
    /// What keeps the file from being understood.
    pub(crate) fn fault(&self) -> Option<String> {
        let error = self.error.as_ref()?;
        Some(if error.language == UNREADABLE {
            error.message.clone()
        } else {
            format!("does not parse at line {}", error.line)
        })
    }

    /// A file with these literals; `read` gives what stands in it.
    pub(crate) fn new(
        path: &str,
        literals: Literals,
        read: impl FnOnce() -> Arc<Contents> + Send + 'static,
    ) -> Self {
        Self {
            path: path.to_owned(),
            is_written: false,
            literals,
            contents: Arc::new(LazyLock::new(Box::new(read))),
        }
    }

    /// Reads and parses it now.
    pub(crate) fn prepare(&self) {
        LazyLock::force(&self.contents);
    }

    /// Whether a literal occurs in it: without that, nothing need be parsed to know that something is not there.
    pub(crate) fn has(&self, literal: Literal) -> bool {
        self.literals.has(literal)
    }

    /// How many variables it declares.
    pub(crate) fn variables(&self) -> usize {
        let names = self.names.declares.iter();
        names
            .filter(|name| matches!(name, Name::Variable(_)))
            .count()
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
            self.lines.number(at)
        }
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
        let repositories = is_repository.then(|| Repositories::of(text, block));
        Some(Self {
            repositories: repositories.unwrap_or_default(),
            kind,
            name: labels.next()?,
            is_many: block.body.has_attribute("count") || block.body.has_attribute("for_each"),
        })
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

fn is_json(path: &str) -> bool {
    path.ends_with(".tf.json")
}

fn is_override(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.trim_end_matches(".json").trim_end_matches(".tf");
    stem == "override" || stem.ends_with("_override")
}
