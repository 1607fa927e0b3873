//! What stands around an expression that reads a variable, up to the top of its file or function.

use std::collections::BTreeSet;

use crate::edit::script::Node;

/// What it tells of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    /// The value is for development, tests or the log, or there is a default for it.
    Unneeded,
    /// It is read where it was asked for.
    Guarded,
    /// It is read under a condition.
    Conditional,
    /// A text is made with it.
    Text,
    /// It goes to what cannot work without.
    Essential,
}

/// All that is told.
#[derive(Default)]
pub(crate) struct Around(BTreeSet<Told>);

impl Around {
    /// What `see` tells of each of the nodes around a node, given the one inside it.
    pub(crate) fn of<'s>(
        node: &Node<'s>,
        around: impl Iterator<Item = Node<'s>>,
        mut see: impl FnMut(&mut Self, &Node<'s>, &Node<'s>),
    ) -> Self {
        let mut told = Self::default();
        let mut inner = node.clone();
        for outer in around {
            see(&mut told, &outer, &inner);
            inner = outer;
        }
        told
    }

    /// Whether this is told.
    pub(crate) fn tells(&self, told: Told) -> bool {
        self.0.contains(&told)
    }

    /// One thing more is told.
    pub(crate) fn add(&mut self, told: Told) {
        self.0.insert(told);
    }

    /// One thing more is told, if it is so.
    pub(crate) fn add_if(&mut self, is_so: bool, told: Told) {
        if is_so {
            self.add(told);
        }
    }
}
