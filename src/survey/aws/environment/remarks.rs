//! What is said of a production environment to come: what it leaves out, and what a person has to look at.

use crate::survey::aws::environment::clashes::clashes;
use crate::survey::aws::environment::hosts::{Known, scripts};
use crate::survey::aws::environment::names::declares;
use crate::survey::aws::environment::renamed::edits;
use crate::survey::aws::environment::sought::Sought;

use crate::survey::aws::environment::groups::{SERVICE_CIDRS, left_open};
use crate::survey::aws::environment::network::network;
use crate::survey::aws::environment::shared::opened;
use crate::survey::aws::environment::sought::calls;

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
    let open = open_ports(sought);
    let same = clashes(sought);
    if !same.is_empty() {
        let (stage, places) = (&sought.plan.stage, same.join(", "));
        found.push(format!(
            "names that are those of `{stage}`, too, which one account takes but once: {places}"
        ));
    }
    let renamed = domains(sought);
    if !renamed.is_empty() {
        found.push(format!(
            "check these names, which follow from those of `{}`: {}",
            sought.plan.stage,
            renamed.join(", ")
        ));
    }
    if !open.is_empty() {
        found.push(format!(
            "ports stay open to the internet at {}",
            open.join(", ")
        ));
    }
    found
}

/// Where ports stay open to the internet.
fn open_ports(sought: &Sought<'_>) -> Vec<String> {
    let modules = calls(sought.tree, sought.reference);
    let mut open: Vec<String> = modules.iter().copied().flat_map(left_open).collect();
    open.sort();
    open.dedup();
    let asks = modules.into_iter().any(|module| {
        declares(module, SERVICE_CIDRS)
            || opened(module, false, false)
                .iter()
                .any(|it| it.variable == SERVICE_CIDRS)
    });
    if asks && !sought.fixes_addresses && network(sought.reference).is_none() {
        open.push(format!("`{SERVICE_CIDRS}`, which nothing here can fill in"));
    }
    open
}

/// Names of hosts on the internet that were renamed.
fn domains(sought: &Sought<'_>) -> Vec<String> {
    let files = sought.reference.files.iter();
    let edits = files.flat_map(|file| edits(&file.text, &file.body, &sought.words, None));
    let names = edits.map(|edit| edit.text.trim_matches('"').to_owned());
    let mut names: Vec<String> = names.filter(|name| is_domain(name)).collect();
    names.sort();
    names.dedup();
    names
}

fn is_domain(text: &str) -> bool {
    let labels: Vec<&str> = text.trim_start_matches("https://").split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    let last = labels.last().copied().unwrap_or_default();
    labels.len() > 2 && labels.iter().all(is_label) && last.chars().all(|c| c.is_ascii_alphabetic())
}
