//! Records: a stack that undo takes from, out of sight of git, and none where nothing changed.

use std::fs;
use std::os::unix::fs::symlink;

use super::harness::{Need, Plan, Yard, are_met, create, edit, fixup, git, run};

#[test]
fn undo_takes_back_one_apply_after_the_other_and_all_of_them() {
    let yard = Yard::with(&[("a", "1\n")]);
    let start = yard.tree();
    let steps = || {
        yard.apply(&Plan::of([edit("a", "1\n", "2\n"), create("new/b", "x\n")]))
            .expect(0);
        yard.apply(&Plan::of([edit("new/b", "x\n", "y\n")]))
            .expect(0);
        yard.apply(&Plan::of([edit("a", "2\n", "3\n")])).expect(0);
    };
    steps();
    let listed = yard.fixup(&["undo", "--list"]).expect(0);
    let numbers: Vec<&str> = listed
        .lines()
        .filter(|line| line.contains("file"))
        // behind it stands when it was
        .filter_map(|line| line.trim().split(", 2").next())
        .collect();
    assert_eq!(numbers, ["3  1 file", "2  1 file", "1  2 files"]);
    assert_eq!(
        listed.matches("5 cors-allowlist in .").count(),
        3,
        "{listed}"
    );
    for (a, b) in [("2\n", Some("y\n")), ("2\n", Some("x\n")), ("1\n", None)] {
        yard.fixup(&["undo"]).expect(0);
        assert_eq!(yard.text("a"), a);
        assert_eq!(
            fs::read_to_string(yard.root.join("new/b")).ok().as_deref(),
            b
        );
    }
    assert_eq!(yard.tree(), start);
    assert!(!yard.root.join(".fixup").exists());
    yard.fixup(&["undo"]).expect_nothing_undone();
    steps();
    yard.fixup(&["undo", "--all"]).expect(0);
    assert_eq!(yard.tree(), start);
    yard.fixup(&["undo", "--all"]).expect_nothing_undone();
    assert_eq!(
        yard.fixup(&["undo", "--list"]).expect(0),
        "nothing can be taken back\n"
    );
}

#[test]
fn undo_refuses_where_a_file_has_changed_since() {
    let yard = Yard::with(&[("a", "1\n2\n"), ("b", "1\n")]);
    yard.apply(&Plan::of([edit("b", "1\n", "2\n")])).expect(0);
    yard.apply(&Plan::of([
        edit("a", "1\n2\n", "one\n2\n"),
        create("new", "x\n"),
    ]))
    .expect(0);
    yard.write("a", "one\n3\n");
    let before = yard.tree();
    let parts = [
        "`a` has changed since fixup wrote it",
        "line 2 differs",
        "nothing was written",
    ];
    yard.fixup(&["undo"]).expect_error(&parts);
    yard.fixup(&["undo", "--all"]).expect_error(&parts);
    assert_eq!(yard.tree(), before);
    yard.write("a", "one\n2\n");
    yard.write("new", "mine\n");
    yard.fixup(&["undo"])
        .expect_error(&["`new` has changed since fixup wrote it"]);
    yard.write("new", "x\n");
    yard.fixup(&["undo", "--all"]).expect(0);
}

#[test]
fn undo_of_all_says_what_it_took_back_before_it_had_to_stop() {
    let yard = Yard::with(&[("a", "1\n"), ("b", "1\n")]);
    yard.apply(&Plan::of([edit("a", "1\n", "2\n")])).expect(0);
    yard.apply(&Plan::of([edit("b", "1\n", "2\n")])).expect(0);
    yard.write("a", "mine\n");
    let ended = yard.fixup(&["undo", "--all"]);
    assert!(
        ended.stdout.contains("took 1 file back:\n  b\n"),
        "{ended:?}"
    );
    ended.expect_error(&["`a` has changed"]);
    assert_eq!(yard.records(), ["0001.json", "lock"]);
}

#[test]
fn a_folder_that_somebody_uses_survives_the_undo() {
    let yard = Yard::with(&[]);
    yard.apply(&Plan::of([create("one/two/new", "x\n")]))
        .expect(0);
    yard.write("one/mine", "x\n");
    yard.fixup(&["undo"]).expect(0);
    assert!(yard.root.join("one/mine").exists());
    assert!(!yard.root.join("one/two").exists());
}

