//! Lowering: a script template is written once, in erasable TypeScript with named ES imports, and becomes what the service is.
//! Each pass takes a tree and gives a tree: it collects edits at the places that the parser found, and splices them.

mod check;
mod layout;
mod modules;
mod style;
#[cfg(test)]
mod tests;
mod tree;
mod types;

use ast_grep_language::SupportLang;

use crate::edit::Refusal;
use crate::edit::script::lower::tree::Tree;
use crate::edit::script::style::Style;

pub use check::check;
pub use modules::{Import, import_line, split_imports};

/// What a script service is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Templates keep their types.
    TypeScript,
    /// Types are cut.
    JavaScript,
}

/// How the source of a service reaches its modules; TypeScript is always left with ES imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modules {
    /// `import` and `export`.
    Es,
    /// `require` and `module.exports`.
    CommonJs,
}

/// What a template is lowered to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Form {
    /// The language of the service.
    pub language: Language,
    /// The modules of the service, as its source is written.
    pub modules: Modules,
    /// The ending of relative imports: nothing, `.js`, `.ts`.
    pub suffix: &'static str,
    /// The style of the neighbours.
    pub style: Style,
}

impl Form {
    fn is_common_js(&self) -> bool {
        self.language == Language::JavaScript && self.modules == Modules::CommonJs
    }
}

/// The text of a new file: a rendered template, written as `form` says.
///
/// # Errors
/// A template that holds what cannot be lowered (see [`check`]) is refused, and so is a result that does not parse.
pub fn lower(source: &str, form: &Form) -> Result<String, Refusal> {
    let mut tree = tree::parse(&source.replace("\r\n", "\n"), SupportLang::TypeScript);
    check::check_tree(&tree)?;
    if form.language == Language::JavaScript {
        tree = types::cut(&tree)?;
    }
    tree = modules::add_suffix(&tree, form.suffix)?;
    if form.is_common_js() {
        tree = modules::to_common_js(&tree)?;
    }
    tree = layout::break_imports(&tree)?;
    finish(&tree, form, true)
}

/// A fragment in the style of `form`: statements, or one expression, whose imports were split off before.
///
/// The result has the line endings of the style. Modules stay as they are, and a fragment gets no `;` that it does not have.
///
/// # Errors
/// A fragment that does not parse, or whose types cannot be cut, is refused.
pub fn restyle(fragment: &str, form: &Form) -> Result<String, Refusal> {
    let fragment = fragment.replace("\r\n", "\n");
    let frame = frame(&fragment);
    let framed = tree::parse(&format!("{frame}{fragment}"), SupportLang::TypeScript);
    let mut tree = framed.clone();
    if form.language == Language::JavaScript {
        check::check_erasable(&tree)?;
        tree = types::cut(&tree)?;
    }
    // Without a cut there is nothing to lay out anew, and what came from the user's file stays as it was.
    let is_cut = tree::text(&tree) != tree::text(&framed);
    let text = finish(&tree, form, is_cut)?;
    Ok(text.strip_prefix(frame).map_or(text.clone(), str::to_owned))
}

/// What makes a statement of an expression: an object literal would be read as a block, and `[a]` would get a `;` before it.
const FRAME: &str = "_ = ";

/// What has to stand before a fragment so that it is read as it is meant.
fn frame(fragment: &str) -> &'static str {
    let framed = tree::parse(&format!("{FRAME}{fragment}"), SupportLang::TypeScript);
    if !tree::is_one_expression(&framed) {
        return "";
    }
    let plain = tree::parse(fragment, SupportLang::TypeScript);
    let is_object = fragment.trim_start().starts_with('{');
    let is_expression =
        is_object || tree::broken_line(&plain).is_some() || tree::is_one_expression(&plain);
    if is_expression { FRAME } else { "" }
}

/// The last steps: style, layout, proof, line endings.
fn finish(tree: &Tree, form: &Form, lay_out: bool) -> Result<String, Refusal> {
    let mut styled = style::thin(tree, &form.style)?;
    if lay_out {
        styled = layout::join(&styled)?;
    }
    styled = style::dress(&styled, &form.style)?;
    tree::refuse_broken(&styled)?;
    style::prove_same(tree, &styled)?;
    Ok(tree::text(&styled).replace('\n', form.style.newline))
}
