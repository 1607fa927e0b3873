//! `--since`: what a pull request brings, and nothing else.

use std::sync::Arc;

use fixup::tree::{Commit, Overlay, walk};

use crate::repository::{PACKAGE, Repository, SERVER};

/// The service without an open issue 5, as the commit that others are compared with.
fn strict() -> Repository {
    let strict = SERVER.replace("\"*\"", "[\"https://app.example.com\"]");
    let repository = Repository::system();
    repository.write("api/server.js", strict);
    repository.git(&["init", "--quiet", "--initial-branch", "main"]);
    commit(&repository);
    repository.git(&["switch", "--quiet", "--create", "change"]);
    repository
}

fn commit(repository: &Repository) {
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "A change"]);
}

/// The findings that are new or worse, as `issue service change`.
fn fresh(repository: &Repository, arguments: &[&str]) -> Vec<String> {
    let report = repository.scan_as_json(&[&["--since", "main"], arguments].concat());
    let findings = report["findings"].as_array().expect("a list").clone();
    let fresh = findings.iter().filter(|it| it["change"] != "older");
    fresh
        .map(|it| format!("{} {} {}", it["issue"], it["service"], it["change"]).replace('"', ""))
        .collect()
}

#[test]
fn what_was_there_before_counts_no_more() {
    let repository = strict();
    let ended = repository.fixup(&["scan", "--since", "main"]);
    assert_eq!(ended.status, 0, "{}", ended.shown());
    assert!(
        ended
            .said
            .starts_with("nothing new since main; 3 older findings\n"),
        "{}",
        ended.said
    );
    repository.write(
        "api/server.js",
        format!("\n\n\n{}", repository.read("api/server.js")),
    );
    assert_eq!(fresh(&repository, &[]), [""; 0], "lines that only moved");
    commit(&repository);
    assert_eq!(fresh(&repository, &[]), [""; 0], "and were committed");
}

#[test]
fn a_new_finding_is_told_first_and_is_the_only_one_that_counts() {
    let repository = strict();
    repository.write("api/server.js", SERVER);
    assert_eq!(fresh(&repository, &[]), ["5 api new"]);
    crate::reviewed(
        "since_scan",
        &repository.fixup(&["scan", "--since", "main"]).shown(),
    );
    crate::reviewed(
        "since_diff",
        &repository.fixup(&["diff", "--since", "main"]).shown(),
    );
    for (arguments, status) in [
        (&["--fail-on", "P0"][..], 1),
        (&["--fail-on", "never"], 0),
        (&["--issue", "1"], 0),
        (&["--service", "api"], 1),
        (&["--service", "infra"], 0),
    ] {
        let ended = repository.fixup(&[&["scan", "--since", "main"], arguments].concat());
        assert_eq!(ended.status, status, "{arguments:?}: {}", ended.shown());
    }
}

#[test]
fn one_place_more_on_a_line_that_was_added_is_worse() {
    let repository = Repository::in_git();
    repository.git(&["branch", "--move", "main"]);
    let app = repository.read("api/server.js");
    repository.write(
        "api/server.js",
        app.replace("\napp.get", "\napp.use(\"/public\", cors());\n\napp.get"),
    );
    assert_eq!(fresh(&repository, &["--issue", "5"]), ["5 api worse"]);
    repository.write("api/server.js", format!("// moved\n{app}"));
    assert_eq!(fresh(&repository, &["--issue", "5"]), [""; 0]);
}

#[test]
fn a_service_that_was_renamed_brings_nothing_and_a_new_one_brings_all() {
    let repository = strict();
    repository.git(&["mv", "api", "orders"]);
    assert_eq!(fresh(&repository, &[]), [""; 0], "renamed, not committed");
    commit(&repository);
    assert_eq!(fresh(&repository, &[]), [""; 0], "renamed");
    repository.write("admin/package.json", PACKAGE);
    repository.write("admin/server.js", SERVER);
    assert_eq!(
        fresh(&repository, &[]),
        ["1 admin new", "4 admin new", "5 admin new"]
    );
}

#[test]
fn what_is_gone_is_told_and_the_other_branch_may_have_gone_on() {
    let repository = strict();
    repository.fixup(&["apply", "--yes", "--issue", "2", "--allow-dirty"]);
    commit(&repository);
    repository.git(&["switch", "--quiet", "main"]);
    repository.write("api/server.js", SERVER);
    commit(&repository);
    repository.git(&["switch", "--quiet", "change"]);
    let ended = repository.fixup(&["scan", "--since", "main"]);
    assert!(
        ended
            .said
            .starts_with("nothing new since main; 2 older findings; 1 gone\n"),
        "{}",
        ended.said
    );
}

