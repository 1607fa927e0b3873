//! The scripts that fixup wrote or changed: they parse, and every name in them is declared.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::harness::command::run_well;
use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, script_tools};

const LIMIT: Duration = Duration::from_mins(1);

/// The scripts of the fixed copy that are not as they were.
fn changed_scripts() -> Vec<String> {
    let after = Clinic::fixed().tree();
    let scripts: Vec<_> = Clinic::as_it_is()
        .tree()
        .differences(&after)
        .into_iter()
        .filter(|path| Path::new(path).extension().is_some_and(|it| it == "js"))
        .map(str::to_owned)
        .collect();
    assert!(
        scripts.iter().any(|it| it == "rtserver/app.js"),
        "{scripts:?}"
    );
    scripts
}

#[test]
fn every_changed_script_parses() {
    if !are_met(&[Need::Node]) {
        return;
    }
    for script in changed_scripts() {
        let mut node = Command::new("node");
        node.arg("--check")
            .arg(&script)
            .current_dir(&Clinic::fixed().root);
        run_well(&mut node, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    }
}

#[test]
fn every_name_in_a_changed_script_is_declared() {
    if !are_met(&[Need::Node, Need::ScriptTools]) {
        return;
    }
    // A file that it leaves out is a warning
    let mut eslint = Command::new("node");
    eslint
        .arg(script_tools().join("node_modules/eslint/bin/eslint.js"))
        .args(["--max-warnings", "0", "--config"])
        .arg(script_tools().join("eslint.config.mjs"))
        .args(changed_scripts())
        .current_dir(&Clinic::fixed().root);
    run_well(&mut eslint, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
}
