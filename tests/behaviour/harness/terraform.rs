//! What Terraform and an offline validation say of a copy.

use std::process::Command;
use std::time::Duration;

use super::command::run_well;
use super::example::Clinic;
use super::needs::{project, python_tools};

/// The majors of the AWS provider that templates must fit.
pub(crate) const PROVIDERS: [&str; 2] = ["aws-5.json", "aws-6.json"];

const LIMIT: Duration = Duration::from_mins(1);

pub(crate) fn is_formatted(clinic: &Clinic) -> Result<String, String> {
    let mut terraform = Command::new("terraform");
    terraform
        .args(["fmt", "-check", "-diff", "-recursive", "infra"])
        .current_dir(&clinic.root)
        .env("CHECKPOINT_DISABLE", "1");
    run_well(&mut terraform, LIMIT)
}

/// Whether a root and what it calls are wired up.
pub(crate) fn validated(clinic: &Clinic, root: &str) -> Result<String, String> {
    validate(clinic, &[root])
}

/// The same, with all that it says of AWS, for one version of the provider.
pub(crate) fn validated_for(clinic: &Clinic, provider: &str, root: &str) -> Result<String, String> {
    let schema = project().join("tests/tools/terraform").join(provider);
    validate(clinic, &["--schema", &schema.to_string_lossy(), root])
}

fn validate(clinic: &Clinic, arguments: &[&str]) -> Result<String, String> {
    let mut validate = Command::new(python_tools().join("bin/python"));
    validate
        .arg(project().join("tests/tools/terraform/validate.py"))
        .args(arguments)
        .current_dir(&clinic.root)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    run_well(&mut validate, LIMIT)
}
