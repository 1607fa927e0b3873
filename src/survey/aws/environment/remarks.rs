//! What is said of a production environment to come: what it leaves out, and what a person has to look at.

use crate::survey::aws::environment::Sought;
use crate::survey::aws::environment::expressions::blocks;
use crate::survey::aws::environment::hosts::{Known, called};
use crate::survey::aws::environment::scripts;
use crate::survey::aws::environment::shared::left_open;

/// Everything that is to be said.
pub(super) fn remarks(sought: &Sought<'_>) -> Vec<String> {
    let mut found = vec![format!("derived from `{}`", sought.plan.reference)];
    let without_script = |it: &&Known| {
        !scripts(&sought.plan.folder, it)
            .iter()
            .all(|path| sought.survey.overlay.exists(path))
    };
    let bare: Vec<&str> = sought
        .hosts
        .iter()
        .filter(without_script)
        .map(|it| it.host.name.as_str())
        .collect();
    if !bare.is_empty() {
        found.push(format!(
            "no script is there for {}, so nothing sets it up",
            bare.join(", ")
        ));
    }
    let missing: Vec<&str> = ["kms", "ecr", "s3", "secrets", "cloudwatch", "iam"]
        .into_iter()
        .filter(|kind| !sought.ours.contains_key(kind))
        .collect();
    if !missing.is_empty() {
        found.push(format!(
            "without modules of ours for {}",
            missing.join(", ")
        ));
    }
    let modules = blocks(sought.reference, "module", &[])
        .filter_map(|(_, block)| called(sought.tree, sought.reference, block));
    let mut open: Vec<String> = modules.flat_map(left_open).collect();
    open.sort();
    open.dedup();
    if !open.is_empty() {
        found.push(format!(
            "ports stay open to the internet at {}",
            open.join(", ")
        ));
    }
    found
}
