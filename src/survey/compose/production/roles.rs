//! What each service of a file for development is in production, and on which host.

use crate::code::Survey;
use crate::survey::compose::commands::words;
use crate::survey::compose::fields::{Command, Port};
use crate::survey::compose::file::{Build, ComposeService};
use crate::survey::compose::hosts::{Hosts, is_web};
use crate::survey::compose::images::{Kind, kind};
use crate::survey::compose::owner::{Deployed, owner};
use crate::survey::compose::purpose::sources;
use crate::survey::compose::settings::{Says, names_host, settings_say};
use crate::survey::compose::standing::{Basis, PRODUCTION};
use crate::survey::container::speaks_of_redis;
use crate::survey::docker::image::base_image;

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

    /// Whether it may talk to the store of this name: of an image of something else nothing is known, and one that is told of it may
    /// have its reasons.
    pub(super) fn may_ask(&self, survey: &Survey<'_>, store: &str) -> bool {
        let names = |text: &str| speaks_of_redis(text) || names_host(text, store);
        let mut told = self.service.environment.iter();
        let is_told =
            told.any(|(name, value)| speaks_of_redis(name) || value.as_deref().is_some_and(names));
        let command = self.service.command.as_ref().map(Command::line);
        let asks = |owner: &Deployed| {
            let say = |what| settings_say(survey, &owner.folder, what);
            owner.container.asks_redis || say(Says::Host(store)) || say(Says::Redis)
        };
        is_told || command.is_some_and(|line| names(&line)) || self.owner().is_none_or(asks)
    }

    /// Its owner, where it is what serves.
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
///
/// # Errors
/// A service of which nothing tells what it is in production.
pub(super) fn roles<'d>(
    survey: &Survey<'_>,
    basis: &Basis,
    all: &'d [Deployed],
) -> Result<(Vec<Placed<'d>>, Vec<String>), String> {
    let mut left_out = Vec::new();
    let mut placed: Vec<Placed<'d>> = Vec::new();
    for service in &basis.file.services {
        let reader = Reader {
            survey,
            basis,
            service,
        };
        match reader.found(all)? {
            Found::Kept(role) => placed.push(Placed {
                service: service.clone(),
                host: host(basis, service, &role),
                role,
            }),
            Found::Mounted(owner) => placed.push(from_sources(basis, service, owner)),
            Found::LeftOut(reason) => left_out.push(format!("`{}`, {reason}", service.name)),
        }
    }
    let is_run = |it: &Deployed| {
        let mut owners = placed.iter().filter_map(Placed::owner);
        owners.any(|owner| owner.folder == it.folder)
    };
    let others: Vec<&Deployed> = all.iter().filter(|it| !is_run(it)).collect();
    for deployed in others {
        let is_named = !deployed.folder.is_empty();
        if basis.hosts == Hosts::AppAndWeb && deployed.container.serves_pages && is_named {
            placed.push(pages(deployed));
        } else {
            let path = if is_named { &deployed.folder } else { "." };
            let file = &basis.file.path;
            left_out.push(format!("`{path}`, which `{file}` does not run either"));
        }
    }
    mark_primary(&mut placed);
    Ok((placed, left_out))
}

/// What a service of the file for development becomes.
enum Found<'d> {
    Kept(Role<'d>),
    /// An image of nobody's code, into which the sources of a service are mounted: production runs the image of that.
    Mounted(&'d Deployed),
    LeftOut(String),
}

/// A service that is looked at.
struct Reader<'s> {
    survey: &'s Survey<'s>,
    basis: &'s Basis,
    service: &'s ComposeService,
}

