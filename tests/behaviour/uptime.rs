//! Issue 22: what Terraform, two versions of the provider and checkov say of checks from outside, and what the workflow does
//! where an endpoint does not answer.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;
use std::time::Duration;

use super::harness::command::{Ended, run};
use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, checkov, project, python_tools};
use super::harness::terraform::{PROVIDERS, is_formatted, validated, validated_for};
use super::harness::tree::Tree;

const LIMIT: Duration = Duration::from_mins(2);

/// The root of production, and the module.
const PLACES: [&str; 2] = ["infra/envs/prod", "infra/modules/uptime"];

fn case(name: &str) -> Clinic {
    let cases = project().join("tests/cases/22-uptime-monitoring");
    Clinic::holding(&Tree::read(&cases.join(name)))
}

/// A tree whose endpoints are asked.
fn watched(clinic: Clinic) -> Clinic {
    clinic.fixup_well(&["apply", "--issue", "22", "--yes"]);
    clinic
}

#[test]
fn the_checks_from_outside_are_formatted_and_wired() {
    if !are_met(&[Need::Terraform, Need::PythonTools]) {
        return;
    }
    let clinic = watched(Clinic::copy());
    is_formatted(&clinic).unwrap_or_else(|reason| panic!("{reason}"));
    let root = clinic.tree().text("infra/envs/prod/uptime.tf");
    for part in [
        "alias  = \"us_east_1\"",
        "region = \"us-east-1\"",
        "aws.us_east_1 = aws.us_east_1",
    ] {
        assert!(root.contains(part), "no `{part}` in: {root}");
    }
    for provider in PROVIDERS {
        let said = validated_for(&clinic, provider, PLACES[0]);
        let said = said.unwrap_or_else(|reason| panic!("{provider}: {reason}"));
        assert!(said.contains("modules checked, 0 problems"), "{said}");
    }
}

#[test]
fn the_checks_of_every_case_are_formatted_and_wired() {
    if !are_met(&[Need::Terraform, Need::PythonTools]) {
        return;
    }
    let cases = project().join("tests/cases/22-uptime-monitoring/terraform");
    let mut made = 0;
    for folder in fs::read_dir(cases).expect("the cases are there") {
        let name = folder.expect("a case").file_name();
        let name = name.to_string_lossy();
        let clinic = case(&format!("terraform/{name}"));
        let before = clinic.tree();
        clinic.fixup(&["apply", "--issue", "22", "--yes"]);
        let after = clinic.tree();
        let mut new = before.differences(&after).into_iter();
        let Some(file) = new.find(|path| path.ends_with("/uptime.tf")) else {
            continue;
        };
        is_formatted(&clinic).unwrap_or_else(|reason| panic!("{name}: {reason}"));
        let root = file.rsplit_once('/').expect("it lies in a folder").0;
        // a module of a registry is not there
        if name != "ingress-on-eks" {
            let said = validated(&clinic, root);
            said.unwrap_or_else(|reason| panic!("{name}: {reason}"));
        }
        made += 1;
    }
    assert!(made >= 8, "{made}");
}

