//! The first of the service's own modules that the entry imports are ours that act when they are imported, behind the
//! environment file where the entry loads one.

use minijinja::Value;

use crate::code::helpers::Deed;
use crate::code::python::dotenv::{Load, loads_of};
use crate::code::python::modules::{locate, roots};
use crate::code::python::names::{imported_module, imports};
use crate::code::python::syntax::{statement_in, statements};
use crate::code::statements::comments_above;
use crate::edit::script::{Node, Script};
use crate::edit::{line_end, line_start};
use crate::survey::fact::{Captures, Fact, Place, Side, Slot};
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::paths::below;

vocabulary! { Service:
    /// an environment file is loaded, but not before the service loads its own modules
    fact "environment-file" = |it, _| Fact::of(it.loads_a_file_late());
    /// the line of the entry behind the environment file and before its own modules
    slot "load-env-check" ["follows_code"] = |it| it.line_of(Deed::ChecksEnvironment);
    /// the line of the entry behind the environment file and its check, and before its own modules
    slot "load-jwt-check" ["follows_code"] = |it| it.line_of(Deed::ChecksSecrets);
    /// the line of the entry behind the environment file and before its own modules
    slot "load-error-tracking" ["follows_code"] = |it| it.line_of(Deed::ReportsErrors);
}

/// What our modules do that act when they are imported, in the order of their lines.
const STARTUP: [Deed; 3] = [
    Deed::ReportsErrors,
    Deed::ChecksEnvironment,
    Deed::ChecksSecrets,
];

impl<'s> Service<'s> {
    /// Whether an environment file is loaded, and our modules must load it, too, to see what it holds.
    fn loads_a_file_late(&self) -> bool {
        let loads = self.loads();
        let early = self
            .entry_script()
            .is_some_and(|entry| self.early(entry, &loads).is_some());
        !early && loads.iter().any(|load| !load.names_file)
    }

    /// The place of the line that imports a module of ours which does this.
    fn line_of(&self, does: Deed) -> Slot {
        let Some(entry) = self.entry_script() else {
            return Slot::Missing("no file starts the service".to_owned());
        };
        let root = entry.root();
        let all = statements(&root);
        if all.iter().any(|s| self.imports_helper(entry, s, does)) {
            return Slot::Filled;
        }
        let loads = self.loads();
        let early = self.early(entry, &loads);
        let named = loads.iter().find(|load| load.names_file);
        // it checks what the environment holds by then, wherever that comes from
        if does != Deed::ChecksSecrets
            && early.is_none()
            && let Some(load) = named.filter(|_| loads.iter().all(|load| load.names_file))
        {
            let line = load.script.line(load.call.range().start);
            return Slot::Missing(format!(
                "`{}:{line}` loads an environment file that it names, perhaps after a module that reads it; load it in `{}`, before its own imports",
                load.script.path, entry.path
            ));
        }
        let lower = STARTUP.into_iter().take_while(|it| *it != does);
        let last = lower
            .filter_map(|it| all.iter().rposition(|s| self.imports_helper(entry, s, it)))
            .max();
        if let Some(last) = last {
            return on_next_line(entry, &all, last);
        }
        match all.iter().position(|s| self.imports_own(entry, s)) {
            Some(first) => before(entry, &all, first),
            None => behind(entry, &all, early),
        }
    }

    fn loads(&self) -> Vec<Load<'s>> {
        let scripts = self.program().scripts_with("load_dotenv");
        scripts.flat_map(loads_of).collect()
    }

    /// The statement of the entry that loads the environment file, where none of the service's own modules comes first.
    fn early(&self, entry: &'s Script, loads: &[Load<'s>]) -> Option<usize> {
        let root = entry.root();
        let all = statements(&root);
        let loads_it = |statement: &Node<'s>| {
            loads.iter().any(|load| {
                load.script.path == entry.path
                    && statement_in(&root, &load.call)
                        .is_some_and(|it| it.range() == statement.range())
                    && statement.kind() != "function_definition"
            })
        };
        let found = all.iter().position(loads_it)?;
        let own = all.iter().position(|s| self.imports_own(entry, s));
        own.is_none_or(|own| found < own).then_some(found)
    }

    /// `from utils import check_env`.
    fn imports_helper(&self, entry: &Script, statement: &Node<'_>, does: Deed) -> bool {
        let is_it = |module: &str| {
            let helper = self.survey.dotted_helper(entry, module);
            helper.is_some_and(|helper| helper.does == Some(does))
        };
        statement.kind() == "import_from_statement"
            && imports(statement).iter().any(|(_, module)| is_it(module))
    }

    /// Whether a statement loads a module of the service.
    fn imports_own(&self, entry: &Script, statement: &Node<'_>) -> bool {
        statement
            .dfs()
            .filter(|n| matches!(&*n.kind(), "import_statement" | "import_from_statement"))
            .any(|import| {
                let modules = match imported_module(&import) {
                    Some(module) => vec![module],
                    None => imports(&import).into_iter().map(|(_, it)| it).collect(),
                };
                modules.iter().any(|module| {
                    module.starts_with('.')
                        || locate(self.survey.overlay, &entry.path, module).is_some()
                        || is_folder(self, entry, module)
                })
            })
    }
}

/// A package without an `__init__.py`.
fn is_folder(service: &Service<'_>, entry: &Script, module: &str) -> bool {
    let overlay = service.survey.overlay;
    let first = module.split('.').next().unwrap_or(module);
    roots(overlay, &entry.path).iter().any(|root| {
        let mut files = overlay.paths_below(&below(root, first));
        files.any(|file| file.ends_with(".py"))
    })
}

/// Above the first statement that imports a module of the service.
fn before(entry: &Script, all: &[Node<'_>], first: usize) -> Slot {
    let start = comments_above(entry, &all[first]);
    let has_comments = start < all[first].range().start;
    let side = if has_comments {
        Side::Before
    } else {
        Side::Above
    };
    line(entry, line_start(&entry.text, start), side, &all[..first])
}

/// On the line below another one of ours.
fn on_next_line(entry: &Script, all: &[Node<'_>], last: usize) -> Slot {
    let end = line_end(&entry.text, all[last].range().end);
    line(entry, end, Side::Below, &all[..=last])
}

/// Behind the imports, and behind the statement that loads the environment file.
fn behind(entry: &Script, all: &[Node<'_>], early: Option<usize>) -> Slot {
    let head = all.iter().take_while(|s| is_head(s)).count();
    let last = early.unwrap_or(0).max(head.saturating_sub(1));
    let Some(statement) = all.get(last) else {
        return Slot::Missing(format!("`{}` is empty", entry.path));
    };
    let end = line_end(&entry.text, statement.range().end);
    line(entry, end, Side::After, &all[..=last])
}

/// A line at byte `at`, below the statements `above`.
fn line(entry: &Script, at: usize, side: Side, above: &[Node<'_>]) -> Slot {
    let follows_code = !above.iter().all(is_head);
    Slot::Free(Place {
        path: entry.path.clone(),
        at,
        side,
        indent: String::new(),
        captures: Captures::from([("follows_code".to_owned(), Value::from(follows_code))]),
    })
}

fn is_import(statement: &Node<'_>) -> bool {
    statement.kind().contains("import_")
}

/// An import, or the description of the module.
fn is_head(statement: &Node<'_>) -> bool {
    is_import(statement)
        || statement.kind() == "expression_statement"
            && statement.child(0).is_some_and(|n| n.kind() == "string")
}
