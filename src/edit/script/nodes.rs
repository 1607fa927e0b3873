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
#[derive(Debug, PartialEq)]
pub(super) struct Nodes {
    rows: Vec<Row>,
    kinds: Vec<Box<str>>,
    /// The names of fields, by their numbers.
    fields: Vec<Option<Box<str>>>,
}

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

/// A node that is being looked through.
struct Open {
    at: u32,
    /// How many of its children are still to come.
    left: u32,
    /// The last of its children so far.
    last: Option<u32>,
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
        // by the number of each kind: where it stands in `kinds`, and whether such nodes have a name
        let mut kinds: Vec<Option<(u16, bool)>> = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let root = parsed.root_node();
        nodes.rows.reserve_exact(root.descendant_count());
        let has_errors = root.has_error();
        let mut cursor = root.walk();
        loop {
            let node = cursor.node();
            let at = number(nodes.rows.len());
            let kind_id = node.kind_id();
            let number_of_kind = usize::from(kind_id);
            if kinds.len() <= number_of_kind {
                kinds.resize(number_of_kind + 1, None);
            }
            let (kind, named) = *kinds[number_of_kind].get_or_insert_with(|| {
                nodes.kinds.push(node.kind().into());
                let kind = u16::try_from(nodes.kinds.len() - 1);
                (
                    kind.expect("a grammar numbers its kinds with 16 bits"),
                    node.is_named(),
                )
            });
            let field = cursor.field_id();
            if let Some(id) = field {
                let id = usize::from(id.get());
                if nodes.fields.len() <= id {
                    nodes.fields.resize(id + 1, None);
                }
                if nodes.fields[id].is_none() {
                    nodes.fields[id] = cursor.field_name().map(Into::into);
                }
            }
            let children = node.child_count();
            let (parent, before) = match open.last_mut() {
                Some(above) => {
                    above.left -= 1;
                    (Some(above.at), above.last.replace(at))
                }
                None => (None, None),
            };
            let (start, end) = (node.start_position(), node.end_position());
            nodes.rows.push(Row {
                range: number(node.start_byte())..number(node.end_byte()),
                start: Point::new(start.row, start.column),
                end: Point::new(end.row, end.column),
                kind_id,
                kind,
                field,
                is: Flags {
                    named,
                    missing: has_errors && node.is_missing(),
                    extra: node.is_extra(),
                    error: has_errors && node.is_error(),
                    broken: has_errors && node.has_error(),
                },
                parent,
                before,
                children,
                behind: at + 1,
            });
            if children > 0 {
                open.push(Open {
                    at,
                    left: children,
                    last: None,
                });
                cursor.goto_first_child();
                continue;
            }
            // the cursor is told to go on only where there is something: to look and find nothing is its slowest answer
            while open.last().is_some_and(|above| above.left == 0) {
                let done = open.pop().expect("it was just looked at");
                nodes.rows[done.at as usize].behind = number(nodes.rows.len());
                cursor.goto_parent();
            }
            if open.is_empty() {
                return nodes;
            }
            cursor.goto_next_sibling();
        }
    }

    /// Whether the parser met something that it does not understand.
    pub(super) fn has_error(&self) -> bool {
        self.root().has_error()
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

    /// Its kind; it lives as long as the tree does.
    #[must_use]
    pub fn kind_name(&self) -> &'r str {
        self.nodes.kind(self.row())
    }

    /// Whether it is a part of `other`, a node of the same text.
    #[must_use]
    pub fn is_below(&self, other: &Self) -> bool {
        (other.at + 1..other.row().behind).contains(&self.at)
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
        Cow::Borrowed(self.kind_name())
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
        self.children().find(|child| {
            let field = child.row().field;
            let known = field.and_then(|id| self.nodes.fields[usize::from(id.get())].as_deref());
            known == Some(name)
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Every answer is the parser's own, of texts that parse and of such that do not.
    #[test]
    fn every_node_answers_as_the_parser_does() {
        let texts = [
            (
                "// c\nconst { a, b: [c] } = require('x')(y, /* z */ 1);\nfor await (const d of e) { d.f?.(); }\n",
                SupportLang::JavaScript,
            ),
            (
                "import a, { type B } from 'c';\nclass D<T> extends E { @f() private g?: T = h as T; }\nexport default async <U,>(i: U) => i!;\n",
                SupportLang::TypeScript,
            ),
            (
                "@a.b(c=1)\nasync def d(e: int = 2, *f, **g) -> h:\n    if e:\n        return {**g}\n    elif f:\n        pass\n",
                SupportLang::Python,
            ),
            (
                "app.use(function ( {\n  const é = 'ü'\n",
                SupportLang::JavaScript,
            ),
            ("", SupportLang::JavaScript),
        ];
        for (text, language) in texts {
            let parsed = StrDoc::new(text, language);
            let nodes = Nodes::of(&parsed);
            let theirs: Vec<_> = SgNode::dfs(&parsed.root_node()).collect();
            let ours: Vec<_> = nodes.root().dfs().collect();
            assert_eq!(ours.len(), theirs.len());
            for (our, their) in ours.into_iter().zip(theirs) {
                assert_same(our, &their);
            }
        }
    }

    fn assert_same<'r, N: SgNode<'r>>(our: Place<'_>, their: &N) {
        assert_eq!(answers(&our), answers(their));
        let fields = ["name", "body", "arguments", "value", "left", "definition"];
        for field in fields {
            let (our, their) = (our.field(field), their.field(field));
            assert_eq!(our.map(|n| own(&n)), their.map(|n| own(&n)), "{field}");
        }
    }

    /// What a node says of itself.
    fn own<'r>(node: &impl SgNode<'r>) -> String {
        let flags = [
            node.is_named(),
            node.is_named_leaf(),
            node.is_leaf(),
            node.is_missing(),
            node.is_error(),
            node.is_extra(),
        ];
        let points = (node.start_pos(), node.end_pos());
        let kind = (node.kind_id(), node.kind());
        format!("{kind:?} {:?} {points:?} {flags:?}", node.range())
    }

    /// What it says of itself and of the nodes around it.
    fn answers<'r>(node: &impl SgNode<'r>) -> Vec<Vec<String>> {
        let all = |nodes: &mut dyn Iterator<Item = String>| nodes.collect::<Vec<_>>();
        let fields = (1..60).filter_map(|id| node.child_by_field_id(id));
        vec![
            vec![own(node)],
            all(&mut node.parent().iter().map(own)),
            all(&mut node.children().map(|n| own(&n))),
            all(&mut node.named_children().map(|n| own(&n))),
            all(&mut node.next().iter().map(own)),
            all(&mut node.prev().iter().map(own)),
            all(&mut node.dfs().map(|n| own(&n))),
            all(&mut fields.map(|n| own(&n))),
            (1..60)
                .flat_map(|id| node.field_children(Some(id)))
                .map(|n| own(&n))
                .collect(),
        ]
    }
}
