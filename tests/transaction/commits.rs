//! In a repository: uncommitted changes, a branch for the fixes, one commit an issue, and a command that has the last
//! word. The user's other changes are left alone.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::harness::{Need, Plan, Yard, are_met, create, edit, git, run, stopped_by_a_conflict};

const FILES: [(&str, &str); 3] = [
    (
        "package.json",
        "{ \"main\": \"server.js\", \"dependencies\": { \"cors\": \"2\", \"express\": \"4\" } }\n",
    ),
    (
        "server.js",
        "const cors = require('cors');\nconst express = require('express');\n\nconst app = express();\n\
         app.use(cors());\n\napp.get('/orders', (req, res) => res.json([]));\n\napp.listen(3000);\n",
    ),
    ("notes.txt", "start\n"),
];

/// Applies issues 1 and 5 with these words more.
const APPLY: [&str; 6] = [
    "apply",
    "--yes",
    "--issue",
    "1,5",
    "--set",
    "cors.origins=https://shop.example.com",
];

fn words<'a>(more: &[&'a str]) -> Vec<&'a str> {
    APPLY.iter().chain(more).copied().collect()
}

fn branch(yard: &Yard) -> String {
    yard.git(&["symbolic-ref", "--short", "HEAD"])
        .trim()
        .to_owned()
}

fn subjects(yard: &Yard) -> Vec<String> {
    yard.git(&["log", "--reverse", "--format=%s"])
        .lines()
        .map(str::to_owned)
        .collect()
}

fn hook(yard: &Yard, name: &str, script: &str) {
    let path = yard.root.join(".git/hooks").join(name);
    fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("it is ours");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("it is ours");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it is ours");
}

#[test]
fn each_issue_is_a_commit_on_the_new_branch() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&FILES);
    let said = yard
        .fixup(&words(&["--branch", "fix/ready", "--commit"]))
        .expect(0);
    assert!(said.contains("git revert"), "{said}");
    assert_eq!(branch(&yard), "fix/ready");
    assert_eq!(yard.status(), "");
    let subjects = subjects(&yard);
    assert_eq!(
        subjects,
        [
            "start",
            "Add a health endpoint",
            "Allow only the origins of this deployment"
        ]
    );
    let message = yard.git(&["log", "-1", "--format=%B"]);
    assert!(
        message.contains("reflects every origin"),
        "the reason: {message}"
    );
    assert!(
        message.contains("\n\nStill to do:\nSet CORS_ALLOWED_ORIGINS"),
        "{message}"
    );
    let long = message.lines().find(|line| line.chars().count() > 72);
    assert_eq!(long, None);
    // each of them alone is a whole fix
    let files = yard.git(&["show", "--format=", "--name-only", "HEAD~1"]);
    assert!(
        files.contains("health") && !files.contains("origins"),
        "{files}"
    );
    assert_eq!(
        yard.git(&["rev-parse", "main"]),
        yard.git(&["rev-parse", "HEAD~2"])
    );
}

#[test]
fn the_users_other_changes_stay_as_they_are() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&FILES);
    yard.write("notes.txt", "mine\n");
    yard.write("mine.txt", "mine\n");
    yard.fixup(&words(&["--branch", "fix", "--commit"]))
        .expect(0);
    assert_eq!(yard.status(), " M notes.txt\n?? mine.txt\n");
    assert_eq!(
        yard.git(&[
            "diff",
            "--name-only",
            "main",
            "HEAD",
            "--",
            "notes.txt",
            "mine.txt"
        ]),
        ""
    );
}

#[test]
fn a_new_file_that_git_ignores_is_committed_all_the_same() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&FILES);
    yard.write(".gitignore", "utils/\nhealth.js\n");
    yard.commit_all();
    yard.fixup(&words(&["--commit"])).expect(0);
    let committed = yard.git(&["ls-files"]);
    assert!(committed.contains("health.js"), "{committed}");
    assert_eq!(yard.status(), "");
}

