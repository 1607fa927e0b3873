//! Issue 16, and all that ends up in images: the example's images are really built, and their containers run.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use serde_json::Value;

use super::harness::command::run_well;
use super::harness::example::{Clinic, original};
use super::harness::images;
use super::harness::needs::{Need, are_met, project, python_tools};
use super::harness::packages::Python;
use super::harness::tree::Tree;

/// Sooner than an engine kills it.
const IN_TIME: Duration = Duration::from_secs(8);

/// What lies about in a folder where people work: secrets, logs, caches, packages, the history.
const LYING_ABOUT: &[&str] = &[
    ".DS_Store",
    ".dev.vars",
    ".env",
    ".env.production",
    ".git/config",
    ".terraform/terraform.tfstate",
    ".venv/bin/python",
    "__pycache__/main.cpython-311.pyc",
    "certs/server.key",
    "certs/server.pem",
    "config/.env.local",
    "coverage/lcov.info",
    "dev.tfvars",
    "logs/app.log",
    "node_modules/planted/index.js",
    "npm-debug.log",
    "services/__pycache__/a.cpython-311.pyc",
];

/// A copy of the example with all fixes, whose services had no `.dockerignore` and are built where people work.
fn fixed() -> &'static Clinic {
    static COPY: OnceLock<Clinic> = OnceLock::new();
    COPY.get_or_init(|| {
        let clinic = Clinic::copy();
        for service in ["rtserver", "backendai"] {
            let root = clinic.root.join(service);
            fs::remove_file(root.join(".dockerignore")).expect("the example has one");
        }
        clinic.fixup_well(&["apply", "--yes"]);
        for service in ["rtserver", "backendai"] {
            litter(&clinic.root.join(service));
        }
        clinic
    })
}

fn litter(root: &Path) {
    for path in LYING_ABOUT {
        let file = root.join(path);
        fs::create_dir_all(file.parent().expect("it lies in a folder"))
            .and_then(|()| fs::write(&file, "planted\n"))
            .unwrap_or_else(|error| panic!("{path}: {error}"));
    }
}

#[track_caller]
fn assert_holds_nothing_lying_about(image: &images::Image) {
    let found: Vec<_> = LYING_ABOUT
        .iter()
        .filter(|path| image.holds(&format!("/app/{path}")))
        .collect();
    assert!(found.is_empty(), "{found:?}");
    assert!(image.files("/app").len() > 5);
}

/// A container whose user is nobody special answers, and a stop ends it in order.
#[track_caller]
fn assert_serves(container: images::Container) {
    let mut server = container.start();
    assert_eq!(server.user_of_child(), "1000");
    let reply = server.get("/health");
    assert_eq!(reply.status, 200, "{reply:?}");
    assert!(server.execute(&["true"]).status.success());
    server.signal_child("TERM");
    let status = server.wait_for_end(IN_TIME);
    assert_eq!(status.code(), Some(0), "{status}\n{}", server.said());
}

#[test]
fn the_image_of_rtserver_serves_and_stops() {
    if !are_met(&[Need::Images, Need::Node, Need::Postgres, Need::Registry]) {
        return;
    }
    let image = images::build(&fixed().root.join("rtserver"), "Dockerfile", &[]);
    assert_holds_nothing_lying_about(&image);
    let server = fixed().rtserver();
    let container = images::run(&image).with_all(server.variables());
    assert_serves(container.with("NODE_ENV", "production"));
}

#[test]
fn the_image_of_backendai_serves_and_stops() {
    if !are_met(&[Need::Images, Need::Node, Need::Postgres, Need::Python]) {
        return;
    }
    let image = images::build(&fixed().root.join("backendai"), "Dockerfile", &[]);
    assert_holds_nothing_lying_about(&image);
    let server = fixed().backendai(Python::Pinned);
    assert_serves(images::run(&image).with_all(server.variables()));
}

#[test]
fn what_the_example_has_keeps_its_environment_and_history_out_as_it_is() {
    if !are_met(&[Need::Images]) {
        return;
    }
    for service in ["rtserver", "backendai"] {
        let clinic = Clinic::copy();
        let root = clinic.root.join(service);
        litter(&root);
        let context = images::context_of(&root, ".dockerignore");
        for path in [".env", ".env.production", ".git/config"] {
            assert!(!context.contains(path), "{service}: {path}");
        }
    }
}

