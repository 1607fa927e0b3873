//! The readiness report: what it says of the example before and after, that nothing of a tree gets out of its place in it, and that
//! its page is valid and complete in itself.

#![expect(
    clippy::disallowed_methods,
    reason = "tests write into folders of their own"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/healthcare")
}

fn copy_of(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_of(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

/// A copy of the example.
fn copy() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("healthcare");
    copy_of(&example(), &root);
    (folder, root)
}

fn fixup(root: &Path, arguments: &[&str]) -> Output {
    let mut fixup = Command::new(env!("CARGO_BIN_EXE_fixup"));
    fixup.args(arguments).current_dir(root);
    fixup.output().expect("fixup runs")
}

fn said(root: &Path, arguments: &[&str]) -> String {
    let ended = fixup(root, arguments);
    assert_ne!(ended.status.code(), Some(2), "{ended:?}");
    String::from_utf8(ended.stdout).expect("it is UTF-8")
}

macro_rules! assert_snapshot {
    ($name:literal, $text:expr) => {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/report");
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $text);
        });
    };
}

#[test]
fn before_anything_is_applied_it_tells_what_would_be() {
    let (_folder, root) = copy();
    let ended = fixup(&root, &["report", "--output", "../report.md"]);
    assert_eq!(ended.status.code(), Some(1), "something is open: {ended:?}");
    assert!(!root.join("docs").exists(), "nothing can be deployed yet");
    let report = fs::read_to_string(root.join("../report.md")).expect("the report");
    assert_eq!(report, said(&root, &["report"]));
    assert_snapshot!("before", report);
}

#[test]
fn afterwards_it_tells_what_was_and_how_this_repository_is_deployed() {
    let (_folder, root) = copy();
    fixup(&root, &["apply", "--yes"]);
    let ended = fixup(&root, &["report", "--output", "../report.md"]);
    assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    let guide = root.join("docs/deploy.md");
    assert_snapshot!(
        "after",
        fs::read_to_string(root.join("../report.md")).expect("the report")
    );
    assert_snapshot!("deploy", fs::read_to_string(&guide).expect("the guide"));

    // the second report has the same to tell, and leaves a guide as people have it
    let report = said(&root, &["report"]);
    assert!(
        report.contains("| **overall** | **8 %** | **100 %** |"),
        "{report}"
    );
    fixup(&root, &["undo"]);
    assert!(!guide.exists(), "a guide is taken back as well");
    fs::create_dir_all(root.join("docs"))
        .and_then(|()| fs::write(&guide, "ours\n"))
        .expect("a file");
    fixup(&root, &["report", "--output", "../report.md"]);
    assert_eq!(fs::read_to_string(&guide).expect("the guide"), "ours\n");
}

/// A service that runs on a host by the tag of a release; `backend` is that of its Terraform.
fn deployed(backend: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("shop");
    let files = [
        ("api/app.js", "require(\"express\")().listen(3000);\n"),
        (
            "api/package.json",
            "{ \"name\": \"api\", \"main\": \"app.js\", \"dependencies\": { \"express\": \"5\" } }\n",
        ),
        (
            "api/Dockerfile",
            "FROM node:22-slim\nCOPY . .\nCMD [\"node\", \"app.js\"]\n",
        ),
        (
            "docker-compose.prod.yml",
            "services:\n  api:\n    image: registry.example.com/api:${TAG:?}\n",
        ),
        (
            "infra/prod/main.tf",
            "terraform {\n  BACKEND\n}\n\nresource \"aws_instance\" \"app\" {\n  ami = \"ami-0abc\"\n}\n",
        ),
    ];
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder");
        fs::write(path, text.replace("BACKEND", backend)).expect("a file");
    }
    (folder, root)
}

#[test]
fn the_guide_names_the_file_that_tells_a_backend_where_the_state_lies() {
    let init = |backend: &str, file: &str| {
        let (_folder, root) = deployed(backend);
        fs::write(root.join("infra/prod").join(file), "").expect("a file");
        fixup(&root, &["report", "--output", "../report.md"]);
        let text = fs::read_to_string(root.join("docs/deploy.md")).expect("the guide");
        let line = text.lines().find(|it| it.contains(" init"));
        let line = line.and_then(|it| it.split_once(" init")).expect("a line");
        line.1.to_owned()
    };
    let open = "backend \"s3\" {}";
    assert_eq!(init(open, "backend.hcl"), " -backend-config=backend.hcl");
    assert_eq!(
        init(open, "backend.hcl.example"),
        " -backend-config=backend.hcl"
    );
    assert_eq!(
        init(open, "prod.s3.tfbackend"),
        " -backend-config=prod.s3.tfbackend"
    );
    assert!(init(open, "notes.md").starts_with(" -backend-config=FILE "));
    // a backend that says it all is asked for nothing
    let whole = "backend \"s3\" {\n    bucket = \"a\"\n    key    = \"b\"\n  }";
    assert_eq!(init(whole, "backend.hcl"), "");
}

