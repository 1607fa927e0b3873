//! Whether Terraform runs containers: a task of ECS, a container app or service of another cloud.

use hcl_edit::structure::{Block, Body};

use crate::code::Survey;
use crate::edit::hcl::parse;
use crate::tree::Literal;
use crate::tree::paths::is_test;

/// Resources that run containers.
const RESOURCES: &[&str] = &[
    "aws_apprunner_service",
    "aws_ecs_service",
    "aws_ecs_task_definition",
    "azurerm_container_app",
    "google_cloud_run_service",
    "google_cloud_run_v2_service",
    "kubernetes_deployment",
    "kubernetes_deployment_v1",
];

/// Whether a Terraform file of the tree declares what runs containers.
pub(crate) fn runs_containers(survey: &Survey<'_>) -> bool {
    let mut files = survey
        .overlay
        .paths()
        .filter(|path| path.ends_with(".tf") && !is_test(path))
        .filter(|path| survey.overlay.has_literal(path, Literal::Managed));
    files.any(|path| {
        let text = survey.text(path).unwrap_or_default();
        let may = RESOURCES.iter().any(|it| text.contains(it));
        may && parse(&text).is_ok_and(|body| declares(&body))
    })
}

fn declares(body: &Body) -> bool {
    let runs = |block: &Block| {
        block.ident.as_str() == "resource"
            && block
                .labels
                .first()
                .is_some_and(|it| RESOURCES.contains(&it.as_str()))
    };
    body.blocks().any(runs)
}
