//! Issue 2: what Terraform and an offline validation say of the changed modules.

use std::process::Command;
use std::time::Duration;

use super::harness::command::run_well;
use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, project, python_tools};

const LIMIT: Duration = Duration::from_mins(1);

fn is_formatted(clinic: &Clinic) -> Result<String, String> {
    let mut terraform = Command::new("terraform");
    terraform
        .args(["fmt", "-check", "-diff", "-recursive", "infra"])
        .current_dir(&clinic.root)
        .env("CHECKPOINT_DISABLE", "1");
    run_well(&mut terraform, LIMIT)
}

fn is_valid(clinic: &Clinic) -> Result<String, String> {
    let mut validate = Command::new(python_tools().join("bin/python"));
    validate
        .arg(project().join("tests/tools/terraform/validate.py"))
        .arg("infra/envs/dev")
        .current_dir(&clinic.root)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    run_well(&mut validate, LIMIT)
}

/// The module's text with single spaces, as alignment is not what is asked here.
fn module(clinic: &Clinic, file: &str) -> String {
    let text = clinic.tree().text(&format!("infra/modules/ec2/{file}"));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn the_fixed_modules_are_formatted() {
    if !are_met(&[Need::Terraform]) {
        return;
    }
    for clinic in [Clinic::as_it_is(), Clinic::fixed()] {
        is_formatted(clinic).unwrap_or_else(|reason| panic!("{reason}"));
    }
}

#[test]
fn the_fixed_modules_are_valid() {
    if !are_met(&[Need::PythonTools]) {
        return;
    }
    for clinic in [Clinic::as_it_is(), Clinic::fixed()] {
        let said = is_valid(clinic).unwrap_or_else(|reason| panic!("{reason}"));
        assert!(said.contains("5 modules checked, 0 problems"), "{said}");
    }
}

#[test]
fn instances_can_be_given_a_role_and_need_none() {
    assert!(are_met(&[]));
    let before = module(Clinic::as_it_is(), "main.tf");
    assert!(!before.contains("iam_instance_profile"), "{before}");

    let main = module(Clinic::fixed(), "main.tf");
    for text in [
        "iam_instance_profile = var.iam_instance_profile",
        "user_data = var.user_data",
        "user_data_replace_on_change = var.user_data_replace_on_change",
        "http_tokens = \"required\"",
        "http_put_response_hop_limit = 2",
    ] {
        assert!(main.contains(text), "no `{text}` in: {main}");
    }
    let variables = module(Clinic::fixed(), "variables.tf");
    for (name, default) in [
        ("iam_instance_profile", "null"),
        ("user_data", "null"),
        ("user_data_replace_on_change", "false"),
    ] {
        let (_, block) = variables
            .split_once(&format!("variable \"{name}\" {{"))
            .unwrap_or_else(|| panic!("no variable {name}: {variables}"));
        let (block, _) = block.split_once('}').expect("the block ends");
        assert!(
            block.contains(&format!("default = {default}")),
            "{name}: {block}"
        );
    }
}
