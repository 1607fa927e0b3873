//! The types step: everything that TypeScript has beyond JavaScript is cut out of the text, and no other byte changes.
//! Small passes go from the coarse to the fine: comments for tools, whole statements, annotations, casts.

use super::tree::{self, Node, child, has, is, is_field, pass};
use crate::edit::{Edit, Refusal};
use std::ops::Range;

/// TypeScript as JavaScript, with the blank lines that the cuts leave.
pub(super) fn cut(text: &str) -> Result<String, Refusal> {
    let text = cut_tool_comments(text)?;
    let text = cut_statements(&text)?;
    let text = cut_annotations(&text)?;
    cut_casts(&text)
}

/// Comments that speak to the compiler or to typescript-eslint say nothing about JavaScript.
fn cut_tool_comments(text: &str) -> Result<String, Refusal> {
    pass(text, |node, edits| {
        if node.kind() == "comment" && is_for_type_tools(&node.text()) {
            edits.push(cut_comment(text, node.range()));
        }
        true
    })
}

fn cut_comment(text: &str, range: Range<usize>) -> Edit {
    let lines = tree::whole_lines(text, range.clone());
    let ends_line = text[range.end..].starts_with('\n');
    let cut = if lines == range && ends_line { tree::with_space_before(text, range) } else { lines };
    Edit::replace(cut, "")
}

fn is_for_type_tools(comment: &str) -> bool {
    let words = comment.trim_start_matches(['/', '*']).trim_end_matches(['/', '*']).trim();
    let for_compiler = ["@ts-expect-error", "@ts-ignore", "@ts-nocheck"].iter().any(|word| words.starts_with(word));
    for_compiler || comment.starts_with("/// <reference") || is_for_typed_lint(words)
}

/// `eslint-disable-next-line @typescript-eslint/a, @typescript-eslint/b -- why`; with another rule among them it stays.
fn is_for_typed_lint(words: &str) -> bool {
    let directive = words.split_once(" -- ").map_or(words, |(directive, _)| directive);
    let Some((verb, rules)) = directive.split_once(char::is_whitespace) else { return false };
    let mut rules = rules.split(',').map(str::trim);
    ["eslint-disable", "eslint-enable"].iter().any(|word| verb.starts_with(word))
        && rules.all(|rule| rule.starts_with("@typescript-eslint/"))
}

/// Statements and class members that are only types go with the comment above them.
fn cut_statements(text: &str) -> Result<String, Refusal> {
    pass(text, |node, edits| {
        if !is_only_types(node) {
            return true;
        }
        let start = first_comment_above(text, node).unwrap_or(node.range().start);
        let end = node.next().filter(|next| next.kind() == ";").map_or(node.range().end, |next| next.range().end);
        edits.push(Edit::replace(with_comment_behind(text, tree::whole_lines(text, start..end)), ""));
        false
    })
}

fn is_only_types(node: &Node) -> bool {
    match &*node.kind() {
        "interface_declaration" | "type_alias_declaration" | "ambient_declaration" | "function_signature" => true,
        "method_signature" | "abstract_method_signature" | "index_signature" => true,
        "public_field_definition" => has(node, "declare") || has(node, "abstract"),
        "import_statement" => has(node, "type"),
        "export_statement" => has(node, "type") || is_empty_export(node) || declares_only_types(node),
        _ => false,
    }
}

/// `export {}` only tells the compiler that the file is a module.
fn is_empty_export(export: &Node) -> bool {
    let clause = child(export, "export_clause");
    !has(export, "from") && clause.is_some_and(|clause| !has(&clause, "export_specifier"))
}

fn declares_only_types(export: &Node) -> bool {
    export.field("declaration").is_some_and(|declaration| is_only_types(&declaration))
}

/// Where the comments start that stand directly above `node`. Those at the top of the file speak for the file and stay.
fn first_comment_above(text: &str, node: &Node) -> Option<usize> {
    let (mut first, mut row) = (None, node.start_pos().line());
    for above in node.prev_all() {
        let touches = above.end_pos().line() + 1 == row;
        let starts_line = tree::whole_lines(text, above.range()) != above.range();
        if above.kind() != "comment" || !touches || !starts_line {
            break;
        }
        (first, row) = (Some(above.range().start), above.start_pos().line());
    }
    first.filter(|at| *at > 0)
}

