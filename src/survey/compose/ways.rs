//! Ways of deployment that need no compose on machines of one's own.

use crate::code::Survey;
use crate::survey::terraform::surveyed::below;
use crate::survey::terraform::tree::Tree;
use crate::tree::paths::{file_name, folder, is_test};
use crate::tree::{Literal, Literals};

/// Files that a platform or a process manager reads.
const FILES: &[&str] = &[
    "apprunner.yaml",
    "app.yaml",
    "captain-definition",
    "Chart.yaml",
    "Dockerrun.aws.json",
    "ecosystem.config.cjs",
    "ecosystem.config.js",
    "fly.toml",
    "heroku.yml",
    "kustomization.yaml",
    "kustomization.yml",
    "nixpacks.toml",
    "Procfile",
    "railway.json",
    "railway.toml",
    "render.yaml",
    "serverless.ts",
    "serverless.yml",
    "skaffold.yaml",
    "zeabur.json",
];

/// What workflows call to deploy elsewhere.
const CALLS: &[&str] = &[
    "amazon-ecs-deploy",
    "apprunner-deploy",
    "azure/webapps-deploy",
    "beanstalk-deploy",
    "deploy-cloudrun",
    "ecs update-service",
    "eb deploy",
    "flyctl deploy",
    "gcloud app deploy",
    "gcloud run deploy",
    "helm upgrade",
    "heroku-deploy",
    "kubectl apply",
    "kubectl rollout",
    "kubectl set image",
    "railway up",
    "serverless deploy",
    "superfly/flyctl-actions",
];

/// A file that shows that the repository is deployed in such a way.
pub(crate) fn elsewhere(survey: &Survey<'_>) -> Option<String> {
    let paths = || {
        survey
            .overlay
            .paths()
            .filter(|path| !is_test(path) && !is_aside(path))
    };
    let is_told = |path: &&str| {
        FILES.contains(&file_name(path))
            || path.starts_with(".ebextensions/")
            || is_manifest(survey, path)
    };
    let file = paths().find(is_told).map(str::to_owned);
    let calls = |path: &&str| {
        let is_workflow = path.starts_with(".github/workflows/") || path.starts_with(".gitlab-ci");
        let text = || survey.text(path).unwrap_or_default();
        is_workflow && CALLS.iter().any(|call| text().contains(call))
    };
    let file = file.or_else(|| paths().find(calls).map(str::to_owned));
    file.or_else(|| managed(survey).map(str::to_owned))
}

/// What runs containers or functions on machines that are nobody's own, worked out once a survey.
#[derive(Debug)]
struct Managed(Option<String>);

/// A resource of Terraform that runs containers or functions, on machines that are nobody's own.
pub(crate) fn managed<'s>(survey: &'s Survey<'_>) -> Option<&'s str> {
    let find = || {
        let trees = below(survey, "");
        let files = trees.iter().flat_map(Tree::files);
        let files = files.filter(|file| file.has(Literal::Managed));
        let kinds = files.flat_map(|file| file.declared.iter().map(|it| &it.kind));
        let is_one =
            |kind: &&String| Literals::texts_of(Literal::Managed).any(|it| kind.starts_with(it));
        Managed(kinds.filter(is_one).min().cloned())
    };
    survey.answers.or_find(find).0.as_deref()
}

/// A file that shows that a part of the system is deployed in a way of its own, so that what stays for machines is not told.
pub(crate) fn in_part<'s>(survey: &'s Survey<'_>) -> Option<&'s str> {
    let is_one = |path: &&str| {
        let name = file_name(path);
        matches!(
            name,
            "vercel.json" | "netlify.toml" | "playbook.yml" | "playbook.yaml" | "ansible.cfg"
        ) || folder(path).split('/').any(|part| part == "ansible")
    };
    survey
        .overlay
        .paths()
        .filter(|path| !is_test(path) && !is_aside(path))
        .find(is_one)
}

/// Whether a file is a manifest of Kubernetes, or a unit of systemd that starts no compose.
fn is_manifest(survey: &Survey<'_>, path: &str) -> bool {
    let has = |marks: &[&str]| {
        let text = survey.text(path).unwrap_or_default();
        marks.iter().all(|mark| text.contains(mark))
    };
    if path.ends_with(".service") {
        // what runs to its end, as a backup does, serves nothing
        let serves = !has(&["compose"]) && !has(&["Type=oneshot"]);
        return serves && has(&["[Service]", "ExecStart"]);
    }
    let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
    is_yaml
        && (has(&["apiVersion:", "kind: Deployment"]) || has(&["apiVersion:", "kind: StatefulSet"]))
}

fn is_aside(path: &str) -> bool {
    let mut parts = folder(path).split('/');
    parts.any(|part| {
        matches!(
            part,
            "node_modules" | "examples" | "example" | "docs" | "vendor" | ".devcontainer"
        )
    })
}
