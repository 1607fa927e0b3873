//! A record that somebody else left behind: undo and recovery read it and never leave the folder.

#![no_main]

use std::fs;

use fixup::apply;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let names = [
        "0001.json",
        "pending.json",
        "committed.json",
        "reverting.json",
    ];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("tree");
    let records = root.join(".fixup");
    fs::create_dir_all(&records).expect("a folder");
    fs::write(root.join("a"), "1\n").expect("a file");
    fs::write(records.join(names[text.len() % names.len()]), text).expect("a file");
    let _ = apply::list(&root);
    let _ = apply::is_half_done(&root);
    let _ = apply::undo(&root);
    let _ = apply::recover(&root);
    let mut beside = fs::read_dir(folder.path()).expect("it is there");
    assert!(beside.all(|entry| entry.expect("an entry").file_name() == "tree"));
});
