//! Whether the errors of a service are reported to somebody.

use minijinja::Value;

use crate::code::python::names::{imported_module, imports};
use crate::edit::script::Script;
use crate::survey::fact::Fact;
use crate::survey::fastapi::Fastapi;
use crate::survey::fastapi::served::{names_package, text};
use crate::survey::python::starts::commands;
use crate::survey::python::trackers::{PYTHON, PYTHON_AGENTS, is_python_tracker};
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[Row::fact(
    "error-tracking",
    "errors are reported to somebody",
    |it, _| it.error_tracking(),
)];

impl Fastapi<'_> {
    /// The package that reports errors: one that the manifest names, since an agent may be loaded by the command, one that a
    /// module imports, or an agent that a command starts.
    pub(crate) fn error_tracking(&self) -> Fact<Value> {
        let listed = || match self.requirements() {
            Fact::Present(path) => {
                let manifest = text(self.survey, &path)?;
                PYTHON
                    .iter()
                    .copied()
                    .find(|it| names_package(&manifest, it))
            }
            _ => None,
        };
        let imported = || {
            let scripts = self.reached().iter();
            let mut scripts = scripts.filter_map(|path| self.survey.script(path));
            scripts.any(imports_tracker).then_some("an import")
        };
        let started = || {
            let commands = commands(self.survey, self.service.folder());
            PYTHON_AGENTS
                .iter()
                .copied()
                .find(|agent| commands.iter().any(|text| names_package(text, agent)))
        };
        let tracker = listed().or_else(imported).or_else(started);
        Fact::from_option(tracker.map(Value::from))
    }
}

fn imports_tracker(script: &Script) -> bool {
    let root = script.root();
    let mut statements = root.dfs();
    statements.any(|statement| {
        let is_import = matches!(
            &*statement.kind(),
            "import_statement" | "import_from_statement"
        );
        is_import && {
            let whole = imported_module(&statement).into_iter();
            let parts = imports(&statement).into_iter().map(|(_, name)| name);
            whole.chain(parts).any(|module| is_python_tracker(&module))
        }
    })
}
