//! What every node of a script can reach: its text and tree, and what was found out about its scopes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use ast_grep_core::Doc;
use ast_grep_core::source::{Edit, SgNode};
use ast_grep_core::tree_sitter::{ContentExt, StrDoc};
use ast_grep_language::SupportLang;
use elsa::sync::FrozenMap;
use similar::DiffTag;

use crate::edit::lines::{lines, operations};
use crate::edit::script::nodes::{Nodes, Place};

/// A parsed text with the names of its scopes, each found when first asked for.
pub struct Source {
    text: Arc<String>,
    language: SupportLang,
    nodes: Arc<Nodes>,
    /// The parser's own tree, which takes ten times the room of the text: kept where the text may change.
    tree: OnceLock<StrDoc<SupportLang>>,
    scopes: FrozenMap<usize, Box<Declarations>>,
    references: FrozenMap<usize, Box<Option<Reference>>>,
    told: FrozenMap<(&'static str, usize), Box<Option<bool>>>,
}

/// The names that a list of statements declares.
#[derive(Default)]
pub struct Declarations {
    /// The place of the first statement that declares a name, among the children of the list.
    pub statements: HashMap<String, usize>,
    /// The names of `var` in blocks below.
    pub hoisted: HashSet<String>,
}

/// A value of another module: `require("./models").sequelize` is `./models` and `sequelize`.
/// A default import is the module itself, as in `CommonJS`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The specifier as written.
    pub module: String,
    /// The members taken from it, outermost first.
    pub path: Vec<String>,
    /// Whether it goes through the default export of an ES import, which names no other export.
    pub default: bool,
}

impl Reference {
    pub(crate) fn new(module: String) -> Self {
        Self {
            module,
            path: Vec::new(),
            default: false,
        }
    }

    pub(crate) fn join(mut self, path: &[String]) -> Self {
        self.path
            .extend(path.iter().filter(|name| *name != "default").cloned());
        self
    }

    /// Whether this is `module`, or its member `name` where one is given.
    #[must_use]
    pub fn is(&self, module: &str, name: Option<&str>) -> bool {
        self.module.strip_prefix("node:").unwrap_or(&self.module) == module
            && match name {
                Some(name) => self.path == [name],
                None => self.path.is_empty(),
            }
    }

    /// Whether the module lies in the repository: a relative path.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        self.module.starts_with('.')
    }
}

impl Source {
    /// Parses `text`; what cannot be parsed becomes error nodes.
    pub(super) fn parse(text: &str, language: SupportLang) -> Self {
        Self::latest(text, language, || StrDoc::new(text, language))
    }

    /// The line at which it is nested too deeply.
    pub(super) fn too_deep(&self) -> Option<usize> {
        self.nodes.too_deep()
    }

    /// Parses the text that this one became. The parser takes over what stands in lines that did not change; the tree is
    /// the same as if the text had been parsed alone.
    pub(super) fn changed_to(&self, text: &str) -> Self {
        let language = self.language;
        let source = Self::latest(text, language, || {
            let mut parsed = self.tree().clone();
            // the last of them first, so that places hold; only `do_edit` parses
            let mut edits = line_edits(self.text(), text).into_iter().rev().peekable();
            while let Some(edit) = edits.next() {
                if edits.peek().is_some() {
                    let told = parsed.src.accept_edit(&edit);
                    parsed.tree.edit(&told);
                } else {
                    parsed.do_edit(&edit).expect("a text is always parsed");
                }
            }
            // around an error the parser guesses, and may guess otherwise
            if self.nodes.has_error() || parsed.root_node().has_error() {
                parsed = StrDoc::new(text, language);
            }
            parsed
        });
        debug_assert_eq!(*source.nodes, Nodes::of(&StrDoc::new(text, language)));
        source
    }

    /// One of the texts that were parsed last, or else what `parse` makes of it.
    fn latest(
        text: &str,
        language: SupportLang,
        parse: impl FnOnce() -> StrDoc<SupportLang>,
    ) -> Self {
        thread_local! {
            /// What a step has just proven is often what the next one looks at.
            static LAST: RefCell<VecDeque<Source>> = const { RefCell::new(VecDeque::new()) };
        }
        LAST.with_borrow_mut(|last| {
            let is_same = |known: &&Self| known.language == language && *known.text == *text;
            if let Some(known) = last.iter().find(is_same) {
                return known.clone();
            }
            let parsed = parse();
            let source = Self {
                text: Arc::new(text.to_owned()),
                language,
                nodes: Arc::new(Nodes::of(&parsed)),
                tree: OnceLock::from(parsed),
                scopes: FrozenMap::new(),
                references: FrozenMap::new(),
                told: FrozenMap::new(),
            };
            last.truncate(3);
            last.push_front(source.clone());
            source
        })
    }

    /// The same without the parser's tree.
    pub(super) fn without_tree(mut self) -> Self {
        self.tree = OnceLock::new();
        self
    }

