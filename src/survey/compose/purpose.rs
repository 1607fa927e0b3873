//! What a compose file is for: by its name, else by what stands in it.

use crate::code::Survey;
use crate::survey::compose::commands::is_development;
use crate::survey::compose::file::{Build, ComposeFile, ComposeService};
use crate::survey::compose::images::{Kind, is_from_registry, kind, name};
use crate::survey::compose_names::{Told, told};
use crate::survey::docker::command::{Command, start};
use crate::tree::CODE;
use crate::tree::paths::{file_name, folder, join, within};

/// What a compose file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Production,
    /// Something that is deployed and is not production.
    Rehearsal,
    Development,
    /// Development, on top of another file.
    Override,
    /// Two readings are possible.
    Unclear,
    /// It builds nothing that is deployed.
    Aside,
}

/// What `file` is for.
pub(crate) fn purpose(survey: &Survey<'_>, file: &ComposeFile, all: &[&ComposeFile]) -> Purpose {
    let runs_own = |it: &ComposeService| it.build.is_some() || sources(survey, file, it).is_some();
    let builds = file.services.iter().any(runs_own);
    match told(&file.path) {
        Told::Production => Purpose::Production,
        Told::Rehearsal => Purpose::Rehearsal,
        Told::Development if builds => Purpose::Development,
        Told::Override => Purpose::Override,
        Told::Development | Told::Test => Purpose::Aside,
        Told::Part if !builds => Purpose::Aside,
        Told::Nothing | Told::Part => by_contents(survey, file, all, builds),
    }
}

fn by_contents(
    survey: &Survey<'_>,
    file: &ComposeFile,
    all: &[&ComposeFile],
    builds: bool,
) -> Purpose {
    let is_beside = |other: &&&ComposeFile| folder(&other.path) == folder(&file.path);
    let mut beside = all.iter().filter(is_beside);
    let is_overridden = beside.any(|other| told(&other.path) == Told::Override);
    let develops = file.services.iter().any(|it| develops(survey, file, it));
    let is_deployed = file
        .services
        .iter()
        .any(|it| is_deployed(it) || it.restarts && sources(survey, file, it).is_some());
    match (develops, is_deployed) {
        (false, true) if is_overridden => Purpose::Production,
        (true, false) if builds => Purpose::Development,
        _ if builds || file.services.iter().any(has_own_image) => Purpose::Unclear,
        _ => Purpose::Aside,
    }
}

/// Whether a service is kept running, comes from a registry, or says that it is production.
fn is_deployed(service: &ComposeService) -> bool {
    let says = |(name, value): &(String, Option<String>)| {
        is_mode(name) && matches!(value.as_deref(), Some("production" | "prod"))
    };
    let serves_tls = || {
        let is_proxy = service
            .image
            .as_deref()
            .is_some_and(|it| kind(it) == Kind::Proxy);
        is_proxy && service.ports.iter().any(|port| port.published == Some(443))
    };
    service.build.is_some() && service.restarts
        || has_own_image(service)
        || service.environment.iter().any(says)
        || serves_tls()
}

/// Whether the image is one of the repository's own that stands in a registry.
fn has_own_image(service: &ComposeService) -> bool {
    let is_for_development = |image: &str| image[name(image).len()..].contains("dev");
    let image = service
        .image
        .as_deref()
        .filter(|it| is_from_registry(it) && !is_for_development(it));
    let is_public = |image: &str| service.build.is_none() && is_known(image);
    image.is_some_and(|it| !is_public(it))
}

/// Images that many repositories take from the same place.
fn is_known(image: &str) -> bool {
    let owners = [
        "bitnami",
        "grafana",
        "prom",
        "jaegertracing",
        "confluentinc",
        "elastic",
        "docker.elastic.co",
        "opensearchproject",
        "minio",
        "qdrant",
        "chromadb",
        "ollama",
        "otel",
        "openzipkin",
        "rabbitmq",
        "hashicorp",
        "quay.io",
        "library",
        "keycloak",
        "dpage",
        "docker.io",
        "gcr.io",
        "mcr.microsoft.com",
        "weaviate",
        "getmeili",
        "unleashorg",
        "temporalio",
        "apache",
        "wurstmeister",
        "provectuslabs",
        "axllent",
        "amazon",
        "alpine",
        "stripe",
        "hasura",
        "nats",
        "timberio",
        "cr.weaviate.io",
    ];
    kind(image) != Kind::Other
        || image
            .split('/')
            .next()
            .is_some_and(|owner| owners.contains(&owner))
}