/// What hadolint finds in a Dockerfile, each as its code and message.
fn complaints(dockerfile: &Path) -> BTreeSet<String> {
    let mut hadolint = Command::new(python_tools().join("bin/hadolint"));
    hadolint
        .args(["--no-fail", "--format", "json"])
        .arg(dockerfile);
    let told = run_well(&mut hadolint, IN_TIME).unwrap_or_else(|reason| panic!("{reason}"));
    let told: Value = serde_json::from_str(&told).expect("hadolint writes JSON");
    let all = told.as_array().expect("a list").iter();
    all.map(|it| format!("{} {}", it["code"], it["message"]))
        .collect()
}

#[test]
fn what_is_written_into_dockerfiles_is_nothing_to_complain_of() {
    if !are_met(&[Need::PythonTools]) {
        return;
    }
    for service in ["rtserver", "backendai"] {
        let before = complaints(&original().join(service).join("Dockerfile"));
        let after = complaints(&fixed().root.join(service).join("Dockerfile"));
        assert!(after.is_subset(&before), "{service}: {after:?}");
    }
}

/// A case of 16: its context, the Dockerfile in it, and the files that no longer get in.
type Case = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

/// Those whose image is built and comes to listen after the fix.
const STARTED: &[Case] = &[
    ("express/built-from-a-variable", "api", "Dockerfile", &[]),
    (
        "express/built-from-its-folder",
        "api",
        "Dockerfile",
        &["Dockerfile"],
    ),
    (
        "express/built-in-a-workflow",
        "api",
        "Dockerfile",
        &["Dockerfile"],
    ),
    ("express/complete", "", "Dockerfile", &[]),
    (
        "express/compose-does-not-parse",
        "api",
        "Dockerfile",
        &["Dockerfile"],
    ),
    (
        "express/example-below",
        "",
        "Dockerfile",
        &["Dockerfile", "worker/.env.example"],
    ),
    (
        "express/git-leaves-out-more",
        "",
        "Dockerfile",
        &["Dockerfile"],
    ),
    ("express/git-leaves-out-no-more", "", "Dockerfile", &[]),
    ("express/history", "", "Dockerfile", &["Dockerfile"]),
    ("express/let-in-again", "", "Dockerfile", &[]),
    ("express/many-stars", "", "Dockerfile", &[]),
    (
        "express/nested-context",
        "services/api",
        "Dockerfile",
        &["Dockerfile"],
    ),
    ("express/no-file", "", "Dockerfile", &["Dockerfile"]),
    ("express/no-last-newline", "", "Dockerfile", &["Dockerfile"]),
    ("express/only-sources-are-copied", "", "Dockerfile", &[]),
    ("express/other-images-secret", "api", "Dockerfile", &[]),
    (
        "express/seeds-in-a-written-folder",
        "",
        "Dockerfile",
        &["Dockerfile"],
    ),
    ("express/tracked-bundle", "", "Dockerfile", &["Dockerfile"]),
    (
        "express/tracked-secret",
        "",
        "Dockerfile",
        &["Dockerfile", "infra/dev.tfvars"],
    ),
    ("express/wider", "", "Dockerfile", &[]),
    ("express/windows-file", "", "Dockerfile", &["Dockerfile"]),
    (
        "express/written-folder",
        "",
        "Dockerfile",
        &["Dockerfile", "uploads/.gitkeep"],
    ),
    ("fastapi/marked-file", "", "Dockerfile", &["Dockerfile"]),
    ("fastapi/own-examples", "", "Dockerfile", &["Dockerfile"]),
    (
        "fastapi/recorded-data",
        "",
        "Dockerfile",
        &["data/sessions/0b9e5d0a-7a52-4c1d-9a61-9c1f7a0c2e11.json"],
    ),
    (
        "fastapi/recorded-data-beside-seeds",
        "",
        "Dockerfile",
        &["data/sessions/0b9e5d0a-7a52-4c1d-9a61-9c1f7a0c2e11.json"],
    ),
    ("fastapi/recorded-data-left-out", "", "Dockerfile", &[]),
    ("fastapi/seeds-in-a-written-folder", "", "Dockerfile", &[]),
    ("fastapi/tracked-logs", "", "Dockerfile", &["Dockerfile"]),
    (
        "fastapi/written-folder",
        "",
        "Dockerfile",
        &[
            "Dockerfile",
            "data/sessions/0b9e5d0a-7a52-4c1d-9a61-9c1f7a0c2e11.json",
        ],
    ),
    ("fastapi/years-in-a-written-folder", "", "Dockerfile", &[]),
    ("repository/anchors-and-extends", "", "api/Dockerfile", &[]),
    ("repository/anchors-and-extends", "", "jobs/Dockerfile", &[]),
    ("repository/complete", "", "api/Dockerfile", &[]),
    (
        "repository/root-context",
        "",
        "api/Dockerfile",
        &["docker-compose.yml"],
    ),
    (
        "repository/service-reads-its-file",
        "",
        "api/Dockerfile",
        &[],
    ),
    (
        "repository/service-reads-the-file-above",
        "",
        "api/Dockerfile",
        &[],
    ),
    ("repository/two-contexts", "apps", "api/Dockerfile", &[]),
    ("repository/two-contexts", "platform", "ai/Dockerfile", &[]),
];

