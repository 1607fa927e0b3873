//! Comments that speak to the compiler or to typescript-eslint say nothing about JavaScript, and go.

use std::ops::Range;

use crate::edit::script::lower::tree::{self, Tree, edit_each};
use crate::edit::{Edit, Refusal};

/// The text without such comments.
pub(super) fn cut_tool_comments(tree: &Tree) -> Result<Tree, Refusal> {
    edit_each(tree, |text, node| {
        let is_one = node.kind() == "comment" && is_for_type_tools(&node.text());
        is_one.then(|| cut_comment(text, node.range()))
    })
}

fn cut_comment(text: &str, range: Range<usize>) -> Edit {
    let lines = tree::whole_lines(text, range.clone());
    let ends_line = text[range.end..].starts_with('\n');
    let cut = if lines == range && ends_line {
        tree::with_space_before(text, range)
    } else {
        lines
    };
    Edit::replace(cut, "")
}

fn is_for_type_tools(comment: &str) -> bool {
    let words = comment
        .trim_start_matches(['/', '*'])
        .trim_end_matches(['/', '*'])
        .trim();
    let for_compiler = ["@ts-expect-error", "@ts-ignore", "@ts-nocheck"]
        .iter()
        .any(|word| words.starts_with(word));
    for_compiler || comment.starts_with("/// <reference") || is_for_typed_lint(words)
}

/// `eslint-disable-next-line @typescript-eslint/a, @typescript-eslint/b -- why`; with another rule among them it stays.
fn is_for_typed_lint(words: &str) -> bool {
    let directive = words
        .split_once(" -- ")
        .map_or(words, |(directive, _)| directive);
    let Some((verb, rules)) = directive.split_once(char::is_whitespace) else {
        return false;
    };
    let mut rules = rules.split(',').map(str::trim);
    ["eslint-disable", "eslint-enable"]
        .iter()
        .any(|word| verb.starts_with(word))
        && rules.all(|rule| rule.starts_with("@typescript-eslint/"))
}
