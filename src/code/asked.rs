//! What is worked out when somebody first asks for it.

use std::sync::OnceLock;

/// A value that every thread may ask for. Those that ask at the same time each work it out, and the first answer stays:
/// a thread that waits for the parts of one fact may be given another job meanwhile, which asks for the same fact, and a
/// lock around the work would wait for itself.
pub(crate) struct Asked<T>(OnceLock<T>);

impl<T> Default for Asked<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Asked<T> {
    /// Not asked for yet.
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The value, worked out by `find` where nobody has before.
    pub(crate) fn or_find(&self, find: impl FnOnce() -> T) -> &T {
        if let Some(known) = self.0.get() {
            return known;
        }
        let found = find();
        self.0.get_or_init(|| found)
    }
}
