//! The layout of HCL text: where lines and braces stand, and how deep things are indented.
//! New text is brought into the form of its neighbours here, so that the verbs need not care.

use std::ops::Range;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, Body};
use hcl_edit::visit::{self, Visit};

use crate::edit::hcl::span;
use crate::edit::{BYTE_ORDER_MARK, Edit, Refusal, line_end, line_number, line_start};

/// The blanks at the start of the line that holds byte `at`.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Whether the line that ends right before byte `at` is blank.
pub(super) fn blank_above(text: &str, at: usize) -> bool {
    let above = text[..at].strip_suffix('\n').unwrap_or_default();
    !above.is_empty()
        && text[line_start(text, above.len())..above.len()]
            .trim()
            .is_empty()
}

/// The bytes of a block's two braces.
pub(super) fn braces(text: &str, block: &Block) -> (usize, usize) {
    let header = block.labels.last().map_or_else(|| span(&block.ident), span);
    let whole = span(block);
    let open = text[header.end..whole.end]
        .find('{')
        .expect("a block has an opening brace after its labels");
    (header.end + open, whole.end - 1)
}

/// One level of indentation as the block nearest before byte `at` has it, else as the first one that shows it.
pub(super) fn unit<'t>(text: &'t str, file: &Body, at: usize) -> &'t str {
    let (before, after): (Vec<&Block>, Vec<&Block>) =
        file.blocks().partition(|block| span(*block).start <= at);
    before
        .into_iter()
        .rev()
        .chain(after)
        .find_map(|block| step(text, block))
        .unwrap_or("  ")
}

/// How much deeper than the block itself its first attribute or block stands.
fn step<'t>(text: &'t str, block: &Block) -> Option<&'t str> {
    let first = span(
        block
            .body
            .iter()
            .next()
            .filter(|_| !block.body.prefer_oneline())?,
    )
    .start;
    let outer = indentation(text, span(block).start);
    indentation(text, first)
        .strip_prefix(outer)
        .filter(|step| !step.is_empty())
}

/// The indentation of what stands in this block.
pub(super) fn inner_indentation(text: &str, file: &Body, block: &Block) -> String {
    let at = span(block).start;
    let outer = indentation(text, at);
    let own = step(text, block).unwrap_or_else(|| unit(text, file, at));
    format!("{outer}{own}")
}

/// The edits that turn a block on one line into one of several lines, of which `new` (whole lines) are the last.
pub(super) fn open_up(
    text: &str,
    block: &Block,
    indent: &str,
    newline: &str,
    new: &str,
) -> Result<Vec<Edit>, Refusal> {
    let (open, close) = braces(text, block);
    let inside = &text[open + 1..close];
    if inside.trim().contains('\n') {
        let line = line_number(text, open);
        return Err(Refusal::new(format!(
            "the block on line {line} is written on one line around a value of several lines"
        )));
    }
    let outer = indentation(text, span(block).start);
    let (first, last) = (
        close - inside.trim_start().len(),
        open + 1 + inside.trim_end().len(),
    );
    if inside.trim().is_empty() {
        return Ok(vec![Edit::replace(
            open + 1..close,
            format!("{newline}{new}{outer}"),
        )]);
    }
    Ok(vec![
        Edit::replace(open + 1..first, format!("{newline}{indent}")),
        Edit::replace(last..close, format!("{newline}{new}{outer}")),
    ])
}

/// Canonical HCL source (two blanks a level, `\n`) in the file's own indentation and line ending.
///
/// What stands in a heredoc keeps its relative indentation, or its very text where the heredoc says so (`<<EOF`).
pub(super) fn reindent(
    source: &str,
    tree: &Body,
    indent: &str,
    unit: &str,
    newline: &str,
) -> String {
    let heredocs = heredocs(source, tree);
    let mut at = 0;
    let lines = source.lines().map(|line| {
        let start = at;
        at += line.len() + 1;
        match heredocs
            .iter()
            .find(|heredoc| heredoc.lines.contains(&start))
        {
            Some(heredoc) if !heredoc.indented => line.to_owned(),
            _ if line.trim().is_empty() => String::new(),
            Some(_) => format!("{indent}{line}"),
            None => format!("{indent}{}", deepen(line, unit)),
        }
    });
    lines.collect::<Vec<_>>().join(newline)
}

/// The line with its two-blank levels written as `unit`.
fn deepen(line: &str, unit: &str) -> String {
    let rest = line.trim_start_matches(' ');
    let blanks = line.len() - rest.len();
    format!("{}{}{rest}", unit.repeat(blanks / 2), &line[..blanks % 2])
}

struct Heredoc {
    /// From the line after the `<<` to the end of the line with the end mark.
    lines: Range<usize>,
    /// Written with `<<-`: Terraform takes the common indentation away.
    indented: bool,
}

fn heredocs(source: &str, tree: &Body) -> Vec<Heredoc> {
    let spans = strings(tree)
        .into_iter()
        .filter(|span| source[span.start..].starts_with("<<"));
    let heredoc = |span: Range<usize>| Heredoc {
        indented: source[span.start..].starts_with("<<-"),
        lines: line_end(source, span.start)..line_end(source, span.end.saturating_sub(1)),
    };
    spans.map(heredoc).collect()
}

/// What an attribute's value says, whatever its layout: without blanks outside of strings and heredocs.
pub(super) fn essence(source: &str, value: &Attribute) -> String {
    let mut found = Strings::default();
    found.visit_attr(value);
    let whole = span(&value.value);
    let (mut essence, mut at) = (String::new(), whole.start);
    for string in found.0 {
        essence.extend(source[at..string.start].split_whitespace());
        essence.push_str(&dedented(&source[string.clone()]));
        at = string.end;
    }
    essence.extend(source[at..whole.end].split_whitespace());
    essence
}

/// The lines without the indentation that all but the first share.
fn dedented(string: &str) -> String {
    let blanks = |line: &str| line.len() - line.trim_start().len();
    let shared = string
        .lines()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .map(blanks)
        .min()
        .unwrap_or(0);
    let lines = string.lines().enumerate().map(|(at, line)| {
        if at == 0 {
            line
        } else {
            line.get(shared..).unwrap_or("")
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn strings(tree: &Body) -> Vec<Range<usize>> {
    let mut found = Strings::default();
    found.visit_body(tree);
    found.0
}

/// The places of strings and heredocs, the outermost ones.
#[derive(Default)]
struct Strings(Vec<Range<usize>>);

impl Visit for Strings {
    fn visit_expr(&mut self, node: &Expression) {
        if node.is_str() || node.is_template() {
            self.0.push(span(node));
        } else {
            visit::visit_expr(self, node);
        }
    }
}
