//! A node of a parsed text: where it stands among the rows, and what these say of it.

use std::borrow::Cow;
use std::iter::successors;
use std::num::NonZeroU16;
use std::ops::Range;

use ast_grep_core::Position;
use ast_grep_core::source::SgNode;

use crate::edit::script::nodes::{Nodes, Row};

/// A node: its place among the rows of its text.
#[derive(Clone, Copy)]
pub struct Place<'r> {
    pub(super) nodes: &'r Nodes,
    pub(super) at: u32,
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
        &self.nodes.kind(self.row()).name
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
}

impl<'r> SgNode<'r> for Place<'r> {
    fn parent(&self) -> Option<Self> {
        (self.at > 0).then(|| self.to(self.row().parent))
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
        self.nodes.position(self.range().start)
    }

    fn end_pos(&self) -> Position {
        self.nodes.position(self.range().end)
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
        self.row().before.map(|at| self.to(at.get()))
    }

    fn next_all(&self) -> impl Iterator<Item = Self> {
        successors(SgNode::next(self), SgNode::next)
    }

    fn prev_all(&self) -> impl Iterator<Item = Self> {
        successors(self.prev(), SgNode::prev)
    }

    fn is_named(&self) -> bool {
        self.nodes.kind(self.row()).named
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
            let known = field.and_then(|id| self.nodes.field(id));
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
    use ast_grep_core::Doc;
    use ast_grep_core::tree_sitter::StrDoc;
    use ast_grep_language::SupportLang;

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
