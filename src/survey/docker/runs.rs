//! Whether a compose file runs code of ours: one that starts databases alone says nothing of how the code is deployed.

use serde_yaml::Value;

use crate::code::Survey;
use crate::survey::docker::builds::{builds, is_compose};
use crate::survey::docker::command::{Process, calls};
use crate::survey::docker::images::holds_code;
use crate::survey::fact::Site;
use crate::tree::paths::{file_name, folder, is_test, join};

/// What lies beside code that is run.
const MANIFESTS: &[&str] = &[
    "package.json",
    "requirements.txt",
    "pyproject.toml",
    "go.mod",
    "pom.xml",
    "Gemfile",
];

/// Whether code of ours is run, worked out once a survey.
#[derive(Debug)]
struct RunsOurs(bool);

/// Whether some compose file builds an image of ours, or runs our code in another one.
pub(crate) fn runs_ours(survey: &Survey<'_>) -> bool {
    let find = || RunsOurs(find_ours(survey));
    survey.answers.or_find(find).0
}

fn find_ours(survey: &Survey<'_>) -> bool {
    let builds = builds(survey, &[]).all;
    if builds
        .iter()
        .any(|build| holds_code(survey, &build.dockerfile))
    {
        return true;
    }
    services(survey).any(|(path, service)| {
        mounted(&path, &service).any(|(source, _)| has_manifest(survey, &source))
            || is_own(&service)
    })
}

/// The port inside of the container in which a compose file runs the code of `package`.
pub(crate) fn port_of(survey: &Survey<'_>, package: &str) -> Option<u16> {
    let is_it = |(path, service): &(String, Value)| {
        let build = service.get("build");
        let context = build.and_then(|it| it.as_str().or_else(|| it.get("context")?.as_str()));
        let built = context.and_then(|it| join(folder(path), it));
        let own = !package.is_empty() && built.as_deref() == Some(package);
        own || mounted(path, service).any(|(source, _)| source == package && !package.is_empty())
    };
    let port = |(_, service): (String, Value)| {
        let first = service.get("ports")?.as_sequence()?.first()?;
        let text = match first {
            Value::String(text) => text.rsplit(':').next()?.split('/').next()?.to_owned(),
            Value::Number(number) => number.to_string(),
            other => other.get("target")?.as_u64()?.to_string(),
        };
        text.parse().ok()
    };
    services(survey).filter(is_it).find_map(port)
}

/// The services of all compose files, with the file.
fn services(survey: &Survey<'_>) -> impl Iterator<Item = (String, Value)> {
    named_services(survey).map(|(path, _, service)| (path, service))
}

/// The same with their names.
fn named_services(survey: &Survey<'_>) -> impl Iterator<Item = (String, String, Value)> {
    let files = survey
        .overlay
        .paths()
        .filter(|path| is_compose(file_name(path)) && !is_test(path));
    files.flat_map(|path| {
        let text = survey.text(path).unwrap_or_default();
        let mut file: Value = serde_yaml::from_str(&text).unwrap_or_default();
        // what cannot be merged stays where it is
        file.apply_merge().ok();
        let services = file.get("services").and_then(Value::as_mapping).cloned();
        let services = services.into_iter().flatten();
        services
            .map(|(name, service)| {
                let name = name.as_str().unwrap_or_default();
                (path.to_owned(), name.to_owned(), service)
            })
            .collect::<Vec<_>>()
    })
}

/// The folders of the tree that a service mounts, and where.
fn mounted(path: &str, service: &Value) -> impl Iterator<Item = (String, String)> {
    let list = service.get("volumes").and_then(Value::as_sequence).cloned();
    let from = folder(path).to_owned();
    list.into_iter().flatten().filter_map(move |volume| {
        let (source, target) = match volume.as_str() {
            Some(text) => {
                let mut parts = text.split(':');
                (parts.next()?.to_owned(), parts.next()?.to_owned())
            }
            None => (
                volume.get("source")?.as_str()?.to_owned(),
                volume.get("target")?.as_str()?.to_owned(),
            ),
        };
        let source = source.starts_with('.').then(|| join(&from, &source))??;
        Some((source, target))
    })
}

