//! The services of the tree as production runs them, each with its domain.

use crate::code::Survey;
use crate::survey::compose::file::{ComposeFile, ComposeService};
use crate::survey::compose::owner::{Deployed, owner};
use crate::survey::exposed::Exposed;
use crate::survey::public::domains::{Named, domains};
use crate::survey::service::Service;
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
                service,
                deployed: own,
                exposed: exposed.clone(),
                name,
                file,
            }
        };
        all.iter().map(runs).collect()
    }
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

/// The domains of all services; none has one, or it says why they cannot be told.
pub(crate) fn domains_of(
    survey: &Survey<'_>,
    running: &[Running<'_>],
) -> Result<Vec<Option<String>>, String> {
    let named = |it: &Running<'_>| {
        (
            it.service.clone(),
            it.name.clone(),
            it.deployed.container.serves_pages,
        )
    };
    let all: Vec<(Service, String, bool)> = running.iter().map(named).collect();
    let all: Vec<Named<'_>> = all
        .iter()
        .map(|(service, name, serves_pages)| Named {
            service,
            name,
            serves_pages: *serves_pages,
        })
        .collect();
    domains(survey, &all)
}
