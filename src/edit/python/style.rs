//! How a Python file is written: indentation, quotes, line endings, and the gap between its definitions.
//! What a file does not show is what PEP 8 and its formatters do.

use crate::edit::python::parsed;
use crate::edit::script::style::Quotes;
use crate::edit::script::{Node, Script};
use crate::edit::{BYTE_ORDER_MARK, Edit, Refusal, indentation, line_ending, line_start, splice};

/// How the neighbours of a new text are written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    /// One level: four spaces, a tab.
    pub indent: String,
    /// The quotes around strings.
    pub quotes: Quotes,
    /// `"\n"` or `"\r\n"`.
    pub newline: &'static str,
    /// Blank lines around a definition at the top of the file.
    pub gap: usize,
}

/// What templates are written with.
const UNIT: &str = "    ";

impl Style {
    /// The style of a file, by majority.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        let root = script.root();
        let nodes: Vec<Node<'_>> = root.dfs().collect();
        Self {
            indent: indent(&script.text, &nodes),
            quotes: quotes(&nodes),
            newline: line_ending(&script.text, 0),
            gap: gap(&script.text, &root),
        }
    }

    /// The text of a new file: a rendered template, written in this style.
    ///
    /// # Errors
    /// A template that does not parse.
    pub fn file(&self, text: &str) -> Result<String, Refusal> {
        Ok(self.fragment(text)?.replace('\n', self.newline))
    }

    /// A fragment in this style, with `\n` between its lines.
    ///
    /// # Errors
    /// A fragment that does not parse.
    pub fn fragment(&self, text: &str) -> Result<String, Refusal> {
        let text = text.replace("\r\n", "\n");
        let script = parsed(&text)?;
        let root = script.root();
        let mut edits = Vec::new();
        if self.quotes == Quotes::Single {
            for string in root.dfs().filter(|n| n.kind() == "string") {
                edits.extend(single_quoted(&string));
            }
        }
        let styled = splice(&text, edits)?;
        let styled: Vec<String> = styled.split('\n').map(|line| self.indented(line)).collect();
        let styled = styled.join("\n");
        if styled != text {
            parsed(&styled)?;
        }
        Ok(styled)
    }

    fn indented(&self, line: &str) -> String {
        let mut rest = line;
        let mut out = String::new();
        while let Some(deeper) = rest.strip_prefix(UNIT) {
            out += &self.indent;
            rest = deeper;
        }
        out + rest
    }
}

/// A plain string whose double quotes may give way to single ones.
fn single_quoted(string: &Node<'_>) -> Vec<Edit> {
    let (range, text) = (string.range(), string.text().into_owned());
    let Some(open) = text.find('"') else {
        return Vec::new();
    };
    let inner = &text[open + 1..text.len() - 1];
    let other = text.starts_with('\'') || text[open..].starts_with("\"\"\"");
    if other || inner.contains(['\'', '"', '\\']) {
        return Vec::new();
    }
    vec![
        Edit::replace(range.start + open..range.start + open + 1, "'"),
        Edit::replace(range.end - 1..range.end, "'"),
    ]
}

/// The step from a statement to the block below it, as most blocks have it.
fn indent(text: &str, nodes: &[Node<'_>]) -> String {
    let mut votes: Vec<(String, usize)> = Vec::new();
    for block in nodes.iter().filter(|n| n.kind() == "block") {
        let Some(owner) = block.parent() else {
            continue;
        };
        let (outer, inner) = (
            indentation(text, owner.range().start),
            indentation(text, block.range().start),
        );
        let Some(step) = inner.strip_prefix(outer).filter(|step| !step.is_empty()) else {
            continue;
        };
        match votes.iter_mut().find(|(known, _)| known == step) {
            Some((_, count)) => *count += 1,
            None => votes.push((step.to_owned(), 1)),
        }
    }
    let best = votes.iter().rev().max_by_key(|(_, count)| *count);
    best.map_or_else(|| UNIT.to_owned(), |(step, _)| step.clone())
}

fn quotes(nodes: &[Node<'_>]) -> Quotes {
    Quotes::of_most(|mark| {
        let starts = nodes.iter().filter(|n| n.kind() == "string_start");
        let marks = |n: &&Node<'_>| n.text().trim_start_matches(char::is_alphabetic) == mark;
        starts.filter(marks).count()
    })
}

/// The usual number of blank lines before a definition at the top of the file: two, unless most have another number.
fn gap(text: &str, root: &Node<'_>) -> usize {
    let mut votes = [0_usize; 4];
    for node in root.children().filter(is_definition) {
        let mut start = node.range().start;
        for comment in node.prev_all().take_while(|n| n.kind() == "comment") {
            if text[comment.range().end..start].matches('\n').count() > 1 {
                break;
            }
            start = comment.range().start;
        }
        if !text[..start]
            .trim_start_matches(BYTE_ORDER_MARK)
            .trim()
            .is_empty()
        {
            votes[blank_lines_above(text, line_start(text, start)).min(3)] += 1;
        }
    }
    // of equals, the one nearest to PEP 8
    let best = [2, 1, 3]
        .into_iter()
        .rev()
        .max_by_key(|lines| votes[*lines]);
    best.unwrap_or(2)
}

/// Whether a statement defines a function or class.
pub(super) fn is_definition(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "function_definition" | "class_definition" | "decorated_definition"
    )
}

/// The blank lines directly above the line that starts at byte `at`.
pub(super) fn blank_lines_above(text: &str, at: usize) -> usize {
    let lines = text[..at].split_inclusive('\n').rev();
    lines.take_while(|line| line.trim().is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(text: &str) -> Style {
        Style::of(&Script::parse("a.py", text.into()))
    }

    #[test]
    fn the_majority_decides() {
        let style =
            style("a = 'b'\r\n\r\ndef f():\r\n\treturn \"c\" + 'd'\r\n\r\ndef g():\r\n\tpass\r\n");
        assert_eq!(style.indent, "\t");
        assert_eq!(style.quotes, Quotes::Single);
        assert_eq!(style.newline, "\r\n");
        assert_eq!(style.gap, 1);
    }

    #[test]
    fn an_empty_file_gets_what_most_files_have() {
        let style = style("");
        assert_eq!((style.indent.as_str(), style.gap), ("    ", 2));
        assert_eq!(style.quotes, Quotes::Double);
    }

    #[test]
    fn docstrings_and_strings_with_quotes_inside_stay() {
        let style = style("a = 'b'\nif a:\n  c()\n");
        let text = "def f():\n    \"\"\"Says \"no\".\"\"\"\n    return {\"a\": \"it's\", \"b\": f\"{c}\"}\n";
        assert_eq!(
            style.fragment(text).expect("it parses"),
            "def f():\n  \"\"\"Says \"no\".\"\"\"\n  return {'a': \"it's\", 'b': f'{c}'}\n"
        );
    }
}
