//! What `.git/config` names is not run to look at a tree, and git that does not answer is said.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::tree::{APP, Tree, ended};

/// A repository whose configuration runs a canary wherever git is asked something.
fn repository() -> (Tree, std::path::PathBuf) {
    let tree = Tree::express();
    tree.write(".gitattributes", "*.js filter=evil diff=evil\n");
    tree.commit();
    let canary = tree.beside().join("canary");
    let evil = tree.beside().join("evil");
    fs::write(
        &evil,
        format!("#!/bin/sh\necho \"$0 $*\" >>'{}'\ncat\n", canary.display()),
    )
    .expect("a program");
    fs::set_permissions(&evil, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let evil = evil.to_str().expect("UTF-8");
    for (key, value) in [
        ("core.fsmonitor", evil),
        ("core.pager", evil),
        ("core.editor", evil),
        ("core.sshCommand", evil),
        ("diff.external", evil),
        ("diff.evil.command", evil),
        ("diff.evil.textconv", evil),
        ("filter.evil.clean", evil),
        ("filter.evil.smudge", evil),
        ("filter.evil.required", "true"),
    ] {
        tree.git(&["config", key, value]);
    }
    let hooks = tree.root.join(".git/hooks");
    fs::create_dir_all(&hooks).expect("a folder");
    for hook in [
        "post-checkout",
        "post-index-change",
        "reference-transaction",
    ] {
        fs::copy(evil, hooks.join(hook)).expect("a hook");
    }
    (tree, canary)
}

#[test]
fn looking_and_applying_run_nothing_that_the_repository_names() {
    let (tree, canary) = repository();
    let _ = fs::remove_file(&canary);
    // touched, so that git has to look into it
    tree.write("app.js", APP);
    for arguments in [
        &["scan"][..],
        &["diff"],
        &["apply", "--yes", "--issue", "5"],
        &["undo", "--list"],
        &["undo"],
        &["apply", "--yes", "--issue", "5", "--branch", "fixes"],
        &["undo"],
    ] {
        let ended = tree.fixup(arguments);
        assert!(
            ended.code.is_some_and(|code| code <= 1),
            "{arguments:?}: {ended:?}"
        );
        let ran = fs::read_to_string(&canary).unwrap_or_default();
        assert!(ran.is_empty(), "{arguments:?} ran {ran}");
    }
}

#[test]
fn without_git_an_undo_says_why_it_cannot_look() {
    let tree = Tree::express();
    tree.commit();
    tree.fixup(&["apply", "--yes", "--issue", "5"]);
    for arguments in [&["undo"][..], &["undo", "--list"], &["apply", "--yes"]] {
        let mut command = tree.command(arguments);
        command.env("PATH", "/nonexistent");
        ended(command).expect(2, &["cannot run git"]);
    }
    let mut command = tree.command(&["scan", "--issue", "5"]);
    command.env("PATH", "/nonexistent");
    ended(command).expect(0, &["fixed"]);
}

#[test]
fn a_repository_of_somebody_else_is_said() {
    let tree = Tree::express();
    tree.commit();
    for arguments in [&["undo"][..], &["apply", "--yes", "--issue", "5"]] {
        let mut command = tree.command(arguments);
        command.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
        ended(command).expect(2, &["dubious ownership", "--allow-dirty"]);
    }
    // asked to, fixup keeps records beside the files, and finds them there
    for arguments in [
        &["apply", "--yes", "--issue", "5", "--allow-dirty"][..],
        &["undo"],
    ] {
        let mut command = tree.command(arguments);
        command.env("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1");
        ended(command).expect(0, &[]);
    }
    assert_eq!(tree.read("app.js"), APP);
}

#[test]
fn a_check_that_changes_a_fixed_file_itself_is_told_what_is_so() {
    let tree = Tree::express();
    let verify = "echo '// mine' >>app.js; false";
    let ended = tree.fixup(&["apply", "--yes", "--issue", "5", "--verify", verify]);
    let ended = ended.expect(
        2,
        &[
            "failed after the fixes",
            "the fixes stay, for `app.js` has changed since fixup wrote it",
        ],
    );
    assert!(!ended.said().contains("nothing was written"), "{ended:?}");
    assert!(tree.read("app.js").contains("corsAllowlist"));
    tree.write("app.js", tree.read("app.js").replace("// mine\n", ""));
    tree.fixup(&["undo"]).expect(0, &["took"]);
    assert_eq!(tree.read("app.js"), APP);
}
