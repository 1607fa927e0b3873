//! The services of a compose file for production, as they follow from the file for development and from the services of the
//! tree. Where something in it has no clear meaning in production, nothing is written, and the reason is told.

mod environment;
mod image;
mod mounts;
mod roles;

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::survey::compose::entry::{Entry, list, plain};
use crate::survey::compose::fields::{Command, insisting, is_of_name};
use crate::survey::compose::file::Build;
use crate::survey::compose::hosts::Hosts;
use crate::survey::compose::owner::Deployed;
use crate::survey::compose::probes::probe;
use crate::survey::compose::production::image::Image;
use crate::survey::compose::production::roles::{Host, Placed, Role, roles};
use crate::survey::compose::standing::Basis;

/// What production runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Production {
    /// On the one host, or on that of everything but pages.
    pub(crate) app: Vec<Entry>,
    /// On the host of pages, where there is one.
    pub(crate) web: Vec<Entry>,
    /// What is left out, and why.
    pub(crate) left_out: Vec<String>,
}

/// What production runs of `all` services of the tree; `None` where the basis runs none of them.
///
/// # Errors
/// Why it cannot be told.
pub(crate) fn production(
    survey: &Survey<'_>,
    basis: &Basis,
    all: &[Deployed],
) -> Result<Option<Production>, String> {
    if let Some(lost) = &basis.file.lost {
        return Err(format!("{lost}; write what it brings into the file"));
    }
    let (placed, left_out) = roles(survey, basis, all)?;
    if !placed.iter().any(|it| it.primary().is_some()) {
        return Ok(None);
    }
    let maker = Maker {
        survey,
        basis,
        placed: &placed,
    };
    let mut found = Production {
        left_out,
        ..Production::default()
    };
    for it in &placed {
        let entry = maker.entry(it, &mut found.left_out)?;
        let task = maker.migration(it, &entry);
        let entries = [entry].into_iter().chain(task);
        match it.host {
            Host::App => found.app.extend(entries),
            Host::Web => found.web.extend(entries),
        }
    }
    Ok(Some(found))
}

/// What makes entries.
struct Maker<'s> {
    survey: &'s Survey<'s>,
    basis: &'s Basis,
    placed: &'s [Placed<'s>],
}