#[test]
fn the_tree_before_may_lie_elsewhere() {
    let (_folder, root) = copy();
    fixup(&root, &["apply", "--yes"]);
    fs::remove_dir_all(root.join(".fixup")).expect("the records lie there outside of git");
    assert!(said(&root, &["report"]).contains("| category | now |"));
    let before = example();
    let before = before.to_str().expect("UTF-8");
    let report = said(&root, &["report", "--before", before]);
    assert!(
        report.contains("| **overall** | **8 %** | **100 %** |"),
        "{report}"
    );
}

/// Modules that are missing, and beside them a bucket whose objects nobody signs.
fn unsigned() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("shop");
    let case = "tests/cases/11-terraform-modules/terraform/unsigned-addresses";
    copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(case), &root);
    fs::remove_dir_all(root.join("infra/modules/platform")).expect("it is there");
    (folder, root)
}

#[test]
fn a_fix_counts_though_something_beside_it_is_left_to_people() {
    let (_folder, root) = unsigned();
    fixup(&root, &["apply", "--yes", "--issue", "11"]);
    let report = said(&root, &["report"]);
    for told in [
        "| 11 terraform-modules (P0) | infra | Add the missing Terraform modules |",
        "- [x] **11 terraform-modules**",
        "- [ ] **11 terraform-modules** (manual) in infra",
        "open for people, 1 of them P0: the percentages do not count it",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
}

#[test]
fn the_form_may_be_named_with_the_file_and_nothing_is_written_beside_one_that_cannot_be() {
    let (_folder, root) = copy();
    fixup(&root, &["apply", "--yes"]);
    let guide = root.join("docs/deploy.md");
    let ended = fixup(&root, &["report", "--output", "../nowhere/report.md"]);
    assert_eq!(ended.status.code(), Some(2), "{ended:?}");
    assert!(!guide.exists());
    let told = "once `fixup report --output FILE` has written it";
    assert!(said(&root, &["report"]).contains(told));
    assert!(!guide.exists());

    fixup(&root, &["report", "--output", "html=../report.html"]);
    let page = fs::read_to_string(root.join("../report.html")).expect("the page");
    assert!(page.starts_with("<!DOCTYPE html>"), "{page}");
    assert!(guide.exists() && !said(&root, &["report"]).contains(told));

    // a guide that somebody deleted is not made again, and the fixes before it can still be taken back
    fs::remove_file(&guide).expect("it is there");
    let ended = fixup(&root, &["undo"]);
    let said = String::from_utf8(ended.stderr).expect("UTF-8");
    assert!(said.contains("`fixup undo --forget`"), "{said}");
    for arguments in [&["undo", "--forget"][..], &["undo"]] {
        let ended = fixup(&root, arguments);
        assert_eq!(ended.status.code(), Some(0), "{ended:?}");
    }
    assert!(!root.join("docker-compose.prod.yml").exists());
}

#[test]
fn the_page_is_valid_and_complete_in_itself() {
    let (_folder, root) = copy();
    let before = said(&root, &["report", "--format", "html"]);
    fixup(&root, &["apply", "--yes"]);
    let after = said(&root, &["report", "--format", "html"]);
    for page in [&before, &after] {
        for elsewhere in [
            "<script", " src=", " href=", "url(", "@import", "<link", "<img", "<iframe",
        ] {
            assert!(!page.contains(elsewhere), "{elsewhere}");
        }
        for present in [
            "prefers-color-scheme: dark",
            "@media print",
            "width=device-width",
        ] {
            assert!(page.contains(present), "{present}");
        }
        judge(page);
    }
}

/// HTML Tidy has nothing to say against a page. Without it nobody judges, unless nothing may be skipped.
#[track_caller]
fn judge(page: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("page.html");
    fs::write(&file, page).expect("a file");
    let mut tidy = Command::new("tidy");
    tidy.args(["-errors", "-quiet", "--warn-proprietary-attributes", "yes"]);
    match tidy.arg(&file).output() {
        Ok(ended) => assert!(
            ended.status.success(),
            "{}",
            String::from_utf8_lossy(&ended.stderr)
        ),
        Err(_) => assert!(
            std::env::var_os("FIXUP_TESTS_STRICT").is_none(),
            "cannot run: no `tidy` on the PATH"
        ),
    }
}

#[test]
fn what_a_tree_says_stays_a_text() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let service = folder.path().join("a | b <img src=x onerror=alert(1)> `c`");
    fs::create_dir(&service).expect("a folder");
    fs::write(
        service.join("package.json"),
        r#"{"main": "app.js", "dependencies": {"express": "^5.0.0"}}"#,
    )
    .expect("a file");
    fs::write(
        service.join("app.js"),
        "const app = require(\"express\")();\napp.listen(3000);\n",
    )
    .expect("a file");
    let page = said(folder.path(), &["report", "--format", "html"]);
    assert!(page.contains("&lt;img src"), "{page}");
    assert!(!page.contains("<img"), "{page}");
    let report = said(folder.path(), &["report"]);
    assert!(!report.contains("<img"), "{report}");
    assert!(!report.contains(" | b "), "{report}");
}

