//! Statements and class members that are only types: what they are, and what goes with them.

use std::ops::Range;

use crate::edit::script::Node;
use crate::edit::script::lower::tree::{self, child, has, parent_is};

/// What is cut with a statement or class member that is only a type: the comments above and behind it as well.
pub(super) fn statement_range(text: &str, node: &Node) -> Range<usize> {
    let start = first_comment_above(text, node).unwrap_or(node.range().start);
    let mut last = node
        .next()
        .filter(|next| next.kind() == ";")
        .unwrap_or_else(|| node.clone());
    let own = start..last.range().end;
    if let Some(comment) = last.next().filter(|next| next.kind() == "comment") {
        let is_behind = comment.start_pos().line() == last.end_pos().line();
        last = if is_behind { comment } else { last };
    }
    let lines = tree::whole_lines(text, start..last.range().end);
    let lines = if lines == (start..last.range().end) {
        tree::whole_lines(text, own)
    } else {
        lines
    };
    with_blank_line(text, lines)
}

/// With the blank line behind it where one stands before it as well: layout would join the two, in a pass of its own.
fn with_blank_line(text: &str, lines: Range<usize>) -> Range<usize> {
    let before = &text[..lines.start];
    let is_behind_gap = before.is_empty() || before.ends_with("\n\n");
    let is_doubled = is_behind_gap && text[lines.end..].starts_with('\n');
    lines.start..lines.end + usize::from(is_doubled)
}

/// Whether the statement or member says nothing at run time.
pub(super) fn is_only_types(node: &Node) -> bool {
    match &*node.kind() {
        "public_field_definition" => has(node, "declare") || has(node, "abstract"),
        "import_statement" => has(node, "type"),
        "export_statement" => {
            has(node, "type") || is_empty_export(node) || declares_only_types(node)
        }
        kind => TYPE_STATEMENTS.contains(&kind),
    }
}

/// The kinds of statements and members that say nothing at run time.
const TYPE_STATEMENTS: [&str; 7] = [
    "abstract_method_signature",
    "ambient_declaration",
    "function_signature",
    "index_signature",
    "interface_declaration",
    "method_signature",
    "type_alias_declaration",
];

/// `export {}` only tells the compiler that the file is a module.
fn is_empty_export(export: &Node) -> bool {
    let clause = child(export, "export_clause");
    !has(export, "from") && clause.is_some_and(|clause| !has(&clause, "export_specifier"))
}

fn declares_only_types(export: &Node) -> bool {
    export
        .field("declaration")
        .is_some_and(|declaration| is_only_types(&declaration))
}

/// Where the comments start that stand directly above `node`. Those at the top of the file speak for the file and stay.
fn first_comment_above(text: &str, node: &Node) -> Option<usize> {
    let mut first = node.clone();
    for above in node.prev_all() {
        let touches = above.end_pos().line() + 1 == first.start_pos().line();
        let starts_line = tree::whole_lines(text, above.range()) != above.range();
        if above.kind() != "comment" || !touches || !starts_line {
            break;
        }
        first = above;
    }
    let is_header = first
        .prev()
        .is_none_or(|before| before.kind() == "hash_bang_line")
        && parent_is(&first, &["program"]);
    let has_comment = first.range() != node.range();
    (has_comment && !is_header).then(|| first.range().start)
}
