//! Whether the public domains have an edge with TLS (`tls`, `nginx`), and what stands in one that is missing: its servers
//! (`servers`), and its place in the compose file (`place`).

mod place;
mod servers;
mod tls;

use minijinja::Value;
use minijinja::value::Serde;

use crate::survey::compose::file::ComposeFile;
use crate::survey::compose::hosts::{Hosts, hosts, is_web};
use crate::survey::compose::owner::Deployed;
use crate::survey::compose::runs::runs_containers;
use crate::survey::compose::standing::{Standing, deployed, standing};
use crate::survey::fact::{Fact, Site};
use crate::survey::paths::docs;
use crate::survey::public::domains::domains;
use crate::survey::public::running::Running;
use crate::survey::repository::Repository;
use crate::survey::repository::edge::place::place;
use crate::survey::repository::edge::servers::{Served, served};
use crate::survey::repository::edge::tls::{End, end};
use crate::survey::word::vocabulary;
use crate::tree::paths::{below, file_name, folder};

vocabulary! { Repository:
    /// machines of the repository's own face the internet
    fact "edge-hosts" = |it, _| it.edge_hosts();
    /// what is to be said of the edge
    fact "edge-remarks" = |it, _| it.edge_remarks();
    /// the folder of an edge with TLS that is missing; `domains` only where one is known
    list "missing-edge" ["servers", "domains", "first", "app_host", "neighbours", "file", "nginx"] = |it| it.missing_edge(|it| below(&it.folder, "nginx"));
    /// the folder of the guide to it
    list "missing-edge-guide" ["servers", "domains", "first", "app_host", "neighbours", "file", "nginx"] = |it| it.missing_edge(|it| it.docs.clone());
    /// the end of the services of a compose file that lacks it
    list "edgeless-compose-files" ["domains", "app_host", "networks", "indent", "step", "anchor", "spaced"] = |it| it.edgeless_compose_files();
}

/// How the edge stands.
#[derive(Debug)]
pub(crate) enum Edge {
    Unconcerned,
    There,
    Lacking(Box<Lacking>),
    Unknown(String),
}

/// What an edge that is missing serves, and where it stands.
#[derive(Debug)]
pub(crate) struct Lacking {
    /// None where no domain is known.
    served: Option<Served>,
    /// The folder of the compose file.
    folder: String,
    docs: String,
    /// The compose file of its host; none where there is none yet.
    file: Option<String>,
}

