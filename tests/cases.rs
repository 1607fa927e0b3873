//! Cases are folders: `tests/cases/NN-name/STACK/CASE/` is a tiny repository, and its reviewed diff stands in
//! `snapshots/cases/NN-name/STACK/CASE.snap`. A new case is a new folder; what must hold of every fix is checked for each.
//! `FIXUP_CASE=NN-name/STACK` in the environment looks at the cases alone whose names begin so.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fixup::patch::parameters::Values;
use fixup::patch::{Catalogue, builtin};
use fixup::plan::{Choice, Finding, Fix, Planner, Selection, State, changes, diff};
use fixup::tree::{Overlay, walk};
use rayon::prelude::*;

/// The files of a folder: path to bytes.
type Files = BTreeMap<String, Vec<u8>>;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every case: its name, `NN-name/STACK/CASE`, and its folder.
fn cases() -> Vec<(String, PathBuf)> {
    let root = root().join("tests/cases");
    let mut folders = vec![root.clone()];
    for _level in ["NN-name", "STACK", "CASE"] {
        folders = folders.iter().flat_map(|it| folders_in(it)).collect();
    }
    let name = |case: &Path| {
        let name = case.strip_prefix(&root).expect("below the root");
        name.to_str().expect("names of cases are UTF-8").to_owned()
    };
    let mut cases: Vec<(String, PathBuf)> = folders
        .into_iter()
        .map(|case| (name(&case), case))
        .collect();
    cases.sort();
    cases
}

fn folders_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of cases");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .inspect(|path| assert!(path.is_dir(), "{} lies above the cases", path.display()))
        .collect()
}

/// The parts of a case's name: the issue that its patch knows, the stack whose findings it is about, and its own name.
fn parts(name: &str) -> (&str, &str, &str) {
    let (patch, rest) = name.split_once('/').expect("NN-name/STACK/CASE");
    let (_, issue) = patch.split_once('-').expect("NN-name");
    let (stack, case) = rest.split_once('/').expect("STACK/CASE");
    (issue, stack, case)
}

fn files(root: &Path) -> Files {
    let mut found = Files::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("below the root")
                    .to_string_lossy()
                    .into_owned();
                found.insert(name, fs::read(&path).expect("a readable file"));
            }
        }
    }
    found
}

fn copy(case: &Path) -> tempfile::TempDir {
    let target = tempfile::tempdir().expect("a temporary folder");
    for (name, bytes) in files(case) {
        let path = target.path().join(name);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
        #[expect(clippy::disallowed_methods, reason = "the test copies its own case")]
        fs::write(path, bytes).expect("a copy");
    }
    target
}

/// What a case gives: the findings of its issue, and the fixes.
fn plan(root: &Path, catalogue: &Catalogue, issue: &str) -> (Overlay, Vec<Finding>, Vec<Fix>) {
    let values = Values::read(root).expect("values");
    let start = Overlay::new(Arc::new(walk(root, &[]).expect("a tree")));
    let planner = Planner::new(catalogue, &values, start.clone());
    let selection = Selection {
        issues: vec![issue.to_owned()],
        ..Selection::default()
    };
    let findings = planner.scan(&selection).expect("findings");
    let fixes = planner
        .fixes(&selection, |_, _| Ok(Choice::Take))
        .expect("fixes");
    (start, findings, fixes)
}

fn rendered(findings: &[Finding], start: &Overlay, fixes: &[Fix]) -> String {
    let mut out = String::new();
    for finding in findings {
        let places: Vec<String> = finding
            .places
            .iter()
            .map(|place| format!("{}:{}", place.path, place.line))
            .collect();
        out += &format!(
            "{} {} ({}): {}\n",
            finding.state.word(),
            finding.service,
            finding.stack,
            places.join(", ")
        );
        if let Some(reason) = &finding.reason {
            out += &format!("  = {reason}\n");
        }
        if finding.state == State::Manual {
            out += &format!("  = {}\n", finding.message);
        } else {
            let remarks = finding.remarks.iter();
            out.extend(remarks.map(|remark| format!("  = note: {remark}\n")));
        }
    }
    if findings.is_empty() {
        out += "no finding\n";
    }
    if let Some(last) = fixes.last() {
        for change in changes(start, &last.after) {
            out += "\n";
            // a snapshot keeps no carriage return, so it is shown
            out += &diff::file(&change).replace('\r', "␍");
        }
    }
    out
}

#[test]
fn every_case_gives_its_reviewed_diff() {
    let catalogue = builtin().expect("the catalogue loads");
    let wanted = env::var("FIXUP_CASE").unwrap_or_default();
    let mut cases = cases();
    cases.retain(|(name, _)| name.starts_with(&wanted));
    assert!(!cases.is_empty(), "no case was found");
    for (name, case) in cases {
        let (issue, stack, short) = parts(&name);
        let copy = copy(&case);
        let (start, findings, fixes) = plan(copy.path(), &catalogue, issue);
        assert!(
            findings.is_empty() || findings.iter().any(|it| it.stack == stack),
            "{name}: no finding is of {stack}"
        );
        let snapshot = root().join("snapshots/cases").join(&name);
        let folder = snapshot.parent().expect("a file lies in a folder");
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(short, rendered(&findings, &start, &fixes));
        });
        holds(&name, copy.path(), &catalogue, issue, &start, &fixes);
    }
}

