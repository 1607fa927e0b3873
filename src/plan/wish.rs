//! How the user wants the fixes of a patch: in some services only, or in another form.

use std::collections::{BTreeMap, BTreeSet};

use minijinja::Value;

use crate::patch::Patch;
use crate::plan::{Fix, Planner};
use crate::survey::service::Service;
use crate::tree::Overlay;

/// What becomes of a patch that is ready.
#[derive(Clone, Debug)]
pub enum Choice {
    /// It joins the plan.
    Take,
    /// It joins the plan as the user wants it, and as `Planner::edited` or `Planner::part` has proven it.
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
}
