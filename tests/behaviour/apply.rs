//! Apply and undo on the example: exact, repeatable, and the same in any order.

use std::process::Command;
use std::time::Duration;

use fixup::edit::lines::{lines, operations};
use serde_json::Value;
use similar::DiffTag;

use super::harness::command::{run, run_well};
use super::harness::example::{Clinic, FIXED};
use super::harness::needs::{Need, are_met};
use super::harness::terraform::validated;
use super::harness::tree::Tree;

fn apply(clinic: &Clinic, issues: &str) {
    clinic.fixup_well(&["apply", "--issue", issues, "--yes"]);
}

/// The state of each finding of the fixed issues, as `issue service state`.
fn states(clinic: &Clinic) -> Vec<String> {
    let printed = clinic
        .fixup(&["scan", "--issue", FIXED, "--format", "json"])
        .stdout;
    let report: Value =
        serde_json::from_str(&printed).unwrap_or_else(|error| panic!("{error}: {printed}"));
    let findings = report["findings"].as_array().expect("findings are a list");
    findings
        .iter()
        .filter(|finding| finding["service"] != "backendai")
        .map(|it| format!("{} {} {}", it["issue"], it["service"], it["state"]).replace('"', ""))
        .collect()
}

#[test]
fn apply_fixes_what_scan_finds_and_changes_nothing_else() {
    assert!(are_met(&[]));
    let clinic = Clinic::copy();
    let before = clinic.tree();
    assert_eq!(
        states(&clinic),
        [
            "1 rtserver open",
            "2 infra open",
            "3 rtserver open",
            "4 rtserver open",
            "5 rtserver open",
            "7 rtserver open"
        ]
    );
    assert_eq!(
        before.differences(&clinic.tree()),
        [""; 0],
        "scan changes nothing"
    );

    apply(&clinic, FIXED);
    assert_eq!(
        states(&clinic),
        [
            "1 rtserver fixed",
            "2 infra fixed",
            "3 rtserver fixed",
            "4 rtserver fixed",
            "5 rtserver fixed",
            "7 rtserver fixed"
        ]
    );
    let changed = clinic.tree();
    for path in before.differences(&changed) {
        let expected = ["rtserver/", "infra/modules/ec2/", "backendai/"];
        assert!(
            expected.iter().any(|it| path.starts_with(it)),
            "{path} is none of its business"
        );
    }
}

#[test]
fn a_second_apply_changes_nothing_and_leaves_no_record() {
    assert!(are_met(&[]));
    let clinic = Clinic::copy();
    let before = clinic.tree();
    apply(&clinic, FIXED);
    let fixed = clinic.tree();
    apply(&clinic, FIXED);
    assert_eq!(fixed.differences(&clinic.tree()), [""; 0]);
    clinic.fixup_well(&["undo"]);
    assert_eq!(before.differences(&clinic.tree()), [""; 0]);
    let ended = clinic.fixup_well(&["undo"]);
    assert!(ended.starts_with("nothing to undo"), "{ended}");
}

#[test]
fn the_order_of_the_patches_does_not_show() {
    assert!(are_met(&[]));
    // One after the other, with what each set of them gives: a set gives one text only if every member, as the last one,
    // adds what is missing to what the others give
    let issues = ["1", "3", "4", "5", "7", "9", "18"];
    let mut known = vec![Clinic::copy().tree()];
    for set in 1_usize..1 << issues.len() {
        let members = (0..issues.len()).filter(|at| set & (1 << at) != 0);
        let orders = members.map(|last| {
            let clinic = Clinic::holding(&known[set & !(1 << last)]);
            apply(&clinic, issues[last]);
            (issues[last], clinic.tree())
        });
        let results: Vec<_> = orders.collect();
        let (first, tree) = &results[0];
        for (last, other) in &results[1..] {
            let titles = [first, last].map(|it| format!("{it} after the others of {set:b}"));
            assert_same(tree, other, &titles);
        }
        known.push(tree.clone());
    }
}

#[track_caller]
fn assert_same(one: &Tree, other: &Tree, titles: &[String; 2]) {
    let differences = one.differences(other);
    if let Some(path) = differences.first() {
        let (one, other) = (one.text(path), other.text(path));
        let (old, new) = (lines(&one), lines(&other));
        let mut diff = String::new();
        for change in operations(&old, &new) {
            if change.tag() != DiffTag::Equal {
                diff += &format!("{}:\n{}", titles[0], old[change.old_range()].concat());
                diff += &format!("{}:\n{}", titles[1], new[change.new_range()].concat());
            }
        }
        panic!("{differences:?} depend on the order\n{diff}");
    }
}