#[test]
fn a_commit_from_a_folder_of_the_repository_takes_the_right_files() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let files = FILES.map(|(path, text)| (format!("api/{path}"), text));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (path.as_str(), *text))
        .collect();
    let yard = Yard::committed(&files);
    yard.write("api/notes.txt", "mine\n");
    let api = yard.root.join("api");
    run(&mut super::harness::fixup(&api, &words(&["--commit"]))).expect(0);
    assert_eq!(yard.status(), " M api/notes.txt\n");
    assert_eq!(subjects(&yard).len(), 3);
}

/// What stands in the way, how it comes to be, and what fixup says to it.
type Way = (&'static str, fn(&Yard), &'static [&'static str]);

#[test]
fn what_stands_in_the_way_of_commits_is_named_and_nothing_is_written() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let ways: [Way; 6] = [
        (
            "staged",
            |yard| {
                yard.write("notes.txt", "mine\n");
                yard.git(&["add", "notes.txt"]);
            },
            &["there are staged changes", "git restore --staged"],
        ),
        (
            "branch",
            |yard| drop(yard.git(&["branch", "fix"])),
            &["the branch `fix` exists already"],
        ),
        (
            "rebase",
            |yard| {
                conflict(yard);
                yard.git(&[
                    "-c",
                    "advice.mergeConflict=false",
                    "checkout",
                    "--quiet",
                    "theirs",
                ]);
                stopped_by_a_conflict(&yard.root, &["rebase", "main"]);
            },
            &["a rebase is in progress", "git rebase --abort"],
        ),
        (
            "merge",
            |yard| {
                conflict(yard);
                stopped_by_a_conflict(&yard.root, &["merge", "theirs"]);
            },
            &["a merge is in progress", "git merge --abort"],
        ),
        (
            "dirty",
            |yard| yard.write("server.js", FILES[1].1.replace("3000", "4000")),
            &[
                "1 file that would change has uncommitted changes",
                "server.js",
            ],
        ),
        (
            "name",
            |yard| drop(yard.git(&["branch", "fix/deeper"])),
            &["git could not make the branch"],
        ),
    ];
    for (name, prepare, parts) in ways {
        let yard = Yard::committed(&FILES);
        prepare(&yard);
        let (tree, status) = (yard.tree(), yard.status());
        yard.fixup(&words(&["--branch", "fix", "--commit"]))
            .expect_error(parts);
        assert_eq!(yard.tree(), tree, "{name}");
        assert_eq!(yard.status(), status, "{name}");
        assert_eq!(yard.records(), [""; 0], "{name}");
    }
}

/// Two branches that change the same line.
fn conflict(yard: &Yard) {
    for (name, text) in [("theirs", "theirs\n"), ("main", "ours\n")] {
        if name != "main" {
            yard.git(&["branch", name]);
        }
        yard.git(&["checkout", "--quiet", name]);
        yard.write("notes.txt", text);
        yard.git(&["commit", "--quiet", "--all", "--message", name]);
    }
}

#[test]
fn outside_of_git_there_is_nothing_to_commit_to() {
    let yard = Yard::with(&FILES);
    yard.fixup(&words(&["--commit"]))
        .expect_error(&["there is no git repository here", "git init"]);
    assert!(!yard.text("server.js").contains("health"));
}

#[test]
fn a_name_that_is_none_for_a_branch_is_refused() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&FILES);
    for name in ["a b", "-x", "a..b"] {
        let option = format!("--branch={name}");
        yard.fixup(&words(&[&option]))
            .expect_error(&["is no name for a branch"]);
    }
}

#[test]
fn with_nothing_to_do_no_branch_is_made() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&[("notes.txt", "start\n")]);
    yard.fixup(&words(&["--branch", "fix", "--commit"]))
        .expect(0);
    assert_eq!(branch(&yard), "main");
    assert_eq!(yard.git(&["branch", "--list", "fix"]), "");
    assert_eq!(yard.records(), [""; 0]);
}

