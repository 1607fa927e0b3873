//! Whether production has its compose file: the one answer that follows from the files, from what machines are told to run,
//! and from other ways of deployment. Where two readings are possible, nothing is open.

use crate::code::Survey;
use crate::survey::compose::file::{ComposeFile, Unparsed, files};
use crate::survey::compose::hosts::{Hosts, hosts};
use crate::survey::compose::names::{Told, told};
use crate::survey::compose::purpose::{Purpose, purpose};
use crate::survey::compose::runs::{What, runs};
use crate::survey::compose::ways::{elsewhere, in_part};
use crate::survey::fact::Site;
use crate::tree::paths::{below, folder};

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
    There,
    /// There is one for development alone, from which that of production follows.
    Lacking(Basis),
    /// Two readings are possible; the places that they follow from.
    Unclear(Vec<Site>),
    /// It cannot be told; why.
    Unknown(String),
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

/// How the repository stands, worked out once a survey.
pub(crate) fn standing<'s>(survey: &'s Survey<'_>) -> &'s Standing {
    survey.answers.or_find(|| find(survey))
}

fn find(survey: &Survey<'_>) -> Standing {
    let all = files(survey);
    let readable: Vec<&ComposeFile> = all.iter().flatten().collect();
    let broken: Vec<&Unparsed> = all.iter().filter_map(|it| it.as_ref().err()).collect();
    let purposes = readable
        .iter()
        .map(|file| (*file, purpose(survey, file, &readable)));
    let purposes: Vec<(&ComposeFile, Purpose)> = purposes.collect();
    let is_there = purposes
        .iter()
        .any(|(_, purpose)| *purpose == Purpose::Production)
        || broken.iter().any(|it| told(&it.path) == Told::Production);
    if is_there {
        return Standing::There;
    }
    let broken = broken.into_iter().find(|it| told(&it.path) != Told::Test);
    let concerned: Vec<&(&ComposeFile, Purpose)> = purposes
        .iter()
        .filter(|(_, it)| *it != Purpose::Aside)
        .collect();
    if concerned.is_empty() && broken.is_none() || elsewhere(survey).is_some() {
        return Standing::Unconcerned;
    }
    let runs = runs(survey);
    let hosts = hosts(survey);
    if runs.is_empty() && hosts == Hosts::None {
        return Standing::Unconcerned;
    }
    if let Some(Unparsed { path, error }) = broken {
        let (line, column) = (error.line, error.column);
        return Standing::Unknown(format!(
            "cannot parse `{path}` at {line}:{column}: {}; mend it first",
            error.message
        ));
    }
    let unclear = || {
        let files = concerned
            .iter()
            .map(|(file, _)| Site::new(&file.path, 0..1, first_line(file)));
        let runs = runs.iter().map(|run| Site::new(&run.path, 0..1, run.line));
        Standing::Unclear(files.chain(runs).collect())
    };
    if runs.iter().any(|run| run.what == What::Process) {
        return Standing::Unconcerned;
    }
    let Some(file) = development(&concerned) else {
        return unclear();
    };
    let wanted = below(folder(&file.path), PRODUCTION);
    let is_wanted = |name: &String| name.ends_with(&wanted);
    let waits = |what: &What| matches!(what, What::Compose(files) if files.iter().any(is_wanted));
    let is_told = !runs.is_empty() && runs.iter().all(|run| waits(&run.what));
    if !is_told && !runs.is_empty() || hosts == Hosts::Unclear || in_part(survey).is_some() {
        return unclear();
    }
    Standing::Lacking(Basis { file, hosts })
}

fn first_line(file: &ComposeFile) -> usize {
    file.services.first().map_or(1, |service| service.line)
}

/// The one file for development, with what is laid over it; none where another file may be the one that is deployed.
fn development(all: &[&(&ComposeFile, Purpose)]) -> Option<ComposeFile> {
    let is_plain = |(_, purpose): &&&(&ComposeFile, Purpose)| *purpose == Purpose::Development;
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
