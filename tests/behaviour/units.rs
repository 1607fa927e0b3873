//! Issues 13 and 17: systemd takes every unit that a fix writes into a repository. Those that a host's script writes are tried
//! with the script.

use std::collections::BTreeMap;
use std::path::Path;

use super::harness::example::{Clinic, original};
use super::harness::needs::{Need, are_met, project};
use super::harness::tree::Tree;
use super::harness::units::assert_are_taken;

/// The units that a fix writes into a copy, by name; what they start stands for itself.
fn units_of(root: &Path, issue: &str) -> BTreeMap<String, String> {
    let before = Tree::read(root);
    let copy = Clinic::holding(&before);
    copy.fixup(&["apply", "--issue", issue, "--yes"]);
    let after = copy.tree();
    let is_unit = |path: &&&str| path.ends_with(".service") || path.ends_with(".timer");
    let changed = after.differences(&before);
    let units = changed.iter().filter(is_unit).map(|path| {
        let name = path.rsplit('/').next().unwrap_or(path);
        let text = after.text(path);
        let text = text.replace("=/usr/local/bin/fetch-secrets.sh", "=/bin/true");
        (name.to_owned(), text)
    });
    units.collect()
}

#[test]
fn systemd_has_nothing_to_say_against_units_in_the_repository() {
    if !are_met(&[Need::Systemd]) {
        return;
    }
    let mut units = units_of(&original(), "13");
    let case = "tests/cases/17-secrets/repository/hosts-without-secrets";
    units.extend(units_of(&project().join(case), "17"));
    let names: Vec<&str> = units.keys().map(String::as_str).collect();
    let all = [
        "fetch-secrets.service",
        "install-cert@.service",
        "install-cert@.timer",
    ];
    assert_eq!(names, all);
    assert_are_taken(&units.into_iter().collect::<Vec<_>>());
}
