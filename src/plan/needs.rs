//! What patches need: others come first where they are open, and join only for something that is to be fixed.

use std::collections::BTreeSet;

use super::{Planner, State};
use crate::patch::Patch;
use crate::survey::service::Service;
use crate::tree::Overlay;

impl<'a> Planner<'a> {
    /// Whether a patch needs one that is not selected.
    pub(super) fn brings_others(&self, patch: &Patch, selected: &[&Patch]) -> bool {
        let is_selected = |needed: &Patch| selected.iter().any(|it| it.issue == needed.issue);
        self.in_order(vec![patch])
            .into_iter()
            .any(|needed| !is_selected(needed))
    }

    /// Whether a patch has something to fix, so that what it needs may join.
    pub(super) fn is_open(&self, patch: &Patch, services: &[&Service]) -> bool {
        let tree = self.with_needs(patch);
        let mut fixes = services
            .iter()
            .flat_map(|service| self.evaluate_on(patch, service, &tree));
        fixes.any(|fix| fix.finding.state == State::Open)
    }

    /// The tree after the open findings of all patches that `patch` needs.
    pub(super) fn with_needs(&self, patch: &Patch) -> Overlay {
        let mut overlay = self.start.clone();
        for needed in self
            .in_order(vec![patch])
            .into_iter()
            .filter(|needed| needed.issue != patch.issue)
        {
            let left_out =
                |it: &&Service| !self.left_out.contains(&(needed.issue, it.path.clone()));
            for service in self.services.iter().filter(left_out) {
                for fix in self.evaluate_on(needed, service, &overlay) {
                    overlay = fix.after;
                }
            }
        }
        overlay
    }

    /// The patches with those that they need, needed ones first. What is brought along and not open brings nothing itself.
    pub(super) fn with_open_needs<'p>(&self, patches: Vec<&'p Patch>) -> Vec<&'p Patch>
    where
        'a: 'p,
    {
        let all: Vec<&Service> = self.services.iter().collect();
        let selected: BTreeSet<u8> = patches.iter().map(|patch| patch.issue).collect();
        let mut ordered = self.in_order(patches);
        let mut kept = selected.clone();
        for patch in ordered.iter().rev() {
            let is_wanted = kept.contains(&patch.issue) && !patch.needs.is_empty();
            if is_wanted && (selected.contains(&patch.issue) || self.is_open(patch, &all)) {
                kept.extend(&patch.needs);
            }
        }
        ordered.retain(|patch| kept.contains(&patch.issue));
        ordered
    }

    /// The patches with those that they need, needed ones first, else by issue, whoever brought them: what awaits one of
    /// them comes behind it.
    pub(super) fn in_order<'p>(&self, patches: Vec<&'p Patch>) -> Vec<&'p Patch>
    where
        'a: 'p,
    {
        let mut all = self.visited(patches);
        all.sort_by_key(|patch| patch.issue);
        self.visited(all)
    }

    /// The patches in this order, each behind those that it needs.
    fn visited<'p>(&self, patches: Vec<&'p Patch>) -> Vec<&'p Patch>
    where
        'a: 'p,
    {
        let mut ordered: Vec<&'p Patch> = Vec::new();
        let mut seen = BTreeSet::new();
        for patch in patches {
            self.visit(patch, &mut seen, &mut ordered);
        }
        ordered
    }

    fn visit<'p>(&self, patch: &'p Patch, seen: &mut BTreeSet<u8>, ordered: &mut Vec<&'p Patch>)
    where
        'a: 'p,
    {
        if !seen.insert(patch.issue) {
            return;
        }
        for needed in self
            .catalogue
            .patches()
            .iter()
            .filter(|other| patch.needs.contains(&other.issue))
        {
            self.visit(needed, seen, ordered);
        }
        ordered.push(patch);
    }
}
