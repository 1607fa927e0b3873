//! A node with the file that it stands in, for whatever is followed from file to file.

use crate::edit::script::{Node, Script};

/// A node with the script that it belongs to.
#[derive(Clone)]
pub struct Located<'a> {
    /// The script.
    pub script: &'a Script,
    /// A node of it.
    pub node: Node<'a>,
}

impl<'a> Located<'a> {
    /// Another node of the same script.
    #[must_use]
    pub fn at(&self, node: Node<'a>) -> Self {
        Self {
            script: self.script,
            node,
        }
    }

    /// Whether both are the same place of the same file.
    #[must_use]
    pub fn is(&self, other: &Located<'_>) -> bool {
        self.node.range() == other.node.range() && self.script.path == other.script.path
    }
}
