//! Marks of values, the way into a value, and the names that stand for members of a collection.

use hcl_edit::expr::Expression;
use hcl_edit::structure::Block;

use crate::survey::terraform::graph::Declared;

/// How much of a value is marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Nothing.
    #[default]
    Clear,
    /// Something in it, and neither itself nor its keys.
    Inside,
    /// The value itself.
    Whole,
}

/// What is known of the marks of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Marks {
    /// How much of it is marked.
    pub(crate) level: Level,
    /// A module elsewhere that was given a marked value, and on which it depends.
    pub(crate) unknown: Option<String>,
}

impl Marks {
    pub(super) const WHOLE: Self = Self {
        level: Level::Whole,
        unknown: None,
    };

    pub(super) fn join(mut self, other: Self) -> Self {
        self.level = self.level.max(other.level);
        self.unknown = self.unknown.or(other.unknown);
        self
    }

    pub(super) fn all(marks: impl IntoIterator<Item = Self>) -> Self {
        marks.into_iter().fold(Self::default(), Self::join)
    }

    /// Of what holds such a value as one of its members.
    pub(super) fn around(mut self) -> Self {
        self.level = self.level.min(Level::Inside);
        self
    }

    /// Of what is worked out from such a value.
    pub(super) fn spread(mut self) -> Self {
        if self.level > Level::Clear {
            self.level = Level::Whole;
        }
        self
    }

    /// Of the keys and the length of such a value.
    pub(super) fn of_shape(mut self) -> Self {
        if self.level < Level::Whole {
            self.level = Level::Clear;
        }
        self
    }
}

/// A step into a value.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) enum Part {
    /// `.name`
    Key(String),
    /// `["name"]`
    Index(String),
    /// `[0]`, `[each.key]`, `[*]`
    Any,
}

/// A name that stands for something of a collection, in a `for`, a `dynamic` block or under a `for_each`.
#[derive(Clone, Copy)]
pub(super) struct Bound<'e> {
    pub(super) name: &'e str,
    pub(super) of: Of,
    pub(super) collection: &'e Expression,
    pub(super) outer: Env<'e>,
}

pub(super) type Env<'e> = Option<&'e Bound<'e>>;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Key,
    Value,
    /// `each.key` and `each.value`
    Both,
}

/// The path without the instance that it chooses of a resource or module with `count` or `for_each`, or of a list of blocks.
pub(super) fn below_instance(path: &[Part]) -> &[Part] {
    let chosen = path
        .iter()
        .take_while(|part| !matches!(part, Part::Key(_)))
        .count();
    &path[chosen..]
}

pub(super) fn bound<'e>(
    name: &'e str,
    of: Of,
    collection: &'e Expression,
    outer: Env<'e>,
) -> Bound<'e> {
    Bound {
        name,
        of,
        collection,
        outer,
    }
}

/// What `each` means in a block.
pub(super) fn each<'t>(declared: &Declared<'t>) -> Option<Bound<'t>> {
    let collection = declared.value("for_each")?;
    Some(bound("each", Of::Both, collection, None))
}

/// What the iterator of a `dynamic` block means in it.
pub(super) fn iterator<'e>(block: &'e Block, env: Env<'e>) -> Option<Bound<'e>> {
    let label = block
        .labels
        .first()
        .filter(|_| block.has_ident("dynamic"))?;
    let collection = &block.body.get_attribute("for_each")?.value;
    let iterator = block.body.get_attribute("iterator");
    let named = iterator.and_then(|attribute| attribute.value.as_variable());
    let name = named.map_or(label.as_str(), |name| name.as_str());
    Some(bound(name, Of::Both, collection, env))
}
