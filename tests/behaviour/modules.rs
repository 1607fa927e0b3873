//! Issue 11: what Terraform, two versions of the provider and checkov say of the modules that are created.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use super::harness::command::{Ended, run};
use super::harness::example::Clinic;
use super::harness::needs::{Need, are_met, checkov, project};
use super::harness::terraform::{PROVIDERS, is_formatted, validated_for};
use super::harness::tree::Tree;

const LIMIT: Duration = Duration::from_mins(2);

/// An environment that calls every module, and services that need all of them.
fn deployed() -> Clinic {
    Clinic::holding(&Tree::read(
        &project().join("tests/behaviour/services/deployed"),
    ))
}

/// The same, with the modules.
fn with_modules() -> Clinic {
    let clinic = deployed();
    clinic.fixup_well(&["apply", "--issue", "11", "--yes"]);
    clinic
}

/// What checkov says of the modules that were created.
fn judged(clinic: &Clinic) -> Ended {
    let mut checkov = Command::new(checkov());
    checkov
        .args(["--framework", "terraform", "--skip-download", "--compact"])
        .args(["--quiet", "--directory", "infra/modules", "--skip-path"])
        .arg("infra/modules/vm")
        .current_dir(&clinic.root)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    run(&mut checkov, LIMIT).unwrap_or_else(|reason| panic!("{reason}"))
}

/// Changes a file of a copy.
fn edit(clinic: &Clinic, path: &str, text: &str, by: &str) {
    let before = clinic.tree().text(path);
    assert!(before.contains(text), "no `{text}` in {path}: {before}");
    fs::write(clinic.root.join(path), before.replacen(text, by, 1))
        .expect("the copy can be written");
}

#[test]
fn the_created_modules_are_formatted_and_what_callers_need() {
    if !are_met(&[Need::Terraform, Need::PythonTools]) {
        return;
    }
    let clinic = deployed();
    let before = validated_for(&clinic, PROVIDERS[0], "infra/envs/staging");
    assert!(before.is_err(), "there are no modules yet: {before:?}");

    let clinic = with_modules();
    is_formatted(&clinic).unwrap_or_else(|reason| panic!("{reason}"));
    for provider in PROVIDERS {
        let said = validated_for(&clinic, provider, "infra/envs/staging");
        let said = said.unwrap_or_else(|reason| panic!("{provider}: {reason}"));
        assert!(said.contains("8 modules checked, 0 problems"), "{said}");
    }
}

#[test]
fn what_a_provider_does_not_know_is_found() {
    if !are_met(&[Need::PythonTools]) {
        return;
    }
    let clinic = with_modules();
    let kms = "infra/modules/kms";
    edit(
        &clinic,
        &format!("{kms}/main.tf"),
        "enable_key_rotation",
        "rotates",
    );
    edit(
        &clinic,
        &format!("{kms}/outputs.tf"),
        "this.arn",
        "this.address",
    );
    let groups = "infra/modules/cloudwatch/main.tf";
    edit(
        &clinic,
        groups,
        "retention_in_days",
        "deletion_protection_enabled = true\n  retention_in_days",
    );
    edit(
        &clinic,
        groups,
        "aws_sns_topic_subscription",
        "aws_sns_subscription",
    );
    let said = |provider| {
        let said = validated_for(&clinic, provider, "infra/envs/staging");
        said.expect_err("four mistakes are not overlooked")
    };
    let [old, new] = PROVIDERS.map(said);
    for said in [&old, &new] {
        for problem in [
            "no argument or block named rotates",
            "aws_kms_key has no attribute address",
            "the schema does not have this type",
        ] {
            assert!(said.contains(problem), "no `{problem}` in: {said}");
        }
    }
    let only_new = "no argument or block named deletion_protection_enabled";
    assert!(
        old.contains(only_new) && !new.contains(only_new),
        "{old} {new}"
    );
}