impl Maker<'_> {
    fn entry(&self, it: &Placed<'_>, left_out: &mut Vec<String>) -> Result<Entry, String> {
        match &it.role {
            Role::Own { build, .. } => self.own(it, build, left_out),
            Role::Redis => self.redis(it),
            Role::Memcached => Ok(Entry {
                memory: "256m",
                ..cache(it)
            }),
        }
    }

    fn own(
        &self,
        it: &Placed<'_>,
        build: &Build,
        left_out: &mut Vec<String>,
    ) -> Result<Entry, String> {
        let image = Image::of(self, it, build)?;
        if image.is_to_come {
            left_out.push(format!(
                "the Dockerfile of `{}`, which 6 adds",
                it.service.name
            ));
        }
        self.check_hosts(it, image.command.as_deref().unwrap_or_default())?;
        let port = port_of(it, &image)?;
        let probed = it.primary().zip(port);
        let health = probed.map(|(owner, port)| probe(owner, image.base.as_deref(), port));
        let volumes = self.volumes(it, &image, left_out);
        Ok(Entry {
            name: it.service.name.clone(),
            command: image.command.clone(),
            is_own: true,
            environment: self.environment(it, &image, port),
            ports: port.map_or_else(Vec::new, |port| self.published(it, port)),
            volumes,
            depends_on: self.dependencies(it),
            health,
            memory: "1g",
            image: image.name,
            build: image.sources,
            ..Entry::default()
        })
    }

    /// What brings the tables of a service up to date, where that does not do it by itself.
    fn migration(&self, it: &Placed<'_>, entry: &Entry) -> Option<Entry> {
        let line = it.primary()?.container.migration.as_ref()?;
        let started = entry.command.as_deref().unwrap_or_default();
        let migrates = |other: &&Placed<'_>| {
            let owner = other.primary();
            owner.is_some_and(|it| it.container.migration.is_some())
        };
        let name = match self.placed.iter().filter(migrates).count() {
            1 => "migrate".to_owned(),
            _ => format!("{}-migrate", entry.name),
        };
        let words = if line.contains("&&") {
            list(&["sh", "-c", line].map(str::to_owned))
        } else {
            line.clone()
        };
        (!started.contains("migrat") && !started.contains("alembic")).then(|| Entry {
            name,
            command: Some(words),
            is_task: true,
            // what tells it that this is production, and nothing that only a server needs
            environment: entry.environment.iter().take(1).cloned().collect(),
            ports: Vec::new(),
            volumes: Vec::new(),
            depends_on: Vec::new(),
            health: None,
            ..entry.clone()
        })
    }

    /// A command must not wait for something that production has elsewhere.
    fn check_hosts(&self, it: &Placed<'_>, command: &str) -> Result<(), String> {
        let is_kept = |name: &str| self.placed.iter().any(|other| other.service.name == name);
        let is_known = |name: &str| self.basis.file.services.iter().any(|it| it.name == name);
        let mut words = command.split(|c| !is_of_name(c) && c != '-');
        let lost = words.find(|word| is_known(word) && !is_kept(word));
        let (name, file) = (&it.service.name, &self.basis.file.path);
        lost.map_or(Ok(()), |lost| {
            Err(format!(
                "the command of `{name}` (`{file}`:{}) speaks of `{lost}`, which production has elsewhere or not at all; take that out of the command",
                it.service.line
            ))
        })
    }

    fn redis(&self, it: &Placed<'_>) -> Result<Entry, String> {
        let service = &it.service;
        let line = service.command.as_ref().map(Command::line);
        let command = line.filter(|line| line.contains("requirepass"));
        let is_literal = |line: &String| !line.contains('$');
        if command.as_ref().is_some_and(is_literal) {
            return Err(format!(
                "the password of `{}` stands in `{}`:{}; read it from the environment first",
                service.name, self.basis.file.path, service.line
            ));
        }
        let usual = ["redis-server", "--appendonly", "yes"].map(str::to_owned);
        let client = if service
            .image
            .as_deref()
            .is_some_and(|it| it.contains("keydb"))
        {
            "keydb-cli"
        } else {
            "redis-cli"
        };
        let asks = ["CMD", client, "ping"].map(str::to_owned);
        Ok(Entry {
            command: Some(command.map_or_else(|| list(&usual), |line| plain(&insisting(&line)))),
            volumes: vec![format!("{}-data:/data", service.name)],
            health: Some(list(&asks)),
            ..cache(it)
        })
    }

    /// Where ports are published: for the host itself, and for the other host where there is one. Those of debuggers are not.
    fn published(&self, it: &Placed<'_>, port: u16) -> Vec<String> {
        let is_pages = it.primary().is_some_and(|it| it.container.serves_pages);
        let own = it.service.ports.iter();
        let mut ports: Vec<u16> = own
            .map(|port| port.container)
            .filter(|port| serves(*port))
            .collect();
        if ports.is_empty() && is_pages {
            ports.push(port);
        }
        ports.dedup();
        let is_reached = it.host == Host::App && self.basis.hosts == Hosts::AppAndWeb;
        let of = |port: u16| {
            let outer = self.outer(it, port);
            let other = format!("${{BIND_ADDR:?}}:{outer}:{port}");
            let other = is_reached.then_some(other);
            [format!("127.0.0.1:{outer}:{port}")]
                .into_iter()
                .chain(other)
        };
        ports.into_iter().flat_map(of).collect()
    }

    /// The port of the host: the same, or that of development where another service has the same.
    fn outer(&self, it: &Placed<'_>, port: u16) -> u16 {
        let is_taken = self.placed.iter().any(|other| {
            let is_other = other.host == it.host && other.service.name != it.service.name;
            is_other && other.service.ports.iter().any(|it| it.container == port)
        });
        let own = it.service.ports.iter().find(|own| own.container == port);
        own.and_then(|own| own.published)
            .filter(|_| is_taken)
            .unwrap_or(port)
    }

    /// What is started before: stores until they are well, other services without waiting, which must bear each other's absence.
    /// A cache that nothing in the service can ask is not waited for.
    fn dependencies(&self, it: &Placed<'_>) -> Vec<(String, &'static str)> {
        let on = |name: &String| {
            let mut all = self.placed.iter();
            let other = all.find(|other| other.host == it.host && other.service.name == *name)?;
            if matches!(other.role, Role::Redis) && !it.may_ask(self.survey, name) {
                return None;
            }
            let condition = match other.role {
                Role::Redis => "service_healthy",
                _ => "service_started",
            };
            Some((name.clone(), condition))
        };
        let names: BTreeSet<&String> = it.service.depends_on.iter().collect();
        names.into_iter().filter_map(on).collect()
    }
}

/// The port that the service listens on: the one that developers use, else that of its image or its start command.
fn port_of(it: &Placed<'_>, image: &Image) -> Result<Option<u16>, String> {
    let used: Vec<u16> = it.service.ports.iter().map(|port| port.container).collect();
    let exposed = &image.exposed;
    let both = used.iter().find(|port| exposed.contains(port));
    let found = both.or_else(|| used.iter().find(|port| serves(**port)));
    let found = found
        .or_else(|| exposed.iter().find(|port| serves(**port)))
        .copied();
    let started = || image.named_port.or(it.owner()?.container.port);
    let found = found.or_else(started);
    match it.primary() {
        Some(_) if found.is_none() => Err(format!(
            "nothing tells which port `{}` listens on; name it with EXPOSE in its Dockerfile",
            it.service.name
        )),
        None if used.is_empty() => Ok(None),
        _ => Ok(found),
    }
}

/// Whether a port is none that a debugger of Node or Python listens on.
fn serves(port: u16) -> bool {
    !matches!(port, 9229 | 5678)
}

/// A cache as it stands in the file for development.
fn cache(it: &Placed<'_>) -> Entry {
    Entry {
        name: it.service.name.clone(),
        image: it.service.image.clone(),
        memory: "256m",
        ..Entry::default()
    }
}
