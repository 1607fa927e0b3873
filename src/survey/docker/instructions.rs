//! The instructions of a Dockerfile, as they are written.

use std::ops::Range;

/// An instruction: its keyword in capitals, its place, and its arguments as they are written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Instruction<'t> {
    pub(crate) keyword: String,
    pub(crate) range: Range<usize>,
    pub(crate) arguments: &'t str,
    /// Without the breaks of continued lines.
    pub(crate) line: String,
}

/// All instructions, with continued lines, comments among them, and here-documents.
pub(crate) fn instructions(text: &str) -> Vec<Instruction<'_>> {
    let escape = if text
        .lines()
        .take_while(|l| l.starts_with('#'))
        .any(is_backtick_directive)
    {
        '`'
    } else {
        '\\'
    };
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let start = at;
        let mut line = String::new();
        let mut continued = true;
        while continued && at < text.len() {
            let end = text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
            let piece = text[at..end].trim_end();
            at = end;
            if piece.trim_start().starts_with('#') || piece.is_empty() {
                continued = !line.is_empty();
                continue;
            }
            let more = piece.strip_suffix(escape);
            line += more.unwrap_or(piece);
            continued = more.is_some();
        }
        let Some((keyword, rest)) = line.trim().split_once(char::is_whitespace) else {
            continue;
        };
        at = behind_documents(text, at, rest);
        let trimmed = text[start..at].trim_end();
        let begin = start + (trimmed.len() - trimmed.trim_start().len());
        let arguments = trimmed.trim_start()[keyword.len()..].trim_start();
        found.push(Instruction {
            keyword: keyword.to_uppercase(),
            range: begin..start + trimmed.len(),
            arguments,
            line: rest.to_owned(),
        });
    }
    found
}

/// `` # escape=` ``, as on Windows.
fn is_backtick_directive(line: &str) -> bool {
    line.trim_start_matches('#').replace(' ', "").to_lowercase() == "escape=`"
}

/// The byte behind the here-documents that an instruction opens.
fn behind_documents(text: &str, mut at: usize, line: &str) -> usize {
    let marks = line.split("<<").skip(1).filter_map(|rest| {
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let word: String = rest
            .chars()
            .skip_while(|c| matches!(c, '"' | '\''))
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        (!word.is_empty()).then_some(word)
    });
    for mark in marks {
        while at < text.len() {
            let end = text[at..].find('\n').map_or(text.len(), |i| at + i + 1);
            let is_end = text[at..end].trim() == mark;
            at = end;
            if is_end {
                break;
            }
        }
    }
    at
}
