//! From findings to a plan: which patches are open, and what every file looks like after the chosen ones.
//! Patches run one after another on an overlay, so every patch's own diff is exact and all add up to the whole.

mod changed;
pub mod diff;
mod discreet;
mod evaluate;
mod finding;
mod ignored;
mod named;
mod needs;
pub mod new_file;
mod place;
mod places;
pub mod revert;
pub mod review;
pub mod saved;
pub mod score;
mod selection;
pub mod shape;
mod since;
mod surveyed;
mod wish;
mod work;

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use elsa::sync::FrozenMap;
use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

pub use finding::{Finding, State};
pub use ignored::Ignored;
pub use place::Location;
pub use selection::Selection;
pub use since::Change;
pub use wish::{Choice, Wish};

use crate::code::{Parsed, Survey};
use crate::error::Result;
use crate::patch::parameters::Values;
use crate::patch::{Catalogue, Patch};
use crate::plan::surveyed::Surveyed;
use crate::survey::service::{NamedAlerts, NamedDomains, NamedProduction, NamedProject, Service};
use crate::survey::stacks::services;
use crate::tree::Overlay;
use discreet::{hide_secrets, make_discreet};
use evaluate::Evaluator;
use work::work;

/// What one patch changes in one service.
#[derive(Clone, Debug)]
pub struct Fix {
    /// The finding that it resolves.
    pub finding: Finding,
    /// The tree before it.
    pub before: Overlay,
    /// The tree after it.
    pub after: Overlay,
}

/// The change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileChange {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// The text before; `None` where the file is new.
    pub before: Option<Arc<str>>,
    /// The text after.
    pub after: Arc<str>,
}

impl FileChange {
    /// Whether the file is a new script that is run by its name.
    #[must_use]
    pub fn executable(&self) -> bool {
        self.before.is_none() && self.after.starts_with("#!")
    }
}

/// The files that differ between two states of the tree, in order of path.
#[must_use]
pub fn changes(before: &Overlay, after: &Overlay) -> Vec<FileChange> {
    let change = |path: &str| FileChange {
        path: path.to_owned(),
        before: before.text(path).ok().flatten(),
        after: after
            .text(path)
            .ok()
            .flatten()
            .expect("a change always leaves a text"),
    };
    after
        .changed_since(before)
        .into_iter()
        .map(change)
        .collect()
}

/// Looks for issues in one repository and plans their fixes.
pub struct Planner<'a> {
    catalogue: &'a Catalogue,
    values: &'a Values,
    parsed: Parsed,
    services: Vec<Service>,
    start: Overlay,
    /// Issues of services that the user leaves out: they are told, and not fixed.
    left_out: BTreeSet<Pair>,
    /// The issues of services that are fixed, and what these need; all, where nothing is said.
    only: Option<BTreeSet<Pair>>,
    /// The tree after patches that others need, by their issues.
    after: FrozenMap<Vec<u8>, Box<Overlay>>,
    /// Texts of the tree that nobody may see.
    secrets: OnceLock<Vec<String>>,
}

/// An issue, and the path of a service.
type Pair = (u8, String);

impl<'a> Planner<'a> {
    /// Finds the services of the tree.
    #[must_use]
    pub fn new(catalogue: &'a Catalogue, values: &'a Values, start: Overlay) -> Self {
        let parsed = Parsed::knowing(catalogue.helpers());
        parsed
            .answers
            .or_find(|| NamedProduction(values.production()));
        parsed.answers.or_find(|| NamedDomains(values.domains()));
        parsed.answers.or_find(|| NamedProject(values.project()));
        parsed.answers.or_find(|| NamedAlerts(values.alerts()));
        let services = services(&Survey::new(&start, &parsed));
        Self {
            catalogue,
            values,
            parsed,
            services,
            start,
            left_out: BTreeSet::new(),
            only: None,
            after: FrozenMap::new(),
            secrets: OnceLock::new(),
        }
    }

    /// Whether the findings of a patch in a service may be fixed.
    fn may_fix(&self, patch: &Patch, service: &Service) -> bool {
        let pair = (patch.issue, service.path.clone());
        let is_chosen = |only: &BTreeSet<Pair>| {
            only.contains(&pair) || !only.iter().any(|(issue, _)| *issue == patch.issue)
        };
        !self.left_out.contains(&pair) && self.only.as_ref().is_none_or(is_chosen)
    }

