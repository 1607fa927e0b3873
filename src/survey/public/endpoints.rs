//! What a check from outside asks: the domains of production, each with a path that answers.

use serde::Serialize;

use crate::code::Survey;
use crate::survey::compose::file::{ComposeFile, files};
use crate::survey::compose::owner::Deployed;
use crate::survey::public::fronts::{Front, Target};
use crate::survey::public::running::{Known, Running, domains_of};
use crate::survey::service::NamedDomains;

/// Something to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Endpoint {
    /// What it is called, once.
    pub(crate) name: String,
    pub(crate) host: String,
    pub(crate) path: String,
}

/// All that there is to ask.
#[derive(Clone, Debug, Default)]
pub(crate) struct Endpoints {
    pub(crate) all: Vec<Endpoint>,
    /// Whether some domain is known.
    pub(crate) has_domain: bool,
    /// What is to be said of them.
    pub(crate) remarks: Vec<String>,
}

/// What there is to ask: the domains that the user gives, else those that settings and `fronts` tell.
///
/// # Errors
/// A domain that is given to nobody.
pub(crate) fn endpoints(
    survey: &Survey<'_>,
    known: &[Known],
    fronts: &[Front],
) -> Result<Endpoints, String> {
    let compose: Vec<&ComposeFile> = files(survey).iter().flatten().collect();
    let deployed: Vec<Deployed> = known.iter().map(|(_, it, _)| it.clone()).collect();
    let running = Running::of(survey, &compose, known, &deployed);
    let domains = domains_of(survey, &running)?;
    let mut found = Endpoints::default();
    for (it, host) in running.iter().zip(domains) {
        if let Some(host) = host {
            found.add(&host, Some(it));
        }
    }
    let is_given = !survey
        .parsed
        .answers
        .or_find(NamedDomains::default)
        .0
        .is_empty();
    for front in fronts.iter().filter(|_| !is_given) {
        let behind = front.target.as_ref().and_then(|it| behind(it, &running));
        found.add(
            &front.host,
            behind.or_else(|| by_name(&front.host, &running)),
        );
    }
    Ok(found)
}

impl Endpoints {
    /// Asks the first page of a host that a name of Terraform stands for, whose value nobody knows.
    pub(crate) fn follow(&mut self, name: String, host: String, remark: String) {
        self.has_domain = true;
        self.remarks.push(remark);
        self.all.push(Endpoint {
            name,
            host,
            path: "/".to_owned(),
        });
    }

    fn add(&mut self, host: &str, behind: Option<&Running<'_>>) {
        self.has_domain = true;
        if self.all.iter().any(|it| it.host == host) {
            return;
        }
        let container = behind.map(|it| &it.deployed.container);
        let health = container.and_then(|it| it.health.clone());
        let path = match (behind, health) {
            (Some(it), _) if it.deployed.container.serves_pages => "/".to_owned(),
            (Some(_), Some(path)) => path,
            (Some(it), None) => {
                self.remarks.push(format!(
                    "`{}` has no health route that can be asked, so nothing asks `{host}` (issue 1)",
                    it.service.path
                ));
                return;
            }
            (None, _) => {
                self.remarks.push(format!(
                    "nothing tells which service `{host}` is, so its first page is asked"
                ));
                "/".to_owned()
            }
        };
        let name = behind.map_or_else(String::new, |it| it.name.clone());
        let is_taken = |name: &str| name.is_empty() || self.all.iter().any(|it| it.name == name);
        let name = if is_taken(&name) {
            host.replace('.', "-")
        } else {
            name
        };
        self.all.push(Endpoint {
            name,
            host: host.to_owned(),
            path,
        });
    }
}

/// The service that a proxy hands requests to: the one by this name, else the only one on this port, or at all.
fn behind<'a, 'r>(target: &Target, running: &'a [Running<'r>]) -> Option<&'a Running<'r>> {
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
    let kind = |it: &&Running<'_>| it.deployed.container.serves_pages == pages;
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
