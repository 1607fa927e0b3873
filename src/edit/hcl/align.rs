//! The alignment of `=` as `terraform fmt` does it, for new and changed attributes.
//! Attributes on consecutive lines form a chain and share a column; a value that opens a bracket over the line's end breaks it.

use std::ops::Range;

use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Body, Structure};

use crate::edit::hcl::span;
use crate::edit::{Edit, line_end};

/// One attribute, in places of the text.
#[derive(Clone)]
pub(super) struct Line<'t> {
    pub(super) key: &'t str,
    pub(super) start: usize,
    equals: usize,
    pub(super) value: Range<usize>,
    pub(super) heredoc: bool,
    /// The value opens a bracket that another line closes.
    pub(super) breaks: bool,
}

impl<'t> Line<'t> {
    pub(super) fn of(text: &'t str, attribute: &Attribute) -> Self {
        let (key, value) = (span(&attribute.key), span(&attribute.value));
        let value = value.start..value.start + text[value].trim_end().len();
        let heredoc = last_heredoc(&attribute.value);
        let first = value.start..heredoc.as_ref().map_or(value.end, |heredoc| heredoc.start);
        Self {
            key: &text[key.clone()],
            start: key.start,
            equals: key.end
                + text[key.end..value.start]
                    .find('=')
                    .expect("an attribute has a `=`"),
            breaks: text[first].contains('\n'),
            value,
            heredoc: heredoc.is_some(),
        }
    }

    fn length(&self) -> usize {
        self.key.chars().count()
    }

    /// What stands between the key and the `=`.
    fn pad(&self) -> Range<usize> {
        self.start + self.key.len()..self.equals
    }

    /// What stands between the `=` and the value.
    pub(super) fn gap(&self, text: &'t str) -> &'t str {
        Some(&text[self.equals + 1..self.value.start])
            .filter(|gap| gap.trim().is_empty())
            .unwrap_or(" ")
    }

    /// The column of the `=`, or none where tabs or a comment stand before it.
    fn column(&self, text: &str) -> Option<usize> {
        let pad = &text[self.pad()];
        pad.bytes()
            .all(|byte| byte == b' ')
            .then(|| self.length() + pad.len())
    }

    fn repad(&self, text: &str, column: usize) -> Option<Edit> {
        blanks(text, self.pad(), column.saturating_sub(self.length()))
    }

    /// The blanks before the comment behind the value.
    pub(super) fn comment(&self, text: &str) -> Option<Range<usize>> {
        let end = line_end(text, self.value.end);
        let comment = text[self.value.end..end].trim();
        (!comment.is_empty())
            .then(|| self.value.end..end - text[self.value.end..end].trim_start().len())
    }
}

/// The edit that makes a range of blanks that wide.
fn blanks(text: &str, range: Range<usize>, width: usize) -> Option<Edit> {
    (text[range.clone()] != *" ".repeat(width)).then(|| Edit::replace(range, " ".repeat(width)))
}

/// The heredoc that ends the value, outside of all brackets.
fn last_heredoc(value: &Expression) -> Option<Range<usize>> {
    match value {
        Expression::HeredocTemplate(_) => Some(span(value)),
        Expression::Conditional(conditional) => last_heredoc(&conditional.false_expr),
        Expression::BinaryOp(operation) => last_heredoc(&operation.rhs_expr),
        _ => None,
    }
}

/// Attributes on consecutive lines, none of them broken over several lines by a bracket.
pub(super) struct Chain<'t> {
    pub(super) lines: Vec<Line<'t>>,
}

impl<'t> Chain<'t> {
    fn longest(&self) -> usize {
        self.lines.iter().map(Line::length).max().unwrap_or(0)
    }

    /// The column that all `=` share, with a blank before each.
    fn column(&self, text: &str) -> Option<usize> {
        let column = self.lines.first()?.column(text)?;
        let shared = self
            .lines
            .iter()
            .all(|line| line.column(text) == Some(column));
        (shared && column > self.longest()).then_some(column)
    }

    /// Whether its alignment can be seen at all: keys of equal length always look aligned.
    fn tells(&self) -> bool {
        self.lines
            .iter()
            .any(|line| line.length() != self.longest())
    }

    /// Whether all `=` stand where `terraform fmt` puts them.
    pub(super) fn is_aligned(&self, text: &str) -> bool {
        self.column(text) == Some(self.longest() + 1)
    }

    /// The edits that put every `=` there.
    pub(super) fn align(&self, text: &str) -> Vec<Edit> {
        self.repad(text, self.longest() + 1)
    }

    /// The column that most of the `=` share.
    fn usual_column(&self, text: &str) -> Option<usize> {
        let columns: Vec<usize> = self
            .lines
            .iter()
            .filter_map(|line| line.column(text))
            .collect();
        let count = |column: usize| columns.iter().filter(|other| **other == column).count();
        columns
            .iter()
            .copied()
            .find(|column| count(*column) > 1 && 2 * count(*column) > self.lines.len())
    }

    /// No more blanks before `=` than the chain itself has: none in a file that writes `ami= var.ami`.
    fn narrowest_pad(&self) -> usize {
        self.lines
            .iter()
            .map(|line| line.pad().len())
            .min()
            .map_or(1, |pad| pad.min(1))
    }

