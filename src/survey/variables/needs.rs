//! From single reads to what the service needs as a whole: of everything that reads say of a name, the gravest counts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::survey::variables::local::Local;
use crate::survey::variables::names::{is_integration, signs};

/// How much depends on a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Usage {
    /// Nothing.
    None,
    /// A function of the service.
    Late,
    /// The service.
    Essential,
}

impl Usage {
    /// For a secret that the code has a fallback for: what is signed with one that everybody can read is signed by anybody.
    pub(crate) fn with_fallback(name: &str) -> Self {
        if signs(name) {
            Self::Essential.weighed(name)
        } else {
            Self::Late
        }
    }

    /// For a variable of this name: what another company provides serves one function.
    pub(crate) fn weighed(self, name: &str) -> Self {
        if is_integration(name) {
            self.min(Self::Late)
        } else {
            self
        }
    }
}

/// What a read says.
pub(crate) enum Meaning {
    /// Of one name.
    Name(String, Usage),
    /// Of several, of which one is enough.
    AnyOf(Vec<String>, Usage),
}

impl Meaning {
    /// The same of code that is loaded later.
    pub(crate) fn later(self) -> Self {
        match self {
            Self::Name(name, usage) => Self::Name(name, usage.min(Usage::Late)),
            Self::AnyOf(names, usage) => Self::AnyOf(names, usage.min(Usage::Late)),
        }
    }

    /// Whether it speaks of one of these names.
    pub(crate) fn is_of(&self, names: &BTreeSet<String>) -> bool {
        match self {
            Self::Name(name, _) => names.contains(name),
            Self::AnyOf(group, _) => group.iter().any(|name| names.contains(name)),
        }
    }
}

/// The variables that a service needs, by name.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Variables {
    /// Without one of these the service does not work.
    pub(crate) required: Vec<String>,
    /// Of each group one is enough.
    pub(crate) any_of: Vec<Vec<String>>,
    /// Without one of these some function of it fails.
    pub(crate) recommended: Vec<String>,
    /// Without one of these a guard of it lets everybody in.
    pub(crate) guards: Vec<String>,
    /// Without one of these it turns to its own machine.
    pub(crate) local: Vec<Local>,
}

impl Variables {
    /// What all reads together say.
    pub(crate) fn of(meanings: impl Iterator<Item = Meaning>) -> Self {
        let mut names: BTreeMap<String, Usage> = BTreeMap::new();
        let mut groups: BTreeMap<Vec<String>, Usage> = BTreeMap::new();
        for meaning in meanings {
            match meaning {
                Meaning::Name(name, usage) => raise(&mut names, name, usage),
                Meaning::AnyOf(group, usage) => raise(&mut groups, group, usage),
            }
        }
        Self::new(&names, groups)
    }

    fn new(names: &BTreeMap<String, Usage>, groups: BTreeMap<Vec<String>, Usage>) -> Self {
        let with = |wanted: Usage| {
            let fitting = names.iter().filter(move |(_, usage)| **usage == wanted);
            fitting.map(|(name, _)| name.clone())
        };
        let required: Vec<String> = with(Usage::Essential).collect();
        let is_required = |name: &String| required.contains(name);
        let any_of: Vec<Vec<String>> = groups
            .into_iter()
            .filter(|(group, usage)| *usage == Usage::Essential && !group.iter().any(is_required))
            .map(|(group, _)| group)
            .collect();
        let grouped: BTreeSet<&String> = any_of.iter().flatten().collect();
        let recommended = with(Usage::Late).filter(|name| !grouped.contains(name));
        Self {
            recommended: recommended.collect(),
            any_of,
            required,
            ..Self::default()
        }
    }

    /// The same with the variables of guards, which are no others.
    pub(crate) fn with_guards(mut self, guards: BTreeSet<String>) -> Self {
        let guards = guards.into_iter().filter(|name| !self.demands(name));
        self.guards = guards.collect();
        let guards = &self.guards;
        self.recommended.retain(|name| !guards.contains(name));
        self
    }

    /// The same with variables whose default is the machine itself, as far as nothing else is said of them.
    pub(crate) fn with_local(mut self, local: impl Iterator<Item = Local>) -> Self {
        let by_name: BTreeMap<String, Local> =
            local.map(|local| (local.name.clone(), local)).collect();
        let is_free = |local: &Local| {
            let is_it = |name: &String| *name == local.name;
            !self.demands(&local.name)
                && !self.recommended.iter().any(is_it)
                && !self.guards.iter().any(is_it)
        };
        let local = by_name.into_values().filter(is_free);
        self.local = local.collect();
        self
    }

    fn demands(&self, name: &String) -> bool {
        self.required.contains(name) || self.any_of.iter().any(|names| names.contains(name))
    }

    /// Whether the service starts and works without any of them, but for some functions, and lets nobody in for want of one.
    pub(crate) fn demands_none(&self) -> bool {
        self.required.is_empty() && self.any_of.is_empty() && self.guards.is_empty()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.required.is_empty()
            && self.any_of.is_empty()
            && self.recommended.is_empty()
            && self.guards.is_empty()
    }
}

fn raise<K: Ord>(known: &mut BTreeMap<K, Usage>, key: K, usage: Usage) {
    let entry = known.entry(key).or_insert(usage);
    *entry = usage.max(*entry);
}
