//! A version of Node, as manifests, images and patches write it.

use std::fmt;

/// A version of Node: `18`, or `14.18`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NodeVersion {
    major: u32,
    /// None where every one of the major version is meant.
    minor: Option<u32>,
}

/// The TypeScript that a service is compiled with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeScript {
    /// Its version; none where any may be meant.
    pub(crate) version: Option<NodeVersion>,
    /// The file that says so.
    pub(crate) place: String,
    /// The version of Node that its types are of, where the declarations of packages are checked against them.
    pub(crate) node_types: Option<NodeVersion>,
}

impl NodeVersion {
    /// The line: 24 of 24.1.
    pub(crate) const fn line(self) -> u32 {
        self.major
    }

    /// Whether it says more than its line.
    pub(crate) const fn has_minor(self) -> bool {
        self.minor.is_some()
    }

    /// A version, with or without a minor one.
    #[must_use]
    pub const fn new(major: u32, minor: Option<u32>) -> Self {
        Self { major, minor }
    }

    /// The version at the start of a text: `v14.18.1-alpine` is 14.18.
    #[must_use]
    pub fn starting(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix('v').unwrap_or(text).split('.');
        let mut next = || {
            let part = parts.next()?;
            let end = part.find(|c: char| !c.is_ascii_digit());
            part[..end.unwrap_or(part.len())].parse().ok()
        };
        Some(Self {
            major: next()?,
            minor: next(),
        })
    }

    /// The version that is the whole text.
    #[must_use]
    pub fn exact(text: &str) -> Option<Self> {
        Self::starting(text).filter(|version| version.to_string() == text)
    }

    /// Every version with the same major one.
    #[must_use]
    pub fn any_minor(self) -> Self {
        Self {
            minor: None,
            ..self
        }
    }

    /// Whether it certainly is older: `14` may be 14.18, for who asks for it gets the last one.
    #[must_use]
    pub fn is_older_than(self, other: Self) -> bool {
        let same = self.major == other.major;
        let minors = self.minor.zip(other.minor);
        self.major < other.major || same && minors.is_some_and(|(own, needed)| own < needed)
    }
}

impl fmt::Display for NodeVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.major)?;
        self.minor.map_or(Ok(()), |minor| write!(f, ".{minor}"))
    }
}