/// What checkov says of what is made.
fn judged(clinic: &Clinic) -> Ended {
    let mut checkov = Command::new(checkov());
    checkov
        .args(["--framework", "terraform", "--skip-download", "--compact"])
        .args(["--quiet", "--directory", PLACES[1]])
        .current_dir(&clinic.root)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    run(&mut checkov, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
}

#[test]
fn the_checks_pass_every_check_of_checkov_but_one_that_says_why() {
    if !are_met(&[Need::Checkov]) {
        return;
    }
    let clinic = watched(case("terraform/domains-in-fixup-toml"));
    let ended = judged(&clinic);
    let none = "Failed checks: 0, Skipped checks: 1";
    assert!(
        ended.status.success() && ended.stdout.contains(none),
        "{}",
        ended.said()
    );

    // without the reason it fails
    let path = clinic.root.join(PLACES[1]).join("main.tf");
    let text = clinic.tree().text("infra/modules/uptime/main.tf");
    let (_, skip) = text.split_once("  #checkov:skip").expect("a reason");
    let (skip, _) = skip.split_once('\n').expect("a line");
    fs::write(path, text.replace(&format!("  #checkov:skip{skip}\n"), "")).expect("a copy");
    let ended = judged(&clinic);
    assert!(
        !ended.status.success() && ended.stdout.contains("CKV_AWS_26"),
        "{}",
        ended.said()
    );
}

const WORKFLOW: &str = ".github/workflows/uptime.yml";

#[test]
fn the_workflow_is_one_by_its_schema() {
    if !are_met(&[Need::PythonTools]) {
        return;
    }
    let clinic = watched(case("repository/caddy-and-workflows"));
    let judge = || {
        let mut judge = Command::new(python_tools().join("bin/check-jsonschema"));
        judge
            .args(["--builtin-schema", "vendor.github-workflows", WORKFLOW])
            .current_dir(&clinic.root);
        run(&mut judge, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    };
    let ended = judge();
    assert!(ended.status.success(), "{}", ended.said());
    let path = clinic.root.join(WORKFLOW);
    let text = fs::read_to_string(&path).expect("it is there");
    fs::write(&path, text.replace("runs-on", "runs-at")).expect("a copy");
    assert!(!judge().status.success());
}

/// The lines of the step that asks, and the endpoints.
fn step(workflow: &str) -> (String, String) {
    let (_, endpoints) = workflow.split_once("ENDPOINTS: >-\n").expect("endpoints");
    let (endpoints, _) = endpoints.split_once("    steps:").expect("steps");
    let (_, script) = workflow.split_once("run: |\n").expect("a script");
    let endpoints = endpoints.split_whitespace().collect::<Vec<_>>().join(" ");
    (script.to_owned(), endpoints)
}

#[test]
fn the_workflow_fails_where_one_endpoint_does_not_answer_and_asks_the_others() {
    if !are_met(&[Need::Shellcheck]) {
        return;
    }
    let clinic = watched(case("repository/caddy-and-workflows"));
    let (script, endpoints) = step(&clinic.tree().text(WORKFLOW));
    assert_eq!(endpoints, "api.clinic.health/health clinic.health/");

    let tools = clinic.root.join("tools");
    fs::create_dir(&tools).expect("a folder");
    let curl = tools.join("curl");
    fs::write(
        &curl,
        "#!/bin/sh\nfor last; do :; done\necho \"$last\" >>asked\n[ \"$last\" != \"$DOWN\" ]\n",
    )
    .expect("a program");
    fs::set_permissions(&curl, fs::Permissions::from_mode(0o755)).expect("it runs");
    let path = format!(
        "{}:{}",
        tools.display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let ask = |down: &str| {
        let mut bash = Command::new("bash");
        bash.args(["-e", "-c", &script])
            .current_dir(&clinic.root)
            .env("PATH", &path)
            .env("ENDPOINTS", &endpoints)
            .env("DOWN", down);
        run(&mut bash, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
    };
    assert!(ask("").status.success());
    let ended = ask("https://api.clinic.health/health");
    assert!(!ended.status.success());
    assert_eq!(
        ended.stdout.trim(),
        "::error::https://api.clinic.health/health does not answer"
    );
    let asked = fs::read_to_string(clinic.root.join("asked")).expect("it asked");
    assert_eq!(
        asked
            .lines()
            .filter(|line| line.ends_with("clinic.health/"))
            .count(),
        2
    );

    fs::write(
        clinic.root.join("step.sh"),
        format!("#!/usr/bin/env bash\n{script}"),
    )
    .expect("a copy");
    let mut shellcheck = Command::new("shellcheck");
    shellcheck.arg("step.sh").current_dir(&clinic.root);
    let ended = run(&mut shellcheck, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    // it is not told of the variable that the workflow sets, and needs not be
    assert!(ended.status.success(), "{}", ended.said());
}
