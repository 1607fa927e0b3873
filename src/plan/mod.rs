//! From findings to a plan: which patches are open, and what every file looks like after the chosen ones.
//! Patches run one after another on an overlay, so every patch's own diff is exact and all add up to the whole.

pub mod diff;
pub mod document;
mod evaluate;
mod needs;
pub mod revert;
pub mod saved;
pub mod score;
mod selection;
mod surveyed;

use std::cmp::Reverse;
use std::sync::Arc;

use rayon::prelude::*;
use serde::Serialize;

pub use selection::Selection;

use crate::code::{Parsed, Survey};
use crate::error::Result;
use crate::patch::parameters::Values;
use crate::patch::{Action, Catalogue, Category, Patch, Priority, Template};
use crate::plan::surveyed::Surveyed;
use crate::survey::service::{NamedDomains, NamedProduction, Service};
use crate::survey::stacks::services;
use crate::tree::Overlay;
use evaluate::Evaluator;

/// How an issue stands in a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// A fix is ready.
    Open,
    /// Nothing to do.
    Fixed,
    /// A value is missing; the reason names it.
    Held,
    /// It cannot be placed or told; the reason says why.
    Blocked,
    /// Only a person can do it.
    Manual,
}

impl State {
    /// The word for reports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Fixed => "fixed",
            Self::Held => "held",
            Self::Blocked => "blocked",
            Self::Manual => "manual",
        }
    }

    /// Whether something must still happen before the issue is gone.
    #[must_use]
    pub fn is_unresolved(self) -> bool {
        matches!(self, Self::Open | Self::Held | Self::Blocked)
    }
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Location {
    /// Path relative to the root, with `/`.
    pub path: String,
    /// Line, counted from 1.
    pub line: usize,
}

/// An issue × a service × a state, with all its places. The fields are those of the JSON report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// The issue's number.
    pub issue: u8,
    /// The issue's name.
    pub name: String,
    /// The service's path.
    pub service: String,
    /// The service's stack.
    pub stack: String,
    /// How it stands.
    pub state: State,
    /// How urgent it is.
    pub priority: Priority,
    /// What it belongs to.
    pub category: Category,
    /// File of the first place.
    pub path: String,
    /// Line of the first place.
    pub line: usize,
    /// All places, the first included.
    pub places: Vec<Location>,
    /// What is wrong, or a remark.
    pub message: String,
    /// Why it is held or blocked.
    pub reason: Option<String>,
    /// What is to be said of the fix in this very service; the message has it, too.
    #[serde(skip)]
    pub remarks: Vec<String>,
}

/// Remarks behind the message of a finding.
fn behind(remarks: &[String]) -> String {
    if remarks.is_empty() {
        return String::new();
    }
    format!(" ({})", remarks.join("; "))
}

impl Finding {
    /// The message without the remarks that are told one by one where there are several.
    #[must_use]
    pub fn headline(&self) -> (&str, &[String]) {
        match &*self.remarks {
            [] | [_] => (&self.message, &[]),
            several => {
                let behind = behind(several);
                let plain = self.message.strip_suffix(&*behind);
                (plain.unwrap_or(&self.message), several)
            }
        }
    }

    /// What reports are sorted by.
    fn place(&self) -> (u8, &str, &str, usize, &str) {
        let (service, path) = (&self.service, &self.path);
        (self.issue, service, path, self.line, &self.stack)
    }
}

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
}

