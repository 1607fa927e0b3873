//! A folder of records that came with the tree: it says what is to be written where, and nobody here wrote it.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::tree::Tree;

fn record(undoes: &str, mode: u32) -> String {
    format!(
        "{{\"version\":1,\"scope\":\"\",\"subjects\":[\"5 cors-allowlist in .\"],\"undoes\":{undoes},\"entries\":[{{\"path\":\"evil\",\"before\":null,\"after\":\"#!/bin/sh\\n\",\"mode\":{mode},\"token\":1}}],\"folders\":[]}}"
    )
}

const NAMES: [&str; 4] = [
    "0001.json",
    "committed.json",
    "pending.json",
    "reverting.json",
];

#[test]
fn records_that_nobody_here_wrote_are_not_carried_out() {
    for name in NAMES {
        for text in [record("null", 3583), record("1", 3583)] {
            let tree = Tree::express();
            tree.write(&format!(".fixup/{name}"), text);
            tree.fixup(&["undo"])
                .expect(2, &["was not written by you here"]);
            for arguments in [
                &["scan"][..],
                &["diff"],
                &["undo", "--all"],
                &["undo", "--list"],
                &["apply", "--yes", "--issue", "5"],
            ] {
                let ended = tree.fixup(arguments);
                assert!(ended.code.is_some_and(|code| code <= 2), "{ended:?}");
                assert!(!tree.root.join("evil").exists(), "{name} {arguments:?}");
            }
            if name != "0001.json" {
                tree.fixup(&["apply", "--yes", "--issue", "5"])
                    .expect(2, &["was not written by you here"]);
            }
        }
    }
}

#[test]
fn a_mark_of_somebody_else_is_none() {
    for mark in [
        "",
        "0123456789abcdef0123456789abcdef",
        "../../../etc/passwd",
        "/etc/passwd",
    ] {
        let tree = Tree::express();
        let text = record("null", 0o755).replace(
            "\"folders\":[]",
            &format!("\"folders\":[],\"mark\":\"{mark}\""),
        );
        tree.write(".fixup/committed.json", text);
        tree.fixup(&["apply", "--yes", "--issue", "5"])
            .expect(2, &["was not written by you here"]);
        assert!(!tree.root.join("evil").exists());
    }
    // not even where the user's state lies in the tree
    let tree = Tree::express();
    let mark = "0123456789abcdef0123456789abcdef";
    let text = record("null", 0o755).replace(
        "\"folders\":[]",
        &format!("\"folders\":[],\"mark\":\"{mark}\""),
    );
    tree.write(".fixup/committed.json", text);
    tree.write(&format!("state/fixup/{mark}"), "");
    let mut command = tree.command(&["apply", "--yes", "--issue", "5"]);
    command.env("XDG_STATE_HOME", tree.root.join("state"));
    super::tree::ended(command).expect(2, &["was not written by you here"]);
}

#[test]
fn a_link_or_a_pipe_for_a_record_is_refused() {
    for name in NAMES {
        let tree = Tree::express();
        tree.write(".fixup/x", "");
        tree.link(&format!(".fixup/{name}"), "/dev/zero");
        tree.fixup(&["undo"])
            .expect(2, &["is a link that leads out"]);
        tree.pipe(&format!(".fixup/{name}"));
        tree.fixup(&["undo"]).expect(2, &["is a pipe"]);
    }
    let tree = Tree::express();
    let elsewhere = tree.beside().join("elsewhere");
    fs::create_dir(&elsewhere).expect("a folder");
    fs::write(elsewhere.join("committed.json"), record("null", 0o755)).expect("a file");
    tree.link(".fixup", &elsewhere);
    let ended = tree.fixup(&["apply", "--yes", "--issue", "5"]);
    ended.expect(2, &["symbolic link"]);
    assert!(!tree.root.join("evil").exists());
}

#[test]
fn no_file_gets_the_right_of_another_user() {
    let tree = Tree::express();
    tree.fixup(&["apply", "--yes", "--issue", "5"])
        .expect(0, &["applied"]);
    // the record of our own, with a mode that says more than who may read and write
    let path = tree.root.join(".fixup/0001.json");
    let text = fs::read_to_string(&path).expect("a record");
    let mut record: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let entries = record["entries"].as_array_mut().expect("a list");
    for entry in entries.iter_mut() {
        entry["mode"] = 0o6777.into();
        if entry["path"] == "app.js" {
            // so that the undo makes the file anew
            let after = entry["after"].take();
            assert!(after.is_string());
        }
    }
    fs::write(&path, record.to_string()).expect("it is ours");
    fs::remove_file(tree.root.join("app.js")).expect("it is ours");
    tree.fixup(&["undo"]).expect(0, &["took"]);
    let mode = fs::metadata(tree.root.join("app.js"))
        .expect("it is back")
        .permissions()
        .mode();
    assert_eq!(mode & 0o7000, 0);
}

#[test]
fn records_of_our_own_are_taken_back_as_ever() {
    let tree = Tree::express();
    let before = tree.read("app.js");
    tree.fixup(&["apply", "--yes", "--issue", "5"])
        .expect(0, &["applied"]);
    tree.fixup(&["undo"]).expect(0, &["took"]);
    assert_eq!(tree.read("app.js"), before);
    let marks = fs::read_dir(tree.beside().join("state/fixup")).expect("a folder of ours");
    assert_eq!(marks.count(), 0);
}