    /// The services, in order of path.
    #[must_use]
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// The tree as it stands.
    #[must_use]
    pub fn start(&self) -> &Overlay {
        &self.start
    }

    /// All findings of the selected issues and services.
    ///
    /// # Errors
    /// A selection that names an issue or a service that does not exist.
    pub fn scan(&self, selection: &Selection) -> Result<Vec<Finding>> {
        let alone = self.alone(selection)?;
        Ok(alone.into_iter().map(|fix| fix.finding).collect())
    }

    /// The same, each with what its fix changes if it stands alone, together with what it needs; nothing where it is not open.
    ///
    /// # Errors
    /// As `scan`.
    pub fn alone(&self, selection: &Selection) -> Result<Vec<Fix>> {
        self.check_named()?;
        self.look(selection, |surveyed| {
            self.secrets.get_or_init(|| surveyed.secrets());
        })
    }

    /// The same for a tree that `fixup.toml` does not speak of, as that of an older commit.
    pub(in crate::plan) fn unchecked(&self, selection: &Selection) -> Result<Vec<Fix>> {
        self.look(selection, |_| {})
    }

    /// The same; `surveyed` is given the facts that patches have asked for.
    fn look(
        &self,
        selection: &Selection,
        surveyed: impl FnOnce(&Surveyed<'_>),
    ) -> Result<Vec<Fix>> {
        let services = selection.services(&self.services)?;
        let patches = selection.patches(self.catalogue)?;
        let survey = Survey::new(&self.start, &self.parsed);
        let untouched = Surveyed::new(&survey, &self.services);
        let alone = patches.iter().filter(|patch| patch.needs.is_empty());
        let mut jobs: Vec<(&Patch, &Service)> = alone
            .flat_map(|patch| services.iter().map(|service| (*patch, *service)))
            .filter(|(patch, service)| patch.concerns(service.stack))
            .collect();
        // long ones first, so that no core waits for the last
        jobs.sort_by_key(|(patch, service)| Reverse(work(patch, service)));
        let chains = self.chains(&patches);
        let (mut fixes, others): (Vec<Fix>, Vec<Fix>) = rayon::join(
            || {
                let found = chains.par_iter().flatten_iter();
                let found = found.flat_map_iter(|patch| self.with_needs_alone(patch, &services));
                found.collect()
            },
            || {
                let found = jobs.into_iter().par_bridge();
                found
                    .flat_map_iter(|(patch, service)| self.evaluate(patch, service, &untouched))
                    .collect()
            },
        );
        fixes.extend(others);
        surveyed(&untouched);
        let parsed = &self.parsed;
        fixes
            .par_iter_mut()
            .for_each(|fix| hide_secrets(fix, parsed));
        for fix in &mut fixes {
            make_discreet(&survey, &mut fix.finding);
        }
        fixes.sort_by(|a, b| a.finding.place().cmp(&b.finding.place()));
        finding::fingerprint(fixes.iter_mut().map(|fix| &mut fix.finding));
        Ok(fixes)
    }

    /// The findings of a patch on the tree after those that it needs, with fixes of the tree as it stands.
    fn with_needs_alone(&self, patch: &Patch, services: &[&Service]) -> Vec<Fix> {
        let survey = Survey::new(self.with_needs(patch), &self.parsed);
        let surveyed = Surveyed::new(&survey, &self.services);
        let concerned = services.par_iter().filter(|it| patch.concerns(it.stack));
        let found = concerned.flat_map_iter(|service| self.evaluate(patch, service, &surveyed));
        let mut fixes: Vec<Fix> = found.collect();
        for fix in &mut fixes {
            self.start_over(fix);
        }
        fixes
    }

    /// The fixes of the selected issues and services in catalogue order, needed ones first, each on top of those before
    /// it; `take` says of each patch whether it joins.
    ///
    /// # Errors
    /// As `scan`, and what `take` answers.
    pub fn fixes(
        &self,
        selection: &Selection,
        mut take: impl FnMut(&Patch, &[Fix]) -> Result<Choice>,
    ) -> Result<Vec<Fix>> {
        self.check_named()?;
        let mut taken: Vec<Fix> = Vec::new();
        let mut overlay = self.start.clone();
        let selected = selection.patches(self.catalogue)?;
        let services = selection.services(&self.services)?;
        // what is not open brings nothing that nobody selected
        let joins = |patch: &&Patch| {
            !self.brings_others(patch, &selected) || self.is_open(patch, &services)
        };
        let mut joining: Vec<&Patch> = selected.iter().copied().filter(joins).collect();
        if let Some(only) = &self.only {
            joining.retain(|patch| only.iter().any(|(issue, _)| *issue == patch.issue));
        }
        for patch in self.with_open_needs(joining) {
            let mut wish = Wish::default();
            loop {
                let own = self.on_top(patch, &services, (&overlay, &wish));
                if own.is_empty() {
                    break;
                }
                let joining = match take(patch, &own)? {
                    Choice::Take => own,
                    Choice::TakeEdited(edited) => edited,
                    Choice::Again(other) => {
                        wish = other;
                        continue;
                    }
                    Choice::Leave => break,
                    Choice::Stop => return Ok(taken),
                };
                if let Some(last) = joining.last() {
                    overlay = last.after.clone();
                }
                taken.extend(joining);
                break;
            }
        }
        Ok(taken)
    }

    /// A fix that was made on top of others, as one of the tree as it stands.
    fn start_over(&self, fix: &mut Fix) {
        fix.finding.place_before(&fix.before, &self.start);
        if fix.finding.state == State::Open {
            fix.before = self.start.clone();
        }
    }

    /// What the cases of `patch` say of `service`: nothing, or one or more findings; those that are open with their fix.
    fn evaluate(&self, patch: &Patch, service: &Service, surveyed: &Surveyed<'_>) -> Vec<Fix> {
        self.evaluate_as(patch, service, (surveyed, &Wish::default()))
    }

    /// The same in the form that the user wishes.
    fn evaluate_as(
        &self,
        patch: &Patch,
        service: &Service,
        (surveyed, wish): (&Surveyed<'_>, &Wish),
    ) -> Vec<Fix> {
        let evaluator = Evaluator {
            patch,
            service,
            parsed: &self.parsed,
            values: wish.values(self.values.of(patch)),
        };
        let cases = patch
            .cases
            .iter()
            .filter(|case| case.stack.name() == service.stack);
        let mut fixes: Vec<Fix> = cases
            .filter_map(|case| evaluator.evaluate(case, surveyed))
            .collect();
        // one case with something to say silences the others that are content
        if fixes.iter().any(|fix| fix.finding.state != State::Fixed) {
            fixes.retain(|fix| fix.finding.state != State::Fixed);
        }
        fixes.dedup_by(|a, b| a.finding == b.finding);
        fixes
    }

    /// The findings of a service that are open, each with its fix.
    fn open(
        &self,
        patch: &Patch,
        service: &Service,
        (overlay, wish): (&Overlay, &Wish),
    ) -> Vec<Fix> {
        let mut fixes = self.evaluate_on(patch, service, (overlay, wish));
        fixes.retain(|fix| fix.finding.state == State::Open);
        for fix in &mut fixes {
            hide_secrets(fix, &self.parsed);
        }
        fixes
    }

    /// The same on a tree that nobody else asks of.
    fn evaluate_on(
        &self,
        patch: &Patch,
        service: &Service,
        (overlay, wish): (&Overlay, &Wish),
    ) -> Vec<Fix> {
        let survey = Survey::new(overlay, &self.parsed);
        let surveyed = Surveyed::new(&survey, &self.services);
        self.evaluate_as(patch, service, (&surveyed, wish))
    }
}

/// A service as reports show it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServiceRow {
    /// The folder.
    pub path: String,
    /// The stack.
    pub stack: String,
    /// The file that it starts with.
    pub entry: Option<String>,
}

impl From<&Service> for ServiceRow {
    fn from(service: &Service) -> Self {
        Self {
            path: service.path.clone(),
            stack: service.stack.to_owned(),
            entry: service.entry.clone(),
        }
    }
}