/// A comment behind the statement, on its last line, goes too.
fn with_comment_behind(text: &str, range: Range<usize>) -> Range<usize> {
    let rest = &text[range.end..];
    let line = rest.find('\n').map_or(rest, |end| &rest[..=end]);
    let starts_line = text[..range.start].trim_end_matches(' ').ends_with('\n') || range.start == 0;
    if starts_line && !text[..range.end].ends_with('\n') && line.trim_start().starts_with("//") {
        tree::whole_lines(text, range.start..range.end + line.trim_end().len())
    } else {
        range
    }
}

/// Annotations, type parameters and arguments, modifiers, `?` and `!`.
fn cut_annotations(text: &str) -> Result<String, Refusal> {
    pass(text, |node, edits| {
        let cut = annotation(text, node);
        edits.extend(cut.clone().map(|range| Edit::replace(range, "")));
        cut.is_none()
    })
}

fn annotation(text: &str, node: &Node) -> Option<Range<usize>> {
    match &*node.kind() {
        "type_annotation" | "asserts_annotation" | "type_predicate_annotation" => Some(node.range()),
        "type_parameters" | "type_arguments" => Some(node.range()),
        "implements_clause" => Some(tree::with_space_before(text, node.range())),
        "accessibility_modifier" | "override_modifier" => Some(tree::with_space_behind(text, node.range())),
        "readonly" | "abstract" if !node.is_named() => Some(tree::with_space_behind(text, node.range())),
        "?" | "!" if parent_is(node, &MARKED) => Some(node.range()),
        "required_parameter" if is_this(node) => Some(with_comma(text, node)),
        _ => None,
    }
}

/// The kinds of nodes in which `?` or `!` is a mark on a name.
const MARKED: [&str; 4] = ["optional_parameter", "method_definition", "public_field_definition", "variable_declarator"];

fn parent_is(node: &Node, kinds: &[&str]) -> bool {
    node.parent().is_some_and(|parent| is(&parent, kinds))
}

/// `this: Server` as the first parameter is only a type.
fn is_this(parameter: &Node) -> bool {
    parameter.field("pattern").is_some_and(|pattern| pattern.kind() == "this")
}

fn with_comma(text: &str, parameter: &Node) -> Range<usize> {
    let start = parameter.range().start;
    match parameter.next() {
        Some(comma) if comma.kind() == "," => tree::with_space_behind(text, start..comma.range().end),
        _ => parameter.range(),
    }
}

/// `x as T`, `x!`, and the parentheses that only the cast needed.
fn cut_casts(text: &str) -> Result<String, Refusal> {
    pass(text, |node, edits| {
        match &*node.kind() {
            "as_expression" => edits.extend(cut_as(text, node)),
            "non_null_expression" => edits.extend(child(node, "!").map(|sign| Edit::replace(sign.range(), ""))),
            "parenthesized_expression" if is_needless(node) => edits.extend(cut_parentheses(text, node)),
            _ => {}
        }
        true
    })
}

fn cut_as(text: &str, cast: &Node) -> Option<Edit> {
    let keyword = child(cast, "as")?.range();
    Some(Edit::replace(tree::with_space_before(text, keyword).start..cast.range().end, ""))
}

fn cut_parentheses(text: &str, node: &Node) -> [Edit; 2] {
    let range = node.range();
    let open = tree::with_space_behind(text, range.start..range.start + 1);
    let close = tree::with_space_before(text, range.end - 1..range.end);
    [Edit::replace(open, ""), Edit::replace(close, "")]
}

/// Whether these parentheses belong to a cast and say nothing once it is cut: `(x as T).y`, but not `(a + b as T).y`.
fn is_needless(parentheses: &Node) -> bool {
    let (top, core) = (outermost(parentheses), innermost(parentheses));
    if !holds_cast(&top, &core) || operand(parentheses).is_none() || is_laid_out(parentheses, &core) {
        return false;
    }
    stands_alone(&core, &top) || !is_last_pair(parentheses)
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
            let inner: Vec<_> = node.named_children().collect();
            inner.into_iter().next().filter(|_| node.children().len() == 3)
        }
        _ => None,
    }
}