impl<'a> Planner<'a> {
    /// Finds the services of the tree.
    #[must_use]
    pub fn new(catalogue: &'a Catalogue, values: &'a Values, start: Overlay) -> Self {
        let parsed = Parsed::knowing(catalogue.helpers());
        parsed
            .answers
            .or_find(|| NamedProduction(values.production()));
        parsed.answers.or_find(|| NamedDomains(values.domains()));
        let services = services(&Survey::new(&start, &parsed));
        Self {
            catalogue,
            values,
            parsed,
            services,
            start,
        }
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

    /// All findings of the selected issues and services, each as if it stood alone.
    ///
    /// # Errors
    /// A selection that names an issue or a service that does not exist.
    pub fn scan(&self, selection: &Selection) -> Result<Vec<Finding>> {
        let services = selection.services(&self.services)?;
        let patches = selection.patches(self.catalogue)?;
        let survey = Survey::new(&self.start, &self.parsed);
        let untouched = Surveyed::new(&survey, &self.services);
        let mut jobs: Vec<(&Patch, &Service)> = patches
            .iter()
            .flat_map(|patch| services.iter().map(|service| (*patch, *service)))
            .filter(|(patch, service)| {
                patch
                    .cases
                    .iter()
                    .any(|it| it.stack.name() == service.stack)
            })
            .collect();
        // long ones first, so that no core waits for the last
        jobs.sort_by_key(|(patch, service)| Reverse(work(patch, service)));
        let found = jobs
            .into_iter()
            .par_bridge()
            .flat_map_iter(|(patch, service)| {
                let fixes = if patch.needs.is_empty() {
                    self.evaluate(patch, service, &untouched)
                } else {
                    self.evaluate_on(patch, service, &self.with_needs(patch))
                };
                fixes.into_iter().map(|fix| fix.finding)
            });
        let mut findings: Vec<Finding> = found.collect();
        findings.sort_by(|a, b| a.place().cmp(&b.place()));
        Ok(findings)
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
        let mut taken: Vec<Fix> = Vec::new();
        let mut overlay = self.start.clone();
        let selected = selection.patches(self.catalogue)?;
        let services = selection.services(&self.services)?;
        // what is not open brings nothing that nobody selected
        let joins = |patch: &&Patch| {
            !self.brings_others(patch, &selected) || self.is_open(patch, &services)
        };
        let joining: Vec<&Patch> = selected.iter().copied().filter(joins).collect();
        for patch in self.with_open_needs(joining) {
            let mut own = Vec::new();
            let mut next = overlay.clone();
            for service in &services {
                let mut open = self.open(patch, service, &next);
                while let [fix, others @ ..] = &open[..] {
                    next = fix.after.clone();
                    own.push(fix.clone());
                    // each was made as if it stood alone
                    open = if others.is_empty() {
                        Vec::new()
                    } else {
                        self.open(patch, service, &next)
                    };
                }
            }
            if own.is_empty() {
                continue;
            }
            match take(patch, &own)? {
                Choice::Take => {
                    overlay = next;
                    taken.extend(own);
                }
                Choice::Leave => {}
                Choice::Stop => break,
            }
        }
        Ok(taken)
    }

    /// What the cases of `patch` say of `service`: nothing, or one or more findings; those that are open with their fix.
    fn evaluate(&self, patch: &Patch, service: &Service, surveyed: &Surveyed<'_>) -> Vec<Fix> {
        let evaluator = Evaluator {
            patch,
            service,
            parsed: &self.parsed,
            values: self.values.of(patch),
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
    fn open(&self, patch: &Patch, service: &Service, overlay: &Overlay) -> Vec<Fix> {
        let mut fixes = self.evaluate_on(patch, service, overlay);
        fixes.retain(|fix| fix.finding.state == State::Open);
        fixes
    }

    /// The same on a tree that nobody else asks of.
    fn evaluate_on(&self, patch: &Patch, service: &Service, overlay: &Overlay) -> Vec<Fix> {
        let survey = Survey::new(overlay, &self.parsed);
        self.evaluate(patch, service, &Surveyed::new(&survey, &self.services))
    }
}

/// How much a patch has to do in a service, beside others: a step takes a survey, and a new file is parsed several times.
fn work(patch: &Patch, service: &Service) -> usize {
    const SURVEY: usize = 1000;
    let cases = patch
        .cases
        .iter()
        .filter(|case| case.stack.name() == service.stack);
    let steps = cases.filter_map(|case| match &case.action {
        Action::Steps(steps) => Some(steps),
        Action::Manual(_) => None,
    });
    steps
        .flatten()
        .map(|step| SURVEY + step.templates().iter().map(Template::size).sum::<usize>())
        .sum()
}

/// What becomes of a patch that is ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// It joins the plan.
    Take,
    /// It stays out.
    Leave,
    /// It stays out, and so does everything after it.
    Stop,
}

/// A service as reports show it.
#[derive(Clone, Debug, Serialize)]
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
