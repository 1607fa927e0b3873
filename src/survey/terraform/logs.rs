//! Whether modules of Terraform make a group of logs for each host, and let the role of a host write to its own: without both a
//! container that logs to AWS does not start.

use crate::code::Survey;
use crate::edit::hcl::Name;
use crate::survey::terraform::surveyed::below;
use crate::survey::terraform::tree::Folder;

/// A module by what it makes, what it is given, and what it tells.
struct Shape {
    resource: &'static str,
    variable: &'static str,
    outputs: &'static [&'static str],
}

const GROUPS: Shape = Shape {
    resource: "aws_cloudwatch_log_group",
    variable: "hosts",
    outputs: &["log_group_arns", "log_group_names"],
};

const ROLE: Shape = Shape {
    resource: "aws_iam_instance_profile",
    variable: "log_group_arns",
    outputs: &["instance_profile_name"],
};

/// Whether the repository has both.
pub(crate) fn has_groups_of_hosts(survey: &Survey<'_>) -> bool {
    let trees = below(survey, "");
    trees.iter().any(|tree| {
        let has = |shape: Shape| tree.folders.iter().any(|folder| shape.is(folder));
        has(GROUPS) && has(ROLE)
    })
}

impl Shape {
    fn is(&self, folder: &Folder) -> bool {
        if !folder.declared().any(|it| it.kind == self.resource) {
            return false;
        }
        let names = folder.names();
        let variable = Name::Variable(self.variable.to_owned());
        let mut outputs = self.outputs.iter();
        names.declares.contains(&variable) && outputs.all(|it| names.outputs.contains(*it))
    }
}
