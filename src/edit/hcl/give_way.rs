//! Attributes that go, or give way to a comment: what stands around them stays aligned as it was.

use std::ops::Range;
use std::path::Path;

use hcl_edit::structure::{Body, Structure};

use crate::edit::hcl::align::{self, Line};
use crate::edit::hcl::{layout, parse, proven, span};
use crate::edit::{Edit, Refusal, line_end, line_start, splice};

/// The edits by which every attribute gives way to its text, a comment; where that is empty the whole line goes.
///
/// # Errors
/// Text that is not HCL, no attribute with that span, or a comment on the one line of a block.
pub fn give_way(text: &str, sites: &[(Range<usize>, String)]) -> Result<Vec<Edit>, Refusal> {
    let file = parse(text)?;
    let mut edits = Vec::new();
    let mut beside = Vec::new();
    let mut aligned = align::aligned_file(text, &file);
    for (attribute, comment) in sites {
        let (body, at) = find(&file, attribute).ok_or_else(|| {
            Refusal::new(format!("no attribute stands at byte {}", attribute.start))
        })?;
        let lines = align::lines(text, body);
        let line = lines[at].as_ref().expect("an attribute was found there");
        let is_left = |line: &&Line<'_>| !sites.iter().any(|(site, _)| site.start == line.start);
        let before = lines[..at].iter().rev().flatten().find(is_left);
        let after = lines[at + 1..].iter().flatten().find(is_left);
        let around: Vec<usize> = before
            .into_iter()
            .chain(after)
            .map(|line| line.start)
            .collect();
        let mut chains = align::chains(text, &lines).into_iter();
        aligned &= chains.all(|chain| {
            let mut starts = chain.lines.iter().map(|line| line.start);
            !starts.any(|start| start == line.start || around.contains(&start))
                || chain.is_aligned(text)
        });
        beside.extend(around);
        edits.push(without(text, body, line, comment)?);
    }
    let (changed, tree) = proven(text, &edits)?;
    if aligned {
        let repads = align_again(&changed, &tree, &|start| {
            beside.contains(&before(&edits, start))
        });
        edits.extend(
            repads
                .into_iter()
                .map(|edit| Edit {
                    range: before(&edits, edit.range.start)..before(&edits, edit.range.end),
                    text: edit.text,
                })
                .collect::<Vec<_>>(),
        );
    }
    parse(&splice(text, edits.clone())?)?;
    Ok(edits)
}

/// Whether these bytes are those of an attribute.
#[must_use]
pub fn is_attribute(text: &str, range: &Range<usize>) -> bool {
    parse(text).is_ok_and(|file| find(&file, range).is_some())
}

/// Whether a file is HCL, by its name.
#[must_use]
pub fn is_hcl(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|ending| ending == "tf" || ending == "tfvars")
}

/// The body and the place in it of the attribute with this span.
fn find<'a>(body: &'a Body, attribute: &Range<usize>) -> Option<(&'a Body, usize)> {
    let here = body.iter().position(|structure| {
        structure
            .as_attribute()
            .is_some_and(|own| span(own).start == attribute.start)
    });
    let mut inside = body.iter().filter_map(Structure::as_block);
    here.map(|at| (body, at))
        .or_else(|| inside.find_map(|block| find(&block.body, attribute)))
}

fn without(text: &str, body: &Body, line: &Line<'_>, comment: &str) -> Result<Edit, Refusal> {
    let (start, end) = (line_start(text, line.start), line_end(text, line.value.end));
    let alone = text[start..line.start]
        .trim_start_matches(crate::edit::BYTE_ORDER_MARK)
        .trim()
        .is_empty();
    match (comment, alone) {
        // what was said of the value goes with it
        (comment, true) if !comment.is_empty() => {
            let whole = text[line.start..end].trim_end_matches(['\r', '\n']).len();
            Ok(Edit::replace(line.start..line.start + whole, comment))
        }
        ("", true) => {
            // of the blank lines around it one is left, and none below a brace or above one
            let gap_above = layout::blank_above(text, start);
            let below = &text[end..line_end(text, end)];
            let closes = below.trim().is_empty() || below.trim_start().starts_with('}');
            let start = if gap_above && closes {
                line_start(text, start - 1)
            } else {
                start
            };
            let start = if start == 0 && text.starts_with(crate::edit::BYTE_ORDER_MARK) {
                crate::edit::BYTE_ORDER_MARK.len_utf8()
            } else {
                start
            };
            Ok(Edit::replace(start..end, ""))
        }
        ("", false) if body.prefer_oneline() && body.len() == 1 => {
            let behind = &text[line.value.end..];
            let close =
                line.value.end + behind.len() - behind.trim_start_matches([' ', '\t']).len();
            let open = text[..line.start].trim_end_matches([' ', '\t']).len();
            Ok(Edit::replace(open..close, ""))
        }
        _ => Err(Refusal::new(format!(
            "`{}` does not stand on a line of its own",
            line.key
        ))),
    }
}

/// Where a byte of the changed text stood before the edits.
fn before(edits: &[Edit], at: usize) -> usize {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| edit.range.start);
    let mut place = at;
    for edit in sorted {
        if edit.range.start > place || edit.range.start == place && !edit.text.is_empty() {
            break;
        }
        place = place + edit.range.len() - edit.text.len();
    }
    place
}

/// The edits that align the chains with a line whose start is `concerned`, at every depth.
fn align_again(text: &str, body: &Body, concerned: &impl Fn(usize) -> bool) -> Vec<Edit> {
    let chains = align::chains(text, &align::lines(text, body));
    let own = chains
        .iter()
        .filter(|chain| chain.lines.iter().any(|line| concerned(line.start)))
        .flat_map(|chain| chain.align(text));
    let deeper = body
        .iter()
        .filter_map(Structure::as_block)
        .flat_map(|block| align_again(text, &block.body, concerned));
    own.chain(deeper).collect()
}
