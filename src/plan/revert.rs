//! Which later fixes have to be taken back before one is: those that changed lines at or beside its own, as `git revert` finds out,
//! those that name files which it brought, and what has to go before these.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use similar::{DiffOp, DiffTag};

use super::{FileChange, Fix, changes};
use crate::edit::lines::{lines, operations};
use crate::tree::Overlay;
use crate::tree::paths::{folder, relative};

/// An issue whose fix has to be taken back before that of another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTheWay {
    /// The later issue.
    pub issue: u8,
    /// Its name.
    pub name: String,
    /// The files that show it, in order.
    pub paths: Vec<String>,
    /// Whether it works only with files that go.
    pub builds_on_it: bool,
}

/// The fixes of one issue, and all that they change.
struct Step<'f> {
    fixes: &'f [Fix],
    before: &'f Overlay,
    after: &'f Overlay,
    changed: Vec<FileChange>,
}

/// The fixes of each issue, with what has to be taken back before them, earliest first.
#[must_use]
pub fn with_what_is_in_the_way(fixes: &[Fix]) -> Vec<(&[Fix], Vec<InTheWay>)> {
    let steps = fixes.chunk_by(|a, b| a.finding.issue == b.finding.issue);
    let steps: Vec<Step<'_>> = steps.filter_map(Step::of).collect();
    let mut found: Vec<BTreeMap<usize, InTheWay>> = Vec::new();
    // from the last one, so that what is in the way of a later one is known
    for (at, own) in steps.iter().enumerate().rev() {
        let mut others = BTreeMap::new();
        for (later, step) in steps.iter().enumerate().skip(at + 1) {
            if let Some(other) = own.held_by(step) {
                let behind = &found[steps.len() - 1 - later];
                for (number, next) in behind {
                    let next = InTheWay {
                        builds_on_it: false,
                        ..next.clone()
                    };
                    join(&mut others, *number, next);
                }
                join(&mut others, later, other);
            }
        }
        found.push(others);
    }
    let others = found.into_iter().rev().map(BTreeMap::into_values);
    let fixes = steps.iter().map(|step| step.fixes);
    fixes.zip(others.map(Iterator::collect)).collect()
}

fn join(others: &mut BTreeMap<usize, InTheWay>, number: usize, more: InTheWay) {
    match others.entry(number) {
        Entry::Vacant(entry) => {
            entry.insert(more);
        }
        Entry::Occupied(mut entry) => {
            let known = entry.get_mut();
            known.paths.extend(more.paths);
            known.paths.sort();
            known.paths.dedup();
            known.builds_on_it |= more.builds_on_it;
        }
    }
}

impl<'f> Step<'f> {
    fn of(fixes: &'f [Fix]) -> Option<Self> {
        let (first, last) = fixes.first().zip(fixes.last())?;
        let changed = changes(&first.before, &last.after);
        Some(Self {
            fixes,
            before: &first.before,
            after: &last.after,
            changed,
        })
    }

    /// How a later step stands in the way of taking this one back.
    fn held_by(&self, later: &Self) -> Option<InTheWay> {
        let touched = self.changed.iter().filter(|change| meet(change, later));
        let brought: Vec<&str> = self
            .changed
            .iter()
            .filter(|change| change.before.is_none())
            .map(|change| change.path.as_str())
            .collect();
        let builds = later
            .changed
            .iter()
            .filter(|change| brought.iter().any(|path| self.is_needed_by(path, change)));
        let builds: Vec<&FileChange> = builds.collect();
        let mut paths: Vec<String> = touched
            .chain(builds.iter().copied())
            .map(|change| change.path.clone())
            .collect();
        paths.sort();
        paths.dedup();
        let finding = &later.fixes.first()?.finding;
        (!paths.is_empty()).then(|| InTheWay {
            issue: finding.issue,
            name: finding.name.clone(),
            paths,
            builds_on_it: !builds.is_empty(),
        })
    }

    /// Whether a later change works only with a file that this step brought: it names the file, or its folder, which Terraform
    /// takes as a whole; or it adds to that folder.
    fn is_needed_by(&self, path: &str, later: &FileChange) -> bool {
        let home = folder(path);
        let is_whole = is_terraform(path) && !self.before.paths().any(|it| is_in(it, home));
        let before = later.before.as_deref().unwrap_or_default();
        let is_named = |name: &str| later.after.contains(name) && !before.contains(name);
        if is_whole {
            is_in(&later.path, home) && later.before.is_none()
                || is_named(&format!("\"{}\"", way(&later.path, home)))
        } else {
            let way = way(&later.path, path);
            let stem = way.rsplit_once('.').map_or(&*way, |(stem, _)| stem);
            // `require("./utils/health")`, `file("${path.module}/scripts/init.sh")`
            is_named(&format!("\"{stem}\""))
                || is_named(&format!("{}\"", way.trim_start_matches('.')))
        }
    }
}

fn is_terraform(path: &str) -> bool {
    path.ends_with(".tf")
}

/// Whether a file of Terraform lies in a folder itself.
fn is_in(path: &str, home: &str) -> bool {
    is_terraform(path) && folder(path) == home
}

/// How a file writes the path of another one.
fn way(from: &str, path: &str) -> String {
    let (up, names) = relative(from, path);
    let up = if up == 0 {
        "./".to_owned()
    } else {
        "../".repeat(up)
    };
    up + &names.join("/")
}

/// Whether a later step changes lines at or beside those of a change, wherever the steps between them have put these; of a new
/// file, whether it changes anything.
fn meet(own: &FileChange, later: &Step<'_>) -> bool {
    let text = |tree: &Overlay| tree.text(&own.path).ok().flatten().unwrap_or_default();
    let (before, after) = (text(later.before), text(later.after));
    if before == after {
        return false;
    }
    let Some(first) = &own.before else {
        return true;
    };
    let change = |old: &str, new: &str| operations(&lines(old), &lines(new));
    let moved = change(&own.after, &before);
    let others = change(&before, &after);
    let others = others.iter().filter(|op| op.tag() != DiffTag::Equal);
    let others: Vec<Range<usize>> = others.map(DiffOp::old_range).collect();
    let own = change(first, &own.after);
    let own = own.iter().filter(|op| op.tag() != DiffTag::Equal);
    own.filter_map(|op| carried(&op.new_range(), &moved))
        .any(|own| others.iter().any(|other| are_close(&own, other)))
}

/// Where lines stand after a change, with what the change did at or beside them.
fn carried(lines: &Range<usize>, change: &[DiffOp]) -> Option<Range<usize>> {
    let close = change.iter().filter(|op| are_close(&op.old_range(), lines));
    let carried = close.map(|op| {
        let (old, new) = (op.old_range(), op.new_range());
        if op.tag() == DiffTag::Equal {
            let at = |line: usize| new.start + line.clamp(old.start, old.end) - old.start;
            at(lines.start)..at(lines.end)
        } else {
            new
        }
    });
    carried.reduce(|a, b| a.start.min(b.start)..a.end.max(b.end))
}

/// git wants a line between two changes that both sides have.
const fn are_close(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start <= b.end && b.start <= a.end
}