#[test]
fn all_patches_at_once_give_what_they_give_one_by_one() {
    assert!(are_met(&[]));
    let (together, one_by_one) = (Clinic::copy(), Clinic::copy());
    apply(&together, FIXED);
    for issue in FIXED.split(',').rev() {
        apply(&one_by_one, issue);
    }
    let (together, one_by_one) = (together.tree(), one_by_one.tree());
    let titles = ["together", "one by one"].map(str::to_owned);
    assert_same(&together, &one_by_one, &titles);
}

#[test]
fn undo_restores_every_byte() {
    assert!(are_met(&[]));
    let clinic = Clinic::copy();
    let before = clinic.tree();
    apply(&clinic, FIXED);
    assert_ne!(before.differences(&clinic.tree()), [""; 0]);
    clinic.fixup_well(&["undo"]);
    assert_eq!(before.differences(&clinic.tree()), [""; 0]);
}

#[test]
fn undo_takes_back_one_apply_after_the_other() {
    assert!(are_met(&[]));
    let clinic = Clinic::copy();
    let before = clinic.tree();
    apply(&clinic, "5");
    let first = clinic.tree();
    apply(&clinic, "1");
    clinic.fixup_well(&["undo"]);
    assert_eq!(first.differences(&clinic.tree()), [""; 0]);
    clinic.fixup_well(&["undo"]);
    assert_eq!(before.differences(&clinic.tree()), [""; 0]);
}

#[test]
fn git_sees_the_fixes_and_after_undo_nothing() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let clinic = Clinic::copy();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
            .args(arguments)
            .current_dir(&clinic.root)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null");
        run_well(&mut git, Duration::from_secs(20)).unwrap_or_else(|reason| panic!("{reason}"))
    };
    git(&["init", "--quiet"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "The example"]);
    let before = clinic.tree();

    apply(&clinic, FIXED);
    let status = git(&["status", "--porcelain", "--untracked-files=all"]);
    let seen: Vec<_> = status.lines().filter_map(|line| line.get(3..)).collect();
    let mut changed = seen.clone();
    changed.sort_unstable();
    assert_eq!(
        changed,
        before.differences(&clinic.tree()),
        "fixup's own records are out of sight"
    );

    clinic.fixup_well(&["undo"]);
    assert_eq!(git(&["status", "--porcelain", "--untracked-files=all"]), "");
    assert_eq!(before.differences(&clinic.tree()), [""; 0]);
}

#[test]
fn the_message_of_a_commit_says_what_has_to_be_reverted_before_it() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let clinic = Clinic::copy();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.args(arguments)
            .current_dir(&clinic.root)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .env("GIT_CONFIG_SYSTEM", "/dev/null");
        run(&mut git, Duration::from_secs(20)).unwrap_or_else(|reason| panic!("{reason}"))
    };
    git(&["init", "--quiet"]);
    git(&["config", "user.name", "Test"]);
    git(&["config", "user.email", "test@example.com"]);
    git(&["add", "--all"]);
    git(&["commit", "--quiet", "--message", "The example"]);
    clinic.fixup(&["apply", "--yes", "--commit"]);
    let commits = git(&["log", "--format=%H"]).stdout;
    let commits: Vec<&str> = commits.lines().collect();
    assert!(commits.len() > 15, "{commits:?}");
    let reverts = |commit: &str| git(&["revert", "--no-edit", commit]).status.success();
    let (mut alone, mut builds) = (0, 0);
    for commit in &commits[..commits.len() - 1] {
        let message = git(&["show", "--no-patch", "--format=%B", commit]).stdout;
        let before = message
            .split("revert these before it, in this order:\n")
            .nth(1);
        let list = before.unwrap_or_default().split("\n\n").next();
        let points = list
            .unwrap_or_default()
            .lines()
            .filter_map(|line| line.strip_prefix("- "));
        let before: Vec<&str> = points.filter_map(|point| point.split(' ').next()).collect();
        if reverts(commit) {
            alone += usize::from(before.is_empty());
            builds += usize::from(message.contains("which builds on it"));
            let builds_on_it = || message.contains("which builds on it");
            assert!(before.is_empty() || builds_on_it(), "{message}");
        } else {
            assert!(!before.is_empty(), "{message}");
            git(&["revert", "--abort"]);
        }
        git(&["reset", "--quiet", "--hard", commits[0]]);
        for issue in before {
            let trailer = format!("--grep=^Fixup-Issue: {issue} ");
            let other = git(&["log", "--max-count=1", "--format=%H", &trailer]).stdout;
            assert!(reverts(other.trim()), "{issue} before {message}");
        }
        assert!(reverts(commit), "{message}");
        if clinic.root.join("infra/envs/prod").exists() && are_met(&[Need::PythonTools]) {
            validated(&clinic, "infra/envs/prod").unwrap_or_else(|said| panic!("{said}{message}"));
        }
        git(&["reset", "--quiet", "--hard", commits[0]]);
    }
    assert!(
        alone > 0 && builds > 0,
        "{alone} go alone, {builds} are built on"
    );
}
