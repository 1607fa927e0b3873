//! `x as T` and `x!`, and the parentheses that only the cast needed.

use std::iter::successors;

use crate::edit::Edit;
use crate::edit::script::Node;
use crate::edit::script::lower::tree::{self, child, has, is, is_field, parent_is};

/// `T` of `x as T`.
pub(super) fn is_cast_to(node: &Node) -> bool {
    node.prev().is_some_and(|before| before.kind() == "as")
}

/// What is cut of `x as T`, `x!`, and of the parentheses that only the cast needed.
pub(super) fn cut_cast(text: &str, node: &Node) -> Vec<Edit> {
    match &*node.kind() {
        "as_expression" => cut_as(text, node).into_iter().collect(),
        "non_null_expression" => {
            let sign = child(node, "!");
            sign.map(|sign| Edit::replace(sign.range(), ""))
                .into_iter()
                .collect()
        }
        "parenthesized_expression" if is_needless(text, node) => cut_parentheses(text, node).into(),
        _ => Vec::new(),
    }
}

fn cut_as(text: &str, cast: &Node) -> Option<Edit> {
    let keyword = child(cast, "as")?.range();
    Some(Edit::replace(
        tree::with_space_before(text, keyword).start..cast.range().end,
        "",
    ))
}

fn cut_parentheses(text: &str, node: &Node) -> [Edit; 2] {
    let range = node.range();
    let open = tree::with_space_behind(text, range.start..range.start + 1);
    let close = tree::with_space_before(text, range.end - 1..range.end);
    [Edit::replace(open, ""), Edit::replace(close, "")]
}

/// Whether these parentheses belong to a cast and say nothing once it is cut: `(x as T).y`, but not `(a + b as T).y`.
fn is_needless(text: &str, parentheses: &Node) -> bool {
    let (top, core) = (outermost(parentheses), innermost(parentheses));
    if !holds_cast(&top, &core) || operand(parentheses).is_none() || is_laid_out(parentheses, &core)
    {
        return false;
    }
    stands_alone(text, &core, &top) || !is_last_pair(parentheses)
}

/// Whether the parentheses stand on lines of their own around several lines, which are indented for them.
fn is_laid_out(parentheses: &Node, core: &Node) -> bool {
    let opens_line = parentheses.text()[1..].starts_with(['\n', ' ']);
    opens_line && core.text().contains('\n')
}

/// What a cast or a pair of parentheses is put around.
fn operand<'t>(node: &Node<'t>) -> Option<Node<'t>> {
    match &*node.kind() {
        "as_expression" => node.child(0).filter(|_| node.children().len() == 3),
        "non_null_expression" => node.child(0).filter(|_| node.children().len() == 2),
        "parenthesized_expression" if !parent_is(node, &OWN_PARENTHESES) => {
            let inner = node.named_children().next();
            inner.filter(|_| node.children().len() == 3)
        }
        _ => None,
    }
}

/// The statements to which their parentheses belong.
const OWN_PARENTHESES: [&str; 5] = [
    "if_statement",
    "while_statement",
    "do_statement",
    "switch_statement",
    "with_statement",
];

/// The last of the casts and parentheses around a node.
fn outermost<'t>(node: &Node<'t>) -> Node<'t> {
    let around = |inner: &Node<'t>| {
        let holds = |outer: &Node| operand(outer).is_some_and(|it| it.range() == inner.range());
        inner.parent().filter(holds)
    };
    successors(around(node), around)
        .last()
        .unwrap_or_else(|| node.clone())
}

/// What all casts and parentheses stand around.
fn innermost<'t>(node: &Node<'t>) -> Node<'t> {
    successors(operand(node), operand)
        .last()
        .unwrap_or_else(|| node.clone())
}

/// Whether a cast stands between `top` and `core`.
fn holds_cast(top: &Node, core: &Node) -> bool {
    successors(Some(top.clone()), operand)
        .take_while(|node| node.range() != core.range())
        .any(|node| is(&node, &["as_expression", "non_null_expression"]))
}

