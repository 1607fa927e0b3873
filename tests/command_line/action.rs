//! The action, the workflows and the hooks: what they are made of is valid, and the action's scripts do in a clone what a workflow
//! would have them do. `gh` is a stand-in that keeps the comments in a file.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::formats::tool;
use crate::repository::{Ended, Repository, SERVER};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn workflows_the_action_and_the_hooks_are_valid() {
    let folder = root().join(".github/workflows");
    let workflows: Vec<PathBuf> = fs::read_dir(folder)
        .expect("workflows")
        .map(|it| it.expect("an entry").path())
        .collect();
    assert_eq!(workflows.len(), 2);
    let action = root().join("action.yml");
    let run = |tool_name: &str, arguments: &[&str], files: &[&Path]| {
        let Some(tool) = tool(&format!("python/bin/{tool_name}")) else {
            return;
        };
        let ended = Command::new(tool)
            .args(arguments)
            .args(files)
            .current_dir(root())
            .output();
        let ended = Ended::from(ended.expect("it starts"));
        assert_eq!(ended.status, 0, "{tool_name}: {}", ended.shown());
    };
    let flows: Vec<&Path> = workflows.iter().map(PathBuf::as_path).collect();
    run("actionlint", &[], &flows);
    run(
        "zizmor",
        &["--offline", "--no-progress", "--min-severity", "medium"],
        &[&flows[..], &[&action]].concat(),
    );
    run(
        "check-jsonschema",
        &["--builtin-schema", "vendor.github-workflows"],
        &flows,
    );
    run(
        "check-jsonschema",
        &["--builtin-schema", "vendor.github-actions"],
        &[&action],
    );
    run(
        "pre-commit",
        &["validate-manifest"],
        &[&root().join(".pre-commit-hooks.yaml")],
    );
}

#[test]
fn what_workflows_use_is_pinned_to_a_commit() {
    for file in [
        "action.yml",
        ".github/workflows/ci.yml",
        ".github/workflows/release.yml",
    ] {
        let text = fs::read_to_string(root().join(file)).expect("a file");
        for used in text
            .lines()
            .filter_map(|line| line.split_once("uses: "))
            .map(|(_, used)| used)
        {
            let commit = used
                .split('@')
                .nth(1)
                .and_then(|it| it.split(' ').next())
                .unwrap_or_default();
            let is_pinned = commit.len() == 40 && commit.bytes().all(|it| it.is_ascii_hexdigit());
            assert!(is_pinned || used == "./", "{file}: {used}");
        }
    }
}

/// A job of a workflow on a pull request: a clone of the merge, as the action finds it.
struct Job {
    clone: Repository,
    runner: TempDir,
}

const GH: &str = r#"#!/usr/bin/env bash
# Stands for gh: comments are lines of JSON in a file.
set -euo pipefail
store=$RUNNER_TEMP/comments
touch "$store"
body() { for word; do case $word in body=@*) jq -Rs . "${word#body=@}" ;; esac; done; }
case "$*" in
  *--paginate*) jq -s . "$store" | jq -r "${@: -1}" ;;
  *"--method POST"*) echo "{\"id\":$(($(wc -l <"$store") + 1)),\"user\":{\"type\":\"Bot\"},\"body\":$(body "$@")}" >>"$store" ;;
  *"--method PATCH"*)
    id=$(sed -E 's|.*issues/comments/([0-9]+).*|\1|' <<<"$*")
    jq -c --argjson id "$id" --argjson body "$(body "$@")" 'if .id == $id then .body = $body else . end' "$store" >"$store.new"
    mv "$store.new" "$store"
    ;;
esac
"#;

impl Job {
    /// Runs on `branch` of `source`, for a pull request into `main`.
    fn on(source: &Repository, branch: &str) -> Self {
        let clone = Repository::with(&[]);
        let from = source.root.path().to_str().expect("UTF-8");
        clone.git(&["clone", "--quiet", "--branch", branch, from, "."]);
        let runner = tempfile::tempdir().expect("a temporary folder");
        let gh = runner.path().join("bin/gh");
        fs::create_dir(runner.path().join("bin")).expect("a folder");
        fs::write(&gh, GH).expect("a file");
        fs::set_permissions(&gh, fs::Permissions::from_mode(0o755)).expect("a mode");
        let event = json!({ "pull_request": { "number": 7 } }).to_string();
        fs::write(runner.path().join("event.json"), event).expect("a file");
        Self { clone, runner }
    }

