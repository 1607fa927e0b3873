//! The layout of HCL text: where lines and braces stand, and how deep things are indented.
//! New text is brought into the form of its neighbours here, so that the verbs need not care.

use std::ops::Range;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Block, Body};
use hcl_edit::visit::{self, Visit};

use super::span;
use crate::edit::{line_end, line_start};

/// The blanks at the start of the line that holds byte `at`.
pub(super) fn indentation(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    let line = line.strip_prefix(super::BYTE_ORDER_MARK).unwrap_or(line);
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
    let mut found = Spans(Vec::new());
    found.visit_body(tree);
    let heredoc = |span: Range<usize>| Heredoc {
        indented: source[span.start..].starts_with("<<-"),
        lines: line_end(source, span.start)..line_end(source, span.end.saturating_sub(1)),
    };
    found.0.into_iter().map(heredoc).collect()
}

struct Spans(Vec<Range<usize>>);

impl Visit for Spans {
    fn visit_expr(&mut self, node: &Expression) {
        if node.is_heredoc_template() {
            self.0.push(span(node));
        }
        visit::visit_expr(self, node);
    }
}
