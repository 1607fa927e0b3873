//! Text edits: what a verb hands back for a file, and how edits become new text.
//!
//! A parser only finds places; the original text is spliced, so not a byte outside the edits changes.

use std::fmt;
use std::ops::Range;

pub mod hcl;
pub mod lines;
pub(crate) mod list;
pub mod manifest;
pub mod python;
pub mod script;
pub mod yaml;

/// What some editors put before a text. It stays in front of everything.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// One change of one file's text: the bytes of `range` give way to `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Byte range in the text before the change; empty for an insertion.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

impl Edit {
    /// An edit that puts `text` at byte `at` and takes nothing away.
    #[must_use]
    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self {
            range: at..at,
            text: text.into(),
        }
    }

    /// An edit that puts `text` where `range` was.
    #[must_use]
    pub fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }
}

/// Why a file cannot be edited as asked: the fact, for the user to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(pub String);

impl Refusal {
    /// A refusal with this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Why a text is none of its language, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The language.
    pub language: &'static str,
    /// Line of the fault, counted from 1.
    pub line: usize,
    /// Column of the fault in characters, counted from 1.
    pub column: usize,
    /// What the parser expected, or found.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}, column {}: {}",
            self.line, self.column, self.message
        )
    }
}

impl std::error::Error for ParseError {}

impl From<ParseError> for Refusal {
    fn from(error: ParseError) -> Self {
        Self::new(format!("not readable as {}: {error}", error.language))
    }
}

/// The text after all `edits`. Insertions at one place keep the order in which they were given.
///
/// # Errors
/// Two edits that overlap are refused.
pub fn splice(text: &str, mut edits: Vec<Edit>) -> Result<String, Refusal> {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len() + 256);
    let mut at = 0;
    for edit in &edits {
        if edit.range.start < at {
            return Err(Refusal::new(format!(
                "two edits overlap at byte {}",
                edit.range.start
            )));
        }
        out.push_str(&text[at..edit.range.start]);
        out.push_str(&edit.text);
        at = edit.range.end;
    }
    out.push_str(&text[at..]);
    Ok(out)
}

/// The line ending that the text uses around byte `at`: that of the line before, else of the next one, else `\n`.
#[must_use]
pub fn line_ending(text: &str, at: usize) -> &'static str {
    let (before, after) = text.split_at(at);
    let newline = before
        .rfind('\n')
        .or_else(|| after.find('\n').map(|i| before.len() + i));
    match newline {
        Some(i) if text[..i].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Byte offset of the first character of the line that holds byte `at`.
#[must_use]
pub fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |i| i + 1)
}

/// Byte offset just behind the line break that ends the line holding byte `at` (or the end of the text).
#[must_use]
pub fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |i| at + i + 1)
}

/// The blanks and tabs that the line holding byte `at` begins with.
#[must_use]
pub fn indentation(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// Where the lines of a text begin, for whoever asks the lines of many places: to count them each time takes as long as
/// the text is.
#[derive(Debug, PartialEq)]
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    /// The lines of `text`.
    pub(crate) fn of(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(ends.map(|(at, _)| at + 1).collect())
    }

    /// Number of the line that holds byte `at`, counted from 1.
    pub(crate) fn number(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at) + 1
    }

    /// How many bytes stand before byte `at` on its line.
    pub(crate) fn column(&self, at: usize) -> usize {
        let before = self.0.partition_point(|start| *start <= at);
        at - before.checked_sub(1).map_or(0, |last| self.0[last])
    }
}

/// Number of the line that holds byte `at`, counted from 1.
#[must_use]
pub fn line_number(text: &str, at: usize) -> usize {
    text[..at].bytes().filter(|b| *b == b'\n').count() + 1
}
