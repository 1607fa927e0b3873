//! Issues 2 and 19: what Terraform and an offline validation say of the changed files.

use std::process::Command;
use std::time::Duration;

use super::harness::command::{Ended, run};
use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, project};
use super::harness::terraform::{is_formatted, validated};
use super::harness::tree::Tree;

const LIMIT: Duration = Duration::from_mins(1);

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
        let said = validated(clinic, "infra/envs/dev").unwrap_or_else(|reason| panic!("{reason}"));
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

/// Modules and environments of `terraform_data`, which Terraform plans without any provider.
fn passwords() -> Clinic {
    Clinic::holding(&Tree::read(
        &project().join("tests/behaviour/services/passwords"),
    ))
}

/// What every secret of that tree holds; the values given in its place hold it too, and end so.
const SECRET: &str = "not-a-secret";
const GIVEN: &str = "not-a-secret-of-the-environment";

/// Those that an environment asks for once they no longer stand in the text.
const PASSWORDS: [&str; 4] = [
    "db_password",
    "admin_password",
    "stack_password",
    "api_token",
];

fn terraform(clinic: &Clinic, environment: &str, command: &str, passwords: &[&str]) -> Ended {
    let mut terraform = Command::new("terraform");
    terraform
        .args([command, "-input=false", "-no-color"])
        .current_dir(clinic.root.join("infra/envs").join(environment))
        .env("CHECKPOINT_DISABLE", "1");
    for name in passwords {
        terraform.env(format!("TF_VAR_{name}"), GIVEN);
    }
    run(&mut terraform, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
}

fn plan(clinic: &Clinic, environment: &str, passwords: &[&str]) -> Ended {
    let ready = terraform(clinic, environment, "init", &[]);
    assert!(ready.status.success(), "{}", ready.said());
    terraform(clinic, environment, "plan", passwords)
}

#[test]
fn plans_hide_the_passwords_and_still_succeed() {
    if !are_met(&[Need::Terraform]) {
        return;
    }
    let clinic = passwords();
    for environment in ["dev", "prod"] {
        let before = plan(&clinic, environment, &[]);
        assert!(
            before.status.success() && before.stdout.contains(SECRET),
            "{}",
            before.said()
        );
    }
    let said = clinic.fixup_well(&[
        "apply",
        "--issue",
        "19",
        "--yes",
        "--exclude",
        "infra/envs/test",
    ]);
    assert!(!said.contains(SECRET), "{said}");
    is_formatted(&clinic).unwrap_or_else(|reason| panic!("{reason}"));
    for (environment, shown) in [("dev", "+ name     = \"orders\""), ("prod", "+ names  =")] {
        let without = plan(&clinic, environment, &[]);
        assert!(
            without.stderr.contains("No value for required variable"),
            "{}",
            without.said()
        );

        let after = plan(&clinic, environment, &PASSWORDS);
        assert!(after.status.success(), "{}", after.said());
        assert!(!after.said().contains(SECRET), "{}", after.said());
        assert!(
            after.stdout.contains(shown),
            "what is no secret is still shown: {}",
            after.stdout
        );
    }
}

#[test]
fn a_for_each_that_terraform_would_refuse_blocks_the_mark() {
    if !are_met(&[Need::Terraform]) {
        return;
    }
    let clinic = passwords();
    let ended = clinic.fixup(&["diff", "--issue", "19"]);
    assert!(
        ended
            .stdout
            .contains("`for_each` of infra/envs/test/main.tf:8"),
        "{}",
        ended.said()
    );

    assert!(plan(&clinic, "test", &[]).status.success());
    let file = clinic.root.join("infra/envs/test/main.tf");
    let text = clinic.tree().text("infra/envs/test/main.tf");
    let marked = text.replace("map(string)\n", "map(string)\n  sensitive = true\n");
    std::fs::write(&file, marked).expect("the copy can be written");
    let refused = plan(&clinic, "test", &[]);
    assert!(
        refused.stderr.contains("Invalid for_each argument"),
        "{}",
        refused.said()
    );
}

#[test]
fn passwords_are_masked_in_every_output() {
    assert!(are_met(&[]));
    let clinic = passwords();
    let alone = ["--issue", "2,19", "--exclude", "infra/envs/test"];
    let shown = |arguments: &[&str]| {
        let ended = clinic.fixup(&[arguments, &alone].concat());
        assert!(
            !ended.said().contains(SECRET),
            "{arguments:?}: {}",
            ended.said()
        );
        ended
    };
    for format in ["text", "json"] {
        let diff = shown(&["diff", "--format", format]).stdout;
        assert!(diff.contains("********"), "{diff}");
    }
    let patch = shown(&["diff", "--format", "patch"]);
    // passwords stand in modules, too, and half of a fix is none
    let lacks =
        "warning: the patch lacks 19 database-password in infra, since it would show a secret";
    assert!(patch.stderr.contains(lacks), "{}", patch.said());
    assert!(!patch.stdout.contains("db_password"), "{}", patch.stdout);
    for format in ["text", "json"] {
        shown(&["scan", "--format", format]);
    }
    shown(&["plan", "--out", "plan.json"]);
    let saved = clinic.fixup(&["diff", "--plan", "plan.json"]);
    assert!(
        saved.stdout.contains("********") && !saved.said().contains(SECRET),
        "{}",
        saved.said()
    );

    // the plan no longer fits, and says where
    let values = clinic.root.join("infra/envs/dev/terraform.tfvars");
    std::fs::write(&values, "db_password = \"not-a-secret-anew\"\n")
        .expect("the copy can be written");
    let stale = clinic.fixup(&["apply", "--plan", "plan.json", "--yes"]);
    assert!(
        stale.status.code() == Some(2) && !stale.said().contains(SECRET),
        "{}",
        stale.said()
    );
    // nor does what cannot be read
    std::fs::write(&values, "db_password = \"not-a-secret-broken\n")
        .expect("the copy can be written");
    let broken = clinic.fixup(&["scan", "--issue", "19"]);
    assert!(
        broken.stdout.contains("does not parse at line 1"),
        "{}",
        broken.said()
    );
    assert!(!broken.said().contains(SECRET), "{}", broken.said());
}
