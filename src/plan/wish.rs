//! How the user wants the fixes of a patch: in some services only, in another form, or with texts that were edited by hand.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;

use crate::code::Survey;
use crate::error::{Error, Result};
use crate::patch::Patch;
use crate::plan::surveyed::Surveyed;
use crate::plan::{Fix, Planner, State, changes};
use crate::step;
use crate::survey::service::Service;
use crate::tree::Overlay;

/// What becomes of a patch that is ready.
#[derive(Clone, Debug)]
pub enum Choice {
    /// It joins the plan.
    Take,
    /// It joins the plan with texts that the user edited, and that `Planner::edited` has proven.
    TakeEdited(Vec<Fix>),
    /// It is made again as the user wishes, and asked about again.
    Again(Wish),
    /// It stays out.
    Leave,
    /// It stays out, and so does everything after it.
    Stop,
}

/// What is not as usual.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// Only these services, by path; all of them where none is named.
    pub services: BTreeSet<String>,
    /// Parameters, by name, that are left out although they have a value.
    pub without: BTreeSet<String>,
}

impl Wish {
    pub(super) fn is_for(&self, service: &Service) -> bool {
        self.services.is_empty() || self.services.contains(&service.path)
    }

    pub(super) fn values(
        &self,
        mut values: BTreeMap<String, Option<Value>>,
    ) -> BTreeMap<String, Option<Value>> {
        for name in &self.without {
            values.insert(name.clone(), None);
        }
        values
    }
}

impl Planner<'_> {
    /// The fixes of one patch on a tree, each on top of those before it.
    pub(super) fn on_top(
        &self,
        patch: &Patch,
        services: &[&Service],
        (tree, wish): (&Overlay, &Wish),
    ) -> Vec<Fix> {
        let mut own = Vec::new();
        let mut next = tree.clone();
        let wanted = |it: &&&Service| self.may_fix(patch, it) && wish.is_for(it);
        for service in services.iter().filter(wanted) {
            let mut open = self.open(patch, service, (&next, wish));
            while let [fix, others @ ..] = &open[..] {
                next = fix.after.clone();
                let mut fix = fix.clone();
                fix.finding.place_before(&fix.before, &self.start);
                own.push(fix);
                // each was made as if it stood alone
                open = if others.is_empty() {
                    Vec::new()
                } else {
                    self.open(patch, service, (&next, wish))
                };
            }
        }
        own
    }

    /// The fixes of one patch with texts that the user edited, by path, where they hold: each parses as well as the one that
    /// it stands for, uses no name that nobody declares, and the finding is gone.
    ///
    /// # Errors
    /// What is wrong with a text, or that the finding is still there.
    pub fn edited(
        &self,
        patch: &Patch,
        fixes: &[Fix],
        texts: &BTreeMap<String, String>,
    ) -> Result<Vec<Fix>> {
        let mut edited = fixes.to_vec();
        for (path, text) in texts {
            let changes_it = |fix: &Fix| {
                changes(&fix.before, &fix.after)
                    .iter()
                    .any(|it| it.path == *path)
            };
            let Some(at) = edited.iter().rposition(changes_it) else {
                continue;
            };
            edited[at].after.write(path, text.clone());
            for later in &mut edited[at + 1..] {
                later.before.write(path, text.clone());
                later.after.write(path, text.clone());
            }
        }
        let Some((proven, after)) = fixes.last().zip(edited.last()) else {
            return Ok(edited);
        };
        let (before, after) = (&proven.after, &after.after);
        for fix in fixes {
            let services = self.services.iter();
            let mut own = services
                .filter(|it| it.path == fix.finding.service && it.stack == fix.finding.stack);
            if let Some(service) = own.next() {
                self.prove_edited(patch, service, (before, after), texts)?;
            }
        }
        Ok(edited)
    }

    fn prove_edited(
        &self,
        patch: &Patch,
        service: &Service,
        (before, after): (&Overlay, &Overlay),
        texts: &BTreeMap<String, String>,
    ) -> Result<()> {
        let survey = Survey::new(before, &self.parsed);
        let known = Surveyed::new(&survey, &self.services);
        let known = known.facts(service);
        let known = known.ok_or_else(|| Error::new("the service would be gone"))?;
        for (path, text) in texts {
            step::prove_text(patch, (&survey, known), after, (path, text))?;
        }
        let survey = Survey::new(after, &self.parsed);
        let surveyed = Surveyed::new(&survey, &self.services);
        let facts = surveyed.facts(service);
        let facts = facts.ok_or_else(|| Error::new("the service would be gone"))?;
        if let Some(lost) = facts.dangling().difference(&known.dangling()).next() {
            let fact = format!(
                "`{}` in `{}` would be declared nowhere",
                lost.name, lost.folder
            );
            return Err(Error::new(fact));
        }
        let left = self.evaluate(patch, service, &surveyed);
        let mut left = left.iter().map(|fix| &fix.finding);
        match left.find(|it| it.state.is_unresolved()) {
            None => Ok(()),
            Some(it) if it.state == State::Open => {
                Err(Error::new(format!("it would still be so: {}", it.message)))
            }
            Some(it) => Err(
                Error::new("it could no longer be told whether the fix holds")
                    .note(it.reason.clone().unwrap_or_else(|| it.message.clone())),
            ),
        }
    }
}
