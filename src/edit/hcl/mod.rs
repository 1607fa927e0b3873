//! Editing HCL, the language of Terraform: hcl-edit finds the places, the original text is spliced.
//! Its printer never writes a user's file: it changes one file in twenty-five that nobody edited.

mod align;
mod append;
mod give_way;
mod json;
mod layout;
mod references;
mod set;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::structure::{Block, Body};

use crate::edit::{BYTE_ORDER_MARK, Edit, Refusal, splice};

pub use crate::edit::ParseError;

pub(crate) use append::append_each;
pub use append::{append, without};
pub use give_way::{give_way, is_attribute, is_hcl};
pub use json::{from_json, values_from_json};
pub use references::{Name, References, references};
pub use set::set;
pub(crate) use set::{Setting, set_each};

/// The syntax tree of a file. All spans in it are byte ranges of `text`, also where that begins with a byte order mark.
///
/// # Errors
/// Text that is not HCL. The parser also refuses an object that names a key twice, which Terraform takes.
pub fn parse(text: &str) -> Result<Body, ParseError> {
    // The parser refuses the mark; as many blanks in its place leave every offset as it is.
    let (readable, shift) = match text.strip_prefix(BYTE_ORDER_MARK) {
        Some(rest) => (Cow::Owned(format!("   {rest}")), BYTE_ORDER_MARK.len_utf8()),
        None => (Cow::Borrowed(text), 0),
    };
    hcl_edit::parser::parse_body(&readable).map_err(|error| {
        let at = error.location();
        let shift = if at.line() == 1 { shift } else { 0 };
        ParseError {
            language: "HCL",
            line: at.line(),
            column: at.column().saturating_sub(shift).max(1),
            message: error.message().to_owned(),
        }
    })
}

/// The block, at any depth, that has exactly this span.
fn block_at<'a>(body: &'a Body, span: &Range<usize>) -> Result<&'a Block, Refusal> {
    find(body, &|own| own == span).ok_or_else(|| missing(span.start))
}

fn missing(start: usize) -> Refusal {
    Refusal::new(format!("no block stands at byte {start}"))
}

/// The block, at any depth, that begins at this byte.
fn block_from(body: &Body, start: usize) -> Option<&Block> {
    find(body, &|own| own.start == start)
}

fn find<'a>(body: &'a Body, wanted: &impl Fn(&Range<usize>) -> bool) -> Option<&'a Block> {
    body.blocks().find_map(|block| match block.span() {
        Some(span) if wanted(&span) => Some(block),
        _ => find(&block.body, wanted),
    })
}

/// The span that the parser gave to a node of a parsed file.
fn span(node: &impl Span) -> Range<usize> {
    node.span()
        .expect("every node that the parser makes has a span")
}

/// The text after the edits, and its tree as the proof that it is still HCL.
fn proven(text: &str, edits: &[Edit]) -> Result<(String, Body), Refusal> {
    let text = splice(text, edits.to_vec())?;
    let tree = parse(&text)?;
    Ok((text, tree))
}

/// Where bytes of a text stand after edits.
struct Moved(Vec<(usize, isize)>);

impl Moved {
    /// By each edit, from its end on, in order of the text: how many bytes all edits so far make the text longer.
    fn by(edits: &[Edit]) -> Self {
        let mut ends: Vec<(usize, isize)> = edits
            .iter()
            .map(|edit| {
                let (added, taken) = (edit.text.len(), edit.range.len());
                (edit.range.end, added.cast_signed() - taken.cast_signed())
            })
            .collect();
        ends.sort_unstable();
        let mut all = 0;
        for (_, longer) in &mut ends {
            all += *longer;
            *longer = all;
        }
        Self(ends)
    }

    /// The place of byte `at`, which no edit takes away.
    fn place(&self, at: usize) -> usize {
        let before = self.0.partition_point(|(end, _)| *end <= at);
        let longer = before.checked_sub(1).map_or(0, |last| self.0[last].1);
        at.saturating_add_signed(longer)
    }
}
