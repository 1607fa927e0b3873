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

/// The bytes of the block, at any depth, that begins at this byte.
///
/// # Errors
/// Text that is not HCL, and no such block.
pub fn block_span(text: &str, start: usize) -> Result<Range<usize>, Refusal> {
    let none = || Refusal::new(format!("no block stands at byte {start}"));
    block_from(&parse(text)?, start).map(span).ok_or_else(none)
}

/// The block, at any depth, that has exactly this span.
fn block_at<'a>(body: &'a Body, span: &Range<usize>) -> Result<&'a Block, Refusal> {
    find(body, &|own| own == span)
        .ok_or_else(|| Refusal::new(format!("no block stands at byte {}", span.start)))
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
