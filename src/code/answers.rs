//! What rooms work out and keep: by the type of the answer, so that a new fact edits no struct, and once for every key.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock};

use elsa::sync::FrozenMap;
use foldhash::fast::RandomState;

use crate::code::asked::Asked;

/// A place for every kind of answer, told by its type.
#[derive(Default)]
pub struct Answers(FrozenMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Answers {
    /// The place for answers of type `T`; empty where nobody has put one there.
    pub fn of<T: Any + Default + Send + Sync>(&self) -> &T {
        let kind = TypeId::of::<T>();
        let kept = self.0.get(&kind);
        let kept = kept.unwrap_or_else(|| self.0.insert(kind, Box::new(T::default())));
        kept.downcast_ref().expect("it is kept under its own type")
    }

    /// The answer of type `T`, worked out by `find` where nobody has before.
    pub(crate) fn or_find<T: Any + Send + Sync>(&self, find: impl FnOnce() -> T) -> &T {
        self.of::<Asked<T>>().or_find(find)
    }
}

/// Values that are worked out once, by whichever thread asks first; the others wait for it. Keys are whole texts, so the
/// hash is one that reads them fast.
pub(crate) struct Memo<K, V>(Mutex<HashMap<K, Arc<OnceLock<V>>, RandomState>>);

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memo<K, V> {
    /// The value for `key`, worked out by `find` where nobody has before.
    pub(crate) fn of(&self, key: K, find: impl FnOnce() -> V) -> V {
        let mut known = self.0.lock().expect("nobody panics while holding it");
        let entry = known.entry(key).or_default().clone();
        drop(known);
        entry.get_or_init(find).clone()
    }
}
