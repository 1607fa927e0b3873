//! What patches need: others come first where they are open, and join only for something that is to be fixed.

use std::collections::BTreeSet;

use super::surveyed::Surveyed;
use super::{Planner, State};
use crate::code::Survey;
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
        let survey = Survey::new(self.with_needs(patch), &self.parsed);
        let surveyed = Surveyed::new(&survey, &self.services);
        let concerned = services.iter().filter(|it| patch.concerns(it.stack));
        let mut fixes = concerned.flat_map(|service| self.evaluate(patch, service, &surveyed));
        fixes.any(|fix| fix.finding.state == State::Open)
    }

    /// The tree after the open findings of all patches that `patch` needs.
    pub(super) fn with_needs(&self, patch: &Patch) -> &Overlay {
        let mut needed = self.in_order(vec![patch]);
        needed.pop();
        self.after(&needed)
    }

    /// The tree after the open findings of these patches, one after another; carried out once for all who begin with them.
    fn after(&self, patches: &[&Patch]) -> &Overlay {
        let Some((last, earlier)) = patches.split_last() else {
            return &self.start;
        };
        let issues = patches.iter().map(|patch| patch.issue).collect();
        if let Some(known) = self.after.get(&issues) {
            return known;
        }
        let mut overlay = self.after(earlier).clone();
        let may_fix = |it: &&Service| {
            last.concerns(it.stack) && !self.left_out.contains(&(last.issue, it.path.clone()))
        };
        let mut services = self.services.iter().filter(may_fix);
        while let Some(next) = self.next_fixed(last, &mut services, &overlay) {
            overlay = next;
        }
        self.after.insert(issues, Box::new(overlay))
    }

    /// The tree after the first of these services in which something is open.
    fn next_fixed<'s>(
        &self,
        patch: &Patch,
        services: &mut impl Iterator<Item = &'s Service>,
        overlay: &Overlay,
    ) -> Option<Overlay> {
        let survey = Survey::new(overlay, &self.parsed);
        let surveyed = Surveyed::new(&survey, &self.services);
        services.find_map(|service| {
            let found = self.evaluate(patch, service, &surveyed).into_iter();
            let mut open = found.rev().filter(|it| it.finding.state == State::Open);
            Some(open.next()?.after)
        })
    }

    /// The patches that need others, those together of which one goes on where the other ends.
    pub(super) fn chains<'p>(&self, patches: &[&'p Patch]) -> Vec<Vec<&'p Patch>>
    where
        'a: 'p,
    {
        let issues = |patch: &'p Patch| -> Vec<u8> {
            let needed = self.in_order(vec![patch]);
            needed.iter().map(|patch| patch.issue).collect()
        };
        let needing = patches.iter().filter(|patch| !patch.needs.is_empty());
        let mut needing: Vec<&'p Patch> = needing.copied().collect();
        needing.sort_by_cached_key(|patch| issues(patch));
        let goes_on = |a: &&'p Patch, b: &&'p Patch| {
            let (a, b) = (issues(a), issues(b));
            b.starts_with(&a[..a.len() - 1])
        };
        needing.chunk_by(goes_on).map(<[_]>::to_vec).collect()
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
