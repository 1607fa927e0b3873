//! What the services of a repository need of the AWS that they are deployed to.

use crate::code::Survey;
use crate::survey::aws::surveyed::Aws;
use crate::survey::clouds::Client;
use crate::survey::compose::registry::has_registry;
use crate::survey::docker::images::image_of;
use crate::survey::fact::Site;
use crate::survey::variables::names::is_secret;

/// Commands that get secrets from where somebody keeps them.
const FETCHES: &[&str] = &[
    "aws ssm get-parameter",
    "aws secretsmanager get-secret-value",
    "doppler run",
    "doppler secrets",
    "infisical ",
    "sops ",
    "vault kv get",
];

/// What services need.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    /// Whether there are any.
    pub(crate) has_services: bool,
    /// Whether one has an image of its own, and no registry is known.
    pub(crate) images: bool,
    /// Whether one reads secrets from its environment, and nothing fetches them.
    pub(crate) secrets: bool,
    /// Whether one keeps objects in a bucket.
    pub(crate) files: bool,
    /// Places that hand out addresses of objects which nobody signs.
    pub(crate) unsigned: Vec<Site>,
    /// Access lists that are set on objects.
    pub(crate) access_lists: Vec<Site>,
    /// The clients of AWS.
    pub(crate) clients: Vec<Client>,
}

impl Needs {
    /// What the services beside a tree need.
    pub(crate) fn of(aws: &Aws<'_>) -> Self {
        let mut needs = Self::default();
        let (mut signs, mut fetches) = (false, fetches(aws.survey));
        for (service, told) in aws.services() {
            let Some(container) = &told.container else {
                continue;
            };
            needs.has_services = true;
            let has_image = image_of(aws.survey, service.folder(), None).is_some();
            needs.images |= has_image || !service.contexts_to_come.is_empty();
            needs.secrets |= container.reads.iter().any(|name| is_secret(name));
            let clouds = told.clouds.clone();
            let is_other =
                |client: &Client| client.service == "s3" && client.has_endpoint != Some(false);
            let names_bucket = container.reads.iter().any(|name| name_of_bucket(name));
            needs.files |= clouds.uses_s3() || names_bucket && !clouds.clients.iter().any(is_other);
            fetches |= clouds
                .clients
                .iter()
                .any(|it| matches!(&*it.service, "ssm" | "secretsmanager"));
            signs |= clouds.signs_urls;
            needs.unsigned.extend(clouds.object_urls);
            needs.access_lists.extend(clouds.access_lists);
            let own = clouds
                .clients
                .into_iter()
                .filter(|it| it.has_endpoint != Some(true));
            needs.clients.extend(own);
        }
        needs.images &= !has_registry(aws.survey);
        needs.secrets &= !fetches;
        if signs {
            needs.unsigned.clear();
        }
        needs
    }
}

/// Whether a variable of the environment names a bucket of S3.
fn name_of_bucket(name: &str) -> bool {
    let mut words = name.split('_');
    let has = |wanted: &str| words.clone().any(|word| word == wanted);
    has("BUCKET")
        && (has("S3") || has("AWS"))
        && !words.any(|word| matches!(word, "MINIO" | "GCS" | "R2"))
}

/// Whether something that runs on machines or in workflows gets secrets from where somebody keeps them.
fn fetches(survey: &Survey<'_>) -> bool {
    let is_run = |path: &&str| {
        let is_workflow = path.starts_with(".github/workflows/") || path.starts_with(".gitlab-ci");
        let endings = [".sh", ".tpl", ".tftpl", ".service"];
        is_workflow || endings.iter().any(|ending| path.ends_with(ending))
    };
    let mut paths = survey.overlay.paths().filter(is_run);
    paths.any(|path| {
        let text = survey.text(path).unwrap_or_default();
        FETCHES.iter().any(|command| text.contains(command)) && !may_be_given_none(&text)
    })
}

/// Whether a script gets the secret that it is told, and does without where it is told none: then there may be none yet.
fn may_be_given_none(script: &str) -> bool {
    let asked = script.split("--secret-id \"$").skip(1);
    let mut names = asked.filter_map(|it| it.split_once('"').map(|(name, _)| name));
    names.any(|name| script.contains(&format!("{name}=${{{name}:-}}")))
}