#[test]
fn what_other_patches_write_fits_both_providers() {
    if !are_met(&[Need::PythonTools]) {
        return;
    }
    let clinic = Clinic::copy();
    clinic.fixup_well(&["apply", "--issue", "12,19", "--yes"]);
    for provider in PROVIDERS {
        for root in ["infra/envs/dev", "infra/envs/prod"] {
            let said = validated_for(&clinic, provider, root);
            said.unwrap_or_else(|reason| panic!("{provider}, {root}: {reason}"));
        }
    }
}

#[test]
fn the_created_modules_pass_every_check_and_skips_have_reasons() {
    if !are_met(&[Need::Checkov]) {
        return;
    }
    let clinic = with_modules();
    let ended = judged(&clinic);
    assert!(ended.status.success(), "{}", ended.said());
    let passed = "Failed checks: 0, Skipped checks: 4";
    assert!(ended.stdout.contains(passed), "{}", ended.said());

    // a policy that allows everything stands where checkov can see it
    let role = "infra/modules/iam/main.tf";
    edit(
        &clinic,
        role,
        "Action   = [\"ses:SendEmail\", \"ses:SendRawEmail\"]",
        "Action   = \"*\"",
    );
    edit(
        &clinic,
        role,
        "Resource = var.email_identity_arns",
        "Resource = \"*\"",
    );
    let ended = judged(&clinic);
    assert!(!ended.status.success(), "{}", ended.said());
    assert!(
        ended.stdout.contains("aws_iam_role_policy.email"),
        "{}",
        ended.said()
    );
}

/// The lines of a policy with a `*` for everything, but for those that have nothing else to name.
fn too_wide(text: &str) -> Vec<&str> {
    let lines = text.lines();
    let is_wide = |line: &&str| line.contains("\"*\"") || line.contains(":*\"");
    let unbound = [
        "ecr:GetAuthorizationToken",
        "route53:ListHostedZones",
        "${arn}:*",
    ];
    let has_none_to_name = |line: &&str| unbound.iter().any(|it| line.contains(it));
    lines
        .filter(is_wide)
        .filter(|line| !has_none_to_name(line))
        .collect()
}

#[test]
fn roles_name_what_they_may_use() {
    assert!(are_met(&[]));
    let role = with_modules().tree().text("infra/modules/iam/main.tf");
    assert_eq!(too_wide(&role), Vec::<&str>::new());
    assert!(
        !role.contains("FullAccess") && !role.contains("ReadWrite"),
        "{role}"
    );
    let wide = role.replace("\"sns:Publish\"", "\"sns:*\"");
    assert_eq!(too_wide(&wide).len(), 1);
    let wide = role.replace("Resource = var.secret_arns", "Resource = \"*\"");
    assert_eq!(too_wide(&wide).len(), 1);
}

#[test]
fn the_modules_stay_short_enough_to_be_read() {
    assert!(are_met(&[]));
    let clinic = with_modules();
    let lines = |module: &str| -> usize {
        let files = ["main.tf", "variables.tf", "outputs.tf"];
        let texts = files.map(|file| {
            let path = Path::new("infra/modules").join(module).join(file);
            clinic.tree().text(&path.to_string_lossy())
        });
        texts.iter().map(|text| text.lines().count()).sum()
    };
    let modules = ["cloudwatch", "ecr", "iam", "kms", "s3", "secrets"];
    let total: usize = modules.map(lines).iter().sum();
    assert!(total < 570, "{total} lines");
}

#[test]
fn production_takes_its_images_from_the_repositories_to_come() {
    assert!(are_met(&[]));
    let said = Clinic::as_it_is().fixup(&["diff", "--issue", "15"]).stdout;
    for service in ["rtserver", "backendai", "rhinon"] {
        let image = format!("image: ${{ECR_REGISTRY:?}}/prod-{service}:${{TAG:?}}");
        assert!(said.contains(&image), "no `{image}` in: {said}");
    }
}
