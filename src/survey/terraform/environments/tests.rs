//! Trees of a few files, and how they stand.

use std::sync::Arc;

use crate::code::{Parsed, Survey};
use crate::survey::service::NamedProduction;
use crate::survey::terraform::environments::{Standing, standing};
use crate::survey::terraform::surveyed::below;
use crate::tree::{Overlay, walk};

fn stands(files: &[(&str, &str)]) -> String {
    stands_where(None, files)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the tree lies in a folder of the test's own"
)]
fn stands_where(named: Option<&str>, files: &[(&str, &str)]) -> String {
    let root = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    let overlay = Overlay::new(Arc::new(walk(root.path(), &[]).expect("it can be read")));
    let parsed = Parsed::default();
    let named = NamedProduction(named.map(str::to_owned));
    parsed.answers.or_find(|| named);
    let survey = Survey::new(&overlay, &parsed);
    let trees = below(&survey, "");
    let all: Vec<String> = trees
        .iter()
        .map(|tree| shown(standing(&survey, tree)))
        .collect();
    all.join(", ")
}

fn shown(standing: Standing) -> String {
    let (word, it) = match standing {
        Standing::Unconcerned => return "unconcerned".to_owned(),
        Standing::Missing(plan) => {
            let (folder, reference) = (plan.folder, plan.reference);
            let (stage, word, modules) = (plan.stage, plan.word, plan.modules);
            let hosts: Vec<String> = plan.hosts.into_iter().map(|host| host.name).collect();
            return format!(
                "{folder} from {reference}, {stage} to {word}, {modules}, hosts {}",
                hosts.join(" ")
            );
        }
        Standing::There(it) => ("there", it),
        Standing::Unclear(it) => ("unclear", it),
        Standing::Unknown(it) => ("unknown", it),
    };
    format!("{word} {}:{}", it.path, it.line)
}

const CALL: &str = "module \"app_server\" {\n  source = \"../../modules/ec2\"\n}\n";
const EC2: &str = "resource \"aws_instance\" \"this\" {\n  ami = var.ami\n}\n";
const FLAT: &str = "provider \"aws\" {}\nresource \"aws_instance\" \"this\" {\n  ami = \"x\"\n}\n";

fn with(more: &[(&str, &str)]) -> String {
    let files = [
        &[
            ("infra/envs/dev/main.tf", CALL),
            ("infra/modules/ec2/main.tf", EC2),
        ],
        more,
    ]
    .concat();
    stands(&files)
}

#[test]
fn folders_of_environments_without_production_lack_it() {
    let lacks = "infra/envs/prod from infra/envs/dev, dev to prod, infra/modules, hosts app-server";
    assert_eq!(with(&[]), lacks);
    // a root that makes nothing, what is shared, and documentation are no production
    for (path, text) in [
        ("infra/backend.tf", "terraform {\n  backend \"s3\" {}\n}\n"),
        ("infra/bootstrap/main.tf", FLAT),
        ("infra/README.md", "terraform workspace select prod"),
        ("docs/production.md", ""),
        (
            ".github/workflows/ci.yml",
            "# terraform apply -var environment=prod\n",
        ),
        (".github/workflows/app.yml", "environment: production\n"),
        ("infra/envs/prod/scripts/common.sh", "#!/bin/sh\n"),
    ] {
        assert_eq!(with(&[(path, text)]), lacks, "{path}");
    }
}

#[test]
fn the_nearest_environment_is_the_reference_and_its_neighbours_give_the_name() {
    assert_eq!(
        with(&[("infra/envs/staging/main.tf", CALL)]),
        "infra/envs/prod from infra/envs/staging, staging to prod, infra/modules, hosts app-server"
    );
    let variable = "variable \"env\" {\n  default = \"development\"\n}\n";
    assert_eq!(
        stands(&[
            (
                "development/main.tf",
                "module \"web\" {\n  source = \"../modules/ec2\"\n}\n"
            ),
            ("development/variables.tf", variable),
            (
                "staging/main.tf",
                "module \"web\" {\n  source = \"../modules/ec2\"\n}\n"
            ),
            ("modules/ec2/main.tf", EC2),
        ]),
        "production from staging, staging to production, modules, hosts web"
    );
    assert_eq!(
        stands(&[
            ("terraform/env/aws-dev/main.tf", CALL),
            ("terraform/modules/ec2/main.tf", EC2)
        ]),
        "terraform/env/aws-prod from terraform/env/aws-dev, dev to prod, terraform/modules, hosts app-server"
    );
}

