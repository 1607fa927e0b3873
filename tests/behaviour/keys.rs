//! Issue 17, in the code and in git: a client without keys has the role of its host, and git ignores what the lines are for.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::harness::aws::with_packages;
use super::harness::command::{Ended, run, run_well};
use super::harness::needs::{Need, are_met, project, script_tools};
use super::harness::run::{free_port, new_folder};
use super::harness::service::Service;
use super::harness::tree::Tree;

const LIMIT: Duration = Duration::from_mins(1);

/// A copy of a case of the patch in a repository of its own, all of it tracked.
fn repository(case: &str) -> PathBuf {
    let root = new_folder("repository");
    let from = project()
        .join("tests/cases/17-secrets/repository")
        .join(case);
    Tree::read(&from).write(&root);
    git(&root, &["init", "--quiet"]);
    git(&root, &["add", "--all", "--force"]);
    git(&root, &["commit", "--quiet", "--message", "As it is"]);
    root
}

fn git_command(root: &Path, arguments: &[&str]) -> Command {
    let mut git = Command::new("git");
    git.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .current_dir(root)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_SYSTEM", "/dev/null");
    git
}

fn git(root: &Path, arguments: &[&str]) -> String {
    run_well(&mut git_command(root, arguments), LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
}

/// Whether git ignores a file at `path`, tracked or not.
fn ignores(root: &Path, path: &str) -> bool {
    let mut git = git_command(root, &["check-ignore", "--quiet", "--no-index", path]);
    run(&mut git, LIMIT).expect("an answer").status.success()
}

fn fixup(root: &Path, arguments: &[&str]) -> Ended {
    let mut fixup = Command::new(env!("CARGO_BIN_EXE_fixup"));
    fixup.args(arguments).current_dir(root);
    run(&mut fixup, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
}

/// The case with its fix.
fn fixed(case: &str) -> PathBuf {
    let root = repository(case);
    let ended = fixup(&root, &["apply", "--issue", "17", "--yes"]);
    assert!(ended.stdout.contains("applied"), "{}", ended.said());
    root
}

#[test]
fn git_ignores_what_the_lines_are_for_and_nothing_else() {
    if !are_met(&[Need::Git]) {
        return;
    }
    // the case, what git ignores now, and what it does not
    let table: &[(&str, &[&str], &[&str])] = &[
        (
            "windows-file-without-an-end",
            &[
                ".env",
                ".env.prod",
                "a/.env.local",
                "key.pem",
                ".dev.vars",
                "node_modules/a.js",
            ],
            &[".env.example", "a/.env.prod.example", "env.js", "app.js"],
        ),
        (
            "example-is-let-in",
            &[".env", ".env.production", ".idea/a.xml"],
            &[".env.example", "a/.env.example"],
        ),
        (
            "names-that-are-tracked",
            &[".env", "api/.env.production", "api/.env.prod"],
            &[
                "api/.env.template",
                "api/.env.development",
                "api/.env.test",
                ".envrc",
                "api/.env.example",
            ],
        ),
        (
            "wide-patterns",
            &[
                "infra/terraform.tfvars",
                "infra/.terraform/a",
                "api/.env.prod",
                "infra/prod.auto.tfvars",
            ],
            &[
                ".github/workflows/deploy.yml",
                "infra/.terraform.lock.hcl",
                "infra/main.tf",
            ],
        ),
        (
            "values-on-purpose",
            &[".env", "infra/key.pem"],
            &["infra/prod.tfvars", "infra/terraform.tfvars"],
        ),
        (
            "files-below",
            &["api/.env.prod", "web/.env.prod"],
            &["api/.env.example", "web/.env.example"],
        ),
        (
            "edge",
            &["deploy/nginx/ssl/clinic.key"],
            &["deploy/nginx/clinic.conf"],
        ),
        (
            "certificate-of-others",
            &["infra/key.pem"],
            &["certs/database-ca.pem"],
        ),
        ("public-environment", &[".env.prod"], &[".env"]),
        (
            "tracked-secrets",
            &[
                "deploy key/id_rsa",
                "ansible/group_vars/secrets.yml",
                "api/.env.production",
            ],
            &["api/app.js", ".env.prod.example"],
        ),
    ];
    for (case, hidden, shown) in table {
        let root = fixed(case);
        for path in *hidden {
            assert!(ignores(&root, path), "{case}: git takes {path}");
        }
        for path in *shown {
            assert!(!ignores(&root, path), "{case}: git ignores {path}");
        }
    }
}

#[test]
fn what_git_tracks_is_told_whatever_is_ignored() {
    if !are_met(&[Need::Git]) {
        return;
    }
    let root = repository("complete");
    let names = [".env", "token here.env", "infra/terraform.tfvars"];
    fs::create_dir(root.join("infra")).expect("a folder");
    for name in names {
        fs::write(root.join(name), "DB_PASSWORD = \"p4r1s-9x\"\n").expect("a file");
    }
    let scan = || fixup(&root, &["scan", "--issue", "17"]).stdout;
    assert!(!scan().contains("git rm"), "{}", scan());
    git(&root, &["add", "--force", ".env", "infra/terraform.tfvars"]);
    let said = scan();
    assert!(
        said.contains("`git rm --cached -- .env infra/terraform.tfvars`"),
        "{said}"
    );
    assert!(!said.contains("p4r1s"), "{said}");
    git(
        &root,
        &[
            "rm",
            "--quiet",
            "--cached",
            "--",
            ".env",
            "infra/terraform.tfvars",
        ],
    );
    assert!(!scan().contains("git rm"), "{}", scan());
}

/// A stand-in for the metadata service, and its address.
fn metadata() -> (Service, String) {
    let port = free_port();
    let mut node = Command::new("node");
    node.arg(project().join("tests/behaviour/clients/metadata.mjs"))
        .arg(port.to_string());
    (
        Service::start(&mut node, port),
        format!("http://127.0.0.1:{port}"),
    )
}

/// A program on a host whose environment has no keys, and no file with any.
fn on_host(program: &mut Command, root: &Path, address: &str) -> Ended {
    for name in [
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_PROFILE",
    ] {
        program.env_remove(name);
    }
    program
        .current_dir(root)
        .env("HOME", root)
        .env("AWS_EC2_METADATA_SERVICE_ENDPOINT", address)
        .env("AWS_ENDPOINT_URL_S3", address)
        .env("AWS_REGION", "eu-central-1");
    run(program, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
}

#[test]
fn a_client_without_keys_has_the_role_of_its_host() {
    if !are_met(&[Need::Git, Need::Node, Need::ScriptTools]) {
        return;
    }
    let (service, address) = metadata();
    let ask = |root: &Path| {
        // the client is the service's own: only what serves requests is left out
        let text = fs::read_to_string(root.join("api/app.js")).expect("the service");
        let client = text
            .lines()
            .filter(|line| !line.contains("express") && !line.starts_with("app."))
            .collect::<Vec<_>>()
            .join("\n");
        let asked = "const { ListBucketsCommand } = require('@aws-sdk/client-s3');
s3.send(new ListBucketsCommand({})).then(
  (it) => console.log(it.Owner.ID),
  (error) => { console.log(error.message); process.exit(1); },
);";
        let mut node = Command::new("node");
        node.args(["-e", &format!("{client}\n{asked}")])
            .env("NODE_PATH", script_tools().join("node_modules"));
        on_host(&mut node, root, &address)
    };
    let before = ask(&repository("role-by-a-module"));
    assert!(
        before.stdout.contains("credential object is not valid"),
        "{}",
        before.said()
    );
    let after = ask(&fixed("role-by-a-module"));
    assert_eq!(after.stdout.trim(), "KEY-OF-THE-ROLE", "{}", after.said());
    service.wait_until_said("200 GET /latest/meta-data/iam/security-credentials/clinic-app");
}

#[test]
fn a_client_of_boto3_without_keys_has_the_role_of_its_host() {
    if !are_met(&[Need::Git, Need::Node, Need::Aws]) {
        return;
    }
    let (service, address) = metadata();
    let root = fixed("keys-of-boto3");
    let text = fs::read_to_string(root.join("main.py")).expect("the service");
    let client = text
        .lines()
        .filter(|line| !line.contains("fastapi") && !line.starts_with("app = "))
        .collect::<Vec<_>>()
        .join("\n");
    let asked =
        "print(s3.generate_presigned_url('get_object', Params={'Bucket': 'files', 'Key': 'a'}))";
    let mut python = Command::new("python3");
    with_packages(&mut python).args(["-c", &format!("{client}\n{asked}")]);
    let ended = on_host(
        python.env("AWS_DEFAULT_REGION", "eu-central-1"),
        &root,
        &address,
    );
    assert!(ended.stdout.contains("KEY-OF-THE-ROLE"), "{}", ended.said());
    service.wait_until_said("200 GET /latest/meta-data/iam/security-credentials/clinic-app");
}
