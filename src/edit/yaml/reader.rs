//! From the events of the parser to nodes.

use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span};

use crate::edit::yaml::{Node, Value};
use crate::edit::{BYTE_ORDER_MARK, ParseError, line_number};

/// How deep nodes may lie in each other.
const DEPTH: usize = 128;

/// The first document of a text; an empty text is `Null`.
///
/// # Errors
/// Text that is not YAML, a key that a mapping has twice, an alias that leads into itself, and nodes that lie too deep.
pub fn parse(text: &str) -> Result<Arc<Node>, ParseError> {
    let readable = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if let Some(line) = deep_line(readable) {
        return Err(ParseError {
            language: "YAML",
            line,
            column: 1,
            message: "this lies too deep".to_owned(),
        });
    }
    let mut reader = Reader {
        text,
        bytes: Bytes::of(text, text.len() - readable.len()),
        open: Vec::new(),
        anchors: HashMap::new(),
        root: None,
    };
    for event in Parser::new_from_str(readable) {
        let (event, span) = event.map_err(|error| fault_of(&error))?;
        reader.take(event, span)?;
        if reader.root.is_some() {
            break;
        }
    }
    Ok(reader.root.unwrap_or_else(|| {
        Arc::new(Node {
            value: Value::Null,
            range: 0..0,
            line: 1,
        })
    }))
}

/// The line at which more brackets are open than anybody writes: the parser looks at all that follow one before it says
/// what the first is.
fn deep_line(text: &str) -> Option<usize> {
    let mut open = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' | b'{' => open += 1,
            b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        if open > DEPTH * 8 {
            return Some(line_number(text, at));
        }
    }
    None
}

fn fault_of(error: &ScanError) -> ParseError {
    fault(*error.marker(), error.info())
}

fn fault(at: Marker, message: &str) -> ParseError {
    ParseError {
        language: "YAML",
        line: at.line().max(1),
        column: at.col() + 1,
        message: message.to_owned(),
    }
}

/// Nodes that are not closed yet, and what aliases mean.
struct Reader<'t> {
    text: &'t str,
    bytes: Bytes,
    open: Vec<Open>,
    anchors: HashMap<usize, Arc<Node>>,
    root: Option<Arc<Node>>,
}

/// A sequence or mapping that is not closed yet.
struct Open {
    start: Marker,
    anchor: usize,
    members: Vec<(Arc<Node>, Marker)>,
    is_map: bool,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, span: Span) -> Result<(), ParseError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let is_null = style == ScalarStyle::Plain && matches!(&*text, "" | "~" | "null");
                let value = if is_null {
                    Value::Null
                } else {
                    Value::Text(text.into_owned())
                };
                self.close(value, span, anchor);
            }
            Event::Alias(anchor) => {
                let node = self.anchors.get(&anchor).cloned();
                let node = node.ok_or_else(|| fault(span.start, "an alias leads into itself"))?;
                self.put(node, span.start);
            }
            Event::SequenceStart(anchor, _) => self.open(span, anchor, false)?,
            Event::MappingStart(anchor, _) => self.open(span, anchor, true)?,
            Event::SequenceEnd | Event::MappingEnd => {
                let open = self.open.pop().expect("the parser closes what it opened");
                let span = Span::new(open.start, span.end);
                let anchor = open.anchor;
                self.close(open.value()?, span, anchor);
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, span: Span, anchor: usize, is_map: bool) -> Result<(), ParseError> {
        if self.open.len() == DEPTH {
            return Err(fault(span.start, "this lies too deep"));
        }
        self.open.push(Open {
            start: span.start,
            anchor,
            members: Vec::new(),
            is_map,
        });
        Ok(())
    }

    fn close(&mut self, value: Value, span: Span, anchor: usize) {
        let range = self.bytes.at(span.start)..self.bytes.at(span.end);
        let node = Arc::new(Node {
            value,
            line: line_number(self.text, range.start),
            range,
        });
        if anchor > 0 {
            self.anchors.insert(anchor, node.clone());
        }
        self.put(node, span.start);
    }

    fn put(&mut self, node: Arc<Node>, at: Marker) {
        match self.open.last_mut() {
            Some(open) => open.members.push((node, at)),
            None => self.root = Some(node),
        }
    }
}

impl Open {
    fn value(self) -> Result<Value, ParseError> {
        if !self.is_map {
            let members = self.members.into_iter();
            return Ok(Value::List(members.map(|(node, _)| node).collect()));
        }
        let mut members = self.members.into_iter();
        let mut entries: Vec<(Arc<Node>, Arc<Node>)> = Vec::new();
        while let (Some((key, at)), Some((value, _))) = (members.next(), members.next()) {
            let is_twice = entries
                .iter()
                .any(|(known, _)| known.text().is_some() && known.text() == key.text());
            if is_twice && key.text() != Some("<<") {
                let key = key.text().unwrap_or_default();
                return Err(fault(at, &format!("the key `{key}` stands here twice")));
            }
            entries.push((key, value));
        }
        Ok(Value::Map(entries))
    }
}

/// Bytes of the places of a parser that counts characters.
struct Bytes {
    shift: usize,
    /// The byte of each character; none where each has one byte.
    starts: Option<Vec<usize>>,
    length: usize,
}

impl Bytes {
    fn of(text: &str, shift: usize) -> Self {
        let rest = &text[shift..];
        let starts = || rest.char_indices().map(|(at, _)| at).collect();
        Self {
            shift,
            starts: (!rest.is_ascii()).then(starts),
            length: rest.len(),
        }
    }

    fn at(&self, marker: Marker) -> usize {
        let index = marker.index();
        let byte = match &self.starts {
            Some(starts) => starts.get(index).copied().unwrap_or(self.length),
            None => index.min(self.length),
        };
        self.shift + byte
    }
}
