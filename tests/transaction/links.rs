//! Symbolic links are followed and stay links; hard links are broken, as by git; modes and owners are kept.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown, symlink};

use super::harness::{Need, Plan, Yard, are_met, create, edit};

fn plan(path: &str) -> Plan {
    Plan::of([edit(path, "1\n", "2\n")])
}

#[test]
fn a_link_to_a_file_inside_stays_a_link_and_its_file_is_edited() {
    let yard = Yard::with(&[("real/a", "1\n")]);
    symlink("real/a", yard.root.join("link")).expect("a link");
    let before = yard.tree();
    yard.apply(&plan("link")).expect(0);
    assert_eq!(yard.tree().differences(&before), ["real/a"]);
    assert_eq!(yard.text("real/a"), "2\n");
    let said = yard.fixup(&["undo"]).expect(0);
    assert!(said.contains("real/a"), "{said}");
    assert_eq!(yard.tree(), before);
}

#[test]
fn a_link_out_of_the_repository_is_never_followed() {
    let yard = Yard::with(&[("kept", "1\n")]);
    fs::write(yard.beside().join("outside"), "1\n").expect("a file of ours");
    fs::create_dir(yard.beside().join("folder")).expect("a folder of ours");
    symlink("../outside", yard.root.join("link")).expect("a link");
    symlink("../folder", yard.root.join("out")).expect("a link");
    for plan in [plan("link"), Plan::of([create("out/new", "x\n")])] {
        yard.apply(&plan)
            .expect_error(&["leads out of the repository"]);
    }
    let outside = fs::read_to_string(yard.beside().join("outside"));
    assert_eq!(outside.expect("it is there"), "1\n");
    assert!(!yard.beside().join("folder/new").exists());
}

#[test]
fn a_link_that_leads_nowhere_is_no_place_for_a_file() {
    let yard = Yard::with(&[]);
    symlink("nowhere", yard.root.join("link")).expect("a link");
    let plan = Plan::of([create("link", "x\n")]);
    yard.apply(&plan).expect_error(&["cannot follow `link`"]);
    assert!(!yard.root.join("nowhere").exists());
}

#[test]
fn a_file_and_a_link_to_it_cannot_get_two_texts() {
    let yard = Yard::with(&[("a", "1\n")]);
    symlink("a", yard.root.join("b")).expect("a link");
    let plan = Plan::of([edit("a", "1\n", "2\n"), edit("b", "1\n", "3\n")]);
    yard.apply(&plan)
        .expect_error(&["`b`", "lead to one file, `a`"]);
}

#[test]
fn a_folder_that_became_a_link_since_the_apply_is_not_followed_by_undo() {
    let yard = Yard::with(&[("folder/a", "1\n")]);
    yard.apply(&plan("folder/a")).expect(0);
    fs::rename(yard.root.join("folder"), yard.beside().join("elsewhere")).expect("it is ours");
    symlink("../elsewhere", yard.root.join("folder")).expect("a link");
    yard.fixup(&["undo"])
        .expect_error(&["`folder/a` leads out of the repository"]);
    let text = fs::read_to_string(yard.beside().join("elsewhere/a"));
    assert_eq!(text.expect("it is there"), "2\n");
}

#[test]
fn another_hard_link_keeps_the_old_text() {
    let yard = Yard::with(&[("a", "1\n")]);
    fs::hard_link(yard.root.join("a"), yard.root.join("b")).expect("a link");
    yard.apply(&plan("a")).expect(0);
    assert_eq!(
        (yard.text("a"), yard.text("b")),
        ("2\n".to_owned(), "1\n".to_owned())
    );
}

#[test]
fn modes_are_kept_by_apply_and_undo() {
    for mode in [0o600, 0o640, 0o644, 0o755, 0o700] {
        let yard = Yard::with(&[("a", "1\n")]);
        yard.chmod("a", mode);
        yard.apply(&plan("a")).expect(0);
        assert_eq!(yard.mode("a"), mode);
        yard.fixup(&["undo"]).expect(0);
        assert_eq!(yard.mode("a"), mode);
    }
}

#[test]
fn a_mode_that_was_changed_after_the_apply_survives_the_undo() {
    let yard = Yard::with(&[("a", "1\n")]);
    yard.apply(&plan("a")).expect(0);
    yard.chmod("a", 0o755);
    yard.fixup(&["undo"]).expect(0);
    assert_eq!(yard.mode("a"), 0o755);
}

#[test]
fn a_new_script_can_be_run_and_another_new_file_cannot() {
    let yard = Yard::with(&[]);
    yard.apply(&Plan::of([
        create("run", "#!/bin/sh\n"),
        create("read", "x\n"),
    ]))
    .expect(0);
    assert_ne!(yard.mode("run") & 0o100, 0);
    assert_eq!(yard.mode("read") & 0o111, 0);
}

#[test]
fn the_owner_is_kept_where_we_may_give_files_away() {
    if !are_met(&[Need::Root]) {
        return;
    }
    let yard = Yard::with(&[("a", "1\n")]);
    chown(yard.root.join("a"), Some(12345), Some(23456)).expect("root may give files away");
    yard.chmod("a", 0o640);
    yard.apply(&plan("a")).expect(0);
    let data = fs::metadata(yard.root.join("a")).expect("it is there");
    assert_eq!(
        (data.uid(), data.gid(), data.mode() & 0o7777),
        (12345, 23456, 0o640)
    );
}

#[test]
fn line_endings_and_empty_files_survive() {
    let texts = [
        ("", "x"),
        ("x", ""),
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("a\rb", "a\rc"),
        ("\u{feff}a\n", "\u{feff}b\n"),
    ];
    for (before, after) in texts {
        let yard = Yard::with(&[("a", before)]);
        yard.apply(&Plan::of([edit("a", before, after)])).expect(0);
        assert_eq!(yard.text("a"), after);
        yard.fixup(&["undo"]).expect(0);
        assert_eq!(yard.text("a"), before);
    }
}