/// Whether no other pair of parentheses stands further inside.
fn is_last_pair(parentheses: &Node) -> bool {
    let mut inside = successors(operand(parentheses), operand);
    inside.all(|node| node.kind() != "parenthesized_expression")
}

/// Whether `core` means the same without parentheses in the place of `top`.
///
/// What stands before and behind is read from the text: the grammar takes `a + b!.c` for `(a + b)!.c`.
fn stands_alone(text: &str, core: &Node, top: &Node) -> bool {
    let Some(parent) = top.parent() else {
        return false;
    };
    if text[..top.range().start].trim_end().ends_with("new") {
        return chain(core)
            .iter()
            .all(|link| is(link, &["identifier", "member_expression"]))
            && !is_optional_chain(core);
    }
    let behind = text[top.range().end..].trim_start();
    if goes_on(behind) {
        return is_primary(core) && (behind.starts_with("?.") || !is_optional_chain(core));
    }
    match &*parent.kind() {
        "arrow_function" => !core.text().starts_with('{') && core.kind() != "sequence_expression",
        "binary_expression" if is_field(&parent, "right", top) && core.kind() == "object" => true,
        kind if takes_anything(kind, &parent, top) => core.kind() != "sequence_expression",
        kind => BINDING.contains(&kind) && is_primary(core),
    }
}

/// Whether this is the rest of a chain: `.c`, `[0]`, `()`.
fn goes_on(behind: &str) -> bool {
    behind.starts_with(['.', '[', '(', '`', '!']) && !behind.starts_with("!=")
        || behind.starts_with("?.")
}

/// The kinds of nodes in which an operator binds the expression.
const BINDING: [&str; 7] = [
    "assignment_expression",
    "augmented_assignment_expression",
    "await_expression",
    "binary_expression",
    "spread_element",
    "ternary_expression",
    "unary_expression",
];

/// Whether any expression but a sequence may stand here as it is.
fn takes_anything(kind: &str, parent: &Node, node: &Node) -> bool {
    match kind {
        "assignment_expression" | "augmented_assignment_expression" | "for_in_statement" => {
            is_field(parent, "right", node)
        }
        "ternary_expression" => !is_field(parent, "condition", node),
        _ => LOOSE.contains(&kind),
    }
}

/// The kinds of nodes in which an expression is bound to nothing beside it.
const LOOSE: [&str; 17] = [
    "arguments",
    "array",
    "assignment_pattern",
    "computed_property_name",
    "object_assignment_pattern",
    "optional_parameter",
    "pair",
    "parenthesized_expression",
    "public_field_definition",
    "required_parameter",
    "return_statement",
    "subscript_expression",
    "switch_case",
    "template_substitution",
    "throw_statement",
    "variable_declarator",
    "yield_expression",
];

/// Whether every link of the chain binds tighter than any operator, as in `a.b(c)[d]`.
fn is_primary(core: &Node) -> bool {
    chain(core).iter().all(|link| match &*link.kind() {
        "new_expression" => has(link, "arguments"),
        kind => PRIMARY.contains(&kind),
    })
}

/// The kinds of expressions that bind tighter than any operator.
const PRIMARY: [&str; 15] = [
    "array",
    "call_expression",
    "false",
    "identifier",
    "member_expression",
    "non_null_expression",
    "null",
    "parenthesized_expression",
    "regex",
    "string",
    "subscript_expression",
    "template_string",
    "this",
    "true",
    "undefined",
];

/// `(a?.b as T).c` throws where `a?.b.c` does not.
fn is_optional_chain(core: &Node) -> bool {
    chain(core)
        .iter()
        .any(|link| has(link, "optional_chain") || has(link, "?."))
}

/// `a.b(c)`, `a.b` and `a`, down to the first pair of parentheses.
fn chain<'t>(core: &Node<'t>) -> Vec<Node<'t>> {
    let below = |link: &Node<'t>| match &*link.kind() {
        "member_expression" | "subscript_expression" => link.field("object"),
        "call_expression" => link.field("function"),
        "non_null_expression" => link.child(0),
        _ => None,
    };
    successors(Some(core.clone()), below).collect()
}