#[test]
fn a_detached_head_and_a_repository_without_commits_are_served_too() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let detached = Yard::committed(&FILES);
    detached.git(&["checkout", "--quiet", "--detach"]);
    detached
        .fixup(&words(&["--branch", "fix", "--commit"]))
        .expect(0);
    assert_eq!(
        (branch(&detached), subjects(&detached).len()),
        ("fix".to_owned(), 3)
    );

    // whose files are all uncommitted, and would go into the commits of the fixes
    let unborn = Yard::with(&FILES);
    unborn.git(&["init", "--quiet"]);
    unborn
        .fixup(&words(&["--branch", "fix", "--commit", "--allow-dirty"]))
        .expect_error(&["server.js", "uncommitted", "commit or stash them first"]);
    unborn
        .fixup(&words(&["--branch", "fix", "--allow-dirty"]))
        .expect(0);
    assert_eq!(branch(&unborn), "fix");
}

#[test]
fn a_hook_that_says_no_leaves_everything_as_it_was() {
    if !are_met(&[Need::Git]) {
        return;
    }
    for detached in [false, true] {
        let yard = Yard::committed(&FILES);
        if detached {
            yard.git(&["checkout", "--quiet", "--detach"]);
        }
        let before = (
            yard.tree(),
            yard.git(&["rev-parse", "--abbrev-ref", "HEAD"]),
        );
        hook(&yard, "pre-commit", "echo no commits today >&2; exit 1");
        yard.fixup(&words(&["--branch", "fix", "--commit"]))
            .expect_error(&[
                "git could not commit the fix",
                "no commits today",
                "all of it was taken back",
            ]);
        assert_eq!(
            (
                yard.tree(),
                yard.git(&["rev-parse", "--abbrev-ref", "HEAD"])
            ),
            before
        );
        assert_eq!(yard.status(), "");
        assert_eq!(
            yard.git(&["branch", "--list", "fix"]),
            "",
            "no empty branch is left"
        );
        assert_eq!(yard.records(), ["lock"]);
    }
}

#[test]
fn the_first_patch_that_fails_ends_the_run_and_commits_before_it_stay() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::committed(&FILES);
    hook(&yard, "commit-msg", "grep -q health \"$1\"");
    yard.fixup(&words(&["--branch", "fix", "--commit"]))
        .expect_error(&["git could not commit", "issue 5", "commits before it stay"]);
    assert_eq!(branch(&yard), "fix");
    assert_eq!(subjects(&yard), ["start", "Add a health endpoint"]);
    assert_eq!(yard.status(), "");
    assert_eq!(yard.records(), ["0001.json", "lock"]);
}

#[test]
fn uncommitted_changes_are_refused_unless_they_are_allowed() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let plan = Plan::of([edit("a", "1\n", "2\n"), create("new", "x\n")]);
    let yard = Yard::committed(&[("a", "0\n"), ("b", "0\n")]);
    yard.write("a", "1\n");
    yard.write("b", "1\n");
    let parts = [
        "1 file that would change has uncommitted changes",
        "= a\n",
        "--allow-dirty",
    ];
    yard.apply(&plan).expect_error(&parts);
    assert_eq!(yard.text("a"), "1\n");
    yard.git(&["add", "a"]);
    yard.apply(&plan).expect_error(&parts);
    run(yard.applying(&plan).arg("--allow-dirty")).expect(0);
    assert_eq!(yard.text("a"), "2\n");

    // a file that git does not know has no committed text to go back to
    let untracked = Yard::committed(&[("b", "0\n")]);
    untracked.write("a", "1\n");
    untracked.apply(&plan).expect_error(&parts);
    // other changes do not matter
    let clean = Yard::committed(&[("a", "1\n"), ("b", "0\n")]);
    clean.write("b", "1\n");
    clean.apply(&plan).expect(0);
}

