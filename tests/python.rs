//! What patches make of Python services: every file that a case creates passes the linter and the formatter as they come,
//! and every changed one compiles.
//!
//! The tools are those that `make setup` installs; where they are missing, the test says so and is skipped.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use fixup::patch::builtin;
use fixup::patch::parameters::Values;
use fixup::plan::{Choice, Planner, Selection, changes};
use fixup::tree::{Overlay, walk};

/// The cases of FastAPI, each with the number of its issue. Some patches have none.
fn cases() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let below = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    };
    let issue = |patch: &Path| {
        let name = patch.file_name().expect("a name").to_string_lossy();
        name[..2].trim_start_matches('0').to_owned()
    };
    below(&root)
        .iter()
        .flat_map(|patch| {
            below(&patch.join("fastapi"))
                .into_iter()
                .map(|case| (issue(patch), case))
        })
        .collect()
}

/// Writes what a fix gives below `target`; the new files, and the changed ones.
fn write(issue: &str, case: &Path, target: &Path) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let catalogue = builtin().expect("the catalogue loads");
    let values = Values::read(case).expect("values");
    let start = Overlay::new(Arc::new(walk(case, &[]).expect("a tree")));
    let planner = Planner::new(&catalogue, &values, start.clone());
    let selection = Selection {
        issues: vec![issue.to_owned()],
        ..Selection::default()
    };
    let fixes = planner
        .fixes(&selection, |_, _| Ok(Choice::Take))
        .expect("fixes");
    let planned = fixes
        .last()
        .map_or(Vec::new(), |last| changes(&start, &last.after));
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for change in planned.iter().filter(|change| change.path.ends_with(".py")) {
        let path = target.join(&change.path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        #[expect(
            clippy::disallowed_methods,
            reason = "the test writes into a folder of its own"
        )]
        fs::write(&path, &*change.after).expect("a file");
        let list = if start.exists(&change.path) {
            &mut changed
        } else {
            &mut new
        };
        list.push(path);
    }
    (new, changed)
}

fn run(command: &mut Command) {
    let ended = command.output().expect("it starts");
    let said = [ended.stdout, ended.stderr].concat();
    assert!(
        ended.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&said)
    );
}

#[test]
fn files_pass_the_linter_and_compile() {
    let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/python/bin");
    if !tools.join("ruff").is_file() {
        assert!(
            env::var_os("FIXUP_TESTS_STRICT").is_none(),
            "no ruff; run `make setup`"
        );
        return;
    }
    let target = tempfile::tempdir().expect("a temporary folder");
    let (mut new, mut changed) = (Vec::new(), Vec::new());
    for (number, (issue, case)) in cases().iter().enumerate() {
        let (created, edited) = write(issue, case, &target.path().join(number.to_string()));
        new.extend(created);
        changed.extend(edited);
    }
    assert!(
        !new.is_empty() && !changed.is_empty(),
        "no case has a Python service"
    );
    for target in ["py38", "py314"] {
        run(Command::new(tools.join("ruff"))
            .args([
                "check",
                "--isolated",
                "--no-cache",
                "--target-version",
                target,
            ])
            .args(&new));
    }
    run(Command::new(tools.join("python"))
        .args(["-m", "py_compile"])
        .args(new.iter().chain(&changed)));
}
