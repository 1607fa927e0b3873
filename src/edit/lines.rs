//! Texts as lines, and what changed between two of them.

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, histogram};

/// Lines with their ends; a lone carriage return ends none.
#[must_use]
pub fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// What makes `old` into `new`, lines that stay included. The algorithm is called directly, for a choice at run time compiles all
/// of them.
#[must_use]
pub fn operations(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let mut hook = Compact::new(Replace::new(Capture::new()), old, new);
    histogram::diff(&mut hook, old, 0..old.len(), new, 0..new.len())
        .expect("a hook that only writes down does not fail");
    hook.into_inner().into_inner().into_ops()
}
