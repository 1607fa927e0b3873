//! The services of the tree as production runs them, each with its domain.

use crate::code::Survey;
use crate::survey::compose::file::{ComposeFile, ComposeService, files};
use crate::survey::compose::owner::{Deployed, owner};
use crate::survey::exposed::Exposed;
use crate::survey::public::domains;
use crate::survey::public::fronts::{Front, Target};
use crate::survey::service::{Addressed, Names, Service};
use crate::survey::told::Told;
use crate::tree::paths::file_name;

/// A service with what a container and a proxy must know of it.
pub(crate) type Known = (Service, Deployed, Exposed);

/// The services that run in containers.
pub(crate) fn known(services: Vec<(&Service, &Told)>) -> Vec<Known> {
    let of = |(service, told): (&Service, &Told)| {
        let deployed = Deployed {
            folder: service.folder().to_owned(),
            container: told.container.clone()?,
            context_to_come: None,
        };
        Some((service.clone(), deployed, told.exposed.clone()))
    };
    services.into_iter().filter_map(of).collect()
}

/// A service of the tree, as production runs it.
pub(crate) struct Running<'r> {
    pub(crate) service: &'r Service,
    pub(crate) deployed: &'r Deployed,
    pub(crate) exposed: Exposed,
    /// What compose calls it.
    pub(crate) name: String,
    /// What the user may call it.
    pub(crate) names: Names,
    pub(crate) file: Option<(&'r ComposeFile, &'r ComposeService)>,
}

impl<'r> Running<'r> {
    /// The services of the tree with what runs them in these files.
    pub(crate) fn of(
        survey: &Survey<'_>,
        files: &[&'r ComposeFile],
        all: &'r [Known],
        deployed: &'r [Deployed],
    ) -> Vec<Self> {
        let runs = |(service, own, exposed): &'r Known| {
            let found = files
                .iter()
                .flat_map(|file| file.services.iter().map(move |it| (*file, it)));
            let mut found: Vec<(&ComposeFile, &ComposeService)> = found
                .filter(|(_, it)| runs(survey, it, own, deployed))
                .collect();
            found.sort_by_key(|(_, it)| (it.ports.is_empty(), it.command.is_some()));
            let file = found.first().copied();
            let name = file.map_or_else(|| own.name().to_owned(), |(_, it)| it.name.clone());
            Self {
                names: names(survey, service, own, deployed),
                service,
                deployed: own,
                exposed: exposed.clone(),
                name,
                file,
            }
        };
        all.iter().map(runs).collect()
    }

    /// Whether people look at its pages.
    pub(crate) fn serves_pages(&self) -> bool {
        self.deployed.container.serves_pages
    }
}

/// What a service may be called: by its path, and as any compose file of the repository does.
fn names(survey: &Survey<'_>, service: &Service, own: &Deployed, all: &[Deployed]) -> Names {
    let readable = files(survey).iter().flatten();
    let services = readable.flat_map(|file| &file.services);
    let own = services.filter(|it| runs(survey, it, own, all));
    Names::of(&service.path, own.map(|it| it.name.clone()))
}

/// The services of the tree that may have a domain, each with the one that the tree tells.
pub(crate) fn addressed(survey: &Survey<'_>, known: &[Known]) -> Vec<Addressed> {
    let compose: Vec<&ComposeFile> = files(survey).iter().flatten().collect();
    let deployed: Vec<Deployed> = known.iter().map(|(_, it, _)| it.clone()).collect();
    let running = Running::of(survey, &compose, known, &deployed);
    let told = domains::told(survey, &running);
    let names = running.into_iter().map(|it| it.names);
    names
        .zip(told)
        .map(|(names, domain)| Addressed { names, domain })
        .collect()
}

/// Whether a service of compose runs this service of the tree: by what its image is built from, else by its name.
fn runs(survey: &Survey<'_>, it: &ComposeService, own: &Deployed, all: &[Deployed]) -> bool {
    if !it.profiles.is_empty() {
        return false;
    }
    if let Some(build) = &it.build {
        return owner(survey, build, &it.name, all).is_some_and(|found| found.folder == own.folder);
    }
    let image = it.image.as_deref().unwrap_or_default();
    let image = file_name(image.split(['@']).next().unwrap_or_default());
    let image = image.split(':').next().unwrap_or_default();
    let own = own.name();
    let is_own = |name: &str| {
        name == own
            || [format!("-{own}"), format!("_{own}")]
                .iter()
                .any(|end| name.ends_with(end))
    };
    !own.is_empty() && (it.name == own || is_own(image))
}

/// The service that a domain stands in front of, by its place: the one that the proxy hands requests to, else the one that the
/// domain speaks of.
pub(crate) fn behind(front: &Front, running: &[Running<'_>]) -> Option<usize> {
    let passed = front.target.as_ref().and_then(|it| passed(it, running));
    let found = passed.or_else(|| by_name(&front.host, running))?;
    running.iter().position(|it| std::ptr::eq(it, found))
}

/// The service that a proxy hands requests to: the one by this name, else the only one on this port, or at all.
fn passed<'a, 'r>(target: &Target, running: &'a [Running<'r>]) -> Option<&'a Running<'r>> {
    let is_named = |it: &&Running<'_>| it.name == target.host || it.deployed.name() == target.host;
    let on_port = |it: &&Running<'_>| {
        let listed = it.file.iter().flat_map(|(_, it)| &it.ports);
        let mut ports = listed.flat_map(|it| [Some(it.container), it.published]);
        target.port.is_some()
            && (it.deployed.container.port == target.port || ports.any(|port| port == target.port))
    };
    let is_local = matches!(&*target.host, "localhost" | "127.0.0.1");
    let alone =
        || only(running.iter()).filter(|it| is_local && it.deployed.container.port.is_none());
    running
        .iter()
        .find(is_named)
        .or_else(|| only(running.iter().filter(on_port)))
        .or_else(alone)
}

/// The service that the first part of a domain speaks of: by its own name, else the only one that answers to programs or people.
fn by_name<'a, 'r>(host: &str, running: &'a [Running<'r>]) -> Option<&'a Running<'r>> {
    let first = host.split('.').next().unwrap_or_default();
    let own = |it: &&Running<'_>| it.name == first || it.deployed.name() == first;
    let pages = matches!(first, "app" | "www" | "web");
    let kind = |it: &&Running<'_>| it.serves_pages() == pages;
    let has_kind = pages || matches!(first, "api" | "backend");
    running
        .iter()
        .find(own)
        .or_else(|| only(running.iter().filter(kind)).filter(|_| has_kind))
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