/// Whether a service is one that only developers run.
fn develops(survey: &Survey<'_>, file: &ComposeFile, service: &ComposeService) -> bool {
    let Some(build) = &service.build else {
        if let (Some(home), Some(command)) = (sources(survey, file, service), &service.command) {
            return is_development(survey, &home, &command.line());
        }
        let kind = service.image.as_deref().map(kind);
        let is_published = service.ports.iter().any(|port| !port.is_private);
        return match kind {
            Some(Kind::Database | Kind::Redis | Kind::Memcached) => is_published,
            Some(Kind::Tool) => true,
            _ => false,
        };
    };
    let says = |(name, value): &(String, Option<String>)| {
        let value = value.as_deref().map(str::to_lowercase);
        let is_on = || matches!(value.as_deref(), Some("true" | "1" | "yes"));
        is_mode(name) && matches!(value.as_deref(), Some("development" | "dev" | "local"))
            || name == "DEBUG" && is_on()
            || name == "CHOKIDAR_USEPOLLING"
            || name == "WATCHPACK_POLLING"
    };
    let is_of_developers = |path: &String| {
        let mut words = file_name(path).split(['.', '-', '_']);
        words.any(|it| matches!(it, "dev" | "development" | "local"))
    };
    service.is_watched
        || service.environment.iter().chain(&build.arguments).any(says)
        || service.env_files.iter().any(is_of_developers)
        || build.target.as_ref().is_some_and(is_of_developers)
        || build.dockerfile.as_ref().is_some_and(is_of_developers)
        || mounts_sources(survey, file, service, build)
        || runs_for_development(survey, service, build)
}

fn is_mode(name: &str) -> bool {
    matches!(
        name,
        "NODE_ENV"
            | "ENVIRONMENT"
            | "ENV"
            | "APP_ENV"
            | "FLASK_ENV"
            | "APP_ENVIRONMENT"
            | "FASTAPI_ENV"
    )
}

/// Whether a folder with code of its image is mounted.
fn mounts_sources(
    survey: &Survey<'_>,
    file: &ComposeFile,
    service: &ComposeService,
    build: &Build,
) -> bool {
    let Some(context) = &build.context else {
        return false;
    };
    let mut code = mounted_code(survey, file, service);
    code.any(|path| within(&path, context) || within(context, &path))
}

/// The folder of the tree whose code an image of Node or Python runs.
pub(crate) fn sources(
    survey: &Survey<'_>,
    file: &ComposeFile,
    service: &ComposeService,
) -> Option<String> {
    let image = service
        .image
        .as_deref()
        .filter(|_| service.build.is_none())?;
    let is_runtime = kind(image) == Kind::Runtime;
    is_runtime.then(|| mounted_code(survey, file, service).next())?
}

/// The folders with code that a service mounts.
fn mounted_code(
    survey: &Survey<'_>,
    file: &ComposeFile,
    service: &ComposeService,
) -> impl Iterator<Item = String> {
    let is_code = |it: &str| {
        it.rsplit_once('.')
            .is_some_and(|(_, ending)| CODE.contains(&ending))
    };
    let holds_code = move |path: &String| {
        let mut all = survey.overlay.paths();
        all.any(|it| it != path && within(it, path) && is_code(it))
    };
    let mounts = service.mounts.iter();
    let paths = mounts.filter_map(|mount| join(folder(&file.path), mount.path()?));
    paths.filter(holds_code)
}

/// Whether the command is one for development: that of the service, else that of its image.
pub(crate) fn runs_for_development(
    survey: &Survey<'_>,
    service: &ComposeService,
    build: &Build,
) -> bool {
    let home = build.context.as_deref().unwrap_or_default();
    match &service.command {
        Some(command) => is_development(survey, home, &command.line()),
        None => build
            .dockerfile
            .as_deref()
            .is_some_and(|it| image_develops(survey, it, home)),
    }
}

/// Whether the image of a Dockerfile starts something for development.
pub(crate) fn image_develops(survey: &Survey<'_>, dockerfile: &str, home: &str) -> bool {
    let text = survey.text(dockerfile).unwrap_or_default();
    let line = start(&text).map(|start| match start.command {
        Command::Exec(words) => words.join(" "),
        Command::Shell(line) => line,
    });
    line.is_some_and(|line| is_development(survey, home, &line))
}
