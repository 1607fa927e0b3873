//! Where a finding stands: the sites that a patch's steps are about, or where the service is made.

use crate::patch::{Action, Case, Step};
use crate::plan::State;
use crate::plan::place::Location;
use crate::survey::fact::{Fact, Site};
use crate::survey::stack::Facts;
use crate::tree::Overlay;

/// The sites that are wrong; for something that is missing, where the service is made.
pub(super) fn places(
    case: &Case,
    facts: &dyn Facts,
    state: State,
    tree: &Overlay,
) -> Vec<Location> {
    let lists: Vec<&str> = match &case.action {
        _ if state == State::Fixed => Vec::new(),
        Action::Steps(steps) => steps.iter().filter_map(list_of).collect(),
        Action::Manual(_) => case.concerns.iter().map(String::as_str).collect(),
    };
    let found = lists
        .into_iter()
        .filter_map(|list| match facts.sites(list) {
            Some(Fact::Present(sites)) => Some(sites),
            _ => None,
        });
    // a whole file, where something is to be added, is no place where something is wrong; one that lacks lines is
    let is_place = |site: &Site| site.range.end > 0 || adds_lines(case);
    let sites: Vec<Site> = found.flatten().filter(is_place).collect();
    let innermost = sites
        .iter()
        .filter(|site| !sites.iter().any(|other| lies_within(other, site)));
    let mut places: Vec<Location> = innermost
        .map(|site| Location::of_site(site, tree))
        .collect();
    places.sort();
    places.dedup_by(|a, b| a.path == b.path && a.line == b.line);
    // what is missing is missing where the service is made, whatever else has to change for it
    if (places.is_empty() || adds_something(case))
        && let Some((path, line)) = facts.place()
    {
        places.sort_by_key(|place| place.path != path);
        if places.first().is_none_or(|first| first.path != path) {
            places.insert(0, Location::of_line(&path, line, tree));
        }
    }
    places
}

fn adds_something(case: &Case) -> bool {
    let inserts = |step: &Step| matches!(step, Step::Insert { .. });
    matches!(&case.action, Action::Steps(steps) if steps.iter().any(inserts))
}

fn adds_lines(case: &Case) -> bool {
    let adds = |step: &Step| matches!(step, Step::LinesAt { .. });
    matches!(&case.action, Action::Steps(steps) if steps.iter().any(adds))
}

/// Whether `inner` is a part of `outer`, and not the same place.
fn lies_within(inner: &Site, outer: &Site) -> bool {
    let (small, large) = (&inner.range, &outer.range);
    inner.path == outer.path
        && small != large
        && large.start <= small.start
        && small.end <= large.end
}

fn list_of(step: &Step) -> Option<&str> {
    match step {
        Step::Replace { list, .. }
        | Step::Remove { list }
        | Step::Set { list, .. }
        | Step::Append { list, .. }
        | Step::LinesAt { list, .. } => Some(list),
        // a folder that is to come is no place where something is wrong
        Step::CreateFolder { .. }
        | Step::Create { .. }
        | Step::Insert { .. }
        | Step::Lines { .. }
        | Step::Depend { .. } => None,
    }
}