#[test]
fn what_cannot_be_compared_is_an_error_and_no_scan() {
    let repository = strict();
    let mut shown = String::new();
    let mut refused = |repository: &Repository, revision: &str| {
        let ended = repository.fixup(&["scan", "--since", revision]);
        assert_eq!(
            (ended.status, ended.said.as_str()),
            (2, ""),
            "{}",
            ended.complaint
        );
        shown += &ended.shown();
    };
    refused(&repository, "no-such-branch");
    refused(&repository, "--all");
    repository.git(&["switch", "--quiet", "--orphan", "other"]);
    repository.git(&[
        "commit",
        "--quiet",
        "--allow-empty",
        "--message",
        "Another history",
    ]);
    refused(&repository, "main");
    refused(&Repository::system(), "main");
    // a clone of the last commit of two branches, as CI makes it
    let shallow = Repository::with(&[]);
    let source = format!("file://{}", repository.root.path().display());
    repository.git(&["switch", "--quiet", "change"]);
    repository.write("api/server.js", SERVER);
    commit(&repository);
    repository.git(&["switch", "--quiet", "main"]);
    repository.write("README.md", "# Orders\n");
    commit(&repository);
    shallow.git(&[
        "clone",
        "--quiet",
        "--depth",
        "1",
        "--no-single-branch",
        "--branch",
        "change",
        &source,
        ".",
    ]);
    refused(&shallow, "origin/main");
    refused(&shallow, "HEAD~1");
    crate::reviewed("since_refused", &shown);
}

#[test]
fn a_folder_of_a_repository_is_compared_with_what_it_was() {
    let repository = strict();
    repository.write("api/server.js", SERVER);
    let report = repository.fixup(&["scan", "api", "--since", "main", "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&report.said).expect("JSON");
    let new = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|it| it["change"] == "new");
    assert_eq!(new.map(|it| it["issue"].clone()).collect::<Vec<_>>(), [5]);
    let ended = repository.fixup(&[
        "scan", "api", "--since", "main", "--format", "github", "--issue", "5",
    ]);
    assert!(
        ended.said.starts_with("::error file=api/server.js,line=6,"),
        "{}",
        ended.said
    );
}

#[test]
fn the_tree_of_a_commit_is_what_the_walk_finds_in_its_checkout() {
    let repository = Repository::with(&[
        (".gitignore", "*.log\n/out\nkept/*\n!kept/this.js\nlib/\n"),
        ("a.log", "tracked all the same\n"),
        ("api/.gitignore", "!b.log\nsecret.js\n/deep/only-here.js\n"),
        ("api/b.log", "let back in\n"),
        ("api/secret.js", "const express = require('express');\n"),
        ("api/deep/only-here.js", "\n"),
        ("api/deep/deeper/only-here.js", "\n"),
        ("api/out/x.js", "\n"),
        ("api/lib/y.js", "\n"),
        ("out/z.js", "\n"),
        ("kept/this.js", "\n"),
        ("kept/that.js", "\n"),
        ("node_modules/express/index.js", "\n"),
        ("web/.ignore", "*.snap\n"),
        ("web/a.snap", "\n"),
        ("web/p\u{e4}ge one.js", "// text\n"),
        (".github/workflows/ci.yml", "on: push\n"),
    ]);
    repository.write("picture.bin", vec![0_u8; 100_000]);
    std::os::unix::fs::symlink("api", repository.root.path().join("link")).expect("a link");
    repository.git(&["init", "--quiet"]);
    repository.git(&["add", "--all", "--force"]);
    repository.git(&["commit", "--quiet", "--message", "All of it"]);
    let root = repository.root.path();
    let exclude = ["web/x*".to_owned()];
    let commit = Commit::where_left(root, "HEAD").expect("a commit");
    let committed = Overlay::new(Arc::new(commit.tree(root, &exclude).expect("a tree")));
    let walked = Overlay::new(Arc::new(walk(root, &exclude).expect("a tree")));
    let paths = |tree: &Overlay| tree.paths().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(paths(&committed), paths(&walked));
    let tracked = |tree: &Overlay| {
        tree.tree()
            .tracked()
            .into_iter()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(tracked(&committed), tracked(&walked));
    for path in tracked(&walked)
        .iter()
        .filter(|path| *path != "picture.bin")
    {
        assert_eq!(committed.text(path), walked.text(path), "{path}");
    }
    for path in [
        ".git",
        "api",
        "api/deep",
        "link/x",
        "nowhere",
        "api/secret.js",
        "ap",
        "./api",
    ] {
        assert_eq!(committed.exists(path), walked.exists(path), "{path}");
    }
}
