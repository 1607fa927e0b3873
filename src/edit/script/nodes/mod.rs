//! The nodes of a parsed text as rows in the order of the text. What survey and edits ask again and again (kind, field, parent,
//! siblings, all below) is then a look at a few rows, where the parser's own tree is walked from its root each time.

mod place;
mod reader;

use std::num::{NonZeroU16, NonZeroU32};
use std::ops::Range;

use ast_grep_core::Position;
use ast_grep_core::tree_sitter::StrDoc;
use ast_grep_language::SupportLang;

use crate::edit::Lines;

pub use place::Place;

/// The rows of one text; the first is the root, and what is below a node stands right behind it.
#[derive(Debug, PartialEq)]
pub(super) struct Nodes {
    rows: Vec<Row>,
    lines: Lines,
    /// What is known of kinds, by their numbers in the grammar.
    kinds: Vec<Option<Kind>>,
    /// The names of fields, by their numbers.
    fields: Vec<Option<Box<str>>>,
    /// The line, counted from 1, at which nodes lie deeper than anybody follows them; there is the root alone then.
    too_deep: Option<usize>,
}

/// How deep nodes may lie in each other. What people write stays far below; walks go down as deep as the text does, and
/// the stack of a thread ends.
const DEEPEST: usize = 500;

/// A kind of nodes.
#[derive(Debug, PartialEq)]
struct Kind {
    name: Box<str>,
    /// Whether such nodes are more than signs and words of the language.
    named: bool,
}

/// What is kept of one node. There is a row for every four bytes of a text, so it is kept small.
#[derive(Debug, PartialEq)]
struct Row {
    range: Range<u32>,
    /// The number of its kind in the grammar.
    kind_id: u16,
    field: Option<NonZeroU16>,
    is: Flags,
    /// The row of the node around it; of the root, its own.
    parent: u32,
    /// The sibling before it, which is never the first row.
    before: Option<NonZeroU32>,
    children: u32,
    /// The first row behind everything below it.
    behind: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Flags {
    missing: bool,
    extra: bool,
    error: bool,
    broken: bool,
}

impl Nodes {
    /// All nodes of a parsed text.
    pub(super) fn of(parsed: &StrDoc<SupportLang>) -> Self {
        reader::read(parsed)
    }

    /// Whether the parser met something that it does not understand.
    pub(super) fn has_error(&self) -> bool {
        self.root().has_error()
    }

    /// The line at which nodes lie too deep; nothing is known of the text then.
    pub(super) fn too_deep(&self) -> Option<usize> {
        self.too_deep
    }

    /// The root alone, which is broken.
    fn cut(mut self, line: usize) -> Self {
        self.rows.truncate(1);
        for root in &mut self.rows {
            root.children = 0;
            root.behind = 1;
            root.is.broken = true;
        }
        self.too_deep = Some(line);
        self
    }

    /// The root.
    pub(super) fn root(&self) -> Place<'_> {
        Place { nodes: self, at: 0 }
    }

    /// The innermost node of the kind `kind` that covers just `range`.
    pub(super) fn covering(&self, kind: &str, range: &Range<usize>) -> Option<Place<'_>> {
        let first = self
            .rows
            .partition_point(|row| (row.range.start as usize) < range.start);
        let starting = self.rows[first..].iter().zip(first..);
        starting
            .take_while(|(row, _)| row.range.start as usize == range.start)
            .filter(|(row, _)| row.range.end as usize == range.end && *self.kind(row).name == *kind)
            .last()
            .map(|(_, at)| Place {
                nodes: self,
                at: number(at),
            })
    }

    /// The line of byte `at` of the text, counted from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.number(at)
    }

    /// Byte `at` of the text as a position.
    fn position(&self, at: usize) -> Position {
        Position::new(self.line(at) - 1, self.lines.column(at), at)
    }

    /// The kind of a row.
    fn kind(&self, row: &Row) -> &Kind {
        let kind = &self.kinds[usize::from(row.kind_id)];
        kind.as_ref().expect("the kind of every row was taken in")
    }

    /// The name of a field.
    fn field(&self, id: NonZeroU16) -> Option<&str> {
        self.fields[usize::from(id.get())].as_deref()
    }
}

/// Bytes, lines and nodes of a text fit 32 bits: larger files are not read.
fn number(count: usize) -> u32 {
    u32::try_from(count).expect("files of more than a few MiB are not read")
}
