//! The proof that the cuts left what runs as it was.

use crate::edit::Refusal;
use crate::edit::script::Node;
use crate::edit::script::lower::tree::{self, Tree, is};
use crate::edit::script::lower::types::annotations::is_annotation;
use crate::edit::script::lower::types::casts::is_cast_to;
use crate::edit::script::lower::types::statements::is_only_types;

/// A refusal if the cuts changed what runs, as in `x as T⏎(y)` without a `;`, which would become a call.
pub(super) fn prove_same(before: &Tree, after: &Tree) -> Result<(), Refusal> {
    if tree::text(before) == tree::text(after) || what_runs(before) == what_runs(after) {
        return Ok(());
    }
    Err(Refusal::new(
        "the text would mean something else without its types",
    ))
}

/// The nodes that are no types, with their words. Sorted, because the grammar takes `await f<T>(x)` for `(await f)(x)`.
fn what_runs(tree: &Tree) -> Vec<(&str, &str)> {
    let mut parts = Vec::new();
    tree::walk(tree, |node| {
        let is_type = is_cast_to(node) || is_only_types(node) || is_annotation(node);
        let says = node.is_named() && !is_wrapper(node) || is_optional_dot(node);
        if says && !is_type {
            parts.push((plain_kind(node), tree::word(node)));
        }
        !is_type
    });
    parts.sort_unstable();
    parts
}

/// `?.`, which one grammar calls a node and the other a sign.
fn is_optional_dot(node: &Node) -> bool {
    node.is_leaf() && node.text() == "?."
}

/// The kind that the grammar of JavaScript has for a node.
fn plain_kind<'t>(node: &Node<'t>) -> &'t str {
    match tree::kind(node) {
        "required_parameter" | "optional_parameter" => "assignment_pattern",
        "public_field_definition" => "field_definition",
        "type_identifier" => "identifier",
        "?." => "optional_chain",
        kind => kind.strip_prefix("abstract_").unwrap_or(kind),
    }
}

/// Whether the node stands around something else in one grammar alone.
fn is_wrapper(node: &Node) -> bool {
    let is_plain_parameter =
        is(node, &["required_parameter", "optional_parameter"]) && node.field("value").is_none();
    let holds_sign = is(node, &["optional_chain"]) && !node.is_leaf();
    is_plain_parameter || holds_sign || is(node, &WRAPPERS)
}

/// The kinds of nodes that the cuts take away from around something else, or that JavaScript does not have.
const WRAPPERS: [&str; 7] = [
    "as_expression",
    "class_heritage",
    "comment",
    "extends_clause",
    "instantiation_expression",
    "non_null_expression",
    "parenthesized_expression",
];
