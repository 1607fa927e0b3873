//! A handle of a database, and how it is reached.

use crate::code::located::Located;
use crate::survey::python::databases::clients::Client;

/// A handle that some file makes.
pub(crate) struct Handle<'s> {
    pub(crate) client: &'static Client,
    pub(crate) call: Located<'s>,
    /// How other files reach it; else the reason why they cannot.
    pub(crate) reach: Result<Reach, String>,
}

impl Handle<'_> {
    /// Whether it is there only once the start has made it, or can be asked only once the start has opened it.
    pub(crate) fn is_made_at_start(&self) -> bool {
        let reach = self.reach.as_ref();
        self.client.makes.starts_with("psycopg_pool.")
            || reach.is_ok_and(|reach| reach.in_app().is_some() || reach.late || reach.rebound)
    }

    /// Whether it is reached like this, too.
    pub(crate) fn is_same(&self, reach: &Result<Reach, String>) -> bool {
        match (&self.reach, reach) {
            (Ok(a), Ok(b)) => a.path == b.path && a.expression == b.expression,
            _ => false,
        }
    }
}

/// How a handle is reached from other files.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    /// The file that has it.
    pub(crate) path: String,
    /// The names that are imported from there; none for the module itself.
    pub(crate) names: Vec<String>,
    /// The expression in that file; what hangs from the app begins with `@`.
    pub(crate) expression: String,
    pub(crate) kind: &'static str,
    /// Whether the name is bound anew while the service runs, so that a copy would be stale.
    pub(crate) rebound: bool,
    /// Whether an object gets it after it was made, so that it may not be there.
    pub(crate) late: bool,
    /// Whether a condition decides that it is made, so that it may stay away.
    pub(crate) optional: bool,
    /// The function that takes a connection back.
    pub(crate) release: Option<String>,
}

impl Reach {
    /// What follows the app in the expression of something that hangs from it.
    pub(crate) fn in_app(&self) -> Option<&str> {
        self.expression.strip_prefix('@')
    }
}
