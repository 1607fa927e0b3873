//! The nodes of a parsed text as rows in the order of the text. What survey and edits ask again and again (kind, field, parent,
//! siblings, all below) is then a look at a few rows, where the parser's own tree is walked from its root each time.

mod place;
mod reader;

use std::num::NonZeroU16;
use std::ops::Range;

use ast_grep_core::tree_sitter::StrDoc;
use ast_grep_language::SupportLang;

pub use place::Place;

/// The rows of one text; the first is the root, and what is below a node stands right behind it.
#[derive(Debug, PartialEq)]
pub(super) struct Nodes {
    rows: Vec<Row>,
    kinds: Vec<Box<str>>,
    /// The names of fields, by their numbers.
    fields: Vec<Option<Box<str>>>,
    /// The line, counted from 1, at which nodes lie deeper than anybody follows them; there is the root alone then.
    too_deep: Option<usize>,
}

/// How deep nodes may lie in each other. What people write stays far below; walks go down as deep as the text does, and
/// the stack of a thread ends.
const DEEPEST: usize = 500;

/// What is kept of one node.
#[derive(Debug, PartialEq)]
struct Row {
    range: Range<u32>,
    start: Point,
    end: Point,
    /// The number of its kind in the grammar.
    kind_id: u16,
    /// Where its kind stands in `kinds`.
    kind: u16,
    field: Option<NonZeroU16>,
    is: Flags,
    parent: Option<u32>,
    /// The sibling before it.
    before: Option<u32>,
    children: u32,
    /// The first row behind everything below it.
    behind: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    line: u32,
    column: u32,
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "what the parser says of a node"
)]
struct Flags {
    named: bool,
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
            .filter(|(row, _)| row.range.end as usize == range.end && self.kind(row) == kind)
            .last()
            .map(|(_, at)| Place {
                nodes: self,
                at: number(at),
            })
    }

    /// The name of a row's kind.
    fn kind(&self, row: &Row) -> &str {
        &self.kinds[row.kind as usize]
    }

    /// The name of a field.
    fn field(&self, id: NonZeroU16) -> Option<&str> {
        self.fields[usize::from(id.get())].as_deref()
    }
}

impl Point {
    fn new(line: usize, column: usize) -> Self {
        Self {
            line: number(line),
            column: number(column),
        }
    }
}

/// Bytes, lines and nodes of a text fit 32 bits: larger files are not read.
fn number(count: usize) -> u32 {
    u32::try_from(count).expect("files of more than a few MiB are not read")
}