#[test]
fn an_apply_that_changes_nothing_leaves_nothing() {
    let yard = Yard::with(&[("a", "1\n")]);
    yard.apply(&Plan::of([])).expect(0);
    yard.apply(&Plan::of([edit("a", "0\n", "1\n")])).expect(0);
    yard.fixup(&["apply", "--yes"]).expect(0);
    yard.fixup(&["undo"]).expect_nothing_undone();
    assert!(!yard.root.join(".fixup").exists());
}

#[test]
fn outside_of_git_the_records_hide_themselves() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::with(&[("a", "1\n")]);
    yard.apply(&Plan::of([edit("a", "1\n", "2\n")])).expect(0);
    assert_eq!(yard.records(), ["0001.json", "lock"]);
    let mode = yard.mode(".fixup/0001.json");
    assert_eq!(mode, 0o600);
    // somebody makes a repository of it later
    yard.git(&["init", "--quiet"]);
    assert_eq!(yard.status(), "?? a\n");
}

#[test]
fn what_was_done_before_there_was_a_repository_of_git_can_still_be_undone() {
    let yard = Yard::with(&[("a", "1\n")]);
    let before = yard.tree();
    yard.apply(&Plan::of([edit("a", "1\n", "2\n")])).expect(0);
    yard.git(&["init", "--quiet"]);
    yard.git(&["add", "--all"]);
    yard.git(&["commit", "--quiet", "--message", "All"]);
    let listed = yard.fixup(&["undo", "--list"]);
    listed.expect(0);
    yard.fixup(&["undo"]).expect(0);
    assert_eq!(yard.text("a"), "1\n");
    assert_eq!(yard.tree(), before);
    // from here on git's own folder has the records
    yard.git(&["checkout", "--quiet", "."]);
    yard.apply(&Plan::of([edit("a", "2\n", "3\n")])).expect(0);
    assert!(yard.root.join(".git/fixup/0001.json").exists());
    assert!(!yard.root.join(".fixup").exists());
}

#[test]
fn fixup_does_not_find_its_own_records() {
    let yard = Yard::with(&[("a", "1\n")]);
    let service = "{ \"main\": \"server.js\", \"dependencies\": { \"express\": \"4\" } }\n";
    let server = "const app = require('express')();\napp.listen(1);\n";
    // the records of this plan would make a service of the folder that they lie in
    yard.apply(&Plan::of([
        create("api/package.json", service),
        create("api/server.js", server),
    ]))
    .expect(0);
    for name in ["package.json", "server.js"] {
        fs::copy(
            yard.root.join("api").join(name),
            yard.root.join(".fixup").join(name),
        )
        .expect("a copy");
    }
    let said = yard
        .fixup(&["scan", "--format", "json", "--fail-on", "never"])
        .expect(0);
    assert!(
        said.contains("\"api\"") && !said.contains(".fixup"),
        "{said}"
    );
}

#[test]
fn records_lie_in_git_and_status_is_clean() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&[("a", "1\n"), ("sub/b", "1\n")]);
    yard.apply(&Plan::of([edit("a", "1\n", "2\n")])).expect(0);
    assert_eq!(yard.status(), " M a\n");
    assert_eq!(yard.mode(".git/fixup/0001.json"), 0o600);
    assert!(!yard.root.join(".fixup").exists());
    yard.fixup(&["undo"]).expect(0);
    assert_eq!(yard.status(), "");
}

#[test]
fn a_linked_work_tree_has_records_of_its_own() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&[("a", "1\n")]);
    yard.git(&["worktree", "add", "--quiet", "../linked"]);
    let linked = yard.beside().join("linked");
    let plan = Plan::of([edit("a", "1\n", "2\n")]).save(yard.beside());
    let plan = plan.to_str().expect("UTF-8");
    run(&mut fixup(&linked, &["apply", "--yes", "--plan", plan])).expect(0);
    assert_eq!(git(&linked, &["status", "--porcelain"]), " M a\n");
    yard.fixup(&["undo"]).expect_nothing_undone();
    run(&mut fixup(&linked, &["undo"])).expect(0);
    assert_eq!(git(&linked, &["status", "--porcelain"]), "");
    assert!(yard.root.join(".git/worktrees/linked/fixup").is_dir());
}