/// The statements to which their parentheses belong.
const OWN_PARENTHESES: [&str; 5] =
    ["if_statement", "while_statement", "do_statement", "switch_statement", "with_statement"];

fn outermost<'t>(node: &Node<'t>) -> Node<'t> {
    let mut top = node.clone();
    while let Some(parent) = top.parent().filter(|it| operand(it).is_some_and(|inner| inner.range() == top.range())) {
        top = parent;
    }
    top
}

fn innermost<'t>(node: &Node<'t>) -> Node<'t> {
    let mut core = node.clone();
    while let Some(inner) = operand(&core) {
        core = inner;
    }
    core
}

/// Whether a cast stands between `top` and `core`.
fn holds_cast(top: &Node, core: &Node) -> bool {
    let mut node = top.clone();
    while node.range() != core.range() {
        if is(&node, &["as_expression", "non_null_expression"]) {
            return true;
        }
        let Some(inner) = operand(&node) else { return false };
        node = inner;
    }
    false
}

/// Whether no other pair of parentheses stands further inside.
fn is_last_pair(parentheses: &Node) -> bool {
    let mut node = operand(parentheses);
    while let Some(inner) = node {
        if inner.kind() == "parenthesized_expression" {
            return false;
        }
        node = operand(&inner);
    }
    true
}

/// Whether `core` means the same without parentheses in the place of `top`.
fn stands_alone(core: &Node, top: &Node) -> bool {
    let Some(parent) = top.parent() else { return false };
    let opens_statement = ["{", "function", "class", "async", "let"].iter().any(|word| core.text().starts_with(word));
    match &*parent.kind() {
        "new_expression" => core.kind() == "identifier",
        "member_expression" | "call_expression" | "subscript_expression" if !is_field(&parent, "index", top) => {
            is_primary(core) && !opens_statement && !is_optional_chain(core)
        }
        "arrow_function" => !opens_statement && core.kind() != "sequence_expression",
        "binary_expression" if is_field(&parent, "right", top) && core.kind() == "object" => true,
        kind if takes_anything(kind, &parent, top) => core.kind() != "sequence_expression",
        "binary_expression" | "unary_expression" | "await_expression" | "ternary_expression" | "spread_element"
        | "assignment_expression" | "augmented_assignment_expression" => is_primary(core) && !opens_statement,
        _ => false,
    }
}

/// Whether any expression but a sequence may stand here as it is.
fn takes_anything(kind: &str, parent: &Node, node: &Node) -> bool {
    match kind {
        "assignment_expression" | "augmented_assignment_expression" => is_field(parent, "right", node),
        "ternary_expression" => !is_field(parent, "condition", node),
        "subscript_expression" => is_field(parent, "index", node),
        _ => LOOSE.contains(&kind),
    }
}

/// The kinds of nodes in which an expression is bound to nothing beside it.
const LOOSE: [&str; 14] = [
    "arguments",
    "array",
    "assignment_pattern",
    "object_assignment_pattern",
    "optional_parameter",
    "pair",
    "parenthesized_expression",
    "public_field_definition",
    "required_parameter",
    "return_statement",
    "template_substitution",
    "throw_statement",
    "variable_declarator",
    "yield_expression",
];

fn is_primary(node: &Node) -> bool {
    match &*node.kind() {
        "new_expression" => has(node, "arguments"),
        kind => PRIMARY.contains(&kind),
    }
}

/// The kinds of expressions that bind tighter than any operator.
const PRIMARY: [&str; 13] = [
    "array",
    "call_expression",
    "false",
    "identifier",
    "member_expression",
    "null",
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
    let mut node = Some(core.clone());
    while let Some(link) = node {
        if has(&link, "optional_chain") || has(&link, "?.") {
            return true;
        }
        node = link.field("object").or_else(|| link.field("function")).or_else(|| operand(&link));
    }
    false
}
