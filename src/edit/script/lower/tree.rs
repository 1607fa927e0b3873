//! What every pass needs of the parser: a tree, a walk over it, and its leaves in the order of the text.
//! Edits are collected on the way and spliced at the end, so a pass sees one text from start to finish; the next one gets the
//! tree of what came out.

use std::ops::Range;

use ast_grep_core::AstGrep;
use ast_grep_language::SupportLang;

use crate::edit::script::{Node, Place, Source};
use crate::edit::{Edit, Refusal, line_end, line_start, splice};

/// A parsed text.
pub(super) type Tree = AstGrep<Source>;

/// The tree of `text`, with errors in it where it does not parse.
pub(super) fn parse(text: &str, grammar: SupportLang) -> Tree {
    AstGrep::doc(Source::parse(text, grammar))
}

/// The first line that does not parse.
pub(super) fn broken_line(tree: &Tree) -> Option<usize> {
    tree.root()
        .dfs()
        .find(|node| node.is_error() || node.is_missing())
        .map(|node| line(&node))
}

/// A refusal if `tree` has an error.
pub(super) fn refuse_broken(tree: &Tree) -> Result<(), Refusal> {
    match broken_line(tree) {
        Some(line) => Err(Refusal::new(format!("line {line} does not parse"))),
        None => Ok(()),
    }
}

/// The line on which `node` starts, counted from 1.
pub(super) fn line(node: &Node) -> usize {
    node.start_pos().line() + 1
}

/// Visits the nodes from the top down; `visit` says whether to go on into a node.
pub(super) fn walk<'t>(tree: &'t Tree, mut visit: impl FnMut(&Node<'t>) -> bool) {
    let mut left_out: Option<Place<'t>> = None;
    for node in tree.root().dfs() {
        let place = node.get_inner_node();
        let is_left_out = left_out.is_some_and(|above| place.is_below(&above));
        if !is_left_out && !visit(&node) {
            left_out = Some(place);
        }
    }
}

/// The text of `tree`.
pub(super) fn text(tree: &Tree) -> &str {
    tree.root().get_doc().text()
}

/// One pass over a text: `visit` adds the edits of a node and says whether to go on into it.
pub(super) fn pass(
    tree: &Tree,
    mut visit: impl FnMut(&Node, &mut Vec<Edit>) -> bool,
) -> Result<Tree, Refusal> {
    let mut edits = Vec::new();
    walk(tree, |node| visit(node, &mut edits));
    edited(tree, edits)
}

/// One pass over every node: `edit` says what becomes of it in the text.
pub(super) fn edit_each(
    tree: &Tree,
    edit: impl Fn(&str, &Node) -> Option<Edit>,
) -> Result<Tree, Refusal> {
    let text = text(tree);
    pass(tree, |node, edits| {
        edits.extend(edit(text, node));
        true
    })
}

/// The tree of the text after `edits`.
pub(super) fn edited(tree: &Tree, edits: Vec<Edit>) -> Result<Tree, Refusal> {
    let text = splice(text(tree), edits)?;
    Ok(AstGrep::doc(tree.root().get_doc().changed_to(&text)))
}

/// The leaves of the tree in the order of the text. Between two of them is only white space.
pub(super) fn leaves(tree: &Tree) -> Vec<Node<'_>> {
    tree.root()
        .dfs()
        .filter(|node| node.is_leaf() && !node.range().is_empty())
        .collect()
}

/// The text of a leaf; nothing for a node with parts.
pub(super) fn word<'t>(node: &Node<'t>) -> &'t str {
    if node.is_leaf() {
        &node.get_doc().text()[node.range()]
    } else {
        ""
    }
}

/// The kind of a node.
pub(super) fn kind<'t>(node: &Node<'t>) -> &'t str {
    node.get_inner_node().kind_name()
}

/// Whether the node is of one of these kinds. The keywords `string` and `class` are not the nodes of that name.
pub(super) fn is(node: &Node, kinds: &[&str]) -> bool {
    node.is_named() && kinds.contains(&&*node.kind())
}

/// Whether the node stands directly in one of these kinds.
pub(super) fn parent_is(node: &Node, kinds: &[&str]) -> bool {
    node.parent().is_some_and(|parent| is(&parent, kinds))
}

/// Whether the node is one of these signs or keywords.
pub(super) fn is_token(node: &Node, tokens: &[&str]) -> bool {
    !node.is_named() && tokens.contains(&&*node.kind())
}

/// The first child of this kind, which may be a keyword or a sign.
pub(super) fn child<'t>(node: &Node<'t>, kind: &str) -> Option<Node<'t>> {
    node.children().find(|child| child.kind() == kind)
}

/// Whether the node has a child of this kind.
pub(super) fn has(node: &Node, kind: &str) -> bool {
    child(node, kind).is_some()
}

/// Whether the child stands in this field of its parent.
pub(super) fn is_field(parent: &Node, name: &str, child: &Node) -> bool {
    parent
        .field(name)
        .is_some_and(|field| field.range() == child.range())
}

/// Whether the text is one expression without a `;`.
pub(super) fn is_one_expression(tree: &Tree) -> bool {
    let statements: Vec<_> = tree
        .root()
        .children()
        .filter(|node| node.kind() != "comment")
        .collect();
    match statements.as_slice() {
        [one] => {
            broken_line(tree).is_none() && one.kind() == "expression_statement" && !has(one, ";")
        }
        _ => false,
    }
}

/// The range with the spaces and line breaks before it.
pub(super) fn with_space_before(text: &str, range: Range<usize>) -> Range<usize> {
    text[..range.start].trim_end().len()..range.end
}

/// The range with the spaces and line breaks behind it.
pub(super) fn with_space_behind(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = &text[range.end..];
    range.start..range.end + rest.len() - rest.trim_start().len()
}

/// Whole lines, if nothing else stands on the lines of `range`; else `range` itself.
pub(super) fn whole_lines(text: &str, range: Range<usize>) -> Range<usize> {
    let (start, end) = (line_start(text, range.start), line_end(text, range.end));
    let alone =
        text[start..range.start].trim().is_empty() && text[range.end..end].trim().is_empty();
    if alone { start..end } else { range }
}
