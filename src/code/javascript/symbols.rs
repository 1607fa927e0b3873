//! Things of the repository, by where they are declared.

/// A thing by its declaration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symbol {
    /// The file of the declaration.
    pub path: String,
    /// Byte at which the declared name (or, for `this`, the class) starts.
    pub at: usize,
    /// Members taken from it: `this.app` is `["app"]` of its class.
    pub member: Vec<String>,
}
