//! When the files of a service are loaded: while it starts, or by code that may never be run. A provider that is imported in a
//! branch demands nothing of those who chose another one.

use std::collections::BTreeMap;

use crate::code::python::modules::{import_statements, imported_by, packages_of};
use crate::code::python::syntax::is_function;
use crate::edit::script::{Node, Script};
use crate::survey::python::variables::program::Program;
use crate::survey::python::variables::shape::follows_exit;

/// When each file is loaded, by its path.
struct Loading(BTreeMap<String, Loaded>);

/// When a file is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Loaded {
    /// While the service starts.
    AtStart,
    /// By a function that is run later.
    Later,
    /// In a branch.
    Perhaps,
}

impl<'s> Program<'s> {
    /// When a file is loaded.
    pub(super) fn loaded(&self, script: &Script) -> Loaded {
        let Loading(known) = self.answers.or_find(|| self.loading());
        known.get(&script.path).copied().unwrap_or(Loaded::Perhaps)
    }

    fn loading(&self) -> Loading {
        let mut known: BTreeMap<String, Loaded> = BTreeMap::new();
        let Some(entry) = self.files.first() else {
            return Loading(known);
        };
        for level in [Loaded::AtStart, Loaded::Later, Loaded::Perhaps] {
            let mut open: Vec<String> = known.keys().cloned().collect();
            if known.insert(entry.clone(), Loaded::AtStart).is_none() {
                open.push(entry.clone());
            }
            while let Some(path) = open.pop() {
                for next in self.loads(&path, level) {
                    if !known.contains_key(&next) {
                        known.insert(next.clone(), level);
                        open.push(next);
                    }
                }
            }
        }
        Loading(known)
    }

    /// The files that one loads, at the given time or sooner.
    fn loads(&self, path: &str, level: Loaded) -> Vec<String> {
        let mut found = packages_of(self.survey.overlay, path);
        let Some(script) = self.survey.script(path) else {
            return found;
        };
        for statement in import_statements(script) {
            if self.when(script, &statement) <= level {
                let modules = imported_by(self.survey, script, &statement);
                found.extend(modules.into_iter().map(|module| module.path));
            }
        }
        found
    }

    fn when(&self, script: &'s Script, statement: &Node<'s>) -> Loaded {
        let in_branch = statement.ancestors().any(|n| {
            matches!(
                &*n.kind(),
                "if_statement" | "match_statement" | "conditional_expression" | "except_clause"
            )
        });
        let in_function = statement.ancestors().any(|n| is_function(&n));
        if in_branch || in_function && follows_exit(statement) {
            Loaded::Perhaps
        } else if in_function && !self.runs_when_loaded(script, statement) {
            Loaded::Later
        } else {
            Loaded::AtStart
        }
    }
}
