//! Where an import goes: behind the last import above the app whose key is not higher, so that every order of patches
//! gives the same block of imports.

use crate::code::Survey;
use crate::code::javascript::declarations::imported_module;
use crate::code::javascript::names::{calls_package, reference, required};
use crate::code::statements::{comments_above, first_line_of, is_directive};
use crate::edit::script::{Node, Script, method_call, statements};
use crate::edit::{Refusal, line_end, line_start};
use crate::survey::node::first_lines::{self, LOAD_ENV};

/// Startup lines by rank, packages, modules of Node, the user's own modules, our helpers by rank. Files are seldom sorted so;
/// it is enough that what patches bring has one order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Startup(u8),
    Package,
    Builtin,
    Own,
    Helper(u8),
}

/// The imports of one file.
pub(crate) struct Imports<'a> {
    pub(crate) survey: &'a Survey<'a>,
    pub(crate) script: &'a Script,
}

impl Imports<'_> {
    /// The place of an import of `source`, for code that uses it from byte `used_at` on; above what makes the app with `app_package`. In `CommonJS`, which
    /// ES modules are compiled to as well, an import is a statement like any other: it stands above the first that needs it.
    ///
    /// # Errors
    /// A first use that shares its line with what stands before it.
    pub(crate) fn place(
        &self,
        source: &str,
        used_at: usize,
        app_package: &str,
    ) -> Result<ImportPlace, Refusal> {
        let script = self.script;
        let rank = self
            .startup_key(source)
            .unwrap_or_else(|| self.key_of(source));
        let makes_app = |s: &Node<'_>| s.dfs().any(|n| calls_package(&n, app_package));
        let root = script.root();
        let all = statements(&root);
        let hoisted = script.has_es_syntax();
        let is_above = |s: &&Node<'_>| !makes_app(s) && s.range().end <= used_at;
        let imports: Vec<(Key, &Node<'_>)> = all
            .iter()
            .take_while(is_above)
            .filter_map(|s| self.import_key(s).map(|key| (key, s)))
            .collect();
        let before =
            |statement: &Node<'_>| line_start(&script.text, comments_above(script, statement));
        let last = imports.iter().rev().find(|(other, _)| *other <= rank);
        let behind = last.map(|(_, last)| line_end(&script.text, last.range().end));
        let at = behind.or_else(|| {
            imports
                .first()
                .map(|(_, first)| line_start(&script.text, first_line_of(script, first)))
        });
        let place = |at, first| Ok(ImportPlace { at, first, rank });
        match (at, all.iter().find(|s| !is_directive(s))) {
            (Some(at), _) if !hoisted && at > used_at => {
                let line = script.line(used_at);
                Err(Refusal::new(format!(
                    "`{}:{line}` shares its line with the imports; put it on a line of its own",
                    script.path
                )))
            }
            (Some(at), _) => place(at, false),
            (None, Some(first)) => place(before(first), true),
            (None, None) => place(script.text.len(), false),
        }
    }

    fn key_of(&self, source: &str) -> Key {
        let helper = self.survey.imported_helper(self.script, source);
        match helper.and_then(|helper| helper.rank) {
            Some(rank) => Key::Helper(rank),
            None if source.starts_with('.') => Key::Own,
            None if is_builtin(source) => Key::Builtin,
            None => Key::Package,
        }
    }

    fn startup_key(&self, source: &str) -> Option<Key> {
        if source == "dotenv/config" {
            return Some(Key::Startup(LOAD_ENV));
        }
        let helper = self.survey.imported_helper(self.script, source)?;
        first_lines::rank(helper.does?).map(Key::Startup)
    }

    fn import_key(&self, statement: &Node<'_>) -> Option<Key> {
        match &*statement.kind() {
            "import_statement" => imported_module(statement).map(|source| {
                self.startup_key(&source)
                    .unwrap_or_else(|| self.key_of(&source))
            }),
            "lexical_declaration" | "variable_declaration" => {
                let first = required_modules(statement)?.into_iter().next()?;
                Some(self.key_of(&first))
            }
            // what stands above is looked through last: few statements are of this kind
            "expression_statement" => self
                .startup_statement(&statement.child(0)?)
                .filter(|_| !follows_es_import(statement)),
            _ => None,
        }
    }

    /// `require("dotenv/config")`, `dotenv.config()`, `require("dotenv").config()`.
    fn startup_statement(&self, expression: &Node<'_>) -> Option<Key> {
        if let Some(source) = required(expression) {
            let key = self.startup_key(&source);
            return Some(key.unwrap_or_else(|| self.key_of(&source)));
        }
        loads_environment(expression).then_some(Key::Startup(LOAD_ENV))
    }

    /// The rank of a statement that belongs to the startup lines.
    pub(crate) fn startup_rank(&self, statement: &Node<'_>) -> Option<u8> {
        match self.import_key(statement)? {
            Key::Startup(rank) => Some(rank),
            _ => None,
        }
    }
}

/// Whether a module is Node's own, of those that servers are made with.
pub(crate) fn is_builtin(source: &str) -> bool {
    const NAMES: &[&str] = &[
        "cluster", "crypto", "events", "fs", "http", "http2", "https", "net", "os", "path",
        "stream", "tls", "url", "util",
    ];
    source.starts_with("node:") || NAMES.contains(&source)
}

/// Where the line of a new import goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ImportPlace {
    /// Byte at which the line goes: the start of a line, or the end of the text.
    pub at: usize,
    /// Whether it is the first import, with code behind it.
    pub first: bool,
    rank: Key,
}

impl ImportPlace {
    /// Imports that go to one place stand in the order of their keys.
    #[must_use]
    pub(crate) fn order(&self, other: &Self) -> std::cmp::Ordering {
        self.rank.cmp(&other.rank)
    }
}

/// Whether a statement only brings modules in (or loads the environment, which belongs among them).
pub(crate) fn is_import(statement: &Node<'_>) -> bool {
    match &*statement.kind() {
        "import_statement" => imported_module(statement).is_some(),
        "lexical_declaration" | "variable_declaration" => {
            required_modules(statement).is_some_and(|modules| !modules.is_empty())
        }
        "expression_statement" => {
            let expression = statement.child(0);
            expression.is_some_and(|it| required(&it).is_some() || loads_environment(&it))
                && !follows_es_import(statement)
        }
        _ => false,
    }
}

/// The modules that a declaration requires, where it does nothing else.
fn required_modules(declaration: &Node<'_>) -> Option<Vec<String>> {
    let declarators = declaration.named_children();
    declarators
        .filter(|n| n.kind() == "variable_declarator")
        .map(|declarator| required_module(&declarator.field("value")?))
        .collect()
}

/// Imports of ES modules are hoisted: nothing but other imports stands among them.
fn follows_es_import(statement: &Node<'_>) -> bool {
    statement.prev_all().any(|n| n.kind() == "import_statement")
}

/// The module behind `require("x")`, `require("x").y` and `require("x")(…)`.
fn required_module(value: &Node<'_>) -> Option<String> {
    match &*value.kind() {
        "call_expression" => required(value).or_else(|| required_module(&value.field("function")?)),
        "member_expression" => required_module(&value.field("object")?),
        _ => None,
    }
}

/// `dotenv.config()`, `require("dotenv").config()`.
fn loads_environment(expression: &Node<'_>) -> bool {
    let Some((receiver, method)) = method_call(expression) else {
        return false;
    };
    method == "config" && reference(&receiver).is_some_and(|r| r.is("dotenv", None))
}