#[test]
fn a_folder_of_a_repository_shares_its_records_and_undoes_its_own() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&[("one/a", "1\n"), ("two/a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n")]).save(yard.beside());
    let plan = plan.to_str().expect("UTF-8");
    let (one, two) = (yard.root.join("one"), yard.root.join("two"));
    for folder in [&one, &two] {
        run(&mut fixup(folder, &["apply", "--yes", "--plan", plan])).expect(0);
    }
    assert_eq!(yard.status(), " M one/a\n M two/a\n");
    // each its own, though the other one is newer
    run(&mut fixup(&one, &["undo"])).expect(0);
    let said = run(&mut fixup(&one, &["undo"])).expect(0);
    assert!(said.contains("nothing to undo here") && said.contains("for another folder"));
    assert_eq!(yard.status(), " M two/a\n");
    // the top has all of them
    yard.fixup(&["undo"]).expect(0);
    assert_eq!(yard.status(), "");
}

#[test]
fn the_environment_of_a_hook_does_not_lead_astray() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let (yard, other) = (
        Yard::committed(&[("a", "1\n")]),
        Yard::committed(&[("a", "1\n")]),
    );
    let mut command = yard.applying(&Plan::of([edit("a", "1\n", "2\n")]));
    run(command.env("GIT_DIR", other.root.join(".git"))).expect(0);
    assert_eq!(other.records(), [""; 0]);
    assert_eq!(yard.records(), ["0001.json", "lock"]);
}

#[test]
fn links_among_the_records_that_somebody_else_made_are_not_followed() {
    let plan = || Plan::of([edit("a", "1\n", "2\n")]);
    for name in ["lock", ".gitignore", "pending.new", "pending.json"] {
        let yard = Yard::with(&[("a", "1\n"), (".fixup/x", "")]);
        let victim = yard.beside().join("victim");
        fs::write(&victim, "theirs\n").expect("a file of ours");
        symlink("../../victim", yard.root.join(".fixup").join(name)).expect("a link");
        let ended = yard.apply(&plan());
        assert!(matches!(ended.code(), Some(0 | 2)), "{ended:?}");
        let text = fs::read_to_string(victim).expect("it is there");
        assert_eq!(text, "theirs\n", "{name}");
    }
    let yard = Yard::with(&[("a", "1\n")]);
    fs::create_dir(yard.beside().join("folder")).expect("a folder of ours");
    symlink("../folder", yard.root.join(".fixup")).expect("a link");
    yard.apply(&plan())
        .expect_error(&["it is a symbolic link", "nothing was written"]);
    let mut inside = fs::read_dir(yard.beside().join("folder")).expect("a folder");
    assert!(inside.next().is_none());
}

#[test]
fn a_record_that_somebody_else_made_cannot_lead_out_of_the_tree() {
    let yard = Yard::with(&[("a", "2\n")]);
    fs::write(yard.beside().join("victim"), "theirs\n").expect("a file of ours");
    let record = |path: &str| {
        format!(
            "{{\"version\":1,\"scope\":\"\",\"subjects\":[],\"undoes\":null,\"folders\":[],\"entries\":[{{\
             \"path\":\"{path}\",\"before\":\"evil\\n\",\"after\":\"theirs\\n\",\"mode\":420,\"token\":0}}]}}"
        )
    };
    for name in [
        "0001.json",
        "committed.json",
        "pending.json",
        "reverting.json",
    ] {
        yard.write(&format!(".fixup/{name}"), record("../victim"));
        yard.fixup(&["undo"])
            .expect_error(&["was not written by you here"]);
        fs::remove_dir_all(yard.root.join(".fixup")).expect("it is ours");
    }
    let text = fs::read_to_string(yard.beside().join("victim"));
    assert_eq!(text.expect("it is there"), "theirs\n");
    yard.write(
        ".fixup/0001.json",
        record("a").replace("\"version\":1", "\"version\":2"),
    );
    yard.fixup(&["undo"])
        .expect_error(&["is no record of fixup", "it has the version 2"]);
}