impl Reader<'_> {
    fn found<'d>(&self, all: &'d [Deployed]) -> Result<Found<'d>, String> {
        if !self.service.profiles.is_empty() {
            return Ok(Found::LeftOut("which a profile starts".to_owned()));
        }
        if let Some(build) = &self.service.build {
            return self.built(build, all);
        }
        if let Some(owner) = self.mounted(all) {
            return Ok(Found::Mounted(owner));
        }
        Ok(
            match kind(self.service.image.as_deref().unwrap_or_default()) {
                Kind::Redis => Found::Kept(Role::Redis),
                Kind::Memcached => Found::Kept(Role::Memcached),
                Kind::Database => database(),
                Kind::Tool => Found::LeftOut("a tool for development".to_owned()),
                Kind::Proxy | Kind::Runtime | Kind::Other => return Err(self.unknown()),
            },
        )
    }

    fn built<'d>(&self, build: &Build, all: &'d [Deployed]) -> Result<Found<'d>, String> {
        let owner = owner(self.survey, build, &self.service.name, all);
        let text = build.dockerfile.as_deref();
        let text = text.and_then(|path| self.survey.text(path));
        let base = text.and_then(|text| base_image(&text));
        match base.as_deref().map(kind).filter(|_| owner.is_none()) {
            Some(Kind::Database) => return Ok(database()),
            Some(Kind::Redis | Kind::Memcached) => return Err(self.unknown()),
            _ => {}
        }
        // what stands at the edge by itself is no service behind a proxy
        let is_edge =
            |port: &Port| matches!(port.published, Some(80 | 443)) || port.container == 443;
        if owner.is_none() && self.service.ports.iter().any(is_edge) {
            return Err(self.unknown());
        }
        if let Some(key) = self.service.unread.first() {
            let name = &self.service.name;
            let place = self.place();
            return Err(format!(
                "`{name}` ({place}) sets `{key}`, and nothing tells whether production needs it; write `{PRODUCTION}` by hand"
            ));
        }
        Ok(Found::Kept(Role::Own {
            build: build.clone(),
            owner,
            is_primary: false,
        }))
    }

    /// The service of the tree whose folder an image of Node or Python runs.
    fn mounted<'d>(&self, all: &'d [Deployed]) -> Option<&'d Deployed> {
        let folder = sources(self.survey, &self.basis.file, self.service)?;
        all.iter().find(|it| it.folder == folder)
    }

    fn place(&self) -> String {
        format!("`{}`:{}", self.basis.file.path, self.service.line)
    }

    fn unknown(&self) -> String {
        let name = &self.service.name;
        let place = self.place();
        format!(
            "nothing tells what `{name}` ({place}) is in production; write `{PRODUCTION}` by hand, or move it into a file of its own"
        )
    }
}

fn database<'d>() -> Found<'d> {
    Found::LeftOut("a database, whose host `.env.prod` names".to_owned())
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

/// The service of the tree that one for development runs from its sources: neither those nor its command are production's.
fn from_sources<'d>(basis: &Basis, service: &ComposeService, owner: &'d Deployed) -> Placed<'d> {
    let build = owner.usual_build();
    let role = Role::Own {
        build: build.clone(),
        owner: Some(owner),
        is_primary: false,
    };
    let service = ComposeService {
        image: None,
        build: Some(build),
        command: None,
        ..service.clone()
    };
    Placed {
        host: host(basis, &service, &role),
        service,
        role,
    }
}

/// A service of pages that the file for development does not know: it is there because a host of its own waits for it.
fn pages(deployed: &Deployed) -> Placed<'_> {
    let build = deployed.usual_build();
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

/// Servers of Python, by which a command is told that serves.
const SERVERS: &[&str] = &[
    "uvicorn",
    "gunicorn",
    "hypercorn",
    "granian",
    "fastapi",
    "daphne",
];

/// Of several services with one owner that serves which publishes a port, else which has no command of its own, else whose
/// command starts a server.
fn mark_primary(placed: &mut [Placed<'_>]) {
    let serves = |it: &Placed<'_>| {
        let line = it.service.command.as_ref().map(Command::line);
        line.is_none_or(|line| words(&line).iter().any(|word| SERVERS.contains(word)))
    };
    let may_be = |it: &Placed<'_>| !it.service.ports.is_empty() || serves(it);
    let weight = |it: &Placed<'_>| (it.service.ports.is_empty(), it.service.command.is_some());
    let mut chosen: Vec<(String, usize)> = Vec::new();
    for (at, it) in placed.iter().enumerate().filter(|(_, it)| may_be(it)) {
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
