//! YAML, read with places: each node knows its bytes and its line, so that a finding can point there and an edit can be a
//! splice. Aliases are followed, and `get` looks through merge keys.

mod reader;
#[cfg(test)]
mod tests;

use std::ops::Range;
use std::sync::Arc;

pub use reader::parse;

/// How many merge keys are followed from one to the next.
const MERGES: usize = 8;

/// A node with its place in the text.
#[derive(Clone, Debug)]
pub struct Node {
    /// What stands there.
    pub value: Value,
    /// Its bytes; of an alias, those of the node that it stands for.
    pub range: Range<usize>,
    /// The line of its start, counted from 1.
    pub line: usize,
}

/// What a node is. Numbers and truth values are texts: what they mean is for the reader to say.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// A scalar.
    Text(String),
    /// A sequence.
    List(Vec<Arc<Node>>),
    /// A mapping, in the order of the text.
    Map(Vec<(Arc<Node>, Arc<Node>)>),
}

impl Node {
    /// The text of a scalar.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The members of a sequence; none of anything else.
    #[must_use]
    pub fn items(&self) -> &[Arc<Self>] {
        match &self.value {
            Value::List(items) => items,
            _ => &[],
        }
    }

    /// The value of a key of a mapping, its own or one that is merged in.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Arc<Self>> {
        self.find(key, MERGES)
    }

    fn find(&self, key: &str, hops: usize) -> Option<&Arc<Self>> {
        let Value::Map(own) = &self.value else {
            return None;
        };
        let named = |name: &str| own.iter().find(|(it, _)| it.text() == Some(name));
        if let Some((_, value)) = named(key) {
            return Some(value);
        }
        let hops = hops.checked_sub(1)?;
        self.merged().find_map(|it| it.find(key, hops))
    }

    /// The keys of a mapping that are texts, with their values: its own first, then those that are merged in.
    #[must_use]
    pub fn entries(&self) -> Vec<(&Self, &Arc<Self>)> {
        let mut found = Vec::new();
        self.collect(&mut found, MERGES);
        found
    }

    fn collect<'n>(&'n self, found: &mut Vec<(&'n Self, &'n Arc<Self>)>, hops: usize) {
        let (Value::Map(own), Some(hops)) = (&self.value, hops.checked_sub(1)) else {
            return;
        };
        for (key, value) in own {
            let is_known = found.iter().any(|(known, _)| known.text() == key.text());
            if key.text().is_some_and(|key| key != "<<") && !is_known {
                found.push((key, value));
            }
        }
        for merged in self.merged() {
            merged.collect(found, hops);
        }
    }

    /// The mappings behind `<<`, the first of which counts most.
    fn merged(&self) -> impl Iterator<Item = &Self> {
        let own = match &self.value {
            Value::Map(own) => own.as_slice(),
            _ => &[],
        };
        let behind = own.iter().filter(|(key, _)| key.text() == Some("<<"));
        behind.flat_map(|(_, value)| match &value.value {
            Value::List(items) => items.iter().map(AsRef::as_ref).collect(),
            _ => vec![value.as_ref()],
        })
    }
}
