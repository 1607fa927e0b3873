//! The types step: everything that TypeScript has beyond JavaScript is cut out of the text, and no other byte changes.
//! First go the comments for tools, then everything else in one pass: whole statements, annotations, casts.

use std::ops::Range;

use ast_grep_language::SupportLang;

use crate::edit::script::lower::tree::{self, Node, Tree, child, has, is, is_field, pass};
use crate::edit::{Edit, Refusal, splice};

/// TypeScript as JavaScript, with the blank lines that the cuts leave.
pub(super) fn cut(tree: &Tree) -> Result<Tree, Refusal> {
    let plain = cut_tool_comments(tree)?;
    let plain = cut_types(&plain)?;
    let plain = tree::parse(&plain, SupportLang::JavaScript);
    prove_same(tree, &plain)?;
    Ok(plain)
}

/// A refusal if the cuts changed what runs, as in `x as T⏎(y)` without a `;`, which would become a call.
fn prove_same(before: &Tree, after: &Tree) -> Result<(), Refusal> {
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

/// `T` of `x as T`.
fn is_cast_to(node: &Node) -> bool {
    node.prev().is_some_and(|before| before.kind() == "as")
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

/// Comments that speak to the compiler or to typescript-eslint say nothing about JavaScript.
fn cut_tool_comments(tree: &Tree) -> Result<Tree, Refusal> {
    let text = tree::text(tree);
    pass(tree, |node, edits| {
        if node.kind() == "comment" && is_for_type_tools(&node.text()) {
            edits.push(cut_comment(text, node.range()));
        }
        true
    })
}

fn cut_comment(text: &str, range: Range<usize>) -> Edit {
    let lines = tree::whole_lines(text, range.clone());
    let ends_line = text[range.end..].starts_with('\n');
    let cut = if lines == range && ends_line {
        tree::with_space_before(text, range)
    } else {
        lines
    };
    Edit::replace(cut, "")
}

fn is_for_type_tools(comment: &str) -> bool {
    let words = comment
        .trim_start_matches(['/', '*'])
        .trim_end_matches(['/', '*'])
        .trim();
    let for_compiler = ["@ts-expect-error", "@ts-ignore", "@ts-nocheck"]
        .iter()
        .any(|word| words.starts_with(word));
    for_compiler || comment.starts_with("/// <reference") || is_for_typed_lint(words)
}

/// `eslint-disable-next-line @typescript-eslint/a, @typescript-eslint/b -- why`; with another rule among them it stays.
fn is_for_typed_lint(words: &str) -> bool {
    let directive = words
        .split_once(" -- ")
        .map_or(words, |(directive, _)| directive);
    let Some((verb, rules)) = directive.split_once(char::is_whitespace) else {
        return false;
    };
    let mut rules = rules.split(',').map(str::trim);
    ["eslint-disable", "eslint-enable"]
        .iter()
        .any(|word| verb.starts_with(word))
        && rules.all(|rule| rule.starts_with("@typescript-eslint/"))
}

fn cut_types(tree: &Tree) -> Result<String, Refusal> {
    let text = tree::text(tree);
    let mut edits = Vec::new();
    tree::walk(tree, |node| {
        let whole = is_only_types(node).then(|| statement_range(text, node));
        if let Some(range) = whole.or_else(|| annotation(text, node)) {
            edits.push(Edit::replace(range, ""));
            return false;
        }
        edits.extend(cut_cast(text, node));
        !is_cast_to(node)
    });
    splice(text, edits)
}

/// What is cut with a statement or class member that is only a type: the comments above and behind it as well.
fn statement_range(text: &str, node: &Node) -> Range<usize> {
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

fn is_only_types(node: &Node) -> bool {
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

/// What is cut of annotations, type parameters and arguments, modifiers, `?` and `!`.
fn annotation(text: &str, node: &Node) -> Option<Range<usize>> {
    let range = node.range();
    match &*node.kind() {
        _ if !is_annotation(node) => None,
        "implements_clause" => Some(tree::with_space_before(text, range)),
        "accessibility_modifier" | "override_modifier" | "readonly" | "abstract" => {
            Some(tree::with_space_behind(text, range))
        }
        "required_parameter" => Some(with_comma(text, node)),
        _ => Some(range),
    }
}

fn is_annotation(node: &Node) -> bool {
    match &*node.kind() {
        "readonly" | "abstract" => !node.is_named(),
        "?" | "!" => parent_is(node, &MARKED),
        "required_parameter" => is_this(node),
        kind => ANNOTATIONS.contains(&kind),
    }
}

/// The kinds of nodes that are types wherever they stand.
const ANNOTATIONS: [&str; 8] = [
    "accessibility_modifier",
    "asserts_annotation",
    "implements_clause",
    "override_modifier",
    "type_annotation",
    "type_arguments",
    "type_parameters",
    "type_predicate_annotation",
];

/// The kinds of nodes in which `?` or `!` is a mark on a name.
const MARKED: [&str; 4] = [
    "optional_parameter",
    "method_definition",
    "public_field_definition",
    "variable_declarator",
];

fn parent_is(node: &Node, kinds: &[&str]) -> bool {
    node.parent().is_some_and(|parent| is(&parent, kinds))
}

/// `this: Server` as the first parameter is only a type.
fn is_this(parameter: &Node) -> bool {
    parameter
        .field("pattern")
        .is_some_and(|pattern| pattern.kind() == "this")
}

fn with_comma(text: &str, parameter: &Node) -> Range<usize> {
    let start = parameter.range().start;
    match parameter.next() {
        Some(comma) if comma.kind() == "," => {
            tree::with_space_behind(text, start..comma.range().end)
        }
        _ => parameter.range(),
    }
}

/// What is cut of `x as T`, `x!`, and of the parentheses that only the cast needed.
fn cut_cast(text: &str, node: &Node) -> Vec<Edit> {
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
            let inner: Vec<_> = node.named_children().collect();
            inner
                .into_iter()
                .next()
                .filter(|_| node.children().len() == 3)
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

fn outermost<'t>(node: &Node<'t>) -> Node<'t> {
    let mut top = node.clone();
    while let Some(parent) = top
        .parent()
        .filter(|it| operand(it).is_some_and(|inner| inner.range() == top.range()))
    {
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
        let Some(inner) = operand(&node) else {
            return false;
        };
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
    std::iter::successors(Some(core.clone()), below).collect()
}
