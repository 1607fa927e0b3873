//! Dockerfiles that a fix brings: the linter finds nothing in any of those that cases get.
//!
//! The tool is one that `make setup` installs; where it is missing, the test says so and is skipped.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use fixup::patch::builtin;
use fixup::patch::parameters::Values;
use fixup::plan::{Choice, Planner, Selection, changes};
use fixup::tree::{Overlay, walk};

/// The new Dockerfiles of a case, written below `target`.
fn created(case: &Path, target: &Path) -> Vec<PathBuf> {
    let catalogue = builtin().expect("the catalogue loads");
    let values = Values::read(case).expect("values");
    let start = Overlay::new(Arc::new(walk(case, &[]).expect("a tree")));
    let planner = Planner::new(&catalogue, &values, start.clone());
    let selection = Selection {
        issues: vec!["6".to_owned()],
        ..Selection::default()
    };
    let fixes = planner.fixes(&selection, |_, _| Ok(Choice::Take));
    let fixes = fixes.expect("fixes");
    let planned = fixes.last().map(|last| changes(&start, &last.after));
    let planned = planned.into_iter().flatten();
    let is_new = |path: &str| path.ends_with("Dockerfile") && !start.exists(path);
    let mut written = Vec::new();
    for change in planned.filter(|change| is_new(&change.path)) {
        let path = target.join(&change.path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        #[expect(
            clippy::disallowed_methods,
            reason = "the test writes into a folder of its own"
        )]
        fs::write(&path, &*change.after).expect("a file");
        written.push(path);
    }
    written
}

#[test]
fn new_dockerfiles_pass_the_linter() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let hadolint = root.join("target/tools/python/bin/hadolint");
    if !hadolint.is_file() {
        assert!(
            env::var_os("FIXUP_TESTS_STRICT").is_none(),
            "no hadolint; run `make setup`"
        );
        return;
    }
    let target = tempfile::tempdir().expect("a temporary folder");
    let cases = root.join("tests/cases/06-frontend-dockerfile/nextjs");
    let cases = fs::read_dir(cases).expect("the patch has cases");
    let cases = cases.map(|entry| entry.expect("an entry"));
    let files: Vec<PathBuf> = cases
        .flat_map(|case| created(&case.path(), &target.path().join(case.file_name())))
        .collect();
    assert!(files.len() > 12, "{} Dockerfiles", files.len());
    let mut linter = Command::new(hadolint);
    // A public variable that is called a secret is one of the app's; it is said beside the finding
    linter.args(["--ignore", "DL3064"]);
    let ended = linter.args(&files).output().expect("it starts");
    let said = [ended.stdout, ended.stderr].concat();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&said));
}