    fn step(&self, script: &str) -> Ended {
        let at = |name: &str| self.runner.path().join(name);
        let mut command = Command::new(root().join("action").join(script));
        self.clone.isolate(&mut command);
        let program = Path::new(env!("CARGO_BIN_EXE_fixup"))
            .parent()
            .expect("a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        command.env(
            "PATH",
            format!("{}:{}:{path}", at("bin").display(), program.display()),
        );
        command.env("RUNNER_TEMP", self.runner.path());
        command
            .env("GITHUB_OUTPUT", at("output"))
            .env("GITHUB_STEP_SUMMARY", at("summary"));
        command
            .env("GITHUB_EVENT_PATH", at("event.json"))
            .env("GITHUB_BASE_REF", "main");
        command.env("GITHUB_REPOSITORY", "acme/orders");
        command
            .env("FIXUP_PATH", ".")
            .env("FIXUP_FAIL_ON", "P2")
            .env("FIXUP_SINCE", "");
        command.env("FIXUP_COMMENT", at("fixup/comment.md"));
        Ended::from(command.output().expect("bash runs it"))
    }

    /// Looks, and comments; gives the outcome and what was printed.
    fn run(&self) -> (String, String) {
        let ended = self.step("review");
        assert_eq!(ended.status, 0, "{}", ended.shown());
        let commented = self.step("comment");
        assert_eq!(commented.status, 0, "{}", commented.shown());
        (self.output("status"), ended.said)
    }

    fn output(&self, name: &str) -> String {
        let outputs = fs::read_to_string(self.runner.path().join("output")).expect("outputs");
        let mut values = outputs
            .lines()
            .rev()
            .filter_map(|line| line.split_once('='));
        values
            .find(|(key, _)| *key == name)
            .expect("it is there")
            .1
            .to_owned()
    }

    fn comments(&self) -> Vec<Value> {
        let text = fs::read_to_string(self.runner.path().join("comments")).unwrap_or_default();
        text.lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .collect()
    }
}

/// The system with origins of its own, and a branch for a pull request.
fn source() -> Repository {
    let repository = Repository::system();
    repository.write(
        "api/server.js",
        SERVER.replace("\"*\"", "[\"https://app.example.com\"]"),
    );
    repository.git(&["init", "--quiet", "--initial-branch", "main"]);
    commit(&repository);
    repository.git(&["switch", "--quiet", "--create", "change"]);
    repository
}

fn commit(repository: &Repository) {
    repository.git(&["add", "--all"]);
    repository.git(&["commit", "--quiet", "--message", "A change"]);
}

#[test]
fn a_pull_request_with_a_new_finding_gets_one_comment_that_is_kept_current() {
    let source = source();
    source.write("api/server.js", SERVER);
    commit(&source);
    let job = Job::on(&source, "change");
    let (status, said) = job.run();
    assert_eq!(status, "1");
    assert_eq!(said.lines().count(), 2, "{said}");
    assert!(
        said.starts_with("::error file=api/server.js,line=6,"),
        "{said}"
    );
    assert!(
        said.contains(
            "::notice title=fixup::1 new since origin/main: 1 can be fixed; 3 older findings"
        ),
        "{said}"
    );
    let comments = job.comments();
    assert_eq!(comments.len(), 1);
    let body = comments[0]["body"].as_str().expect("a text");
    crate::reviewed("action_comment", body);
    let summary = fs::read_to_string(job.runner.path().join("summary")).expect("a summary");
    assert!(summary.contains("1 new since origin/main"));
    assert_eq!(job.output("has-patch"), "true");
    let patch = job.output("patch");
    job.clone.git(&["apply", "--check", &patch]);
    // the next push puts it right
    job.clone.git(&["apply", &patch]);
    let (status, said) = job.run();
    assert_eq!(status, "0");
    assert!(
        said.contains("::notice title=fixup::nothing new since origin/main"),
        "{said}"
    );
    let comments = job.comments();
    assert_eq!(comments.len(), 1);
    assert!(
        comments[0]["body"]
            .as_str()
            .expect("a text")
            .contains("### fixup: nothing new")
    );
}

#[test]
fn pull_requests_that_move_lines_or_rename_a_service_get_none() {
    let source = source();
    let text = source.read("api/server.js");
    source.write(
        "api/server.js",
        format!("// The orders of the shop\n\n{text}"),
    );
    commit(&source);
    source.git(&["switch", "--quiet", "--create", "renamed"]);
    source.git(&["mv", "api", "orders"]);
    commit(&source);
    for branch in ["change", "renamed"] {
        let job = Job::on(&source, branch);
        let (status, said) = job.run();
        assert_eq!(
            (status.as_str(), job.comments().len()),
            ("0", 0),
            "{branch}: {said}"
        );
        assert_eq!(job.output("has-patch"), "false");
    }
}

