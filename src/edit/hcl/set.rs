//! `set`: an attribute of a block gets a value.
//! A new attribute joins the chain of lines where its author would have put it, and is aligned as that chain is.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use hcl_edit::structure::{Attribute, Block, Body};

use crate::edit::hcl::align::{self, Chain, Line};
use crate::edit::hcl::{Moved, block_at, layout, missing, parse, proven, span};
use crate::edit::{Edit, Refusal, line_end, line_ending, line_number, line_start};

/// Arguments that Terraform itself reads: they stand apart from those that describe the thing.
const META_ARGUMENTS: [&str; 7] = [
    "count",
    "depends_on",
    "for_each",
    "provider",
    "providers",
    "source",
    "version",
];

/// Arguments that stand last by custom.
const LAST_ARGUMENTS: [&str; 3] = ["depends_on", "tags", "tags_all"];

/// A block, by the byte at which it begins, and the key and value that it gets; the value is HCL source.
pub(crate) type Setting = (usize, String, String);

/// The edits that give the block whose span is `block` the attribute `key = value`; `value` is HCL source.
///
/// There are none where the attribute has that value. A block on one line is opened up.
///
/// # Errors
/// Text or value that is not HCL, no block with that span, a block inside it that is called like the key, or a block on one
/// line around a value of several lines.
pub fn set(text: &str, block: Range<usize>, key: &str, value: &str) -> Result<Vec<Edit>, Refusal> {
    let file = parse(text)?;
    block_at(&file, &block)?;
    let setting = (block.start, key.to_owned(), value.to_owned());
    Ok(set_apart(text, &file, &[&setting])?.0)
}

/// The text in which every block has its attributes. The blocks of one round lie apart from each other, so that the text is
/// parsed once for all of them, and once for the proof; a block that gets several keys takes as many rounds.
///
/// # Errors
/// As [`set`].
pub(crate) fn set_each(text: &str, settings: Vec<Setting>) -> Result<String, Refusal> {
    let mut text = text.to_owned();
    let mut left = settings;
    // from the last one up, as no other moves then
    left.sort_by_key(|setting| Reverse(setting.0));
    while !left.is_empty() {
        let file = parse(&text)?;
        let blocks = by_start(&file);
        let mut free = usize::MAX;
        let (now, later): (Vec<&Setting>, Vec<&Setting>) = left.iter().partition(|setting| {
            let end = blocks.get(&setting.0).map_or(0, |block| span(*block).end);
            let lies_apart = setting.0 < free && end <= free;
            free = free.min(setting.0);
            lies_apart
        });
        let (edits, changed) = set_apart(&text, &file, &now)?;
        let moved = Moved::by(&edits);
        let later = later.into_iter().cloned();
        left = later
            .map(|(start, key, value)| (moved.place(start), key, value))
            .collect();
        text = changed;
    }
    Ok(text)
}

/// The edits for blocks that lie apart from each other, and the text after them.
fn set_apart(
    text: &str,
    file: &Body,
    settings: &[&Setting],
) -> Result<(Vec<Edit>, String), Refusal> {
    let blocks = by_start(file);
    let aligned = OnceCell::new();
    let mut all = Vec::new();
    let mut set = Vec::new();
    for (start, key, value) in settings {
        let block = *blocks.get(start).ok_or_else(|| missing(*start))?;
        let place = Place {
            text,
            file,
            block,
            aligned: &aligned,
        };
        let value = Value::parse(value)?;
        let edits = match block.body.get_attribute(key) {
            Some(attribute) if value.is_that_of(attribute, text) => continue,
            Some(attribute) => place.replace(attribute, &value),
            None if place.has_block(key) => {
                return Err(place.refuse(&format!("has a block called `{key}`")));
            }
            None if block.body.prefer_oneline() => place.open_up(key, &value)?,
            None => place.insert(key, &value),
        };
        all.extend(edits);
        set.push((place, key, value));
    }
    if set.is_empty() {
        return Ok((Vec::new(), text.to_owned()));
    }
    let (changed, after) = proven(text, &all)?;
    let moved = Moved::by(&all);
    let blocks = by_start(&after);
    for (place, key, value) in set {
        let block = blocks.get(&moved.place(span(place.block).start));
        let attribute = block.and_then(|block| block.body.get_attribute(key));
        if !attribute.is_some_and(|attribute| value.is_that_of(attribute, &changed)) {
            return Err(place.refuse(&format!("has no place where `{key}` can be set")));
        }
    }
    Ok((all, changed))
}

