//! The modules that an environment of ours wires together. They are told by what they declare and make, never by their folders'
//! names: a module of the user's own, which takes other arguments, is none of them.

use std::collections::BTreeMap;

use crate::edit::hcl::Name;
use crate::survey::terraform::paths::resolve;
use crate::survey::terraform::tree::{Folder, Tree};
use crate::tree::paths::relative;

/// What tells a module.
struct Shape {
    kind: &'static str,
    resource: &'static str,
    variables: &'static [&'static str],
    outputs: &'static [&'static str],
}

const SHAPES: [Shape; 6] = [
    Shape {
        kind: "kms",
        resource: "aws_kms_key",
        variables: &["project", "environment", "aws_region"],
        outputs: &["key_arn"],
    },
    Shape {
        kind: "ecr",
        resource: "aws_ecr_repository",
        variables: &["environment", "repositories", "kms_key_arn"],
        outputs: &["registry", "repository_arns", "repository_urls"],
    },
    Shape {
        kind: "s3",
        resource: "aws_s3_bucket",
        variables: &["project", "environment", "kms_key_arn"],
        outputs: &["bucket", "bucket_arn"],
    },
    Shape {
        kind: "secrets",
        resource: "aws_secretsmanager_secret",
        variables: &["project", "environment", "kms_key_arn"],
        outputs: &["secret_name", "secret_arn"],
    },
    Shape {
        kind: "cloudwatch",
        resource: "aws_cloudwatch_log_group",
        variables: &[
            "project",
            "environment",
            "hosts",
            "instance_ids",
            "database_ids",
            "alert_emails",
            "kms_key_arn",
        ],
        outputs: &["log_group_arns", "log_group_names"],
    },
    Shape {
        kind: "iam",
        resource: "aws_iam_instance_profile",
        variables: &[
            "project",
            "environment",
            "host",
            "repository_arns",
            "log_group_arns",
        ],
        outputs: &["instance_profile_name"],
    },
];

/// A module of ours, as a root calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ours {
    /// How the root reaches it: `../../modules/kms`
    pub(super) source: String,
    /// What the root calls it; that of its kind where it does not yet.
    pub(super) call: String,
    /// Whether the root calls it.
    pub(super) is_called: bool,
    /// The variables that it declares.
    pub(super) variables: Vec<String>,
}

/// The modules of ours by kind, as seen from a root.
pub(super) fn ours(tree: &Tree, root: &Folder) -> BTreeMap<&'static str, Ours> {
    let mut found = BTreeMap::new();
    for shape in &SHAPES {
        if let Some(folder) = tree.folders.iter().find(|folder| shape.is(folder)) {
            found.insert(shape.kind, seen_from(root, folder, shape.kind));
        }
    }
    // what they hand on is encrypted with the key
    if !found.contains_key("kms") {
        found.retain(|kind, _| *kind == "iam");
    }
    found
}

impl Shape {
    fn is(&self, folder: &Folder) -> bool {
        let names = folder.names();
        let declares = |name: &&str| names.declares.contains(&Name::Variable((*name).to_owned()));
        folder.is_readable()
            && self.variables.iter().all(declares)
            && self
                .outputs
                .iter()
                .all(|name| names.outputs.contains(*name))
            && folder
                .declared()
                .any(|declared| declared.kind == self.resource)
    }
}

fn seen_from(root: &Folder, folder: &Folder, kind: &str) -> Ours {
    let mut calls = root.declared();
    let call = calls.find(|it| resolve(&root.path, &it.kind).as_ref() == Some(&folder.path));
    let names = folder.names().declares.into_iter();
    let variable = |name| match name {
        Name::Variable(name) => Some(name),
        _ => None,
    };
    Ours {
        source: source(&root.path, &folder.path),
        call: call.map_or(kind, |call| &call.name).to_owned(),
        is_called: call.is_some(),
        variables: names.filter_map(variable).collect(),
    }
}

/// How one folder names another one as the source of a module.
pub(super) fn source(from: &str, to: &str) -> String {
    let from = if from == "." {
        "main.tf".to_owned()
    } else {
        format!("{from}/main.tf")
    };
    let (up, down) = relative(&from, to);
    let up = if up == 0 {
        "./".to_owned()
    } else {
        "../".repeat(up)
    };
    up + &down.join("/")
}
