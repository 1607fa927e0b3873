//! Where an import goes: behind the last import above the app whose key is not higher, so that every order of patches
//! gives the same block of imports.

use crate::code::javascript::names::{calls_package, imported_module, reference, required};
use crate::code::statements::comments_above;
use crate::edit::script::{Node, Script, method_call, statements};
use crate::edit::{Refusal, line_end, line_start};
use crate::survey::node::startup::first_line_of;
use crate::survey::ours::STARTUP;
use crate::survey::ours::{helper_rank, helper_stem};

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

fn key_of(source: &str) -> Key {
    match helper_rank(source) {
        Some(rank) => Key::Helper(rank),
        None if source.starts_with('.') => Key::Own,
        None if is_builtin(source) => Key::Builtin,
        None => Key::Package,
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

/// The place of an import of `source` in `script`, for code that uses it from byte `used_at` on. In `CommonJS` an import is a
/// statement like any other, and must stand above the first statement that needs it.
///
/// # Errors
/// A first use that shares its line with what stands before it.
pub(crate) fn import_place(
    script: &Script,
    source: &str,
    used_at: usize,
) -> Result<ImportPlace, Refusal> {
    let rank = startup_key(source).unwrap_or_else(|| key_of(source));
    let root = script.root();
    let all = statements(&root);
    let hoisted = script.has_es_syntax();
    let is_above = |s: &&Node<'_>| !makes_app(s) && (hoisted || s.range().end <= used_at);
    let imports: Vec<(Key, &Node<'_>)> = all
        .iter()
        .take_while(is_above)
        .filter_map(|s| import_key(s).map(|key| (key, s)))
        .collect();
    let before = |statement: &Node<'_>| line_start(&script.text, comments_above(script, statement));
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

/// Whether a statement only brings modules in (or loads the environment, which belongs among them).
pub(crate) fn is_import(statement: &Node<'_>) -> bool {
    import_key(statement).is_some()
}

fn import_key(statement: &Node<'_>) -> Option<Key> {
    match &*statement.kind() {
        "import_statement" => {
            imported_module(statement).map(|source| startup_key(&source).unwrap_or(key_of(&source)))
        }
        "lexical_declaration" | "variable_declaration" => {
            let values: Option<Vec<String>> = statement
                .named_children()
                .filter(|n| n.kind() == "variable_declarator")
                .map(|d| d.field("value").and_then(|value| required_module(&value)))
                .collect();
            values?.first().map(|source| key_of(source))
        }
        "expression_statement" if !follows_es_import(statement) => statement
            .child(0)
            .and_then(|expression| startup_statement(&expression)),
        _ => None,
    }
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

/// `require("dotenv/config")`, `dotenv.config()`, `require("dotenv").config()`.
fn startup_statement(expression: &Node<'_>) -> Option<Key> {
    if let Some(source) = required(expression) {
        return Some(startup_key(&source).unwrap_or(key_of(&source)));
    }
    let (receiver, method) = method_call(expression)?;
    let loads_environment =
        method == "config" && reference(&receiver).is_some_and(|r| r.is("dotenv", None));
    loads_environment.then_some(Key::Startup(1))
}

fn startup_key(source: &str) -> Option<Key> {
    let rank = match helper_stem(source) {
        Some(stem) => STARTUP.iter().find(|(name, _)| *name == stem)?.1,
        None => (source == "dotenv/config").then_some(1)?,
    };
    Some(Key::Startup(rank))
}

/// The rank of a statement that belongs to the startup lines.
pub(crate) fn startup_rank(statement: &Node<'_>) -> Option<u8> {
    match import_key(statement)? {
        Key::Startup(rank) => Some(rank),
        _ => None,
    }
}

fn makes_app(statement: &Node<'_>) -> bool {
    statement.dfs().any(|n| calls_package(&n, "express"))
}

pub(crate) fn is_directive(statement: &Node<'_>) -> bool {
    statement.kind() == "expression_statement"
        && statement.child(0).is_some_and(|n| n.kind() == "string")
}
