//! What a check from outside asks: the domains of production, each with a path that answers.

use serde::Serialize;

use crate::code::Survey;
use crate::survey::compose::file::{ComposeFile, files};
use crate::survey::compose::owner::Deployed;
use crate::survey::pages::pages;
use crate::survey::public::domains::domains;
use crate::survey::public::fronts::Front;
use crate::survey::public::running::{Known, Running, behind};
use crate::survey::service::{NamedDomains, Names};

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
    /// Whether some domain is known, besides those of pages that no stack surveys.
    pub(crate) has_domain: bool,
    /// What is to be said of them.
    pub(crate) remarks: Vec<String>,
}

/// What there is to ask: the domains that the user gives, else those that settings and `fronts` tell.
pub(crate) fn endpoints(survey: &Survey<'_>, known: &[Known], fronts: &[Front]) -> Endpoints {
    let compose: Vec<&ComposeFile> = files(survey).iter().flatten().collect();
    let deployed: Vec<Deployed> = known.iter().map(|(_, it, _)| it.clone()).collect();
    let running = Running::of(survey, &compose, known, &deployed);
    let mut found = Endpoints::default();
    for (it, host) in running.iter().zip(domains(survey, &running)) {
        if let Some(host) = host {
            found.add(&host, Some(it));
        }
    }
    let (is_given, of_pages) = given(survey, &running);
    for host in of_pages {
        found.add_pages(&host);
    }
    for front in fronts.iter().filter(|_| !is_given) {
        let behind = behind(front, &running).map(|at| &running[at]);
        found.add(&front.host, behind);
    }
    found
}

/// Whether the user gives a service a domain, as `domains` has it; and the domains of apps of pages that no stack surveys.
fn given(survey: &Survey<'_>, running: &[Running<'_>]) -> (bool, Vec<String>) {
    let given = &survey.parsed.answers.or_find(NamedDomains::default).0;
    let services: Vec<&Names> = running.iter().map(|it| &it.names).collect();
    let (of_services, others): (Vec<_>, Vec<_>) = given
        .iter()
        .partition(|(name, _)| Names::meant(name, &services).len() == 1);
    if others.is_empty() {
        return (!of_services.is_empty(), Vec::new());
    }
    let pages = pages(survey);
    let pages: Vec<&Names> = pages.iter().collect();
    let of_pages = others
        .into_iter()
        .filter(|(name, _)| Names::meant(name, &pages).len() == 1);
    let of_pages = of_pages.map(|(_, domain)| domain.clone()).collect();
    (!of_services.is_empty(), of_pages)
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

    /// Asks the first page of an app that a browser gets as files. It tells nothing of the services, whose domains are still to
    /// be found.
    fn add_pages(&mut self, host: &str) {
        if self.all.iter().all(|it| it.host != host) {
            self.all.push(Endpoint {
                name: host.replace('.', "-"),
                host: host.to_owned(),
                path: "/".to_owned(),
            });
        }
    }

    fn add(&mut self, host: &str, behind: Option<&Running<'_>>) {
        self.has_domain = true;
        if self.all.iter().any(|it| it.host == host) {
            return;
        }
        let container = behind.map(|it| &it.deployed.container);
        let health = container.and_then(|it| it.health.clone());
        let path = match (behind, health) {
            (Some(it), _) if it.serves_pages() => "/".to_owned(),
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
