//! `append`: blocks are added at the end of a file or of another block's body.
//! What stands there already is left out, block by block, so that a second run adds nothing.

use std::collections::BTreeSet;
use std::ops::Range;

use hcl_edit::structure::{Block, Body};

use crate::edit::hcl::{
    Moved, Name, ParseError, block_at, block_from, layout, parse, proven, span,
};
use crate::edit::{BYTE_ORDER_MARK, Edit, Refusal, line_end, line_ending, line_start};

/// Blocks as HCL source, two blanks a level, and the span of the block at whose end they are added; none for the file's.
pub(crate) type Addition = (Option<Range<usize>>, String);

/// The edits that add `blocks` (HCL source, two blanks a level) at the end of the block whose span is `into`, or of the file.
///
/// A block of which there is one with the same type and labels is left out; a `dynamic "x"` is one of type `x`.
///
/// # Errors
/// Text that is not HCL, attributes among the blocks, no block with that span, or one on one line around a value of several.
pub fn append(text: &str, into: Option<Range<usize>>, blocks: &str) -> Result<Vec<Edit>, Refusal> {
    append_each(text, &[(into, blocks.to_owned())])
}

/// The edits of several additions, each as if it stood alone. The text is parsed once for all of them, and once for the proof.
///
/// # Errors
/// As [`append`].
pub(crate) fn append_each(text: &str, additions: &[Addition]) -> Result<Vec<Edit>, Refusal> {
    let file = parse(text)?;
    let mut edits = Vec::new();
    let mut added = Vec::new();
    for (into, blocks) in additions {
        let source = Source::parse(blocks)?;
        let target = into
            .as_ref()
            .map(|span| block_at(&file, span))
            .transpose()?;
        let body = target.map_or(&file, |target| &target.body);
        let pieces = source.pieces(|block| !holds(body, block));
        if pieces.is_empty() {
            continue;
        }
        match target {
            Some(target) => edits.extend(into_block(text, &file, target, &pieces)?),
            None => edits.push(at_end(text, &file, &pieces)),
        }
        added.push((target, source));
    }
    if added.is_empty() {
        return Ok(Vec::new());
    }
    let (_, after) = proven(text, &edits)?;
    let moved = Moved::by(&edits);
    let is_there = |(target, source): &(Option<&Block>, Source)| {
        let body = target.map_or(Some(&after), |target| {
            block_from(&after, moved.place(span(target).start)).map(|block| &block.body)
        });
        body.is_some_and(|body| source.tree.blocks().all(|block| holds(body, block)))
    };
    if added.iter().all(is_there) {
        Ok(edits)
    } else {
        Err(Refusal::new(
            "there is no place where the blocks can be added",
        ))
    }
}

/// The blocks that declare none of `names`: for blocks that would be declared twice, in another file of the folder.
///
/// # Errors
/// Blocks that are not HCL.
pub fn without(blocks: &str, names: &BTreeSet<Name>) -> Result<String, ParseError> {
    let source = Source {
        text: blocks.to_owned(),
        tree: parse(blocks)?,
    };
    let declared =
        |block: &Block| Name::declared_by(block).is_some_and(|name| names.contains(&name));
    if !source.tree.blocks().any(declared) {
        return Ok(source.text);
    }
    let kept: Vec<String> = source
        .pieces(|block| !declared(block))
        .into_iter()
        .map(|piece| format!("{}\n", piece.text))
        .collect();
    Ok(kept.join("\n"))
}

/// The blocks to add.
struct Source {
    text: String,
    tree: Body,
}

/// One block with the comments above it, as source of its own.
struct Piece {
    text: String,
    tree: Body,
}

impl Source {
    fn parse(blocks: &str) -> Result<Self, Refusal> {
        let text = blocks.replace("\r\n", "\n");
        let tree = parse(&text)?;
        let attribute = tree
            .attributes()
            .next()
            .map(|attribute| attribute.key.as_str().to_owned());
        match attribute {
            Some(key) => Err(Refusal::new(format!(
                "`{key}` is an attribute; only blocks can be appended"
            ))),
            None => Ok(Self { text, tree }),
        }
    }

    fn pieces(&self, wanted: impl Fn(&Block) -> bool) -> Vec<Piece> {
        let mut start = 0;
        let mut pieces = Vec::new();
        for block in self.tree.blocks() {
            let end = line_end(&self.text, span(block).end);
            let text = self.text[start..end].trim_matches('\n').to_owned();
            start = end;
            if wanted(block) {
                let tree = parse(&text).expect("a block of a parsed text parses by itself");
                pieces.push(Piece { text, tree });
            }
        }
        pieces
    }
}

/// What a block is called: its type and labels; those of its content for a `dynamic` one.
fn name(block: &Block) -> (&str, Vec<&str>) {
    let labels: Vec<&str> = block
        .labels
        .iter()
        .map(hcl_edit::structure::BlockLabel::as_str)
        .collect();
    match labels[..] {
        [kind] if block.has_ident("dynamic") => (kind, Vec::new()),
        _ => (block.ident.as_str(), labels),
    }
}

/// Whether the body has such a block, or an attribute in its place.
fn holds(body: &Body, block: &Block) -> bool {
    let (kind, labels) = name(block);
    body.blocks()
        .any(|other| name(other) == (kind, labels.clone()))
        || (labels.is_empty() && body.has_attribute(kind))
}

fn written(pieces: &[Piece], indent: &str, unit: &str, newline: &str) -> String {
    let pieces = pieces
        .iter()
        .map(|piece| layout::reindent(&piece.text, &piece.tree, indent, unit, newline));
    pieces.collect::<Vec<_>>().join(&newline.repeat(2))
}

fn into_block(
    text: &str,
    file: &Body,
    target: &Block,
    pieces: &[Piece],
) -> Result<Vec<Edit>, Refusal> {
    let (open, close) = layout::braces(text, target);
    let (indent, newline) = (
        layout::inner_indentation(text, file, target),
        line_ending(text, open),
    );
    let new = written(pieces, &indent, layout::unit(text, file, open), newline);
    if target.body.prefer_oneline() {
        let gap = if target.body.is_empty() { "" } else { newline };
        return layout::open_up(
            text,
            target,
            &indent,
            newline,
            &format!("{gap}{new}{newline}"),
        );
    }
    let at = line_start(text, close);
    let first = line_start(text, at - 1) <= open;
    let gap = if first || layout::blank_above(text, at) {
        ""
    } else {
        newline
    };
    Ok(vec![Edit::insert(at, format!("{gap}{new}{newline}"))])
}

/// Behind the last line, with one blank line between; a final newline is there afterwards if it was before.
fn at_end(text: &str, file: &Body, pieces: &[Piece]) -> Edit {
    let newline = line_ending(text, text.len());
    let new = written(pieces, "", layout::unit(text, file, text.len()), newline);
    if text.trim_start_matches(BYTE_ORDER_MARK).is_empty() {
        return Edit::insert(text.len(), format!("{new}{newline}"));
    }
    if text.ends_with('\n') {
        let gap = if layout::blank_above(text, text.len()) {
            ""
        } else {
            newline
        };
        return Edit::insert(text.len(), format!("{gap}{new}{newline}"));
    }
    // Blanks behind the last brace were harmless at the end of the file; within it `terraform fmt` takes them away.
    let end = text.trim_end_matches([' ', '\t']).len();
    let end = if text[..end].ends_with('}') {
        end
    } else {
        text.len()
    };
    Edit::replace(end..text.len(), format!("{newline}{newline}{new}"))
}