#[test]
fn a_pull_request_of_a_fork_is_looked_at_without_a_token_and_without_running_its_code() {
    let source = source();
    let fork = Repository::with(&[]);
    let from = source.root.path().to_str().expect("UTF-8");
    fork.git(&["clone", "--quiet", from, "."]);
    fork.write("api/server.js", SERVER);
    fork.write(
        "api/fixup.js",
        "require('fs').writeFileSync('was-run', '')\n",
    );
    commit(&fork);
    // the workflow checks out what the fork's branch becomes in main
    source.git(&[
        "fetch",
        "--quiet",
        fork.root.path().to_str().expect("UTF-8"),
        "HEAD:pull/7/head",
    ]);
    let job = Job::on(&source, "pull/7/head");
    let ended = job.step("review");
    assert_eq!(ended.status, 0, "{}", ended.shown());
    assert_eq!(job.output("status"), "1");
    assert!(
        ended.said.starts_with("::error file=api/server.js"),
        "{}",
        ended.said
    );
    assert!(!job.clone.root.path().join("was-run").exists());
    let action = fs::read_to_string(root().join("action.yml")).expect("the action");
    let is_own = "github.event.pull_request.head.repo.full_name == github.repository";
    assert_eq!(
        action.matches(is_own).count(),
        2,
        "a comment and an upload need a token that may write"
    );
}

#[test]
fn a_shallow_clone_fails_the_job_and_says_why() {
    let source = source();
    source.write("README.md", "# Orders\n");
    commit(&source);
    let job = Job::on(&source, "change");
    let from = format!("file://{}", source.root.path().display());
    let shallow = Repository::with(&[]);
    shallow.git(&[
        "clone", "--quiet", "--depth", "1", "--branch", "change", &from, ".",
    ]);
    let job = Job {
        clone: shallow,
        ..job
    };
    let ended = job.step("review");
    assert_eq!(ended.status, 2, "{}", ended.shown());
    assert!(
        ended.complaint.contains("fetch-depth: 0"),
        "{}",
        ended.complaint
    );
}

#[test]
fn a_release_is_installed_only_with_its_checksum() {
    let job = Job::on(&source(), "main");
    let at = |name: &str| job.runner.path().join(name);
    // what `curl` would bring
    let packed = at("packed");
    fs::create_dir(&packed).expect("a folder");
    fs::write(packed.join("fixup"), "#!/bin/sh\necho fixup 0.1.0\n").expect("a file");
    fs::set_permissions(packed.join("fixup"), fs::Permissions::from_mode(0o755)).expect("a mode");
    let archive = "fixup-0.1.0-x86_64-unknown-linux-gnu.tar.gz";
    let tar = Command::new("tar")
        .args(["-czf"])
        .arg(at(archive))
        .arg("-C")
        .arg(&packed)
        .arg(".")
        .status();
    assert!(tar.expect("tar runs").success());
    let sums = Command::new("sha256sum")
        .arg(archive)
        .current_dir(job.runner.path())
        .output()
        .expect("it runs")
        .stdout;
    let sum = String::from_utf8(sums.clone())
        .expect("UTF-8")
        .split(' ')
        .next()
        .expect("a sum")
        .to_owned();
    let curl = at("bin/curl");
    let install = |sha256: &str, sums: &[u8]| {
        fs::write(at("served"), sums).expect("a file");
        fs::write(&curl, "#!/bin/sh\ncase \"$*\" in *SHA256SUMS*) cp \"$RUNNER_TEMP/served\" SHA256SUMS ;; esac\n").expect("a file");
        fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).expect("a mode");
        let mut command = Command::new(root().join("action/install"));
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .env("PATH", format!("{}:{path}", at("bin").display()))
            .env("RUNNER_TEMP", job.runner.path());
        command
            .env("GITHUB_PATH", at("path"))
            .env("GITHUB_SERVER_URL", "https://github.example");
        command
            .env("RUNNER_OS", "Linux")
            .env("RUNNER_ARCH", "X64")
            .env("FIXUP_VERSION", "v0.1.0");
        command
            .env("FIXUP_REPOSITORY", "acme/fixup")
            .env("FIXUP_SHA256", sha256);
        Ended::from(command.output().expect("bash runs it"))
    };
    assert_eq!(install("", &sums).said, "fixup 0.1.0\n");
    assert_eq!(install(&sum, b"").said, "fixup 0.1.0\n");
    let other = "0".repeat(64);
    for (sha256, sums, why) in [
        (other.as_str(), &sums[..], "does not have its checksum"),
        (
            "",
            format!("{other}  {archive}\n").as_bytes(),
            "does not have its checksum",
        ),
        ("", b"".as_slice(), "does not name"),
    ] {
        let ended = install(sha256, sums);
        assert_eq!(ended.status, 2, "{}", ended.shown());
        assert!(ended.said.contains(why), "{}", ended.shown());
    }
}