#[test]
fn a_fix_that_leaves_something_to_people_is_a_fix_all_the_same() {
    let case = "tests/cases/11-terraform-modules/terraform/unsigned-addresses";
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("ledger");
    copy_of(&Path::new(env!("CARGO_MANIFEST_DIR")).join(case), &root);
    fs::remove_dir_all(root.join("infra/modules/platform")).expect("a folder");
    let report = said(&root, &["report", "--issue", "11"]);
    for part in [
        "| 11 terraform-modules (P0) |",
        "- **11 terraform-modules**: `terraform validate`",
        "- [ ] **11 terraform-modules** (manual)",
    ] {
        assert!(report.contains(part), "{part}: {report}");
    }
}

/// A system that was in production before: compose builds its images on the machine, and Terraform knows where its state is.
fn deployed_by_others() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().join("shop");
    let files = [
        (
            "docker-compose.prod.yml",
            "services:\n  api:\n    build: ./api\n    restart: always\n    env_file: .env\n    environment:\n      - \
             DB_HOST=${DB_HOST}\n      - DB_PORT=${DB_PORT:-5432}\n    ports: [\"80:3000\"]\n",
        ),
        (
            "api/Dockerfile",
            "FROM node:24\nCOPY . .\nCMD [\"node\", \"app.js\"]\n",
        ),
        (
            "api/package.json",
            r#"{"name": "api", "main": "app.js", "dependencies": {"express": "^5.0.0"}}"#,
        ),
        (
            "api/app.js",
            "const express = require(\"express\");\nconst app = express();\napp.get(\"/health\", (req, res) => \
             res.json({ status: \"healthy\" }));\napp.listen(process.env.PORT || 3000);\n",
        ),
        (
            "infra/envs/prod/main.tf",
            "terraform {\n  backend \"s3\" {\n    bucket = \"shop-state\"\n    key    = \"prod\"\n    region = \
             \"eu-central-1\"\n  }\n}\n\nresource \"aws_instance\" \"api\" {\n  ami           = \"ami-0\"\n  instance_type = \
             \"t3.small\"\n}\n",
        ),
    ];
    for (path, text) in files {
        let path = root.join(path);
        let parent = path.parent().expect("a folder");
        fs::create_dir_all(parent).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    (folder, root)
}

#[test]
fn what_is_deployed_in_another_way_is_told_no_commands_of_ours() {
    let (_folder, root) = deployed_by_others();
    fixup(&root, &["report", "--output", "../report.md"]);
    assert!(!root.join("docs").exists(), "no guide fits");
    let report = fs::read_to_string(root.join("../report.md")).expect("the report");
    for told in [
        "  terraform -chdir=infra/envs/prod init\n",
        "  docker compose --file docker-compose.prod.yml up --detach --build\n",
        "| `docker-compose.prod.yml` | api | – | DB_HOST |",
        "whether it does the same, this shows:\n\n- **1 health-check**",
    ] {
        assert!(report.contains(told), "{told}: {report}");
    }
    for other in [
        "backend.hcl",
        "deploy.md",
        "fill in the examples",
        "the unit called",
    ] {
        assert!(!report.contains(other), "{other}: {report}");
    }
}

#[test]
fn only_what_the_fixes_ask_is_asked() {
    let (_folder, root) = deployed_by_others();
    let app = fs::read_to_string(root.join("api/app.js")).expect("the app");
    let route = "app.get(\"/api/items\", (req, res) => res.json([]));\napp.listen";
    fs::write(root.join("api/app.js"), app.replace("app.listen", route)).expect("the app");
    let report = said(&root, &["report", "--issue", "9"]);
    assert!(report.contains("Choose RATE_LIMIT_MAX"), "{report}");
    assert!(!report.contains("Socket.IO"), "it is not used: {report}");
}
