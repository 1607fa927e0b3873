//! What there is to say of a tree: its findings, each with its fix, without those that the user leaves out, and how they stand
//! to a commit.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use elsa::sync::FrozenMap;

use crate::code::Survey;
use crate::error::{Error, Result};
use crate::patch::ignored::Entry;
use crate::plan::ignored::{Ignored, Ignoring};
use crate::plan::score::{Score, score};
use crate::plan::since::{Base, Change, Since};
use crate::plan::{Finding, Fix, Pair, Planner, Selection, ServiceRow, State};
use crate::tree::Overlay;

/// What there is to say of a tree.
pub struct Review {
    /// The services, by path.
    pub services: Vec<ServiceRow>,
    /// The findings in order, each with what its fix changes if it stands alone.
    pub fixes: Vec<Fix>,
    /// The findings that the user leaves out.
    pub ignored: Vec<Ignored>,
    /// What the tree itself asks to be left out as a whole.
    pub left_out: LeftOut,
    /// What leaves out nothing.
    pub warnings: Vec<Error>,
    /// The score over the findings.
    pub score: Score,
    /// Issues that are not looked for yet in a stack that is there, by stack.
    pub not_yet: BTreeMap<&'static str, Vec<u8>>,
    /// What they are compared with.
    pub since: Option<Comparison>,
    /// The texts that no report may show, whichever service they belong to.
    pub secrets: Vec<String>,
}

/// What `[ignore]` of a tree leaves out.
#[derive(Clone, Debug, Default, JsonSchema, Serialize)]
pub struct LeftOut {
    /// How many files and folders.
    pub paths: usize,
    /// Which issues.
    pub issues: Vec<String>,
}

/// The commit that a tree is compared with.
pub struct Comparison {
    /// As the user named it.
    pub revision: String,
    /// The commit where the histories part.
    pub commit: String,
    /// Its files.
    pub tree: Overlay,
    /// Files that were renamed since: old path to new.
    pub renamed: BTreeMap<String, String>,
    /// How many issues of services are gone since.
    pub gone: usize,
}

impl Review {
    /// The findings, in order.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.fixes.iter().map(|fix| &fix.finding)
    }

    /// What is left to do among what is looked at: what changed, where something is compared.
    pub fn unresolved(&self) -> impl Iterator<Item = &Finding> {
        self.findings()
            .filter(|it| it.state.is_unresolved() && it.is_fresh())
    }

    /// Names the places of fixes that were made one on top of the other as the findings name them.
    pub fn place(&self, fixes: &mut [Fix]) {
        let mut known = BTreeMap::<Pair, Vec<&Finding>>::new();
        for finding in self.findings().filter(|it| it.state == State::Open) {
            known.entry(finding.pair()).or_default().push(finding);
        }
        for own in known.values_mut() {
            own.reverse();
        }
        for fix in fixes {
            let finding = &mut fix.finding;
            let Some(same) = known.get_mut(&finding.pair()).and_then(Vec::pop) else {
                continue;
            };
            finding.path.clone_from(&same.path);
            finding.line = same.line;
            finding.places.clone_from(&same.places);
            finding.fingerprint.clone_from(&same.fingerprint);
            finding.change = same.change;
        }
    }
}

