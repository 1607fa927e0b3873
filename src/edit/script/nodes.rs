//! The nodes of a parsed text as rows in the order of the text. What survey and edits ask again and again (kind, field, parent,
//! siblings, all below) is then a look at a few rows, where the parser's own tree is walked from its root each time.

use std::borrow::Cow;
use std::iter::successors;
use std::num::NonZeroU16;
use std::ops::Range;

use ast_grep_core::Position;
use ast_grep_core::source::{Doc, SgNode};
use ast_grep_core::tree_sitter::StrDoc;
use ast_grep_language::SupportLang;

/// The rows of one text; the first is the root, and what is below a node stands right behind it.
#[derive(Clone)]
pub(super) struct Nodes {
    rows: Vec<Row>,
    kinds: Vec<Box<str>>,
    fields: Vec<(NonZeroU16, Box<str>)>,
}

#[derive(Clone)]
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

#[derive(Clone, Copy)]
struct Point {
    line: u32,
    column: u32,
}

#[derive(Clone, Copy)]
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

/// A node: its place among the rows of its text.
#[derive(Clone, Copy)]
pub struct Place<'r> {
    nodes: &'r Nodes,
    at: u32,
}

impl Nodes {
    /// All nodes of a parsed text.
    pub(super) fn of(parsed: &StrDoc<SupportLang>) -> Self {
        let mut nodes = Self {
            rows: Vec::new(),
            kinds: Vec::new(),
            fields: Vec::new(),
        };
        let mut kinds: Vec<u16> = Vec::new();
        // each node that is being looked through, with the last of its children so far
        let mut open: Vec<(u32, Option<u32>)> = Vec::new();
        let mut cursor = parsed.root_node().walk();
        loop {
            let node = cursor.node();
            let at = number(nodes.rows.len());
            let kind_id = node.kind_id();
            let known = kinds.iter().position(|id| *id == kind_id);
            let kind = known.unwrap_or_else(|| {
                kinds.push(kind_id);
                nodes.kinds.push(node.kind().into());
                kinds.len() - 1
            });
            let field = cursor.field_id();
            if let (Some(id), Some(name)) = (field, cursor.field_name())
                && !nodes.fields.iter().any(|(known, _)| *known == id)
            {
                nodes.fields.push((id, name.into()));
            }
            let above = open.last_mut();
            let (parent, before) = match above {
                Some((parent, last)) => (Some(*parent), last.replace(at)),
                None => (None, None),
            };
            if let Some(parent) = parent {
                nodes.rows[parent as usize].children += 1;
            }
            let (start, end) = (node.start_position(), node.end_position());
            nodes.rows.push(Row {
                range: number(node.start_byte())..number(node.end_byte()),
                start: Point::new(start.row, start.column),
                end: Point::new(end.row, end.column),
                kind_id,
                kind: u16::try_from(kind).expect("a grammar numbers its kinds with 16 bits"),
                field,
                is: Flags {
                    named: node.is_named(),
                    missing: node.is_missing(),
                    extra: node.is_extra(),
                    error: node.is_error(),
                    broken: node.has_error(),
                },
                parent,
                before,
                children: 0,
                behind: at + 1,
            });
            if cursor.goto_first_child() {
                open.push((at, None));
                continue;
            }
            while !cursor.goto_next_sibling() {
                let Some((parent, _)) = open.pop() else {
                    return nodes;
                };
                nodes.rows[parent as usize].behind = number(nodes.rows.len());
                cursor.goto_parent();
            }
        }
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

    fn kind(&self, row: &Row) -> &str {
        &self.kinds[row.kind as usize]
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

impl<'r> Place<'r> {
    /// Whether the parser met something here that it does not understand.
    #[must_use]
    pub fn has_error(&self) -> bool {
        self.row().is.broken
    }

    fn row(&self) -> &'r Row {
        &self.nodes.rows[self.at as usize]
    }

    fn to(self, at: u32) -> Self {
        Self { at, ..self }
    }

    fn siblings_behind(self) -> impl Iterator<Item = Self> {
        successors(SgNode::next(&self), SgNode::next)
    }
}

impl<'r> SgNode<'r> for Place<'r> {
    fn parent(&self) -> Option<Self> {
        self.row().parent.map(|at| self.to(at))
    }

    fn children(&self) -> impl ExactSizeIterator<Item = Self> {
        let first = self.to(self.at + 1);
        let mut next = Some(first);
        (0..self.row().children).map(move |_| {
            let child = next.expect("there are as many children as were counted");
            next = Some(child.to(child.row().behind));
            child
        })
    }

    fn kind(&self) -> Cow<'_, str> {
        Cow::Borrowed(self.nodes.kind(self.row()))
    }

    fn kind_id(&self) -> u16 {
        self.row().kind_id
    }

    /// Its row's address: no two nodes have one id, of whichever texts they are.
    fn node_id(&self) -> usize {
        std::ptr::from_ref(self.row()).addr()
    }

    fn range(&self) -> Range<usize> {
        let range = &self.row().range;
        range.start as usize..range.end as usize
    }

    fn start_pos(&self) -> Position {
        let Point { line, column } = self.row().start;
        Position::new(line as usize, column as usize, self.range().start)
    }

    fn end_pos(&self) -> Position {
        let Point { line, column } = self.row().end;
        Position::new(line as usize, column as usize, self.range().end)
    }

    fn ancestors(&self, _root: Self) -> impl Iterator<Item = Self> {
        successors(self.parent(), SgNode::parent)
    }

    fn dfs(&self) -> impl Iterator<Item = Self> {
        let first = *self;
        (self.at..self.row().behind).map(move |at| first.to(at))
    }

    fn next(&self) -> Option<Self> {
        let behind = self.row().behind;
        let parent = self.parent()?.row();
        (behind < parent.behind).then(|| self.to(behind))
    }

    fn prev(&self) -> Option<Self> {
        self.row().before.map(|at| self.to(at))
    }

    fn next_all(&self) -> impl Iterator<Item = Self> {
        self.siblings_behind()
    }

    fn prev_all(&self) -> impl Iterator<Item = Self> {
        successors(self.prev(), SgNode::prev)
    }

    fn is_named(&self) -> bool {
        self.row().is.named
    }

    fn is_named_leaf(&self) -> bool {
        !self.children().any(|child| child.is_named())
    }

    fn is_leaf(&self) -> bool {
        self.row().children == 0
    }

    fn is_missing(&self) -> bool {
        self.row().is.missing
    }

    fn is_error(&self) -> bool {
        self.row().is.error
    }

    fn is_extra(&self) -> bool {
        self.row().is.extra
    }

    fn field(&self, name: &str) -> Option<Self> {
        let known = self.nodes.fields.iter().find(|(_, field)| **field == *name);
        self.child_by_field_id(known?.0.get())
    }

    fn field_children(&self, field_id: Option<u16>) -> impl Iterator<Item = Self> {
        let field = field_id.and_then(NonZeroU16::new);
        self.children()
            .filter(move |child| field.is_some() && child.row().field == field)
    }

    fn child_by_field_id(&self, field_id: u16) -> Option<Self> {
        self.field_children(Some(field_id)).next()
    }
}