/// The blocks at any depth, by the byte at which they begin.
fn by_start(body: &Body) -> HashMap<usize, &Block> {
    let mut found = HashMap::new();
    let mut left: Vec<&Block> = body.blocks().collect();
    while let Some(block) = left.pop() {
        found.insert(span(block).start, block);
        left.extend(block.body.blocks());
    }
    found
}

/// A value in HCL source, parsed as that of an attribute.
struct Value {
    source: String,
    tree: Body,
}

impl Value {
    const KEY: &str = "value = ";

    fn parse(value: &str) -> Result<Self, Refusal> {
        let source = format!("{}{}", Self::KEY, value.trim().replace("\r\n", "\n"));
        let tree = parse(&source)?;
        let attributes = tree.attributes().count();
        if attributes == 1 && tree.len() == 1 {
            Ok(Self { source, tree })
        } else {
            Err(Refusal::new("a value must be one expression"))
        }
    }

    fn attribute(&self) -> &Attribute {
        self.tree
            .attributes()
            .next()
            .expect("the value was parsed as an attribute")
    }

    fn is_that_of(&self, attribute: &Attribute, text: &str) -> bool {
        layout::essence(text, attribute) == layout::essence(&self.source, self.attribute())
    }

    fn breaks(&self) -> bool {
        Line::of(&self.source, self.attribute()).breaks
    }
}

/// A block of a parsed file.
struct Place<'a> {
    text: &'a str,
    file: &'a Body,
    block: &'a Block,
    /// Whether most of the file is aligned, once somebody has asked.
    aligned: &'a OnceCell<bool>,
}

impl<'a> Place<'a> {
    fn refuse(&self, reason: &str) -> Refusal {
        let line = line_number(self.text, span(self.block).start);
        Refusal::new(format!("the block on line {line} {reason}"))
    }

    fn is_aligned(&self) -> bool {
        let find = || align::aligned_file(self.text, self.file);
        *self.aligned.get_or_init(find)
    }

    fn has_block(&self, name: &str) -> bool {
        let dynamic = |block: &Block| block.has_ident("dynamic") && block.has_labels(&[name]);
        self.block
            .body
            .blocks()
            .any(|block| block.has_ident(name) || dynamic(block))
    }