#[test]
fn every_case_has_a_snapshot_and_every_snapshot_a_case() {
    let cases: BTreeSet<String> = cases().into_iter().map(|(name, _)| name).collect();
    let snapshots: BTreeSet<String> = files(&root().join("snapshots/cases"))
        .keys()
        .filter_map(|path| path.strip_suffix(".snap"))
        .map(str::to_owned)
        .collect();
    let alone: Vec<&String> = cases.symmetric_difference(&snapshots).collect();
    assert_eq!(alone, Vec::<&String>::new());
}

/// What must hold of every fix: it is gone afterwards, a second plan is empty, nothing else changed, and undo is exact.
fn holds(
    name: &str,
    root: &Path,
    catalogue: &Catalogue,
    issue: &str,
    start: &Overlay,
    fixes: &[Fix],
) {
    let before = files(root);
    let Some(last) = fixes.last() else { return };
    let planned = changes(start, &last.after);
    fixup::apply::apply(root, &planned, &[]).expect("the plan applies");
    let after = files(root);
    for (path, bytes) in &before {
        let changed = planned.iter().any(|change| change.path == *path);
        assert!(
            changed || after.get(path) == Some(bytes),
            "{name}: `{path}` changed and is in no diff"
        );
    }
    for change in &planned {
        assert_eq!(
            after.get(&change.path).map(Vec::as_slice),
            Some(change.after.as_bytes()),
            "{name}: `{}` is as planned",
            change.path
        );
    }
    let (_, findings, again) = plan(root, catalogue, issue);
    assert!(
        findings.iter().all(|finding| finding.state != State::Open),
        "{name}: still open after the fix"
    );
    for fix in fixes.iter().filter(|fix| fix.finding.name == issue) {
        let (service, stack) = (&fix.finding.service, &fix.finding.stack);
        let is_told = |it: &Finding| it.service == *service && it.stack == *stack;
        assert!(
            findings.iter().any(is_told),
            "{name}: nothing is said of `{service}` after the fix"
        );
    }
    assert!(again.is_empty(), "{name}: a second plan is not empty");
    fixup::apply::undo(root).expect("undo");
    let undone: Files = files(root)
        .into_iter()
        .filter(|(path, _)| !path.starts_with(".fixup/"))
        .collect();
    assert_eq!(undone, before, "{name}: undo is exact");
}

/// What the patches of `order` make of a case, one after the other.
fn applied(start: &Overlay, values: &Values, catalogue: &Catalogue, order: &[&str]) -> Overlay {
    order.iter().fold(start.clone(), |overlay, issue| {
        let selection = Selection {
            issues: vec![(*issue).to_owned()],
            ..Selection::default()
        };
        let planner = Planner::new(catalogue, values, overlay.clone());
        let fixes = planner.fixes(&selection, |_, _| Ok(Choice::Take));
        fixes
            .expect("fixes")
            .pop()
            .map_or(overlay, |last| last.after)
    })
}

/// Where the order of patches shows in a case; `None` where they change nothing.
fn order_shows(name: &str, case: &Path, catalogue: &Catalogue) -> Option<Vec<String>> {
    let values = Values::read(case).expect("values");
    let start = Overlay::new(Arc::new(walk(case, &[]).expect("a tree")));
    let after = |order: &[&str]| -> BTreeMap<String, Arc<str>> {
        let after = applied(&start, &values, catalogue, order);
        let changes = changes(&start, &after);
        changes.into_iter().map(|it| (it.path, it.after)).collect()
    };
    let first = after(&["1", "3", "4", "5", "7", "9", "21"]);
    let mut shows = Vec::new();
    for order in [
        ["4", "9", "5", "21", "3", "7", "1"],
        ["7", "5", "1", "9", "4", "3", "21"],
    ] {
        let other = after(&order);
        let differs = |path: &&String| first.get(*path) != other.get(*path);
        for path in first.keys().chain(other.keys()).filter(differs) {
            shows.push(format!("{name}: {path} in the order {order:?}"));
        }
    }
    (!first.is_empty()).then_some(shows)
}

#[test]
fn the_order_of_patches_shows_in_no_case() {
    let catalogue = builtin().expect("the catalogue loads");
    let changed: Vec<Vec<String>> = cases()
        .par_iter()
        .filter_map(|(name, case)| order_shows(name, case, &catalogue))
        .collect();
    assert!(!changed.is_empty(), "no case was changed");
    assert_eq!(changed.concat(), Vec::<String>::new());
}