fn has_manifest(survey: &Survey<'_>, folder: &str) -> bool {
    let paths = MANIFESTS.iter().filter_map(|name| join(folder, name));
    paths.into_iter().any(|path| survey.overlay.exists(&path))
}

/// An image whose name is filled in when it runs, or that lies in a registry of an account.
fn is_own(service: &Value) -> bool {
    let image = service.get("image").and_then(Value::as_str);
    image.is_some_and(|image| image.starts_with('$') || image.contains(".dkr.ecr."))
}

/// Whether a compose file that is not for production builds the Dockerfile in `folder`, for people to work with it.
pub(crate) fn builds_for_development(survey: &Survey<'_>, package: &str) -> bool {
    services(survey).any(|(path, service)| {
        builds_it(&path, &service, package) == Some(true)
            && !is_kept_running(&service)
            && !is_of_production(&path)
    })
}

/// What a container of an image is started with, as a service of a compose file says it.
pub(crate) struct Started {
    /// Where the service begins.
    pub(crate) site: Site,
    pub(crate) process: Process,
}

/// What containers of the image of `package` are started with in production, as far as compose files say it: those that are called
/// so, else those that keep it running.
pub(crate) fn started_in_production(survey: &Survey<'_>, package: &str) -> Vec<Started> {
    let is_called = |name: &str| !package.is_empty() && name == file_name(package);
    let all = named_services(survey).filter(|(path, name, service)| {
        let is_made = service.get("build").is_none() && service.get("image").is_some();
        builds_it(path, service, package) == Some(true) || is_made && is_called(name)
    });
    let all: Vec<(String, String, Value)> = all.collect();
    let is_for_all = !all.iter().any(|(path, ..)| is_of_production(path));
    let started = |(path, name, service): &(String, String, Value)| {
        let text = survey.text(path).unwrap_or_default();
        let process = Process {
            entry: service.get("entrypoint").and_then(words),
            command: service.get("command").and_then(words),
        };
        let is_key = |line: &&str| {
            let rest = line.trim_start().strip_prefix(name.as_str());
            rest.is_some_and(|rest| rest.starts_with(':'))
        };
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        let before = lines.iter().position(is_key).unwrap_or_default();
        let at = lines[..before].iter().map(|line| line.len()).sum();
        Started {
            site: Site::new(path, at..at, before + 1),
            process,
        }
    };
    let is_reloaded = |it: &Started| it.process.words().iter().any(|word| word == "--reload");
    all.iter()
        .filter(|(path, _, it)| is_of_production(path) || is_for_all && is_kept_running(it))
        .map(started)
        .filter(|it| !(is_for_all && is_reloaded(it)))
        .collect()
}

/// The words of a command, a list of them or one line; none of one that is empty.
fn words(command: &Value) -> Option<Vec<String>> {
    let words: Vec<String> = match command {
        Value::String(line) => calls(line).concat(),
        Value::Sequence(list) => {
            let texts = list.iter().filter_map(Value::as_str);
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    (!words.is_empty()).then_some(words)
}

/// Whether a service of the compose file at `path` is built by the Dockerfile in the folder of a package.
fn builds_it(path: &str, service: &Value, package: &str) -> Option<bool> {
    let build = service.get("build")?;
    let text = |key: &str| build.get(key).and_then(Value::as_str);
    let context = build.as_str().or_else(|| text("context")).unwrap_or(".");
    let context = join(folder(path), context)?;
    let dockerfile = join(&context, text("dockerfile").unwrap_or("Dockerfile"))?;
    Some(dockerfile == join(package, "Dockerfile")?)
}

fn is_kept_running(service: &Value) -> bool {
    let restart = service.get("restart").and_then(Value::as_str);
    restart.is_some_and(|it| it != "no")
}

/// Whether the name of a compose file says that it is for production.
fn is_of_production(path: &str) -> bool {
    let name = file_name(path).to_lowercase();
    let mut words = name.split(['.', '-', '_']);
    words.any(|it| matches!(it, "prod" | "production" | "deploy" | "release" | "staging"))
}
