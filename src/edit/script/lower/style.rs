//! The style step: a template is written with two spaces, double quotes, semicolons and trailing commas, and takes those of
//! its neighbours. Only tokens that mean nothing change, and the tree is compared afterwards to prove it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::edit::script::Node;
use crate::edit::script::lower::layout;
use crate::edit::script::lower::tree::{self, Tree, edit_each, is, is_field, is_token, parent_is};
use crate::edit::script::style::{Quotes, Style};
use crate::edit::{Edit, Refusal};

/// `text` without the signs that `style` leaves out.
pub(super) fn thin(tree: &Tree, style: &Style) -> Result<Tree, Refusal> {
    let mut thinned = tree.clone();
    if !style.semicolons {
        thinned = drop_semicolons(&thinned)?;
    }
    if !style.trailing_commas {
        thinned = drop_trailing_commas(&thinned)?;
    }
    Ok(thinned)
}

/// `text` with the quotes and the indentation of `style`.
pub(super) fn dress(tree: &Tree, style: &Style) -> Result<Tree, Refusal> {
    let mut edits = indentation(tree, &style.indent);
    edits.extend(
        tree.root()
            .dfs()
            .filter_map(|node| quotes(&node, style.quotes)),
    );
    tree::edited(tree, edits)
}

/// Statements without `;`, and with one before a line that would go on with the line above.
fn drop_semicolons(tree: &Tree) -> Result<Tree, Refusal> {
    let leaves: Vec<_> = tree::leaves(tree)
        .into_iter()
        .filter(|leaf| leaf.kind() != "comment")
        .collect();
    let mut edits: Vec<_> = tree.root().dfs().filter_map(|node| guard(&node)).collect();
    for (index, sign) in leaves
        .iter()
        .enumerate()
        .filter(|(_, leaf)| leaf.kind() == ";")
    {
        let previous = index.checked_sub(1).and_then(|before| leaves.get(before));
        let next = leaves.get(index + 1);
        if ends_line(previous, sign, next) && is_optional(sign, next) {
            edits.push(Edit::replace(sign.range(), ""));
        }
    }
    tree::edited(tree, edits)
}

/// The `;` before a statement that begins like the rest of an expression.
fn guard(statement: &Node) -> Option<Edit> {
    let in_sequence = parent_is(statement, &SEQUENCES);
    let continues = statement
        .text()
        .starts_with(['(', '[', '`', '/', '+', '-', '<']);
    let guarded = statement.kind() == "expression_statement" && in_sequence && continues;
    guarded.then(|| Edit::insert(statement.range().start, ";"))
}

/// The kinds of nodes that hold statements one after another.
const SEQUENCES: [&str; 5] = [
    "class_static_block",
    "program",
    "statement_block",
    "switch_case",
    "switch_default",
];

/// Whether the `;` is the last sign of its line, and not the guard of the next statement.
fn ends_line(previous: Option<&Node>, sign: &Node, next: Option<&Node>) -> bool {
    let row = sign.start_pos().line();
    previous.is_some_and(|previous| previous.end_pos().line() == row)
        && next.is_none_or(|next| next.start_pos().line() > row)
}

/// Whether a line break says the same as this `;`.
fn is_optional(sign: &Node, next: Option<&Node>) -> bool {
    let Some(parent) = sign.parent() else {
        return false;
    };
    match &*parent.kind() {
        "class_body" => !is_named_like_modifier(sign) && !next.is_some_and(continues_member),
        "object_type" | "interface_body" => !next.is_some_and(continues_member),
        kind => ENDED.contains(&kind) && !is_in_for_head(&parent),
    }
}

/// The kinds of statements whose `;` may go.
const ENDED: [&str; 14] = [
    "break_statement",
    "continue_statement",
    "debugger_statement",
    "do_statement",
    "export_statement",
    "expression_statement",
    "function_signature",
    "import_statement",
    "lexical_declaration",
    "return_statement",
    "throw_statement",
    "type_alias_declaration",
    "variable_declaration",
    "ambient_declaration",
];

/// The two `;` of `for (;;)` are no ends of statements.
fn is_in_for_head(statement: &Node) -> bool {
    let parent = statement
        .parent()
        .filter(|parent| parent.kind() == "for_statement");
    parent.is_some_and(|parent| !is_field(&parent, "body", statement))
}

/// A field `static;` would become a modifier of the next member.
fn is_named_like_modifier(sign: &Node) -> bool {
    sign.prev()
        .is_some_and(|field| ["get", "set", "static"].contains(&&*field.text()))
}

fn continues_member(next: &Node) -> bool {
    ["[", "(", "*", "<", "in", "instanceof"].contains(&&*next.text())
}

/// Lists over several lines without the comma at their end.
fn drop_trailing_commas(tree: &Tree) -> Result<Tree, Refusal> {
    edit_each(tree, |_, node| {
        trailing_comma(node).map(|comma| Edit::replace(comma.range(), ""))
    })
}

