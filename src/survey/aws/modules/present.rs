//! Which parts of a deployment the Terraform of a repository has already, whatever their folders are called.

use std::collections::BTreeSet;

use hcl_edit::structure::Block;

use crate::code::Survey;
use crate::survey::aws::modules::part::Part;
use crate::survey::terraform::graph::Graph;
use crate::survey::terraform::host::Profile;
use crate::survey::terraform::surveyed::below;
use crate::survey::terraform::tree::{Folder, Tree};
use crate::tree::Literal;

/// Resources whose groups of logs are no service's.
const OWN_LOGS: &[&str] = &["aws_cloudtrail", "aws_flow_log", "aws_lambda_function"];

/// Words in the names of buckets that hold no files of services.
const ASIDE: &[&str] = &[
    "artifact",
    "artifacts",
    "backend",
    "backup",
    "backups",
    "cloudtrail",
    "deploy",
    "deployment",
    "log",
    "logging",
    "logs",
    "state",
    "terraform",
    "tf",
    "tfstate",
    "website",
];

/// What makes parts of a deployment.
pub(crate) struct Present {
    kinds: BTreeSet<String>,
    /// Modules from elsewhere, by their sources.
    elsewhere: BTreeSet<String>,
}

impl Present {
    /// What all Terraform of the repository makes.
    pub(crate) fn of(survey: &Survey<'_>) -> Self {
        let mut found = Self {
            kinds: BTreeSet::new(),
            elsewhere: BTreeSet::new(),
        };
        let trees = below(survey, "");
        for tree in trees.iter() {
            tree.prepare(|_| true);
        }
        for folder in trees.iter().flat_map(|tree| &tree.folders) {
            found.read(folder);
        }
        found
    }

    fn read(&mut self, folder: &Folder) {
        let makes = |kinds: &[&str]| {
            folder
                .declared()
                .any(|it| kinds.contains(&it.kind.as_str()))
        };
        let own_logs = makes(OWN_LOGS);
        for block in folder.files.iter().flat_map(|file| file.body.blocks()) {
            let kind = block.labels.first().map_or("", |label| label.as_str());
            match block.ident.as_str() {
                "resource" if kind == "aws_cloudwatch_log_group" && own_logs => {}
                "resource" if kind == "aws_s3_bucket" && !holds_files(block) => {}
                "resource" => self.kinds.extend([kind.to_owned()]),
                "data" if !is_of_aws_itself(block) => {
                    self.kinds.extend([format!("data.{kind}")]);
                }
                "module" => {
                    let source = block
                        .body
                        .get_attribute("source")
                        .and_then(|it| it.value.as_str());
                    let source = source.filter(|it| !it.starts_with('.'));
                    self.elsewhere.extend(source.map(str::to_owned));
                }
                _ => {}
            }
        }
    }

    /// Whether a resource makes this part.
    pub(crate) fn has(&self, part: Part) -> bool {
        let signs = part.signs();
        let is_of = |kind: &str, sign: &str| {
            let is_family = sign.ends_with('_');
            kind == sign || (is_family && kind.starts_with(sign))
        };
        let is_one = |kind: &String| signs.kinds.iter().any(|sign| is_of(kind, sign));
        self.kinds.iter().any(is_one)
    }

    /// A module from elsewhere that seems to make this part, by its address.
    pub(crate) fn module(&self, part: Part) -> Option<&String> {
        let signs = part.signs();
        let is_word = |word: &str| signs.words.contains(&word);
        let words = |source: &String| {
            let path = path_of(source).to_lowercase();
            path.split(|c: char| !c.is_ascii_alphanumeric())
                .any(is_word)
        };
        self.elsewhere.iter().find(|source| words(source))
    }
}

/// The address of a module without its host, which may be a registry or a bucket of S3, and without its version.
fn path_of(source: &str) -> &str {
    let source = source.split('?').next().unwrap_or(source);
    let source = source.rsplit("::").next().unwrap_or(source);
    let behind_host = source
        .split_once("://")
        .and_then(|(_, it)| it.split_once('/'));
    behind_host.map_or(source, |(_, path)| path)
}

/// Whether a bucket may be for files of services, by its names.
fn holds_files(bucket: &Block) -> bool {
    let label = bucket.labels.get(1).map_or("", |label| label.as_str());
    let name = bucket
        .body
        .get_attribute("bucket")
        .map(|it| it.value.to_string());
    let names = format!("{label} {}", name.unwrap_or_default()).to_lowercase();
    let mut words = names.split(|c: char| !c.is_ascii_alphanumeric());
    !words.any(|word| ASIDE.contains(&word))
}

/// A parameter that AWS publishes, such as the newest image of a system.
fn is_of_aws_itself(data: &Block) -> bool {
    let name = data
        .body
        .get_attribute("name")
        .map(|it| it.value.to_string());
    name.is_some_and(|name| name.contains("\"/aws/service/"))
}

/// Whether a module of the tree must be given a key, and nobody gives it one yet.
pub(crate) fn asks_for_key(tree: &Tree) -> bool {
    const NAME: &str = "kms_key_arn";
    let blocks = |kind: &'static str| {
        tree.files()
            .flat_map(move |file| file.body.get_blocks(kind))
    };
    let is_asked = |it: &Block| it.has_labels(&[NAME]) && !it.body.has_attribute("default");
    let is_given = blocks("module").any(|call| call.body.has_attribute(NAME));
    blocks("variable").any(is_asked) && !is_given
}

/// Whether an instance of the tree has no role: neither it nor a caller of its module names one.
pub(crate) fn has_roleless_instance(tree: &Tree) -> bool {
    let graph = Graph::of(tree, Literal::AwsHost);
    let is_given = |folder: &Folder| {
        let mut calls = graph.callers(&folder.path);
        calls.any(|(_, _, call)| call.value("iam_instance_profile").is_some())
    };
    let lacks = |folder: &Folder| {
        let files = folder
            .files
            .iter()
            .filter(|file| file.has(Literal::AwsHost));
        let mut hosts = files
            .flat_map(|file| &file.hosts)
            .filter(|host| !host.from_template);
        hosts.any(|host| match host.profile {
            Profile::Missing => true,
            Profile::Variable => !is_given(folder),
            Profile::Other => false,
        })
    };
    tree.folders.iter().any(lacks)
}

#[cfg(test)]
mod tests {
    use super::path_of;

    #[test]
    fn a_module_is_told_by_its_path_alone() {
        let cases = [
            (
                "terraform-aws-modules/ecr/aws",
                "terraform-aws-modules/ecr/aws",
            ),
            (
                "git::https://example.com/modules.git//ecr?ref=s3",
                "modules.git//ecr",
            ),
            (
                "s3::https://s3.amazonaws.com/modules/vpc.zip",
                "modules/vpc.zip",
            ),
            (
                "git@example.com:acme/kms.git",
                "git@example.com:acme/kms.git",
            ),
        ];
        for (source, path) in cases {
            assert_eq!(path_of(source), path);
        }
    }
}
