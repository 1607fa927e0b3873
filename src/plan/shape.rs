//! What fixes are for and what they change, for the advice that stands behind them.

use crate::patch::advice::Shape;
use crate::plan::{FileChange, Fix, changes};

impl From<&Fix> for Shape {
    fn from(fix: &Fix) -> Self {
        shape(&[&fix.finding.stack], &changes(&fix.before, &fix.after))
    }
}

/// The shape of a change in services of these stacks.
#[must_use]
pub fn shape(stacks: &[&str], changes: &[FileChange]) -> Shape {
    let shape = Shape::of(stacks.iter().copied());
    changes.iter().fold(shape, |shape, it| {
        shape.and(it.before.as_deref(), &it.after)
    })
}
