//! Where a node stands, in any language: what it is to the node around it, and which comments belong to a statement.

use crate::edit::line_start;
use crate::edit::script::{Node, Script};

/// Whether a node is the field `name` of the one around it.
pub(crate) fn is_field(node: &Node<'_>, name: &str) -> bool {
    let field = node.parent().and_then(|parent| parent.field(name));
    field.is_some_and(|field| field.node_id() == node.node_id())
}

/// The start of the comments that belong to a statement: directly above it, each on a line of its own.
pub(crate) fn comments_above(script: &Script, statement: &Node<'_>) -> usize {
    let mut start = statement.range().start;
    // what stands above the first statement of a block of Python lies outside of it
    let block = statement.parent().filter(|list| list.kind() == "block");
    let outside = block
        .into_iter()
        .flat_map(|block| block.prev_all().collect::<Vec<_>>());
    let above = statement.prev_all().chain(outside);
    for comment in above.take_while(|n| n.kind() == "comment") {
        let range = comment.range();
        let text = &script.text;
        let adjacent = text[range.end..start].matches('\n').count() == 1;
        let alone = text[line_start(text, range.start)..range.start]
            .trim()
            .is_empty();
        if !adjacent || !alone {
            break;
        }
        start = range.start;
    }
    start
}

/// Above the comments of a statement, but not above one that heads the file.
pub(crate) fn first_line_of(script: &Script, statement: &Node<'_>) -> usize {
    let start = comments_above(script, statement);
    let mut above = statement.prev_all();
    let heads = script.text[start..].starts_with("/*")
        && above.all(|n| matches!(&*n.kind(), "comment" | "hash_bang_line") || is_directive(&n));
    if heads {
        statement.range().start
    } else {
        start
    }
}

/// `"use strict"`.
pub(crate) fn is_directive(statement: &Node<'_>) -> bool {
    statement.kind() == "expression_statement"
        && statement.child(0).is_some_and(|n| n.kind() == "string")
}

/// Where a statement begins with the comments that go where it goes. Code that is commented out around it is closed behind
/// it, and stays as a whole.
pub(crate) fn with_comments(script: &Script, statement: &Node<'_>) -> usize {
    let own = statement.range().start;
    let comments = comments_above(script, statement);
    let text = &script.text[comments..own];
    let count = |signs: &[char]| text.matches(signs).count();
    let is_closed = count(&['(', '[', '{']) == count(&[')', ']', '}']);
    if is_closed { comments } else { own }
}

/// The start of a group with the block comment that heads it, where a blank line stands between, as generators write it.
pub(crate) fn headed(script: &Script, statement: &Node<'_>, start: usize) -> usize {
    let heads = |comment: &Node<'_>| {
        let range = comment.range();
        range.end <= start
            && comment.text().starts_with("/*")
            && script.text[range.end..start].trim().is_empty()
            && script.text[range.end..start].matches('\n').count() == 2
            && script.text[line_start(&script.text, range.start)..range.start]
                .trim()
                .is_empty()
    };
    let above = statement
        .parent()
        .into_iter()
        .flat_map(|list| list.children().collect::<Vec<_>>());
    let mut comments = above.filter(|n| n.kind() == "comment");
    comments
        .find(heads)
        .map_or(start, |comment| comment.range().start)
}

/// What `find` makes of the nodes of scripts, in order.
pub(crate) fn found_in<'s, T>(
    scripts: impl Iterator<Item = &'s Script>,
    find: impl Fn(&'s Script, Node<'s>) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for script in scripts {
        let root = script.root();
        found.extend(root.dfs().filter_map(|node| find(script, node)));
    }
    found
}
