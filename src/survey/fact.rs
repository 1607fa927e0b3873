//! What the survey hands to patches: facts, lists of sites, and slots, each with the reason where something is missing.
//! They own their data; offsets refer to the text of the overlay that was surveyed and never outlive a step.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::Value;

use crate::edit::hcl::Name;
use crate::edit::script::{Node, Script};

/// A value that is there, is not, or cannot be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact<T> {
    /// It is there.
    Present(T),
    /// It is not there, and that is certain.
    Absent,
    /// It cannot be told; the reason, for the user.
    Unknown(String),
}

impl<T> Fact<T> {
    /// `Present` or `Absent`.
    pub fn from_option(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Present)
    }

    /// `Present` or `Unknown`.
    pub fn from_result(value: Result<T, String>) -> Self {
        value.map_or_else(Self::Unknown, Self::Present)
    }

    /// What is there.
    pub fn present(self) -> Option<T> {
        match self {
            Self::Present(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }

    /// The same fact about something else.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Present(value) => Fact::Present(f(value)),
            Self::Absent => Fact::Absent,
            Self::Unknown(reason) => Fact::Unknown(reason),
        }
    }

    /// What follows from it, where it is there.
    pub fn and_then<U>(self, f: impl FnOnce(T) -> Fact<U>) -> Fact<U> {
        match self {
            Self::Present(value) => f(value),
            Self::Absent => Fact::Absent,
            Self::Unknown(reason) => Fact::Unknown(reason),
        }
    }

    /// The same fact, borrowed.
    pub fn as_ref(&self) -> Fact<&T> {
        match self {
            Self::Present(value) => Fact::Present(value),
            Self::Absent => Fact::Absent,
            Self::Unknown(reason) => Fact::Unknown(reason.clone()),
        }
    }
}

impl Fact<Value> {
    /// Something that is simply there, or not.
    #[must_use]
    pub fn flag(present: bool) -> Self {
        Self::from_option(present.then(|| Value::from(true)))
    }

    /// The same, unless there is a reason why it cannot be told.
    #[must_use]
    pub fn flag_unless(reason: Option<&String>, present: bool) -> Self {
        reason.map_or_else(
            || Self::flag(present),
            |reason| Self::Unknown(reason.clone()),
        )
    }

    /// Some place of these lists is wrong, unless there is a reason why that cannot be told.
    #[must_use]
    pub fn wrong(reason: Option<&String>, lists: &[&[Site]]) -> Self {
        Self::flag_unless(reason, lists.iter().any(|list| !list.is_empty()))
    }

    /// A value that is always known.
    #[must_use]
    pub fn of(value: impl Into<Value>) -> Self {
        Self::Present(value.into())
    }
}

/// Names and texts that a site brings into its template.
pub type Captures = BTreeMap<String, Value>;

/// A member of a list: a place that is wrong in the way that the list is named for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// The file, relative to the root.
    pub path: String,
    /// Bytes of the place in the file's text.
    pub range: Range<usize>,
    /// The line of its start, counted from 1.
    pub line: usize,
    /// What its template may use.
    pub captures: Captures,
}

impl Site {
    /// A place with nothing for its template.
    #[must_use]
    pub fn new(path: &str, range: Range<usize>, line: usize) -> Self {
        Self {
            path: path.to_owned(),
            range,
            line,
            captures: Captures::new(),
        }
    }

    /// Some bytes of a script.
    #[must_use]
    pub fn within(script: &Script, range: Range<usize>) -> Self {
        let line = script.line(range.start);
        Self::new(&script.path, range, line)
    }

    /// A node of a script.
    #[must_use]
    pub fn at(script: &Script, node: &Node<'_>) -> Self {
        Self::within(script, node.range())
    }

    /// The same place with one thing more for its template.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.captures.insert(name.to_owned(), value.into());
        self
    }

    /// Brings places into the order of the files and their texts, each of them once.
    pub fn sort(list: &mut Vec<Self>) {
        list.sort_by(|a, b| (&a.path, a.range.start).cmp(&(&b.path, b.range.start)));
        list.dedup();
    }
}

/// The place of a role in the order of a stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Nothing has the role; here is its place.
    Free(Place),
    /// The role is taken, or not wanted here.
    Filled,
    /// There is no such place; the reason, for the user.
    Missing(String),
}

impl Slot {
    /// The place that follows from a fact; `absent` says why there is none without it.
    pub fn of<T>(fact: Fact<T>, absent: &str, find: impl FnOnce(T) -> Self) -> Self {
        match fact {
            Fact::Present(value) => find(value),
            Fact::Absent => Self::Missing(absent.to_owned()),
            Fact::Unknown(reason) => Self::Missing(reason),
        }
    }
}

/// Where a block of statements may be inserted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the root.
    pub path: String,
    /// Byte at which the block goes: the start of a line (`Before`), or the end of a statement (`After`, `Below`).
    pub at: usize,
    /// On which side of the neighbour the block stands.
    pub side: Side,
    /// Whitespace in front of every line of the block.
    pub indent: String,
    /// What its template may use.
    pub captures: Captures,
}

/// On which side of its neighbour an inserted block stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Above the statement that follows, and part of its group: no blank line between them.
    Above,
    /// Before the statement that follows.
    Before,
    /// Behind the statement that comes first.
    After,
    /// Behind that statement, and part of its group: no blank line between them.
    Below,
}

/// A reference of Terraform to something that nobody declares.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dangling {
    /// The folder of the reference.
    pub folder: String,
    /// The name.
    pub name: Name,
}
