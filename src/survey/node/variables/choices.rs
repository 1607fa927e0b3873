//! From what single reads need to what they need together: of names that are read in branches which exclude each other,
//! none is demanded; one of them is where each branch reads exactly one.

use std::collections::{BTreeMap, BTreeSet};

use crate::survey::node::variables::branches::Branch;
use crate::survey::variables::needs::{Meaning, Usage};

/// What depends on a variable where it is read.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    /// The variable; of several, one is enough.
    pub(crate) names: Vec<String>,
    /// How much depends on it in its branches.
    pub(crate) usage: Usage,
    /// How much where no branch excludes it.
    pub(crate) otherwise: Usage,
    /// The branches that it is read in.
    pub(crate) branches: Vec<Branch>,
    /// Whether its name says how much depends on it.
    pub(crate) by_name: bool,
}

impl Need {
    /// What is read whatever is chosen.
    pub(crate) fn always(name: &str, usage: Usage) -> Self {
        Self {
            names: vec![name.to_owned()],
            usage,
            otherwise: usage,
            branches: Vec::new(),
            by_name: true,
        }
    }

    /// The same of code that production may not have.
    pub(crate) fn later(self) -> Self {
        Self {
            usage: self.usage.min(Usage::Late),
            otherwise: self.otherwise.min(Usage::Late),
            ..self
        }
    }

    /// For variables of these names.
    pub(crate) fn weighed(self) -> Self {
        if !self.by_name {
            return self;
        }
        let least = |usage: Usage| self.names.iter().map(|name| usage.weighed(name)).min();
        Self {
            usage: least(self.usage).unwrap_or(self.usage),
            otherwise: least(self.otherwise).unwrap_or(self.otherwise),
            ..self
        }
    }

    fn meaning(&self, usage: Usage) -> Meaning {
        match self.names.as_slice() {
            [name] => Meaning::Name(name.clone(), usage),
            names => Meaning::AnyOf(names.to_vec(), usage),
        }
    }
}

/// Where a choice stands.
type Place = (String, usize, usize);

/// What the branches of one choice read.
#[derive(Default)]
struct Choice<'n> {
    read: BTreeMap<usize, BTreeSet<&'n [String]>>,
    needs: Vec<&'n Need>,
    of: usize,
}

/// How a choice bears on what one of its branches reads.
#[derive(PartialEq, Eq)]
enum Bearing {
    /// No other branch reads anything.
    Alone,
    /// Every branch reads it, and needs it.
    Shared,
    /// Another branch gets along without.
    Excluded,
}

impl<'n> Choice<'n> {
    fn bearing(&self, need: &Need) -> Bearing {
        if self.read.len() <= 1 {
            Bearing::Alone
        } else if self.is_shared(&need.names) {
            Bearing::Shared
        } else {
            Bearing::Excluded
        }
    }

    fn is_shared(&self, names: &[String]) -> bool {
        let is_everywhere =
            self.read.len() == self.of && self.read.values().all(|read| read.contains(names));
        let mut own = self.needs.iter().filter(|need| need.names == names);
        is_everywhere && own.all(|need| need.usage == Usage::Essential)
    }

    /// The names of which each branch reads exactly one beside what all read, where the service needs it.
    fn one_each(&self) -> Option<Vec<String>> {
        let excluded = |names: &&[String]| !self.is_shared(names);
        let sides: Vec<Vec<&'n [String]>> = self
            .read
            .values()
            .map(|read| read.iter().copied().filter(excluded).collect())
            .collect();
        let mut needs = self
            .needs
            .iter()
            .filter(|need| !self.is_shared(&need.names));
        let is_needed = needs.clone().any(|need| need.usage == Usage::Essential);
        let is_plain = |need: &&Need| need.branches.len() == 1 && need.usage != Usage::Late;
        let is_whole = sides.len() == self.of && self.of > 1;
        let holds = is_whole
            && is_needed
            && sides.iter().all(|side| side.len() == 1)
            && needs.all(is_plain);
        let names: BTreeSet<&String> = sides.into_iter().flatten().flatten().collect();
        holds.then(|| names.into_iter().cloned().collect())
    }
}

/// What all needs together say.
pub(crate) fn resolve(needs: &[Need]) -> Vec<Meaning> {
    let mut choices: BTreeMap<&Place, Choice<'_>> = BTreeMap::new();
    for need in needs {
        for branch in &need.branches {
            let choice = choices.entry(&branch.choice).or_default();
            choice.of = branch.of;
            choice.needs.push(need);
            choice
                .read
                .entry(branch.number)
                .or_default()
                .insert(&need.names);
        }
    }
    let groups = choices.values().filter_map(Choice::one_each);
    let mut found: Vec<Meaning> = groups
        .map(|names| Meaning::AnyOf(names, Usage::Essential))
        .collect();
    found.extend(needs.iter().map(|need| {
        let bearings = need
            .branches
            .iter()
            .map(|branch| choices[&branch.choice].bearing(need));
        let bearings: Vec<Bearing> = bearings.collect();
        let usage = if bearings.contains(&Bearing::Excluded) {
            need.usage.min(Usage::Late)
        } else if !bearings.is_empty() && !bearings.contains(&Bearing::Alone) {
            need.usage
        } else {
            need.otherwise
        };
        need.meaning(usage)
    }));
    found
}
