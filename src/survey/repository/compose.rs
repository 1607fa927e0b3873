//! Whether production has its compose files, and what would stand in those that are missing.

use minijinja::Value;
use minijinja::value::Serde;

use crate::survey::compose::entry::Entry;
use crate::survey::compose::owner::Deployed;
use crate::survey::compose::production::{Production, production};
use crate::survey::compose::standing::{Basis, PRODUCTION, Standing, WEB, standing};
use crate::survey::fact::{Fact, Site};
use crate::survey::repository::Repository;
use crate::survey::terraform::logs::has_groups_of_hosts;
use crate::survey::word::vocabulary;
use crate::tree::paths::below;

vocabulary! { Repository:
    /// machines of the repository's own run compose: production has its file, or one follows from that of development
    fact "compose-hosts" = |it, _| it.compose_hosts();
    /// what a compose file for production leaves out
    fact "compose-left-out" = |it, _| it.compose_left_out();
    /// compose files for production that are not there, and what stands in them
    list "missing-compose-files" ["services", "volumes", "variables", "file", "has_log_groups"] = |it| it.missing_compose_files();
    /// compose files of which nothing tells whether production runs on them, and what else speaks of production
    list "unclear-compose-files" = |it| it.unclear_compose_files();
}

/// How the repository stands, with what production runs.
#[derive(Debug)]
pub(crate) enum Compose {
    Unconcerned,
    There,
    Lacking(String, Production),
    Unclear(Vec<Site>),
    Unknown(String),
}

impl Repository<'_> {
    fn compose(&self) -> &Compose {
        self.compose.or_find(|| match standing(self.survey) {
            Standing::Unconcerned => Compose::Unconcerned,
            Standing::There(_) => Compose::There,
            Standing::Unclear(sites) => Compose::Unclear(sites.clone()),
            Standing::Unknown(reason, _) => Compose::Unknown(reason.clone()),
            Standing::Lacking(basis) => self.lacking(basis),
        })
    }

    fn lacking(&self, basis: &Basis) -> Compose {
        let deployed = self.services().into_iter().filter_map(|(service, told)| {
            Some(Deployed {
                folder: service.folder().to_owned(),
                container: told.container.clone()?,
                context_to_come: service.contexts_to_come.first().cloned(),
            })
        });
        let deployed: Vec<Deployed> = deployed.collect();
        let overlay = self.survey.overlay;
        let mut paths = [PRODUCTION, WEB]
            .iter()
            .map(|name| below(basis.folder(), name));
        if let Some(path) = paths.find(|path| overlay.exists(path)) {
            return Compose::Unknown(format!(
                "`{path}` is there and holds no services; fill it, or delete it"
            ));
        }
        match production(self.survey, basis, &deployed) {
            Ok(Some(production)) => Compose::Lacking(basis.folder().to_owned(), production),
            Ok(None) => {
                let first = basis.file.services.first();
                let line = first.map_or(1, |service| service.line);
                Compose::Unclear(vec![Site::new(&basis.file.path, 0..1, line)])
            }
            Err(reason) => Compose::Unknown(reason),
        }
    }

    fn compose_hosts(&self) -> Fact<Value> {
        match self.compose() {
            Compose::Unconcerned | Compose::Unclear(_) => Fact::Absent,
            Compose::There | Compose::Lacking(..) => Fact::flag(true),
            Compose::Unknown(reason) => Fact::Unknown(reason.clone()),
        }
    }

    fn compose_left_out(&self) -> Fact<Value> {
        match self.compose() {
            Compose::Lacking(_, it) if !it.left_out.is_empty() => {
                Fact::Present(Value::from(it.left_out.clone()))
            }
            _ => Fact::Absent,
        }
    }

    fn missing_compose_files(&self) -> Fact<Vec<Site>> {
        let Compose::Lacking(folder, production) = self.compose() else {
            return Fact::Present(Vec::new());
        };
        let hosts = [(PRODUCTION, &production.app), (WEB, &production.web)];
        let missing = hosts.iter().filter(|(_, entries)| !entries.is_empty());
        let has_groups = has_groups_of_hosts(self.survey);
        let sites = missing.map(|(name, entries)| site(folder, name, entries, has_groups));
        Fact::Present(sites.collect())
    }

    fn unclear_compose_files(&self) -> Fact<Vec<Site>> {
        match self.compose() {
            Compose::Unclear(sites) => Fact::Present(sites.clone()),
            _ => Fact::Present(Vec::new()),
        }
    }

    /// The file that says what developers run.
    pub(super) fn compose_file(&self) -> Option<(String, usize)> {
        match standing(self.survey) {
            Standing::There(path) => Some((path.clone(), 1)),
            Standing::Lacking(basis) => Some((basis.file.path.clone(), 1)),
            Standing::Unclear(sites) => sites.first().map(|site| (site.path.clone(), site.line)),
            Standing::Unknown(_, place) => Some(place.clone()),
            Standing::Unconcerned => None,
        }
    }
}

/// A file with what stands in it: its services, the volumes and the variables that they name.
fn site(folder: &str, name: &str, entries: &[Entry], has_log_groups: bool) -> Site {
    let mut variables = variables(entries);
    if has_log_groups {
        variables.push("LOG_GROUP".to_owned());
        variables.sort();
    }
    let site = Site::new(&below(folder, name), 0..0, 1);
    site.with("services", Value::from(Serde(entries)))
        .with("volumes", Value::from(volumes(entries)))
        .with("variables", Value::from(variables))
        .with("has_log_groups", has_log_groups)
        .with("file", name)
}

fn volumes(entries: &[Entry]) -> Vec<String> {
    let mounts = entries.iter().flat_map(|entry| &entry.volumes);
    let sources = mounts.filter_map(|mount| mount.split(':').next());
    let mut names: Vec<String> = sources
        .filter(|source| !source.starts_with('.'))
        .map(str::to_owned)
        .collect();
    names.sort();
    names.dedup();
    names
}

/// The variables without which compose refuses the file.
fn variables(entries: &[Entry]) -> Vec<String> {
    let text = serde_json::to_string(entries).expect("an entry is always JSON");
    let pieces = text.split("${").skip(1);
    let names = pieces.filter_map(|piece| piece.split_once(":?").map(|(name, _)| name.to_owned()));
    let mut names: Vec<String> = names.collect();
    names.sort();
    names.dedup();
    names
}
