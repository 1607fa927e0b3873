//! Which later fixes stand in the way of taking one back alone, as `git revert` finds out.

use std::collections::BTreeSet;
use std::ops::Range;

use similar::{DiffOp, DiffTag, TextDiff};

use super::{FileChange, Fix, changes};
use crate::tree::Overlay;

/// An issue whose fix changed lines at or beside those of another one, and the files where it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTheWay {
    /// The later issue.
    pub issue: u8,
    /// Its name.
    pub name: String,
    /// The files, in order.
    pub paths: Vec<String>,
}

/// What of the `later` fixes, which stand on those of `own`, has to be taken back first.
#[must_use]
pub fn in_the_way(own: &[Fix], later: &[Fix]) -> Vec<InTheWay> {
    let Some((first, last)) = own.first().zip(own.last()) else {
        return Vec::new();
    };
    let changed = changes(&first.before, &last.after);
    let of_issue = later.chunk_by(|a, b| a.finding.issue == b.finding.issue);
    let found = of_issue.filter_map(|fixes| {
        let (first, last) = fixes.first().zip(fixes.last())?;
        let is_touched =
            |change: &&FileChange| touched(change, &last.after) != touched(change, &first.before);
        let paths: Vec<String> = changed
            .iter()
            .filter(is_touched)
            .map(|change| change.path.clone())
            .collect();
        (!paths.is_empty()).then(|| InTheWay {
            issue: first.finding.issue,
            name: first.finding.name.clone(),
            paths,
        })
    });
    found.collect()
}

/// Which of the changed places of a file are not alone any more in `tree`; of a new file, whether it is another one.
fn touched(change: &FileChange, tree: &Overlay) -> BTreeSet<usize> {
    let now = tree.text(&change.path).ok().flatten().unwrap_or_default();
    let Some(before) = &change.before else {
        return (now != change.after).then_some(0).into_iter().collect();
    };
    let own = places(before, &change.after, DiffOp::new_range);
    let others = places(&change.after, &now, DiffOp::old_range);
    // git wants a line between two changes that both sides have
    let meets = |own: &Range<usize>| {
        let mut others = others.iter();
        others.any(|other| other.start <= own.end && own.start <= other.end)
    };
    let numbered = own.iter().enumerate();
    numbered
        .filter(|(_, own)| meets(own))
        .map(|(at, _)| at)
        .collect()
}

fn places(old: &str, new: &str, side: fn(&DiffOp) -> Range<usize>) -> Vec<Range<usize>> {
    let diff = TextDiff::from_lines(old, new);
    let changed = diff.ops().iter().filter(|op| op.tag() != DiffTag::Equal);
    changed.map(side).collect()
}