    fn repad(&self, text: &str, column: usize) -> Vec<Edit> {
        self.lines
            .iter()
            .filter_map(|line| line.repad(text, column))
            .collect()
    }

    /// The blanks before the `=` of a new key in this chain, and the edits that make room where it is the longest.
    pub(super) fn room_for(
        &self,
        text: &'t str,
        key: &str,
        aligned_file: bool,
    ) -> (String, Vec<Edit>) {
        let length = key.chars().count();
        let (column, edits) = match self.column(text).filter(|_| aligned_file || self.tells()) {
            Some(column) => (
                column.max(length + 1),
                self.repad(text, column.max(length + 1)),
            ),
            None => match self.usual_column(text).filter(|column| *column > length) {
                Some(column) => (column, Vec::new()),
                None => (length + self.narrowest_pad(), Vec::new()),
            },
        };
        (" ".repeat(column - length), edits)
    }
}

/// The body's attributes in order; nothing in the place of a block.
pub(super) fn lines<'t>(text: &'t str, body: &Body) -> Vec<Option<Line<'t>>> {
    body.iter()
        .map(|structure| {
            structure
                .as_attribute()
                .map(|attribute| Line::of(text, attribute))
        })
        .collect()
}

/// The chains in a run of lines.
pub(super) fn chains<'t>(text: &str, lines: &[Option<Line<'t>>]) -> Vec<Chain<'t>> {
    let mut chains: Vec<Chain<'t>> = Vec::new();
    let mut end = None; // of the line before, if another one may join it
    for line in lines {
        let line = line.as_ref().filter(|line| !line.breaks);
        if let Some(line) = line {
            let joins =
                end.is_some_and(|end: usize| text[end..line.start].matches('\n').count() == 1);
            match chains.last_mut().filter(|_| joins) {
                Some(chain) => chain.lines.push(line.clone()),
                None => chains.push(Chain {
                    lines: vec![line.clone()],
                }),
            }
        }
        end = line.map(|line| line.value.end);
    }
    chains
}

/// Whether the file aligns its `=`, judged by the chains that can tell; so be it where none can.
pub(super) fn aligned_file(text: &str, file: &Body) -> bool {
    let mut verdicts = Vec::new();
    collect_verdicts(text, file, &mut verdicts);
    2 * verdicts.iter().filter(|aligned| **aligned).count() >= verdicts.len()
}

fn collect_verdicts(text: &str, body: &Body, verdicts: &mut Vec<bool>) {
    let chains = chains(text, &lines(text, body));
    verdicts.extend(
        chains
            .iter()
            .filter(|chain| chain.tells())
            .map(|chain| chain.column(text).is_some()),
    );
    for block in body.iter().filter_map(Structure::as_block) {
        collect_verdicts(text, &block.body, verdicts);
    }
}

/// The edits that keep a body aligned when the value of `key` becomes broken over several lines, or no longer is.
pub(super) fn rechain(text: &str, body: &Body, key: &str, breaks: bool) -> Vec<Edit> {
    let mut lines = lines(text, body);
    let before = chains(text, &lines);
    let Some(changed) = lines.iter_mut().flatten().find(|line| line.key == key) else {
        return Vec::new();
    };
    changed.breaks = breaks;
    let alone = breaks
        .then(|| changed.repad(text, changed.length() + 1))
        .flatten();
    let after = chains(text, &lines);
    let keys = |chain: &Chain<'_>| {
        chain
            .lines
            .iter()
            .map(|line| line.key.to_owned())
            .collect::<Vec<_>>()
    };
    let beside: Vec<String> = before
        .iter()
        .chain(&after)
        .map(keys)
        .filter(|keys| keys.iter().any(|other| other == key))
        .flatten()
        .collect();
    let concerned = |chain: &&Chain| keys(chain).iter().any(|key| beside.contains(key));
    if !before
        .iter()
        .filter(concerned)
        .all(|chain| chain.is_aligned(text))
    {
        return Vec::new();
    }
    after
        .iter()
        .filter(concerned)
        .flat_map(|chain| chain.align(text))
        .chain(alone)
        .collect()
}

/// The edits that keep comments in one column when the value of `key` gives way to another one on its line.
pub(super) fn recomment(text: &str, body: &Body, key: &str, value: &str) -> Vec<Edit> {
    let chains = chains(text, &lines(text, body));
    let runs = chains
        .iter()
        .flat_map(|chain| chain.lines.split(|line| line.comment(text).is_none()));
    let Some(run) = runs
        .into_iter()
        .find(|run| run.len() > 1 && run.iter().any(|line| line.key == key))
    else {
        return Vec::new();
    };
    let old = |line: &Line| text[line.start..line.value.end].chars().count();
    let new = |line: &Line| {
        if line.key == key {
            text[line.start..line.value.start].chars().count() + value.chars().count()
        } else {
            old(line)
        }
    };
    let column =
        |width: &dyn Fn(&Line) -> usize| run.iter().map(width).max().map_or(0, |widest| widest + 1);
    let pads = || {
        run.iter()
            .filter_map(|line| Some((line, line.comment(text)?)))
    };
    if pads().any(|(line, pad)| old(line) + pad.len() != column(&old)) {
        return Vec::new();
    }
    pads()
        .filter_map(|(line, pad)| blanks(text, pad, column(&new) - new(line)))
        .collect()
}