impl Repository<'_> {
    fn edge(&self) -> &Edge {
        self.edge
            .or_find(|| self.find_edge().unwrap_or_else(Edge::Unknown))
    }

    fn find_edge(&self) -> Result<Edge, String> {
        let survey = self.survey;
        let is_reached = hosts(survey) != Hosts::None || runs_containers(survey);
        let production = deployed(survey);
        if self.service.beside.is_empty() || !is_reached && production.is_empty() {
            return Ok(Edge::Unconcerned);
        }
        match end(survey) {
            End::Elsewhere => return Ok(Edge::Unconcerned),
            End::Here(..) => return Ok(Edge::There),
            End::Unknown(reason) => return Err(reason),
            End::Nowhere => {}
        }
        let all = self.known();
        let containers: Vec<Deployed> = all.iter().map(|(_, it, _)| it.clone()).collect();
        let running = Running::of(survey, &production, &all, &containers);
        let runs_any = running.iter().any(|it| it.file.is_some());
        if running.is_empty() || !production.is_empty() && !runs_any {
            return Ok(Edge::Unconcerned);
        }
        let domains = domains(survey, &running);
        let docs = docs(survey.overlay);
        if domains.iter().all(Option::is_none) {
            let folder = String::new();
            return Ok(Edge::Lacking(Box::new(Lacking {
                served: None,
                folder,
                docs,
                file: None,
            })));
        }
        let home = self.home(&production)?;
        if let Some(taken) = place::taken(home) {
            return Err(taken);
        }
        let mut served = served(&running, &domains, home)?;
        served.networks = place::networks(survey, home, &running, &domains);
        Ok(Edge::Lacking(Box::new(Lacking {
            served: Some(served),
            folder: folder(&home.path).to_owned(),
            docs,
            file: Some(home.path.clone()),
        })))
    }

    /// The compose file of the host that faces the internet.
    fn home<'f>(&self, production: &[&'f ComposeFile]) -> Result<&'f ComposeFile, String> {
        let names = |all: &[&ComposeFile]| {
            let names: Vec<String> = all.iter().map(|it| format!("`{}`", it.path)).collect();
            names.join(", ")
        };
        match production {
            [] => Err(match standing(self.survey) {
                Standing::Unknown(reason, _) => reason.clone(),
                _ => "the edge stands in the compose file of production, and nothing tells which that is (issue 15)".to_owned(),
            }),
            [only] if hosts(self.survey) != Hosts::Unclear => Ok(only),
            all if hosts(self.survey) == Hosts::AppAndWeb => {
                let is_of_web = |it: &&&ComposeFile| file_name(&it.path).split(['.', '-', '_']).any(is_web);
                let mut webs = all.iter().filter(is_of_web);
                match (webs.next(), webs.next()) {
                    (Some(web), None) => Ok(web),
                    _ => Err(format!("nothing tells which of {} the host with the edge runs; call it `docker-compose.web.yml`", names(all))),
                }
            }
            all => Err(format!(
                "nothing tells which of several machines the internet reaches, so the edge has no place: write it by hand, beside what {} runs there",
                names(all)
            )),
        }
    }

    fn edge_hosts(&self) -> Fact<Value> {
        match self.edge() {
            Edge::Unconcerned => Fact::Absent,
            Edge::There | Edge::Lacking(_) => Fact::flag(true),
            Edge::Unknown(reason) => Fact::Unknown(reason.clone()),
        }
    }

    fn edge_remarks(&self) -> Fact<Value> {
        match self.edge() {
            Edge::Lacking(it) => {
                let remarks = it.served.as_ref().map(|it| it.remarks.clone());
                Fact::Present(Value::from(remarks.unwrap_or_default()))
            }
            _ => Fact::Absent,
        }
    }

    fn missing_edge(&self, place: impl Fn(&Lacking) -> String) -> Fact<Vec<Site>> {
        let Edge::Lacking(it) = self.edge() else {
            return Fact::Present(Vec::new());
        };
        let site = Site::new(&place(it), 0..0, 1);
        Fact::Present(vec![it.told(site)])
    }

    fn edgeless_compose_files(&self) -> Fact<Vec<Site>> {
        let Edge::Lacking(it) = self.edge() else {
            return Fact::Present(Vec::new());
        };
        let Some((path, served)) = it.file.as_ref().zip(it.served.as_ref()) else {
            return Fact::Present(Vec::new());
        };
        let site = place(self.survey, path).map(|site| {
            site.map(|site| {
                let networks = Value::from(served.networks.clone());
                it.told(site).with("networks", networks)
            })
        });
        Fact::from_result(site.map(|site| site.into_iter().collect()))
    }
}

impl Lacking {
    /// A site with what its template may use.
    fn told(&self, site: Site) -> Site {
        let usual = Served::default();
        let served = self.served.as_ref().unwrap_or(&usual);
        let domains: Vec<String> = served.servers.iter().map(|it| it.domain.clone()).collect();
        let file = self.file.as_deref().unwrap_or_default();
        let site = site
            .with("first", domains.first().cloned().unwrap_or_default())
            .with("servers", Value::from(Serde(&served.servers)))
            .with("app_host", served.has_app_host)
            .with("neighbours", served.has_neighbours)
            .with("file", file_name(file))
            .with("nginx", below(&self.folder, "nginx"));
        // without a domain the template asks for the parameter of this name, which nobody has given either
        if domains.is_empty() {
            site
        } else {
            site.with("domains", domains)
        }
    }
}
