//! How a file is written: indentation, quotes, semicolons, trailing commas, line endings.
//! What a file does not show is what most files do.

use crate::edit::line_ending;
use crate::edit::script::{Node, Script};

/// The quotes around strings, where the other kind would not save escapes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Quotes {
    /// `"…"`
    Double,
    /// `'…'`
    Single,
}

/// How the neighbours of a new text are written.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Style {
    /// One level: two spaces, a tab.
    pub indent: String,
    /// The quotes around strings.
    pub quotes: Quotes,
    /// Whether statements end with `;`.
    pub semicolons: bool,
    /// Whether a list over several lines ends with a comma.
    pub trailing_commas: bool,
    /// `"\n"` or `"\r\n"`.
    pub newline: &'static str,
}

/// Columns that a line may have before what stands on it is laid out over several lines, as formatters have it.
pub(super) const WIDTH: usize = 80;

impl Quotes {
    /// Those of most strings, of which `count` counts the ones with a mark.
    pub(in crate::edit) fn of_most(count: impl Fn(&str) -> usize) -> Self {
        if count("'") > count("\"") {
            Self::Single
        } else {
            Self::Double
        }
    }
}

impl Style {
    /// The style of a script, by majority.
    #[must_use]
    pub fn of(script: &Script) -> Self {
        let nodes: Vec<Node<'_>> = script.root().dfs().collect();
        Self {
            indent: shown_indent(&script.text).unwrap_or_else(|| "  ".to_owned()),
            quotes: quotes(&nodes),
            semicolons: semicolons(&nodes),
            trailing_commas: trailing_commas(&script.text, &nodes),
            newline: line_ending(&script.text, 0),
        }
    }
}

/// The smallest step of indentation that lines open with: a tab, or two or four spaces; none where no line is indented.
#[must_use]
pub fn shown_indent(text: &str) -> Option<String> {
    let indented = || {
        text.lines()
            .filter(|line| line.starts_with([' ', '\t']) && !line.trim_start().starts_with('*'))
    };
    let tabs = indented().filter(|line| line.starts_with('\t')).count();
    if tabs * 2 > indented().count() {
        return Some("\t".to_owned());
    }
    let width = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let mut widths = indented().map(width).filter(|width| *width > 1).peekable();
    widths.peek()?;
    let four = widths.all(|width| width % 4 == 0);
    Some(if four { "    " } else { "  " }.to_owned())
}

fn quotes(nodes: &[Node<'_>]) -> Quotes {
    Quotes::of_most(|mark| {
        let strings = nodes.iter().filter(|n| n.kind() == "string");
        strings.filter(|n| n.text().starts_with(mark)).count()
    })
}

fn semicolons(nodes: &[Node<'_>]) -> bool {
    let ends = |n: &&Node<'_>| {
        matches!(
            &*n.kind(),
            "expression_statement"
                | "lexical_declaration"
                | "variable_declaration"
                | "import_statement"
                | "return_statement"
        )
    };
    let (with, without): (Vec<&Node<'_>>, Vec<&Node<'_>>) = nodes
        .iter()
        .filter(ends)
        .partition(|n| n.text().ends_with(';'));
    with.len() >= without.len()
}

/// Whether lists that end on a line of their own have a comma behind the last member.
fn trailing_commas(text: &str, nodes: &[Node<'_>]) -> bool {
    let mut votes = [0, 0];
    let is_whole = |n: &&Node<'_>| !n.get_inner_node().has_error();
    for list in nodes
        .iter()
        .filter(|n| matches!(&*n.kind(), "object" | "array" | "object_pattern"))
        .filter(is_whole)
    {
        let inner =
            text[list.range().start + 1..list.range().end - 1].trim_end_matches([' ', '\t']);
        if inner.ends_with('\n') {
            let children: Vec<Node<'_>> =
                list.children().filter(|n| n.kind() != "comment").collect();
            let comma = children.len() > 2 && children[children.len() - 2].kind() == ",";
            votes[usize::from(comma)] += 1;
        }
    }
    votes[1] >= votes[0]
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn style(text: &str) -> Style {
        Style::of(&Script::parse("a.js", Arc::from(text)))
    }

    #[test]
    fn the_majority_decides() {
        let style = style("import a from 'a'\nconst b = {\n\tc: 'd'\n}\n");
        assert!(
            matches!(style.quotes, Quotes::Single) && !style.semicolons && !style.trailing_commas
        );
        assert_eq!(style.indent, "\t");
    }

    #[test]
    fn an_empty_file_gets_what_most_files_have() {
        let style = style("");
        assert!(
            matches!(style.quotes, Quotes::Double) && style.semicolons && style.trailing_commas
        );
        assert_eq!(style.indent, "  ");
    }
}