    fn tree(&self) -> &StrDoc<SupportLang> {
        self.tree
            .get_or_init(|| StrDoc::new(&self.text, self.language))
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the scope with the id `scope` declares, found by `find` when first asked for.
    pub fn declarations(&self, scope: usize, find: impl FnOnce() -> Declarations) -> &Declarations {
        match self.scopes.get(&scope) {
            Some(known) => known,
            None => self.scopes.insert(scope, Box::new(find())),
        }
    }

    /// The value of another module that the expression with the id `node` stands for, found by `find` when first asked for.
    pub fn reference(
        &self,
        node: usize,
        find: impl FnOnce() -> Option<Reference>,
    ) -> Option<&Reference> {
        let known = match self.references.get(&node) {
            Some(known) => known,
            None => self.references.insert(node, Box::new(find())),
        };
        known.as_ref()
    }

    /// The answer to `question` for the node with the id `node`, found by `find` when first asked for. It may look at this
    /// text alone: what is asked of every node and of all around it would else take the square of how deep they lie.
    pub(crate) fn told(
        &self,
        question: &'static str,
        node: usize,
        find: impl FnOnce() -> Option<bool>,
    ) -> Option<bool> {
        match self.told.get(&(question, node)) {
            Some(known) => *known,
            None => *self.told.insert((question, node), Box::new(find())),
        }
    }

    /// The line of byte `at`, counted from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.nodes.line(at)
    }

    /// The innermost node of the kind `kind` that covers just `range`.
    pub(super) fn covering(&self, kind: &str, range: &Range<usize>) -> Option<Place<'_>> {
        self.nodes.covering(kind, range)
    }
}

impl Clone for Source {
    fn clone(&self) -> Self {
        Self {
            text: self.text.clone(),
            language: self.language,
            nodes: self.nodes.clone(),
            tree: self.tree.clone(),
            scopes: FrozenMap::new(),
            references: FrozenMap::new(),
            told: FrozenMap::new(),
        }
    }
}

impl Doc for Source {
    type Source = String;
    type Lang = SupportLang;
    type Node<'r> = Place<'r>;

    fn get_lang(&self) -> &SupportLang {
        &self.language
    }

    fn get_source(&self) -> &String {
        &self.text
    }

    /// Never: a changed text is parsed anew.
    fn do_edit(&mut self, _edit: &Edit<String>) -> Result<(), String> {
        Err("a parsed script is not edited; its text is".to_owned())
    }

    fn root_node(&self) -> Place<'_> {
        self.nodes.root()
    }

    fn get_node_text<'a>(&'a self, node: &Place<'a>) -> Cow<'a, str> {
        Cow::Borrowed(&self.text()[node.range()])
    }
}

/// The edits that make `before` into `after`, whole lines, in the order of the text; places are those in `before`.
fn line_edits(before: &str, after: &str) -> Vec<Edit<String>> {
    let [old, new] = [before, after].map(lines);
    let mut edits = Vec::new();
    let mut position = 0;
    for change in operations(&old, &new) {
        let deleted_length: usize = old[change.old_range()].iter().map(|line| line.len()).sum();
        if change.tag() != DiffTag::Equal {
            edits.push(Edit {
                position,
                deleted_length,
                inserted_text: new[change.new_range()].concat().into_bytes(),
            });
        }
        position += deleted_length;
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "import a from 'a';\n\nfunction b(c) {\n  return c + 1;\n}\n\na(b);\n";

    /// Whatever became of a text, its tree is the one that it has alone.
    #[test]
    fn a_changed_text_is_parsed_as_if_nothing_had_been_there_before() {
        let middle = BEFORE.replace("c + 1", "c + 1 + `é${c}`");
        let several = BEFORE.replace("'a';", "'a';\nimport d from 'd';") + "d();\n";
        let broken = BEFORE.replace("return c", "return (");
        let texts = [
            BEFORE,
            &middle,
            &several,
            &several.replace('\n', "\r\n"),
            BEFORE.trim_end(),
            &broken,
            "",
            "/* all of it\n */\n",
        ];
        for (before, after) in texts.iter().flat_map(|a| texts.map(|b| (a, b))) {
            let mut edited = (*before).to_owned();
            for edit in line_edits(before, after).into_iter().rev() {
                let inserted = std::str::from_utf8(&edit.inserted_text).expect("whole lines");
                let end = edit.position + edit.deleted_length;
                edited.replace_range(edit.position..end, inserted);
            }
            assert_eq!(edited, *after);
            let source = Source::parse(before, SupportLang::JavaScript);
            let changed = source.without_tree().changed_to(after);
            let alone = Nodes::of(&StrDoc::new(after, SupportLang::JavaScript));
            assert_eq!(*changed.nodes, alone, "{before:?} to {after:?}");
        }
    }
}
