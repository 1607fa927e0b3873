//! One file that cannot be written, and none is: named, with exit status 2.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::harness::{Ended, Need, Plan, Yard, are_met, create, edit, is_root, run};

/// The user that no file belongs to.
const NOBODY: u32 = 65534;

/// Forty files in four folders, and a plan that changes all of them.
fn forty() -> (Yard, Plan) {
    let paths: Vec<String> = (0..40)
        .map(|number| format!("part-{}/file-{number:02}.js", number % 4))
        .collect();
    let files: Vec<(&str, &str)> = paths.iter().map(|path| (path.as_str(), "old\n")).collect();
    let yard = Yard::with(&files);
    let plan = Plan::of(paths.iter().map(|path| edit(path, "old\n", "new\n")));
    (yard, plan)
}

#[track_caller]
fn assert_refused(yard: &Yard, ended: Ended, parts: &[&str], plan: &Plan) {
    let before = yard.tree();
    ended.expect_error(parts);
    assert_eq!(yard.tree(), before);
    for number in 0..40 {
        let path = format!("part-{}/file-{number:02}.js", number % 4);
        assert_eq!(yard.text(&path), "old\n", "{path}");
    }
    assert!(
        !yard.records().iter().any(|name| name.ends_with(".json")),
        "{:?}",
        yard.records()
    );
    // nothing is broken for good
    yard.chmod("part-2/file-22.js", 0o644);
    yard.chmod("part-2", 0o755);
    yard.apply(plan).expect(0);
    assert_eq!(yard.text("part-2/file-22.js"), "new\n");
}

