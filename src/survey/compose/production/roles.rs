//! What each service of a file for development is in production, and on which host.

use crate::code::Survey;
use crate::survey::compose::file::{Build, ComposeService};
use crate::survey::compose::hosts::{Hosts, is_web};
use crate::survey::compose::images::{Kind, kind};
use crate::survey::compose::owner::{Deployed, owner};
use crate::survey::compose::standing::Basis;
use crate::tree::paths::join;

/// What a service is.
#[derive(Clone, Debug)]
pub(super) enum Role<'d> {
    /// One whose image is built here.
    Own {
        build: Build,
        owner: Option<&'d Deployed>,
        /// Whether it is what serves, and not another process of the same image.
        is_primary: bool,
    },
    Redis,
    Memcached,
}

/// Where a service runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Host {
    App,
    Web,
}

/// A service with its role and its host.
#[derive(Clone, Debug)]
pub(super) struct Placed<'d> {
    pub(super) service: ComposeService,
    pub(super) role: Role<'d>,
    pub(super) host: Host,
}

impl<'d> Placed<'d> {
    /// The service of the tree whose image it runs.
    pub(super) fn owner(&self) -> Option<&'d Deployed> {
        match self.role {
            Role::Own { owner, .. } => owner,
            _ => None,
        }
    }

    /// The same, where it is what serves.
    pub(super) fn primary(&self) -> Option<&'d Deployed> {
        match self.role {
            Role::Own {
                owner,
                is_primary: true,
                ..
            } => owner,
            _ => None,
        }
    }
}

/// All services that production has, and what it has not.
pub(super) fn roles<'d>(
    survey: &Survey<'_>,
    basis: &Basis,
    all: &'d [Deployed],
) -> Result<(Vec<Placed<'d>>, Vec<String>), String> {
    let mut left_out = Vec::new();
    let mut placed: Vec<Placed<'d>> = Vec::new();
    for service in &basis.file.services {
        match role(survey, basis, service, all)? {
            Ok(role) => {
                let host = host(basis, service, &role);
                let service = service.clone();
                placed.push(Placed {
                    service,
                    role,
                    host,
                });
            }
            Err(reason) => left_out.push(format!("`{}`, {reason}", service.name)),
        }
    }
    let runs = |it: &Deployed| {
        placed
            .iter()
            .any(|other| other.owner().is_some_and(|own| own.folder == it.folder))
    };
    let missing: Vec<&Deployed> = all.iter().filter(|it| !runs(it)).collect();
    for deployed in missing {
        if basis.hosts == Hosts::AppAndWeb
            && deployed.container.serves_pages
            && !deployed.folder.is_empty()
        {
            placed.push(pages(deployed));
        } else {
            let path = if deployed.folder.is_empty() {
                "."
            } else {
                &deployed.folder
            };
            left_out.push(format!(
                "`{path}`, which `{}` does not run either",
                basis.file.path
            ));
        }
    }
    mark_primary(&mut placed);
    Ok((placed, left_out))
}

/// What a service is, or why production is without it.
fn role<'d>(
    survey: &Survey<'_>,
    basis: &Basis,
    service: &ComposeService,
    all: &'d [Deployed],
) -> Result<Result<Role<'d>, String>, String> {
    let place = format!("`{}`:{}", basis.file.path, service.line);
    if !service.profiles.is_empty() {
        return Ok(Err("which a profile starts".to_owned()));
    }
    if let Some(build) = &service.build {
        let owner = owner(survey, build, &service.name, all);
        return Ok(Ok(Role::Own {
            build: build.clone(),
            owner,
            is_primary: false,
        }));
    }
    let image = service.image.as_deref().unwrap_or_default();
    let known = match kind(image) {
        Kind::Redis => Ok(Role::Redis),
        Kind::Memcached => Ok(Role::Memcached),
        Kind::Database => Err("a database, whose host `.env.prod` names".to_owned()),
        Kind::Tool => Err("a tool for development".to_owned()),
        Kind::Proxy | Kind::Other => {
            return Err(format!(
                "nothing tells what `{}` ({place}) is in production; write `{}` by hand, or move it into a file of its own",
                service.name,
                crate::survey::compose::standing::PRODUCTION
            ));
        }
    };
    Ok(known)
}

/// What browsers load runs on the host that is called for it.
fn host(basis: &Basis, service: &ComposeService, role: &Role<'_>) -> Host {
    let Role::Own { owner, .. } = role else {
        return Host::App;
    };
    let loads = match owner {
        Some(owner) => owner.container.serves_pages,
        None => service.name.split(['-', '_']).any(is_web),
    };
    if basis.hosts == Hosts::AppAndWeb && loads {
        Host::Web
    } else {
        Host::App
    }
}

/// A service of pages that the file for development does not know: it is there because a host of its own waits for it.
fn pages(deployed: &Deployed) -> Placed<'_> {
    let build = Build {
        context: Some(deployed.folder.clone()),
        dockerfile: join(&deployed.folder, "Dockerfile"),
        target: None,
        arguments: Vec::new(),
    };
    Placed {
        service: ComposeService {
            name: deployed.name().to_owned(),
            build: Some(build.clone()),
            ..ComposeService::default()
        },
        role: Role::Own {
            build,
            owner: Some(deployed),
            is_primary: false,
        },
        host: Host::Web,
    }
}

/// Of several services with one owner that serves which publishes a port, else which has no command of its own, else the first.
fn mark_primary(placed: &mut [Placed<'_>]) {
    let weight = |it: &Placed<'_>| (it.service.ports.is_empty(), it.service.command.is_some());
    let mut chosen: Vec<(String, usize)> = Vec::new();
    for (at, it) in placed.iter().enumerate() {
        let Some(owner) = it.owner() else {
            continue;
        };
        match chosen
            .iter_mut()
            .find(|(folder, _)| *folder == owner.folder)
        {
            Some((_, best)) if weight(it) < weight(&placed[*best]) => *best = at,
            Some(_) => {}
            None => chosen.push((owner.folder.clone(), at)),
        }
    }
    for (_, at) in chosen {
        if let Role::Own { is_primary, .. } = &mut placed[at].role {
            *is_primary = true;
        }
    }
}
