//! What changed since a commit: which findings are new, which have grown worse, and how many stood there before. Identity is
//! the issue and the service, for lines and paths move with every change.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::edit::lines::{lines, operations};
use crate::plan::{Finding, Location, Pair, State};
use crate::survey::service::Service;
use crate::tree::Overlay;
use crate::tree::paths::within;

/// How a finding stands to the commit that the tree is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// The service did not have it.
    New,
    /// It has more places, one of them on a line that was added.
    Worse,
    /// It was there before.
    Older,
}

/// The tree of a commit as far as findings are compared with it.
pub(super) struct Base<'a> {
    /// Its files.
    pub(super) tree: &'a Overlay,
    /// Its services.
    pub(super) services: &'a [Service],
    /// Its findings.
    pub(super) findings: &'a [Finding],
    /// Files that were renamed since: old path to new.
    pub(super) renamed: &'a BTreeMap<String, String>,
}

/// What of a service is compared: an issue of it.
type Key = (u8, String, String);

/// How findings changed since a commit.
#[derive(Debug)]
pub(super) struct Since {
    before: BTreeMap<Key, usize>,
    left: BTreeSet<Key>,
    added: Added,
}

impl Since {
    /// Compares the findings of the tree as it stands with those of a commit.
    pub(super) fn compare(
        base: &Base<'_>,
        services: &[Service],
        findings: &[Finding],
        now: &Overlay,
    ) -> Self {
        let moved = moved(base, services);
        let unresolved = |finding: &&Finding| finding.state != State::Fixed;
        let mut before = BTreeMap::<Key, usize>::new();
        for finding in base.findings.iter().filter(unresolved) {
            let mut key = key(finding);
            if let Some(path) = moved.get(&(finding.service.as_str(), finding.stack.as_str())) {
                key.1.clone_from(path);
            }
            *before.entry(key).or_default() += finding.places.len();
        }
        let left: BTreeSet<Key> = findings.iter().filter(unresolved).map(key).collect();
        Self {
            before,
            left,
            added: Added::between(base, findings, now),
        }
    }

    /// How one of `all` the findings changed; what is fixed did not.
    pub(super) fn change(&self, finding: &Finding, all: &[Finding]) -> Change {
        if finding.state == State::Fixed {
            return Change::Older;
        }
        let own = key(finding);
        let Some(before) = self.before.get(&own) else {
            return Change::New;
        };
        let same = all
            .iter()
            .filter(|it| it.state != State::Fixed && key(it) == own);
        let places: usize = same.map(|it| it.places.len()).sum();
        let is_worse = places > *before && finding.places.iter().any(|it| self.added.has(it));
        if is_worse {
            Change::Worse
        } else {
            Change::Older
        }
    }

    /// The issues of services that are gone, by number and path.
    pub(super) fn gone(&self) -> impl Iterator<Item = Pair> {
        let gone = self.before.keys().filter(|key| !self.left.contains(*key));
        gone.map(|(issue, service, _)| (*issue, service.clone()))
    }
}

fn key(finding: &Finding) -> Key {
    (
        finding.issue,
        finding.service.clone(),
        finding.stack.clone(),
    )
}

/// Services of the commit that are at another path now: those that files were renamed into, the file that it starts with
/// before all others.
fn moved<'b>(base: &Base<'b>, services: &[Service]) -> BTreeMap<(&'b str, &'b str), String> {
    let stays = |it: &Service, others: &[Service]| {
        others
            .iter()
            .any(|other| other.path == it.path && other.stack == it.stack)
    };
    let gone = base.services.iter().filter(|it| !stays(it, services));
    let mut new: Vec<&Service> = services
        .iter()
        .filter(|it| !stays(it, base.services))
        .collect();
    let mut found = BTreeMap::new();
    for old in gone {
        let weight = |new: &Service| {
            let inside = base
                .renamed
                .iter()
                .filter(|(from, to)| within(from, old.folder()) && within(to, new.folder()));
            let starts = |(from, to): &(&String, &String)| {
                old.entry.as_ref() == Some(*from) && new.entry.as_ref() == Some(*to)
            };
            let files: Vec<_> = inside.collect();
            (files.iter().filter(|it| starts(it)).count(), files.len())
        };
        let same = new
            .iter()
            .enumerate()
            .filter(|(_, it)| it.stack == old.stack);
        let weighed = same
            .map(|(at, it)| (weight(it), at))
            .filter(|((_, files), _)| *files > 0);
        if let Some((_, at)) = weighed.max_by_key(|(weight, at)| (*weight, std::cmp::Reverse(*at)))
        {
            let new = new.remove(at);
            found.insert((old.path.as_str(), old.stack), new.path.clone());
        }
    }
    found
}

/// The lines that were added in files with findings, counted from 1; none where the whole file is new.
#[derive(Debug)]
struct Added(BTreeMap<String, Option<BTreeSet<usize>>>);

impl Added {
    fn between(base: &Base<'_>, findings: &[Finding], now: &Overlay) -> Self {
        let places = findings.iter().flat_map(|finding| &finding.places);
        let paths: BTreeSet<&str> = places.map(|place| place.path.as_str()).collect();
        let old_names: BTreeMap<&str, &str> = base
            .renamed
            .iter()
            .map(|(old, new)| (new.as_str(), old.as_str()))
            .collect();
        let text = |tree: &Overlay, path: &str| tree.text(path).ok().flatten();
        let added = |path: &str| {
            let old = text(base.tree, old_names.get(path).copied().unwrap_or(path))?;
            let new = text(now, path).unwrap_or_default();
            let operations = operations(&lines(&old), &lines(&new));
            let changed = operations
                .iter()
                .filter(|it| it.tag() != similar::DiffTag::Equal);
            Some(
                changed
                    .flat_map(similar::DiffOp::new_range)
                    .map(|line| line + 1)
                    .collect(),
            )
        };
        Self(
            paths
                .into_iter()
                .map(|path| (path.to_owned(), added(path)))
                .collect(),
        )
    }

    fn has(&self, place: &Location) -> bool {
        match self.0.get(&place.path) {
            Some(Some(lines)) => lines.contains(&place.line),
            Some(None) => true,
            None => false,
        }
    }
}
