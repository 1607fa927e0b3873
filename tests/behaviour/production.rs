//! Issue 12: what Terraform, two versions of the provider and checkov say of a production environment, and that no other
//! environment changes by it.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;
use std::time::Duration;

use super::harness::command::run;
use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, checkov, project};
use super::harness::terraform::{PROVIDERS, is_formatted, validated, validated_for};
use super::harness::tree::Tree;

const LIMIT: Duration = Duration::from_mins(2);

const PROD: &str = "infra/envs/prod";

/// The example with an environment for production.
fn with_production() -> Clinic {
    let clinic = Clinic::copy();
    let project = ["--set", "project.name=healthcare"];
    clinic.fixup_well(&[&["apply", "--issue", "12", "--yes"][..], &project].concat());
    clinic
}

/// What the files of production say, together.
fn said(clinic: &Clinic) -> String {
    let files = fs::read_dir(clinic.root.join(PROD)).expect("the folder is there");
    let paths = files.map(|file| file.expect("a file").path());
    let texts = paths.filter_map(|path| fs::read_to_string(path).ok());
    texts.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_production_environment_is_formatted_and_wired() {
    if !are_met(&[Need::Terraform, Need::PythonTools]) {
        return;
    }
    let clinic = with_production();
    is_formatted(&clinic).unwrap_or_else(|reason| panic!("{reason}"));
    for provider in PROVIDERS {
        for root in [PROD, "infra/envs/dev"] {
            let said = validated_for(&clinic, provider, root);
            let said = said.unwrap_or_else(|reason| panic!("{provider}: {reason}"));
            assert!(said.contains("modules checked, 0 problems"), "{said}");
        }
    }
}

#[test]
fn the_production_environment_names_files_that_are_there_and_no_secret() {
    assert!(are_met(&[]));
    let clinic = with_production();
    let said = said(&clinic);
    let files: Vec<&str> = said.split("file(\"${path.module}/").skip(1).collect();
    assert!(!files.is_empty(), "{said}");
    for file in files {
        let (path, _) = file.split_once('"').expect("the text ends");
        assert!(clinic.root.join(PROD).join(path).exists(), "{path}");
    }
    let values = Clinic::as_it_is()
        .tree()
        .text("infra/envs/dev/terraform.tfvars");
    let password = values
        .lines()
        .find_map(|line| line.strip_prefix("db_password"));
    let password = password
        .expect("the example has one")
        .trim_matches([' ', '=', '"']);
    assert!(password.len() > 3 && !said.contains(password));
}

/// The attributes of a file by their keys; those that stand twice are of no interest here.
fn attributes(text: &str) -> BTreeMap<&str, &str> {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .map(|(key, value)| (key.trim(), value.split('#').next().unwrap_or(value).trim()))
        .collect()
}

/// The default of a variable.
fn default<'t>(variables: &'t str, name: &str) -> &'t str {
    let (_, block) = variables
        .split_once(&format!("variable \"{name}\" {{"))
        .unwrap_or_else(|| panic!("no variable {name}: {variables}"));
    let (block, _) = block.split_once("\n}").expect("the block ends");
    let mut lines = block.lines().filter_map(|line| line.split_once('='));
    let default = lines.find(|(key, _)| key.trim() == "default");
    let (_, default) = default.unwrap_or_else(|| panic!("{name} is required: {block}"));
    default.trim()
}

#[test]
fn the_production_environment_leaves_others_as_they_are() {
    assert!(are_met(&[]));
    let (before, clinic) = (Clinic::as_it_is().tree(), with_production());
    let after = clinic.tree();
    assert_eq!(
        before.text("infra/envs/dev/main.tf"),
        after.text("infra/envs/dev/main.tf")
    );
    let mut opened = 0;
    for module in ["ec2", "rds", "security-groups", "vpc"] {
        let file = |name: &str| format!("infra/modules/{module}/{name}");
        let (old, new) = (before.text(&file("main.tf")), after.text(&file("main.tf")));
        let variables = after.text(&file("variables.tf"));
        let (old, new) = (attributes(&old), attributes(&new));
        for (key, value) in &new {
            let stood = old.get(key).copied();
            let Some(name) = value.strip_prefix("var.").filter(|_| stood != Some(value)) else {
                continue;
            };
            // `for_each` of the disk goes by the same variable
            let name = name.trim_end_matches("[*]");
            let unset = if name == "user_data_replace_on_change" {
                "false"
            } else {
                "null"
            };
            assert_eq!(
                default(&variables, name),
                stood.unwrap_or(unset),
                "{module}: {key}"
            );
            opened += 1;
        }
    }
    assert!(opened > 10, "{opened}");
}