impl Planner<'_> {
    /// Looks at the selected issues and services. What the user leaves out is fixed no more by this planner, nor is what
    /// stood in `since` already.
    ///
    /// # Errors
    /// A selection or an entry that names an issue or a service that does not exist.
    pub fn review(
        &mut self,
        selection: &Selection,
        entries: &[Entry],
        since: Option<Comparison>,
    ) -> Result<Review> {
        let mut fixes = self.alone(selection)?;
        let secrets = self.secrets().to_vec();
        let hidden: Vec<&str> = secrets.iter().map(String::as_str).collect();
        for fix in &mut fixes {
            fix.finding.mask(&hidden);
        }
        let (ignored, warnings, left_out) = self.ignored(selection, entries, &fixes)?;
        fixes.retain(|fix| !left_out.contains(&fix.finding.pair()));
        self.left_out = left_out;
        // what others need was carried out without this
        self.after = FrozenMap::new();
        let since = since.map(|since| self.compare(since, selection, &mut fixes));
        let since = since.transpose()?;
        let services = selection.services(&self.services)?;
        let findings: Vec<Finding> = fixes.iter().map(|fix| fix.finding.clone()).collect();
        Ok(Review {
            services: services.into_iter().map(Into::into).collect(),
            ignored,
            left_out: LeftOut {
                paths: self.start.tree().left_out(),
                issues: selection.ignored.clone(),
            },
            warnings,
            score: score(&findings),
            not_yet: selection.not_yet(self.catalogue, &self.services)?,
            since,
            secrets,
            fixes,
        })
    }

    /// What the user leaves out among the fixes, what leaves out nothing, and the issues of services that are not to be fixed.
    fn ignored(
        &self,
        selection: &Selection,
        entries: &[Entry],
        fixes: &[Fix],
    ) -> Result<(Vec<Ignored>, Vec<Error>, BTreeSet<Pair>)> {
        let findings: Vec<&Finding> = fixes.iter().map(|fix| &fix.finding).collect();
        let survey = Survey::new(&self.start, &self.parsed);
        let mut ignoring = Ignoring::of(entries, self.catalogue, &survey, &findings)?;
        let mut pairs = BTreeMap::<Pair, Vec<&Finding>>::new();
        for finding in &findings {
            pairs.entry(finding.pair()).or_default().push(finding);
        }
        let ignored = pairs.values().filter_map(|own| ignoring.leaves_out(own));
        let ignored: Vec<Ignored> = ignored.collect();
        let patches = selection.patches(self.catalogue)?;
        let services = selection.services(&self.services)?;
        let all = services.len() == self.services.len();
        let warnings = ignoring.unused(&|issue, service| {
            let is_selected = patches.iter().any(|it| it.issue == issue);
            is_selected && (all || services.iter().any(|it| Some(&*it.path) == service))
        });
        let entries = ignoring
            .pairs()
            .map(|(issue, path)| (issue, path.to_owned()));
        let left_out = ignored.iter().map(|it| it.finding.pair()).chain(entries);
        let left_out = left_out.collect();
        Ok((ignored, warnings, left_out))
    }

    /// Says of each finding how it stands to the commit.
    fn compare(
        &mut self,
        since: Comparison,
        selection: &Selection,
        fixes: &mut [Fix],
    ) -> Result<Comparison> {
        let base = Planner::new(self.catalogue, self.values, since.tree.clone());
        let anywhere = Selection {
            services: Vec::new(),
            ..selection.clone()
        };
        let before = base.unchecked(&anywhere)?.into_iter();
        let before: Vec<Finding> = before.map(|fix| fix.finding).collect();
        let findings: Vec<Finding> = fixes.iter().map(|fix| fix.finding.clone()).collect();
        let there = Base {
            tree: &since.tree,
            services: base.services(),
            findings: &before,
            renamed: &since.renamed,
        };
        let compared = Since::compare(&there, &self.services, &findings, &self.start);
        for fix in &mut *fixes {
            fix.finding.change = Some(compared.change(&fix.finding, &findings));
        }
        let fresh = fixes
            .iter()
            .filter(|fix| fix.finding.change != Some(Change::Older));
        self.only = Some(fresh.map(|fix| fix.finding.pair()).collect());
        let chosen = selection.services(&self.services)?;
        let counts = |(issue, path): &Pair| {
            let is_chosen =
                selection.services.is_empty() || chosen.iter().any(|it| it.path == *path);
            is_chosen && !self.left_out.contains(&(*issue, path.clone()))
        };
        let gone = compared.gone().filter(counts).count();
        Ok(Comparison { gone, ..since })
    }
}