/// Those whose code names what is not there, or whose Dockerfile is too new for buildah: only the context is looked at.
const LOOKED_AT: &[Case] = &[
    ("express/copied-example", "", "Dockerfile", &["Dockerfile"]),
    ("express/copied-pattern", "", "Dockerfile", &[]),
    ("express/copied-secrets", "", "Dockerfile", &[]),
    (
        "express/escape-and-stages",
        "",
        "Dockerfile",
        &["Dockerfile"],
    ),
    (
        "express/ignore-file-beside-the-dockerfile",
        "",
        "services/api/Dockerfile",
        &[],
    ),
    ("express/named-key", "", "Dockerfile", &["Dockerfile"]),
    ("express/own-file", "", "api.Dockerfile", &[]),
    (
        "nextjs/public-environment",
        "",
        "Dockerfile",
        &["Dockerfile"],
    ),
    (
        "nextjs/standalone-comes-back",
        "",
        "Dockerfile",
        &["Dockerfile"],
    ),
    ("repository/build-reads-its-file", "", "api/Dockerfile", &[]),
    ("repository/built-from-above", "", "api/Dockerfile", &[]),
];

/// Those that have no image of a service, or none yet.
const WITHOUT: &[&str] = &[
    // the data in them is looked at by what is left out of a context, which the cases beside them are built with
    "express/folders-in-a-written-folder",
    "express/recorded-data-that-is-named",
    "fastapi/numbers-of-books",
    "fastapi/recorded-by-other-names",
    "fastapi/recorded-data-beside-an-index",
    "fastapi/recorded-data-that-is-named",
    "fastapi/recorded-folders",
    "nextjs/recorded-data",
    "repository/recorded-data",
    "express/examples-and-tests",
    "express/no-dockerfile",
    "nextjs/image-to-come",
    "nextjs/no-image-to-come",
    "repository/image-of-a-workspace-to-come",
];

#[test]
fn what_git_tracks_stays_in_the_image_and_the_service_starts() {
    if !are_met(&[Need::Images, Need::Node, Need::Python]) {
        return;
    }
    let all = STARTED.iter().map(|it| (it, true));
    let all = all.chain(LOOKED_AT.iter().map(|it| (it, false)));
    let mut wrong = Vec::new();
    for (&(case, context, dockerfile, hidden), is_started) in all {
        let tree = project().join("tests/cases/16-dockerignore").join(case);
        let clinic = Clinic::holding(&Tree::read(&tree));
        let root = clinic.root.join(context);
        let own = format!("{dockerfile}.dockerignore");
        let own = if root.join(&own).exists() {
            own
        } else {
            ".dockerignore".to_owned()
        };
        let before = images::context_of(&root, &own);
        let untouched = clinic.tree();
        clinic.fixup(&["apply", "--issue", "16", "--yes"]);
        let is_changed = !clinic.tree().differences(&untouched).is_empty();
        let mut after = images::context_of(&root, &own);
        after.insert(".dockerignore".to_owned());
        let lost: Vec<&str> = before.difference(&after).map(String::as_str).collect();
        if lost != hidden {
            wrong.push(format!("{case}: {lost:?} no longer get in"));
        }
        if is_started
            && is_changed
            && let Err(reason) =
                images::build_prepared(&root, dockerfile).and_then(|image| image.starts())
        {
            wrong.push(format!("{case}: {reason}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_case_is_built_or_said_why_not() {
    let named: BTreeSet<&str> = STARTED.iter().chain(LOOKED_AT).map(|it| it.0).collect();
    let named: BTreeSet<&str> = named.into_iter().chain(WITHOUT.iter().copied()).collect();
    let cases = project().join("tests/cases/16-dockerignore");
    let folders = |at: &Path| -> Vec<String> {
        let entries = fs::read_dir(at).expect("a folder of cases");
        let names = entries.map(|it| it.expect("an entry").file_name());
        names
            .map(|it| it.into_string().expect("names are UTF-8"))
            .collect()
    };
    for stack in folders(&cases) {
        for case in folders(&cases.join(&stack)) {
            let name = format!("{stack}/{case}");
            assert!(named.contains(&*name), "{name} is in no list");
        }
    }
}