#[test]
fn production_is_found_under_any_name() {
    for (path, text) in [
        ("infra/envs/prod/main.tf", CALL),
        ("infra/envs/production/main.tf", ""),
        ("infra/envs/prd/eu/main.tf", CALL),
        ("infra/envs/live/main.tf", CALL),
        ("infra/envs/prod/terragrunt.hcl", ""),
        ("infra/envs/prod/terraform.tfvars.example", ""),
        ("infra/envs/dev/prod.tfvars", ""),
        ("infra/prod.tfbackend", ""),
        (
            "infra/app/main.tf",
            "module \"app\" {\n  source = \"../modules/ec2\"\n  environment = \"production\"\n}\n",
        ),
        (
            "infra/app/main.tf",
            "resource \"aws_s3_bucket\" \"b\" {\n  name = \"shop-prod\"\n}\n",
        ),
        (
            "infra/envs/dev/extra.tf",
            "terraform {\n  backend \"s3\" {\n    key = \"prod/state\"\n  }\n}\n",
        ),
        (
            "infra/envs/dev/terraform.tfvars",
            "environment = \"prod\"\n",
        ),
        (
            ".github/workflows/ci.yml",
            "run: terraform apply -var environment=prod\n",
        ),
        ("Makefile", "up:\n\tterraform workspace select prod\n"),
    ] {
        assert!(
            with(&[(path, text)]).starts_with("there "),
            "{path}: {text}"
        );
    }
    let variable = "variable \"environment\" {\n  default = \"prod\"\n}\n";
    assert_eq!(
        stands(&[("main.tf", FLAT), ("variables.tf", variable)]),
        "there variables.tf:2"
    );
}

#[test]
fn two_readings_are_unclear() {
    for (path, text) in [
        ("infra/app/main.tf", FLAT),
        (
            "infra/envs/dev/names.tf",
            "locals {\n  env = terraform.workspace\n}\n",
        ),
        ("infra/terragrunt.hcl", ""),
        (
            ".github/workflows/ci.yml",
            "env: [dev, prod]\nrun: terraform apply\n",
        ),
        ("infra/envs/dev-eu/main.tf", CALL),
    ] {
        assert!(
            with(&[(path, text)]).starts_with("unclear "),
            "{path}: {text}"
        );
    }
    assert_eq!(
        stands(&[("infra/main.tf", FLAT)]),
        "unclear infra/main.tf:2"
    );
    assert_eq!(
        stands(&[("infra/dev/main.tf", FLAT), ("infra/test/main.tf", FLAT)]),
        "unclear infra/test/main.tf:1"
    );
}

#[test]
fn what_must_be_mended_first_is_unknown() {
    for (path, text) in [
        ("infra/modules/ec2/more.tf", "x = \ntoken"),
        (
            "infra/envs/dev/more.tf",
            "module \"app_server\" {\n  source = \"../../modules/ec2\"\n}\n",
        ),
        ("infra/envs/dev/more.tf.json", "{}"),
        (
            "infra/envs/dev/main_override.tf",
            "module \"app_server\" {\n  ami = \"x\"\n}\n",
        ),
        (
            "infra/envs/dev/rds.tf",
            "module \"rds\" {\n  source = \"../../modules/rds\"\n}\n",
        ),
        (
            "infra/envs/dev/rds.tf",
            "module \"rds\" {\n  source = var.source\n}\n",
        ),
        (
            "infra/envs/staging/network/main.tf",
            "module \"x\" {\n  source = \"../../../modules/ec2\"\n}\n",
        ),
    ] {
        assert!(
            with(&[(path, text)]).starts_with("unknown "),
            "{path}: {text}"
        );
    }
}

#[test]
fn where_nothing_is_applied_nothing_is_missing() {
    assert_eq!(stands(&[("modules/ec2/main.tf", EC2)]), "unconcerned");
}

#[test]
fn what_the_user_calls_production_is_believed() {
    let files = [
        ("infra/envs/dev/main.tf", CALL),
        ("infra/modules/ec2/main.tf", EC2),
    ];
    assert_eq!(
        stands_where(Some("infra/envs/dev"), &files),
        "there infra/envs/dev:1"
    );
}
