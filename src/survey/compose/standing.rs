//! Whether production has its compose file: the one answer that follows from the files, from what machines are told to run,
//! and from other ways of deployment. Where two readings are possible, nothing is open.

use crate::code::Survey;
use crate::survey::compose::file::{ComposeFile, Unparsed, files};
use crate::survey::compose::hosts::{Hosts, hosts, is_web};
use crate::survey::compose::purpose::{Purpose, purpose};
use crate::survey::compose::runs::{What, told as told_to_machines};
use crate::survey::compose::ways::{elsewhere, in_part};
use crate::survey::compose_names::{Told, told};
use crate::survey::fact::Site;
use crate::survey::terraform::machines::{started, words_of};
use crate::tree::paths::{below, file_name, folder};

/// The usual name of the compose file of production.
pub(crate) const PRODUCTION: &str = "docker-compose.prod.yml";

/// That of the host for what browsers load, where there is one.
pub(crate) const WEB: &str = "docker-compose.web.yml";

/// How a repository stands.
#[derive(Clone, Debug)]
pub(crate) enum Standing {
    /// No machine of its own runs compose.
    Unconcerned,
    /// A compose file for production is there.
    There(String),
    /// There is one for development alone, from which that of production follows.
    Lacking(Basis),
    /// Two readings are possible; the places that they follow from.
    Unclear(Vec<Site>),
    /// It cannot be told; why, and the place that this follows from.
    Unknown(String, (String, usize)),
}

/// What a compose file for production follows from.
#[derive(Clone, Debug)]
pub(crate) struct Basis {
    /// The file for development, with what is laid over it.
    pub(crate) file: ComposeFile,
    pub(crate) hosts: Hosts,
}

impl Basis {
    /// The folder of the compose files.
    pub(crate) fn folder(&self) -> &str {
        folder(&self.file.path)
    }
}

/// The name of the compose file that a host starts; none where no host runs compose.
pub(crate) fn file_of_host(survey: &Survey<'_>, host: &str) -> Option<String> {
    let serves_pages = || hosts(survey) == Hosts::AppAndWeb && words_of(host).any(is_web);
    let usual = if serves_pages() { WEB } else { PRODUCTION };
    match standing(survey) {
        Standing::Unconcerned => None,
        Standing::There(path) if !survey.overlay.exists(&below(folder(path), usual)) => {
            Some(file_name(path).to_owned())
        }
        _ => Some(usual.to_owned()),
    }
}

/// How the repository stands, worked out once a survey.
pub(crate) fn standing<'s>(survey: &'s Survey<'_>) -> &'s Standing {
    survey.answers.or_find(|| find(survey))
}

/// The compose files of production.
pub(crate) fn deployed<'s>(survey: &'s Survey<'_>) -> Vec<&'s ComposeFile> {
    let readable: Vec<&ComposeFile> = files(survey).iter().flatten().collect();
    let is_one = |file: &&ComposeFile| purpose(survey, file, &readable) == Purpose::Production;
    readable.iter().copied().filter(is_one).collect()
}

fn find(survey: &Survey<'_>) -> Standing {
    let all = files(survey);
    let readable: Vec<&ComposeFile> = all.iter().flatten().collect();
    let broken = || all.iter().filter_map(|it| it.as_ref().err());
    let purposes = readable
        .iter()
        .map(|file| (*file, purpose(survey, file, &readable)));
    let purposes: Vec<(&ComposeFile, Purpose)> = purposes.collect();
    let mut there = purposes
        .iter()
        .filter(|(_, purpose)| *purpose == Purpose::Production);
    let there = there.next().map(|(file, _)| &file.path);
    let called = || broken().find(|it| told(&it.path) == Told::Production);
    if let Some(path) = there.or_else(|| called().map(|it| &it.path)) {
        return Standing::There(path.clone());
    }
    let concerned: Vec<(&ComposeFile, Purpose)> = purposes
        .into_iter()
        .filter(|(_, it)| *it != Purpose::Aside)
        .collect();
    let broken = broken().find(|it| told(&it.path) != Told::Test);
    if concerned.is_empty() && broken.is_none() {
        return Standing::Unconcerned;
    }
    among(survey, &concerned, broken)
}