fn trailing_comma<'t>(list: &Node<'t>) -> Option<Node<'t>> {
    let parts: Vec<_> = list
        .children()
        .filter(|part| part.kind() != "comment")
        .collect();
    let [.., item, comma, close] = parts.as_slice() else {
        return None;
    };
    // `[a, ,]` has a hole, and its comma counts.
    let ends_list =
        comma.kind() == "," && item.is_named() && is_token(close, &["}", "]", ")", ">"]);
    // `<T,>(x: T) => x` on one line tells a type from JSX.
    let is_broken = comma.end_pos().line() < close.start_pos().line();
    (ends_list && is_broken && is(list, &LISTS)).then(|| comma.clone())
}

/// The kinds of lists that may end with a comma.
const LISTS: [&str; 11] = [
    "arguments",
    "array",
    "array_pattern",
    "enum_body",
    "export_clause",
    "formal_parameters",
    "named_imports",
    "object",
    "object_pattern",
    "tuple_type",
    "type_parameters",
];

/// A string with the quotes that are asked for, unless the other kind has fewer escapes.
fn quotes(node: &Node, quotes: Quotes) -> Option<Edit> {
    let string = is(node, &["string"]).then(|| node.text())?;
    let inner = &string[1..string.len() - 1];
    // What a directive says is its text, escapes and all.
    let says_its_text = is_directive(node) && inner.contains(['"', '\'', '\\']);
    let new = quote(inner, quotes);
    (!says_its_text && new != string).then(|| Edit::replace(node.range(), new))
}

fn is_directive(string: &Node) -> bool {
    parent_is(string, &["expression_statement"])
}

/// The inside of a string, escapes and all, between the quotes that need fewer escapes; `quotes` if it is the same.
pub(super) fn quote(inner: &str, quotes: Quotes) -> String {
    let (wanted, other) = match quotes {
        Quotes::Double => ('"', '\''),
        Quotes::Single => ('\'', '"'),
    };
    let swap = inner.matches(wanted).count() > inner.matches(other).count();
    let mark = if swap { other } else { wanted };
    format!("{mark}{}{mark}", escape(inner, mark))
}

/// `inner` with a backslash before each `mark`, and none before the other kind of quotes.
fn escape(inner: &str, mark: char) -> String {
    let (mut out, mut chars) = (String::with_capacity(inner.len()), inner.chars());
    while let Some(char) = chars.next() {
        let (escaped, char) = if char == '\\' {
            (true, chars.next().unwrap_or(char))
        } else {
            (false, char)
        };
        let is_quote = ['"', '\''].contains(&char);
        if char == mark || escaped && !is_quote {
            out.push('\\');
        }
        out.push(char);
    }
    out
}

/// Two spaces become `indent`. Lines inside a template string stay, and those of a comment move with it.
fn indentation(tree: &Tree, indent: &str) -> Vec<Edit> {
    let text = tree::text(tree);
    let held = held_lines(tree);
    let (mut edits, mut at) = (Vec::new(), 0);
    for (row, line) in text.split_inclusive('\n').enumerate() {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        let moved = held.get(&row).map_or(spaces, |base| spaces.min(*base));
        let steps = moved / STEP;
        if steps > 0 {
            edits.push(Edit::replace(at..at + steps * STEP, indent.repeat(steps)));
        }
        at += line.len();
    }
    edits
}

/// The spaces of one level in a template.
const STEP: usize = 2;

/// The lines that begin inside a template string, a string or a comment, with the spaces of them that are indentation.
fn held_lines(tree: &Tree) -> BTreeMap<usize, usize> {
    let mut held = BTreeMap::new();
    for node in tree.root().dfs().filter(|node| is(node, &HELD)) {
        let is_comment = node.kind() == "comment";
        let base = if is_comment {
            layout::indentation(tree::text(tree), node.range().start)
        } else {
            0
        };
        for row in node.start_pos().line() + 1..=node.end_pos().line() {
            held.entry(row).or_insert(base);
        }
    }
    held
}

/// The kinds of nodes whose lines say something.
const HELD: [&str; 4] = [
    "comment",
    "string",
    "template_literal_type",
    "template_string",
];

/// A refusal if the two texts differ in more than quotes, `;`, commas and space.
pub(super) fn prove_same(before: &Tree, after: &Tree) -> Result<(), Refusal> {
    if significant(before) == significant(after) {
        return Ok(());
    }
    Err(Refusal::new(
        "the text would mean something else in the style of its neighbours",
    ))
}

/// What a text says: its named nodes, with the words, numbers and strings among them.
fn significant(tree: &Tree) -> Vec<(&str, Cow<'_, str>)> {
    let mut parts = Vec::new();
    tree::walk(tree, |node| {
        let is_string = is(node, &["string"]);
        if is_string {
            let text = node.text();
            let quoted = quote(&text[1..text.len() - 1], Quotes::Double);
            parts.push(("string", Cow::Owned(quoted)));
        } else if node.is_named() && !is(node, &["comment", "empty_statement"]) {
            parts.push((tree::kind(node), Cow::Borrowed(tree::word(node))));
        }
        !is_string
    });
    parts
}