/// What checkov finds below a folder of the copy.
fn failed(clinic: &Clinic, folder: &str) -> Vec<String> {
    let mut command = Command::new(checkov());
    command
        .args(["--framework", "terraform", "--skip-download", "--compact"])
        .args(["--quiet", "--directory", folder])
        .current_dir(&clinic.root)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let ended = run(&mut command, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    let lines = ended.stdout.lines();
    let failed = lines.filter_map(|line| line.trim().strip_prefix("Check: "));
    failed
        .map(|line| line.split(':').next().unwrap_or(line).to_owned())
        .collect()
}

#[test]
fn the_production_environment_fails_fewer_checks_than_the_one_it_is_derived_from() {
    if !are_met(&[Need::Checkov]) {
        return;
    }
    let clinic = with_production();
    let dev = failed(Clinic::as_it_is(), "infra/envs/dev");
    let prod = failed(&clinic, PROD);
    let cured = [
        "CKV_AWS_16",  // the database is encrypted
        "CKV_AWS_17",  // and not public
        "CKV_AWS_293", // it cannot be deleted
        "CKV_AWS_8",   // disks are encrypted
        "CKV2_AWS_41", // instances have a role
    ];
    for check in cured {
        let has = |all: &[String]| all.iter().any(|it| it == check);
        assert!(has(&dev) && !has(&prod), "{check}: {dev:?} {prod:?}");
    }
}

#[test]
fn what_is_created_for_production_passes_every_check() {
    if !are_met(&[Need::Checkov]) {
        return;
    }
    let clinic = with_production();
    let mut command = Command::new(checkov());
    command
        .args(["--framework", "terraform", "--skip-download", "--compact"])
        .args(["--quiet", "--directory", PROD])
        .current_dir(&clinic.root)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let ended = run(&mut command, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
    let files = ended.stdout.lines().map(str::trim);
    let files: Vec<&str> = files.filter(|line| line.starts_with("File: ")).collect();
    assert!(!files.is_empty(), "{}", ended.said());
    // what the modules of the example lack is not ours
    let old = ["ec2", "rds", "security-groups", "vpc"];
    let is_ours = |file: &&&str| {
        !old.iter()
            .any(|it| file.contains(&format!("modules/{it}/")))
    };
    let ours: Vec<&&str> = files.iter().filter(is_ours).collect();
    assert!(ours.is_empty(), "{ours:?}: {}", ended.said());
}

#[test]
fn every_production_environment_of_the_cases_is_formatted_and_wired() {
    if !are_met(&[Need::Terraform, Need::PythonTools]) {
        return;
    }
    let cases = project().join("tests/cases/12-production-env/terraform");
    let mut made = 0;
    for case in fs::read_dir(cases).expect("the cases are there") {
        let case = case.expect("a case").path();
        let clinic = Clinic::holding(&Tree::read(&case));
        clinic.fixup(&["apply", "--issue", "12", "--yes"]);
        let (before, after) = (Tree::read(&case), clinic.tree());
        let mut new = before.differences(&after).into_iter();
        let Some(example) = new.find(|path| path.ends_with("backend.hcl.example")) else {
            continue;
        };
        let root = example.rsplit_once('/').expect("it lies in a folder").0;
        // what was written with tabs stays so
        let has_tabs = case.ends_with("carriage-returns-and-tabs");
        let case = case.display();
        if !has_tabs {
            let mut format = Command::new("terraform");
            format
                .args(["fmt", "-check", "-diff", root])
                .current_dir(&clinic.root)
                .env("CHECKPOINT_DISABLE", "1");
            let ended = run(&mut format, LIMIT).unwrap_or_else(|reason| panic!("{reason}"));
            assert!(ended.status.success(), "{case}: {}", ended.said());
        }
        validated(&clinic, root).unwrap_or_else(|reason| panic!("{case}: {reason}"));
        made += 1;
    }
    assert!(made >= 10, "{made}");
}

#[test]
fn what_a_production_environment_shares_with_its_reference_is_told() {
    assert!(are_met(&[]));
    let cases = project().join("tests/cases/12-production-env/terraform");
    for (case, told) in [
        (
            "names-of-its-own",
            "takes but once: infra/modules/registry/main.tf:2",
        ),
        ("a-literal-password", "of `dev`: prod.shop.example.com"),
        (
            "literals-of-its-own",
            "open to the internet at infra/modules/firewall/main.tf:20",
        ),
        ("files-beside-it", "derived from `infra/envs/dev`"),
    ] {
        let clinic = Clinic::holding(&Tree::read(&cases.join(case)));
        let said = clinic.fixup(&["scan", "--issue", "12"]).stdout;
        // lines are as wide as a terminal
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(told), "{case}: {said}");
    }
}
