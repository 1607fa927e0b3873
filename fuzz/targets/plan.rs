//! A plan file: read, shown without its secrets, and carried out and taken back in a folder that it may not leave.

#![no_main]

use std::fs;

use fixup::apply;
use fixup::plan::diff;
use fixup::plan::saved::SavedPlan;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(plan) = SavedPlan::parse(text) else {
        return;
    };
    let changes = plan.changes();
    let secrets: Vec<&str> = plan.secrets.iter().map(String::as_str).collect();
    for change in &changes {
        assert!(secrets.iter().all(|it| it.trim().is_empty()
            || it.contains('\n')
            || !diff::masked(&diff::file(change), &[it]).contains(it)));
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("tree");
    fs::create_dir(&root).expect("a folder");
    fs::write(root.join("a"), "1\n").expect("a file");
    if apply::apply(&root, &changes, &plan.subjects()).is_ok() {
        match apply::undo(&root) {
            Ok(_) => {}
            Err(error) => assert_eq!(error.fact(), "there is nothing to undo"),
        }
    }
    let names = |folder| {
        fs::read_dir(folder)
            .expect("it is there")
            .map(|entry| entry.expect("an entry").file_name())
    };
    assert!(names(folder.path()).all(|name| name == "tree"));
    assert!(names(&root).all(|name| name == "a" || name == ".fixup"));
    assert_eq!(fs::read(root.join("a")).expect("it is there"), b"1\n");
});