/// How a repository without a file for production stands, by how it is deployed.
fn among(
    survey: &Survey<'_>,
    concerned: &[(&ComposeFile, Purpose)],
    broken: Option<&Unparsed>,
) -> Standing {
    let machines = told_to_machines(survey);
    let runs = &machines.runs;
    let hosts = hosts(survey);
    let is_process = runs.iter().any(|run| run.what == What::Process);
    let none_is_known = runs.is_empty() && hosts == Hosts::None;
    let unreadable = started(survey).unreadable.as_ref();
    if none_is_known && unreadable.is_none() || is_process || elsewhere(survey).is_some() {
        return Standing::Unconcerned;
    }
    if let Some(Unparsed { path, error }) = broken {
        let (line, column) = (error.line, error.column);
        let message = &error.message;
        let reason = format!("cannot parse `{path}` at {line}:{column}: {message}; mend it first");
        return Standing::Unknown(reason, (path.clone(), line));
    }
    if let Some(path) = unreadable.filter(|_| none_is_known) {
        let reason = format!(
            "`{path}` does not parse, and may start the machines that compose runs on; mend it first"
        );
        return Standing::Unknown(reason, (path.clone(), 1));
    }
    let unclear = || {
        let files = concerned
            .iter()
            .map(|(file, _)| Site::new(&file.path, 0..1, first_line(file)));
        let runs = runs.iter().map(|run| Site::new(&run.path, 0..1, run.line));
        let other = in_part(survey).map(|path| Site::new(path, 0..1, 1));
        let prepared = machines.without_docker.as_deref();
        let prepared = prepared.map(|path| Site::new(path, 0..1, 1));
        Standing::Unclear(files.chain(runs).chain(other).chain(prepared).collect())
    };
    let Some(file) = development(concerned) else {
        return unclear();
    };
    let wanted = below(folder(&file.path), PRODUCTION);
    let is_wanted = |name: &String| name.ends_with(&wanted);
    let waits = |what: &What| matches!(what, What::Compose(files) if files.iter().any(is_wanted));
    let is_run_otherwise = runs.iter().any(|run| !waits(&run.what));
    let is_prepared_otherwise = machines.without_docker.is_some();
    if is_run_otherwise
        || is_prepared_otherwise
        || hosts == Hosts::Unclear
        || in_part(survey).is_some()
    {
        return unclear();
    }
    Standing::Lacking(Basis { file, hosts })
}

fn first_line(file: &ComposeFile) -> usize {
    file.services.first().map_or(1, |service| service.line)
}

/// The one file for development, with what is laid over it; none where another file may be the one that is deployed.
fn development(all: &[(&ComposeFile, Purpose)]) -> Option<ComposeFile> {
    let is_plain = |(_, purpose): &&(&ComposeFile, Purpose)| *purpose == Purpose::Development;
    let mut plain = all.iter().filter(is_plain);
    let (base, _) = plain.next()?;
    if plain.next().is_some() {
        return None;
    }
    let mut file = (*base).clone();
    for (other, purpose) in all.iter().filter(|(it, _)| it.path != base.path) {
        let is_over = *purpose == Purpose::Override && folder(&other.path) == folder(&base.path);
        if !is_over {
            return None;
        }
        let new = |name: &str| !file.services.iter().any(|it| it.name == name);
        let more: Vec<_> = other
            .services
            .iter()
            .filter(|it| new(&it.name))
            .cloned()
            .collect();
        file.services.extend(more);
        file.lost = file.lost.or_else(|| other.lost.clone());
    }
    Some(file)
}
