//! What is deployed on its own: a folder and the stack that it is built on.

use std::collections::BTreeMap;

/// What is deployed on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The folder, relative to the root; `.` for the root itself.
    pub path: String,
    /// The name of the stack that it is built on.
    pub stack: &'static str,
    /// The file that the process starts with, where there is one.
    pub entry: Option<String>,
    /// Other services, where it answers for what these share.
    pub beside: Vec<Service>,
    /// Folders around it from which images of it will be built that are not there yet.
    pub contexts_to_come: Vec<String>,
    /// A manifest that cannot be read, and why: nothing else is known of the service then.
    pub unreadable: Option<Unreadable>,
}

/// A file that cannot be read, with the place and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The fact, with the place.
    pub reason: String,
}

impl Unreadable {
    /// A file of which `why` is to be said.
    #[must_use]
    pub fn file(path: &str, why: &str) -> Self {
        Self {
            path: path.to_owned(),
            line: 1,
            reason: format!("`{path}` {why}"),
        }
    }
}

impl Service {
    /// A service of `stack` in `folder`, which is empty for the root.
    #[must_use]
    pub fn new(folder: &str, stack: &'static str, entry: Option<String>) -> Self {
        let path = if folder.is_empty() { "." } else { folder };
        Self {
            path: path.to_owned(),
            stack,
            entry,
            beside: Vec::new(),
            contexts_to_come: Vec::new(),
            unreadable: None,
        }
    }

    /// A service of `stack` in `folder` of which nothing can be told.
    #[must_use]
    pub fn closed(folder: &str, stack: &'static str, why: Unreadable) -> Self {
        Self {
            unreadable: Some(why),
            ..Self::new(folder, stack, None)
        }
    }

    /// The folder as a prefix of paths: empty for the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        if self.path == "." { "" } else { &self.path }
    }

    /// Where findings about something missing point: to where its app is made, else to the file that it starts with.
    #[must_use]
    pub fn place(&self, app: Option<&(String, usize)>) -> Option<(String, usize)> {
        let entry = || Some((self.entry.clone()?, 1));
        app.cloned().or_else(entry)
    }
}

/// The environment that the user calls production, in `fixup.toml`; none where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct NamedProduction(pub Option<String>);

/// What the user calls the project; none where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct NamedProject(pub Option<String>);

/// Whom the user wants to be told of alarms; none where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct NamedAlerts(pub Option<String>);

/// The domains that the user gives, by the name of the service that each is for.
#[derive(Clone, Debug, Default)]
pub struct NamedDomains(pub BTreeMap<String, String>);

/// What a service may be called in `fixup.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Its path.
    pub path: String,
    /// The name of its folder, and those that compose files give it.
    pub others: Vec<String>,
}

impl Names {
    /// The names of the service in a folder.
    pub fn of(path: &str, composed: impl Iterator<Item = String>) -> Self {
        let folder = path.rsplit('/').next().map(str::to_owned);
        let mut others: Vec<String> = folder.into_iter().chain(composed).collect();
        others.retain(|name| name != path);
        others.sort();
        others.dedup();
        Self {
            path: path.to_owned(),
            others,
        }
    }

    /// The places of those that a name means: the one with this path, else all that are called so.
    #[must_use]
    pub fn meant(name: &str, all: &[&Self]) -> Vec<usize> {
        let path = name.trim_start_matches("./").trim_end_matches('/');
        let path = if path.is_empty() { "." } else { path };
        let places = |is_it: &dyn Fn(&Self) -> bool| -> Vec<usize> {
            (0..all.len()).filter(|at| is_it(all[*at])).collect()
        };
        let own = places(&|it| it.path == path);
        if own.is_empty() {
            places(&|it| it.others.iter().any(|other| other == path))
        } else {
            own
        }
    }
}

/// A service that may have a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addressed {
    /// What it may be called.
    pub names: Names,
    /// The domain that the tree tells.
    pub domain: Option<String>,
}
