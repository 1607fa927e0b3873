//! Branches with fixes that are made again and again, and how runners of fleets are told the outcome.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::repository::{Ended, Repository};

const AGAIN: &[&str] = &[
    "apply",
    "--yes",
    "--commit",
    "--branch",
    "fixes",
    "--replace-branch",
];

/// The system in git, on a branch with a name.
fn on_main() -> Repository {
    let repository = Repository::in_git();
    repository.git(&["branch", "--move", "main"]);
    repository
}

/// Applies on the branch `fixes` from `main`.
fn apply(repository: &Repository) -> Ended {
    repository.git(&["switch", "--quiet", "main"]);
    let mut command = repository.command(AGAIN);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "test");
        command.env(format!("GIT_{who}_EMAIL"), "test@example.com");
    }
    Ended::from(command.output().expect("the program starts"))
}

#[test]
fn a_branch_that_fixup_made_is_made_anew() {
    let repository = on_main();
    assert_eq!(apply(&repository).status, 0);
    let first = repository.git(&["rev-parse", "fixes"]);
    let trailers =
        "--format=%(trailers:key=Fixup-Issue,valueonly)%(trailers:key=Fixup-Version,valueonly)";
    let trailers = repository.git(&["log", trailers, "main..fixes"]);
    let version = env!("CARGO_PKG_VERSION");
    assert!(
        trailers.contains(&format!("5 cors-allowlist\n{version}\n")),
        "{trailers}"
    );
    repository.git(&["switch", "--quiet", "main"]);
    repository.write("README.md", "# Orders\n");
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "Main goes on"]);
    assert_eq!(apply(&repository).status, 0);
    assert_ne!(repository.git(&["rev-parse", "fixes"]), first);
    repository.git(&["merge-base", "--is-ancestor", "main", "fixes"]);
}

#[test]
fn a_branch_with_a_commit_of_somebody_stays() {
    let repository = on_main();
    apply(&repository);
    repository.write("README.md", "# By hand\n");
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "By hand"]);
    let tip = repository.git(&["rev-parse", "--short", "fixes"]);
    let ended = apply(&repository);
    assert_eq!((ended.status, ended.said.as_str()), (2, ""));
    assert_eq!(repository.git(&["rev-parse", "--short", "fixes"]), tip);
    let mut shown = ended.complaint.replace(tip.trim(), "COMMIT");
    repository.git(&["switch", "--quiet", "fixes"]);
    shown += &repository.fixup(AGAIN).shown();
    shown += &repository
        .fixup(&["apply", "--yes", "--replace-branch"])
        .complaint;
    crate::reviewed("replace_branch_refused", &shown);
}

#[test]
fn a_branch_is_as_it_was_where_nothing_could_be_committed() {
    let repository = on_main();
    apply(&repository);
    let tip = repository.git(&["rev-parse", "fixes"]);
    let hook = repository.root.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    fs::write(&hook, "#!/bin/sh\nexit 1\n").expect("a file");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("a mode");
    let ended = apply(&repository);
    assert_eq!(ended.status, 2, "{}", ended.shown());
    assert_eq!(repository.git(&["rev-parse", "fixes"]), tip);
    assert_eq!(repository.git(&["branch", "--show-current"]), "main\n");
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
}

#[test]
fn what_is_left_counts_from_the_priority_that_is_asked_for() {
    let lacks_origins = || {
        let repository = Repository::system();
        repository.write(
            "api/server.js",
            "const app = require('express')();\napp.listen(",
        );
        repository
    };
    for (arguments, status) in [
        (&["apply", "--yes"][..], 1),
        (&["apply", "--yes", "--fail-on", "never"], 0),
        (&["diff"], 1),
        (&["diff", "--fail-on", "never"], 0),
        (&["plan", "--out", "plan.json"], 0),
        (&["plan", "--out", "plan.json", "--fail-on", "P0"], 1),
    ] {
        let ended = lacks_origins().fixup(arguments);
        assert_eq!(ended.status, status, "{arguments:?}: {}", ended.shown());
    }
}

/// Commits as somebody who has a name.
fn commit_fixes(repository: &Repository, arguments: &[&str]) -> Ended {
    let mut command = repository.command(arguments);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "test");
        command.env(format!("GIT_{who}_EMAIL"), "test@example.com");
    }
    Ended::from(command.output().expect("the program starts"))
}

#[test]
fn undo_says_how_git_takes_commits_and_branches_back() {
    let repository = on_main();
    let applied = apply(&repository);
    assert_eq!(applied.status, 0, "{}", applied.shown());
    let files = repository.files();
    let undone = repository.fixup(&["undo"]);
    assert_eq!(undone.status, 1, "{}", undone.shown());
    for part in [
        " on `fixes`  5 cors-allowlist in api",
        "`git revert COMMIT` takes one back",
        "`git switch main && git branch -D fixes`",
    ] {
        assert!(undone.said.contains(part), "{}", undone.said);
    }
    assert_eq!(repository.files(), files);
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    let commit = repository.git(&["rev-parse", "--short=10", "HEAD"]);
    let list = repository.fixup(&["undo", "--list"]).said;
    let told = format!(" UTC, on `fixes`, commit {}", commit.trim());
    assert!(list.contains(&told), "{list}");
    // from another branch, too, for as long as the branch is there
    repository.git(&["switch", "--quiet", "main"]);
    assert_eq!(repository.fixup(&["undo", "--all"]).status, 1);
    repository.git(&["branch", "-D", "fixes"]);
    let nothing = repository.fixup(&["undo"]);
    assert_eq!(nothing.status, 0, "{}", nothing.shown());
    assert!(
        nothing.said.starts_with("nothing to undo"),
        "{}",
        nothing.said
    );
    let list = repository.fixup(&["undo", "--list"]).said;
    assert_eq!(list, "nothing can be taken back\n");
}

#[test]
fn a_commit_that_was_reverted_is_not_taken_back_again() {
    let repository = on_main();
    repository.fixup(&["apply", "--yes", "--issue", "1"]);
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "By hand"]);
    let second = ["apply", "--yes", "--commit", "--issue", "5"];
    let second = commit_fixes(&repository, &second);
    assert_eq!(second.status, 0, "{}", second.shown());
    let told = repository.fixup(&["undo"]);
    assert_eq!(told.status, 1);
    assert!(!told.said.contains("git branch -D"), "{}", told.said);
    repository.git(&["revert", "--no-edit", "HEAD"]);
    // the apply before it is no commit of fixup's
    let undone = repository.fixup(&["undo"]);
    assert_eq!(undone.status, 0, "{}", undone.shown());
    assert!(
        undone.said.contains("  api/utils/health.js"),
        "{}",
        undone.said
    );
}

#[test]
fn a_branch_without_commits_is_named_by_undo() {
    let repository = on_main();
    let branch = ["apply", "--yes", "--branch", "fixes", "--issue", "1"];
    assert_eq!(repository.fixup(&branch).status, 0);
    let undone = repository.fixup(&["undo"]);
    assert_eq!(undone.status, 0, "{}", undone.shown());
    let end = "the branch was made for it: `git switch main && git branch -D fixes` removes that\n";
    assert!(undone.said.ends_with(end), "{}", undone.said);
}
