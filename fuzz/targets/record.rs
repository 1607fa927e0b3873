//! A record that somebody else left behind, and one of our own that was changed: undo and recovery read it and never leave the
//! folder.

#![no_main]

use std::fs;
use std::path::Path;

use fixup::apply;
use fixup::plan::FileChange;
use libfuzzer_sys::fuzz_target;

/// The text with the mark of an apply that was made here, so that it is taken for our own.
fn marked(root: &Path, text: &str) -> String {
    let change = FileChange {
        path: "b".to_owned(),
        before: None,
        after: "1\n".into(),
    };
    apply::apply(root, &[change], &[]).expect("the folder is ours");
    let path = root.join(".fixup/0001.json");
    let own: serde_json::Value = serde_json::from_str(&fs::read_to_string(&path).expect("a record")).expect("JSON");
    fs::remove_file(&path).expect("it is ours");
    fs::remove_file(root.join("b")).expect("it is ours");
    let Ok(serde_json::Value::Object(mut record)) = serde_json::from_str(text) else {
        return text.to_owned();
    };
    record.insert("mark".to_owned(), own["mark"].clone());
    serde_json::Value::Object(record).to_string()
}

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
    let text = if text.len() % 8 < 4 {
        text.to_owned()
    } else {
        marked(&root, text)
    };
    fs::write(records.join(names[text.len() % names.len()]), text).expect("a file");
    let _ = apply::list(&root);
    let _ = apply::is_half_done(&root);
    let _ = apply::undo(&root);
    let _ = apply::recover(&root);
    let mut beside = fs::read_dir(folder.path()).expect("it is there");
    assert!(beside.all(|entry| entry.expect("an entry").file_name() == "tree"));
});