#[test]
fn uncommitted_changes_in_a_repository_inside_are_found_and_not_committed_outside() {
    if !are_met(&[Need::Git]) {
        return;
    }
    // services side by side, each a repository of its own, in a folder that is none; then as a part of one
    for outer in [false, true] {
        let inner = Yard::with(&[("top", "1\n")]);
        let files = FILES.map(|(path, text)| (format!("api/{path}"), text));
        for (path, text) in &files {
            inner.write(path, text);
        }
        let api = inner.root.join("api");
        git(&api, &["init", "--quiet"]);
        git(&api, &["add", "--all"]);
        git(&api, &["commit", "--quiet", "--message=start"]);
        if outer {
            inner.commit_all();
            let all = words(&["--commit"]);
            inner
                .fixup(&all)
                .expect_error(&["belongs to another repository", "all of it was taken back"]);
            assert_eq!(git(&api, &["status", "--porcelain"]), "");
        }
        inner.write("api/server.js", FILES[1].1.replace("3000", "4000"));
        inner
            .fixup(&words(&[]))
            .expect_error(&["has uncommitted changes", "= api/server.js\n"]);
    }
}

#[test]
fn a_repository_that_git_will_not_look_at_is_not_changed_unasked() {
    if !are_met(&[Need::Git, Need::Root]) {
        return;
    }
    let yard = Yard::committed(&[("a", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n")]);
    // git trusts no repository of another user, such as one that is mounted into a container
    yard.give_to(65534);
    yard.apply(&plan)
        .expect_error(&["dubious ownership", "--allow-dirty"]);
    assert_eq!(yard.text("a"), "1\n");
    run(yard.applying(&plan).arg("--allow-dirty")).expect(0);
    assert_eq!(yard.text("a"), "2\n");
    yard.fixup(&["undo"]).expect(0);
    yard.give_to(0);
    assert_eq!(yard.status(), "");
}

#[test]
fn uncommitted_changes_behind_a_link_are_found() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let yard = Yard::with(&[("real/a", "0\n")]);
    std::os::unix::fs::symlink("real", yard.root.join("link")).expect("a link");
    yard.commit_all();
    yard.write("real/a", "1\n");
    let plan = Plan::of([edit("link/a", "1\n", "2\n")]);
    yard.apply(&plan)
        .expect_error(&["uncommitted changes", "= real/a\n"]);
}

#[test]
fn a_command_that_fails_takes_everything_back() {
    if !are_met(&[Need::Git]) {
        return;
    }
    for words_more in [
        &[
            "--verify",
            "grep -q health server.js && echo bad luck; false",
        ][..],
        &["--verify", "false", "--branch", "fix"],
        &["--verify", "kill -9 $$", "--branch", "fix", "--commit"],
    ] {
        let yard = Yard::committed(&FILES);
        let before = yard.tree();
        let ended = yard.fixup(&words(words_more));
        assert!(
            !ended.stdout.contains("bad luck"),
            "it goes to stderr: {ended:?}"
        );
        ended.expect_error(&["failed after the fixes", "all of it was taken back"]);
        assert_eq!(yard.tree(), before);
        assert_eq!(
            (yard.status(), branch(&yard)),
            (String::new(), "main".to_owned())
        );
        assert_eq!(yard.git(&["branch", "--list", "fix"]), "");
        assert_eq!(yard.records(), ["lock"]);
    }
}

#[test]
fn a_command_that_succeeds_has_seen_the_fixes() {
    let yard = Yard::with(&FILES);
    yard.fixup(&words(&["--verify", "grep -q health server.js"]))
        .expect(0);
    assert!(yard.text("server.js").contains("health"));
}

#[test]
fn a_command_that_changes_what_was_applied_keeps_its_changes() {
    let yard = Yard::with(&[("a", "1\n"), ("b", "1\n")]);
    let plan = Plan::of([edit("a", "1\n", "2\n"), edit("b", "1\n", "2\n")]);
    let ended = run(yard.applying(&plan).args(["--verify", "echo 3 > a; false"]));
    ended.expect_error(&[
        "failed after the fixes",
        "the fixes stay, for `a` has changed since fixup wrote it",
    ]);
    assert_eq!(
        (yard.text("a"), yard.text("b")),
        ("3\n".to_owned(), "2\n".to_owned())
    );
}