/// The same run by a user who is not root; the program is copied to where that user can reach it.
fn as_plain_user(yard: &Yard, mut command: Command) -> Ended {
    if !is_root() {
        return run(&mut command);
    }
    let program = reachable(Path::new(command.get_program()), yard.beside());
    let mut plain = Command::new("setpriv");
    plain.args([format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")]);
    plain
        .arg("--clear-groups")
        .arg(program)
        .args(command.get_args());
    run(plain.current_dir(&yard.root))
}

fn reachable(program: &Path, folder: &Path) -> PathBuf {
    let copy = folder.join("fixup");
    if copy.exists() {
        return copy;
    }
    fs::hard_link(program, &copy)
        .or_else(|_| fs::copy(program, &copy).map(drop))
        .expect("a copy");
    copy
}

#[test]
fn a_read_only_file_among_forty_means_that_none_is_written() {
    for mode in [0o444, 0o400, 0o000] {
        let (yard, plan) = forty();
        yard.chmod("part-2/file-22.js", mode);
        let ended = yard.apply(&plan);
        yard.chmod("part-2/file-22.js", 0o644);
        assert_refused(
            &yard,
            ended,
            &["part-2/file-22.js", "nothing was written"],
            &plan,
        );
    }
}

#[test]
fn a_file_of_somebody_else_among_forty_means_that_none_is_written() {
    if !are_met(&[Need::Root, Need::PlainUser]) {
        return;
    }
    let (yard, plan) = forty();
    let command = yard.applying(&plan);
    let path = yard.root.join("part-2/file-22.js");
    yard.give_to(NOBODY);
    chown(&path, Some(0), Some(0)).expect("root may give files away");
    let ended = as_plain_user(&yard, command);
    let parts = [
        "`part-2/file-22.js` is read-only",
        "Permission denied",
        "nothing was written",
    ];
    assert_refused(&yard, ended, &parts, &plan);
}

#[test]
fn a_read_only_folder_among_four_means_that_nothing_is_written() {
    if !are_met(&[Need::PlainUser]) {
        return;
    }
    let (yard, plan) = forty();
    let command = yard.applying(&plan);
    yard.chmod("part-2", 0o555);
    yard.give_to(NOBODY);
    let ended = as_plain_user(&yard, command);
    assert_refused(
        &yard,
        ended,
        &["cannot write `part-2/", "nothing was written"],
        &plan,
    );
}

#[test]
fn a_file_that_cannot_be_replaced_after_all_takes_the_others_back() {
    // in a folder such as /tmp, everybody may write, but only the owner of a file may replace it
    if !are_met(&[Need::Root, Need::PlainUser]) {
        return;
    }
    let (yard, plan) = forty();
    let command = yard.applying(&plan);
    yard.give_to(NOBODY);
    for path in ["part-2", "part-2/file-22.js"] {
        chown(yard.root.join(path), Some(0), Some(0)).expect("root may give files away");
    }
    yard.chmod("part-2", 0o1777);
    yard.chmod("part-2/file-22.js", 0o666);
    let ended = as_plain_user(&yard, command);
    let parts = [
        "cannot write `part-2/file-22.js`",
        "all other files are as they were before",
    ];
    assert_refused(&yard, ended, &parts, &plan);
}

#[test]
fn an_undo_of_new_files_in_a_read_only_folder_takes_nothing_back() {
    if !are_met(&[Need::PlainUser]) {
        return;
    }
    let yard = Yard::with(&[("a", "1\n"), ("folder/b", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n"), create("folder/new", "x\n")]);
    // by the same user, who has a record of it
    let command = yard.applying(&plan);
    yard.give_to(NOBODY);
    as_plain_user(&yard, command).expect(0);
    yard.chmod("folder", 0o555);
    let after = yard.tree();
    let ended = as_plain_user(&yard, super::harness::fixup(&yard.root, &["undo"]));
    ended.expect_error(&["cannot write `folder/new`", "nothing was written"]);
    assert_eq!(yard.tree(), after);
    yard.chmod("folder", 0o755);
    as_plain_user(&yard, super::harness::fixup(&yard.root, &["undo"])).expect(0);
    assert_eq!(yard.text("a"), "1\n");
    assert!(!yard.root.join("folder/new").exists());
}

#[test]
fn a_folder_where_a_file_should_be_is_named() {
    let yard = Yard::with(&[("a", "1\n"), ("taken/x", "")]);
    let plan = Plan::of([edit("a", "1\n", "2\n"), create("taken", "x\n")]);
    yard.apply(&plan)
        .expect_error(&["`taken` has changed", "a folder stands there"]);
    assert_eq!(yard.text("a"), "1\n");
}

#[test]
fn a_file_where_a_folder_should_be_is_named() {
    let yard = Yard::with(&[("a", "1\n"), ("taken", "")]);
    let plan = Plan::of([edit("a", "1\n", "2\n"), create("taken/deep/new", "x\n")]);
    yard.apply(&plan)
        .expect_error(&["`taken` is a file, and a folder is needed there"]);
    assert_eq!(yard.text("a"), "1\n");
}

#[test]
fn a_pipe_where_a_file_should_be_does_not_hang() {
    let yard = Yard::with(&[]);
    let pipe = yard.root.join("pipe");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo is everywhere").success());
    let plan = Plan::of([create("pipe", "x\n")]);
    yard.apply(&plan)
        .expect_error(&["no ordinary file stands there"]);
}

#[test]
fn a_file_that_somebody_made_meanwhile_is_not_overwritten() {
    let yard = Yard::with(&[("a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n"), create("new", "ours\n")]);
    yard.write("new", "theirs\n");
    yard.apply(&plan)
        .expect_error(&["`new` has changed", "it was not there before"]);
    assert_eq!(
        (yard.text("new"), yard.text("a")),
        ("theirs\n".into(), "1\n".into())
    );
}

#[test]
fn a_file_that_is_no_longer_text_is_not_overwritten() {
    let yard = Yard::with(&[]);
    // read leniently, these bytes would look like the text that the plan knows
    yard.write("a", b"x\xff\n");
    yard.apply(&Plan::of([edit("a", "x\u{fffd}\n", "y\n")]))
        .expect_error(&["`a` has changed", "no longer UTF-8"]);
    assert_eq!(
        fs::read(yard.root.join("a")).expect("it is there"),
        b"x\xff\n"
    );
}

#[test]
fn files_beside_are_none_of_our_business() {
    let (yard, plan) = forty();
    yard.write("part-0/theirs.js", "x\n");
    fs::set_permissions(
        yard.root.join("part-0/theirs.js"),
        fs::Permissions::from_mode(0o444),
    )
    .expect("a file of ours");
    let before = yard.tree();
    yard.apply(&plan).expect(0);
    assert_eq!(yard.tree().differences(&before).len(), 40);
}
