//! The types step: everything that TypeScript has beyond JavaScript is cut out of the text, and no other byte changes.
//! First go the comments for tools, then everything else in one pass: whole statements, annotations, casts.

mod annotations;
mod casts;
mod comments;
mod proof;
mod statements;

use ast_grep_language::SupportLang;

use crate::edit::script::lower::tree::{self, Tree};
use crate::edit::script::lower::types::annotations::annotation;
use crate::edit::script::lower::types::casts::{cut_cast, is_cast_to};
use crate::edit::script::lower::types::comments::cut_tool_comments;
use crate::edit::script::lower::types::proof::prove_same;
use crate::edit::script::lower::types::statements::{is_only_types, statement_range};
use crate::edit::{Edit, Refusal, splice};

/// TypeScript as JavaScript, with the blank lines that the cuts leave.
pub(super) fn cut(tree: &Tree) -> Result<Tree, Refusal> {
    let plain = cut_tool_comments(tree)?;
    let plain = cut_types(&plain)?;
    let plain = tree::parse(&plain, SupportLang::JavaScript);
    prove_same(tree, &plain)?;
    Ok(plain)
}

fn cut_types(tree: &Tree) -> Result<String, Refusal> {
    let text = tree::text(tree);
    let mut edits = Vec::new();
    tree::walk(tree, |node| {
        let whole = is_only_types(node).then(|| statement_range(text, node));
        if let Some(range) = whole.or_else(|| annotation(text, node)) {
            edits.push(Edit::replace(range, ""));
            return false;
        }
        edits.extend(cut_cast(text, node));
        !is_cast_to(node)
    });
    splice(text, edits)
}