    fn newline(&self) -> &'static str {
        line_ending(self.text, span(self.block).start)
    }

    fn indent(&self) -> String {
        layout::inner_indentation(self.text, self.file, self.block)
    }

    /// The value as it stands in a line of this indentation.
    fn write(&self, value: &Value, indent: &str) -> String {
        // one line is indented as it is told, and the unit is looked for in the whole file
        let unit = if value.source.contains('\n') {
            layout::unit(self.text, self.file, span(self.block).start)
        } else {
            ""
        };
        let written = layout::reindent(&value.source, &value.tree, indent, unit, self.newline());
        written[indent.len() + Value::KEY.len()..].to_owned()
    }

    fn replace(&self, attribute: &Attribute, value: &Value) -> Vec<Edit> {
        let line = Line::of(self.text, attribute);
        let indent = layout::indentation(self.text, line.start);
        let written = self.write(value, indent);
        let beside = match (line.breaks, value.breaks()) {
            (false, false) => align::recomment(self.text, &self.block.body, line.key, &written),
            (true, true) => Vec::new(),
            _ if !self.is_aligned() => Vec::new(),
            (_, breaks) => align::rechain(self.text, &self.block.body, line.key, breaks),
        };
        [vec![Edit::replace(line.value, written)], beside].concat()
    }

    /// `{ type = string }` becomes a block of several lines.
    fn open_up(&self, key: &str, value: &Value) -> Result<Vec<Edit>, Refusal> {
        let (indent, newline) = (self.indent(), self.newline());
        let lines = align::lines(self.text, &self.block.body)
            .into_iter()
            .flatten()
            .collect();
        let chain = Chain { lines };
        let (pad, beside) = self.room(&chain, key, value);
        let (gap, value) = (self.gap(chain.lines.last()), self.write(value, &indent));
        let new = format!("{indent}{key}{pad}={gap}{value}{newline}");
        let opened = layout::open_up(self.text, self.block, &indent, newline, &new)?;
        Ok([opened, beside].concat())
    }

    fn insert(&self, key: &str, value: &Value) -> Vec<Edit> {
        let lines = align::lines(self.text, &self.block.body);
        let leading = lines.iter().take_while(|line| line.is_some()).count();
        let chain = best_chain(align::chains(self.text, &lines[..leading]))
            .or_else(|| best_chain(align::chains(self.text, &lines)));
        let Some(chain) = chain else {
            let last = lines[..leading].last().and_then(Option::as_ref);
            return vec![self.insert_alone(key, value, last)];
        };
        let before = self.neighbour(&chain, value);
        let indent = layout::indentation(self.text, before.start);
        let (pad, beside) = self.room(&chain, key, value);
        let (gap, value) = (self.gap(Some(before)), self.write(value, indent));
        let new = format!("{indent}{key}{pad}={gap}{value}{}", self.newline());
        let at = line_end(self.text, before.value.end);
        [beside, vec![Edit::insert(at, new)]].concat()
    }

    /// A value over several lines stands outside of the chain.
    fn room(&self, chain: &Chain<'a>, key: &str, value: &Value) -> (String, Vec<Edit>) {
        if value.breaks() {
            (" ".to_owned(), Vec::new())
        } else {
            chain.room_for(self.text, key, self.is_aligned())
        }
    }

    fn gap(&self, like: Option<&Line<'a>>) -> &'a str {
        like.map_or(" ", |line| line.gap(self.text))
    }

    /// The line of the chain behind which a new one goes: above the heredoc or the tags that end it.
    fn neighbour<'c>(&self, chain: &'c Chain<'a>, value: &Value) -> &'c Line<'a> {
        let end = chain.lines.len() - 1;
        let last = |line: &Line| line.heredoc || LAST_ARGUMENTS.contains(&line.key);
        // A line between two comments would part them, and they are aligned with each other.
        let parts = |at: usize| {
            chain.lines[at..at + 2]
                .iter()
                .all(|line| line.comment(self.text).is_some())
        };
        let at = chain
            .lines
            .iter()
            .rposition(|line| !last(line))
            .filter(|at| *at == end || !(value.breaks() || parts(*at)));
        &chain.lines[at.unwrap_or(end)]
    }

    /// The attribute in a body without a line that it could join: behind the last attribute, else at the top.
    fn insert_alone(&self, key: &str, value: &Value, last: Option<&Line>) -> Edit {
        let (indent, newline) = (self.indent(), self.newline());
        let new = format!("{indent}{key} = {}{newline}", self.write(value, &indent));
        let (open, close) = layout::braces(self.text, self.block);
        if let Some(last) = last {
            return Edit::insert(line_end(self.text, last.value.end), new);
        }
        if self.block.body.is_empty() {
            return Edit::insert(line_start(self.text, close), new);
        }
        let top = line_end(self.text, open);
        let blank = self.text[top..line_end(self.text, top)].trim().is_empty();
        Edit::insert(top, if blank { new } else { new + newline })
    }
}

/// The chain with most arguments of the thing itself; the first of equals.
fn best_chain(chains: Vec<Chain<'_>>) -> Option<Chain<'_>> {
    let own =
        |line: &&Line| !META_ARGUMENTS.contains(&line.key) && !LAST_ARGUMENTS.contains(&line.key);
    let weight = |chain: &Chain| chain.lines.iter().filter(own).count();
    chains.into_iter().reduce(|best, chain| {
        if weight(&chain) > weight(&best) {
            chain
        } else {
            best
        }
    })
}
