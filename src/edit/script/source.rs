//! What every node of a script can reach: its text and tree, and what was found out about its scopes.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use ast_grep_core::Doc;
use ast_grep_core::source::Edit;
use ast_grep_core::tree_sitter::StrDoc;
use ast_grep_language::SupportLang;
use elsa::sync::FrozenMap;

use super::nodes::{Nodes, Place};

/// A parsed text with the names of its scopes, each found when first asked for.
pub struct Source {
    /// The text.
    pub text: String,
    language: SupportLang,
    nodes: Arc<Nodes>,
    scopes: FrozenMap<usize, Box<Declarations>>,
}

/// The names that a list of statements declares.
#[derive(Default)]
pub struct Declarations {
    /// The place of the first statement that declares a name, among the children of the list.
    pub statements: HashMap<String, usize>,
    /// The names of `var` in blocks below.
    pub hoisted: HashSet<String>,
}

impl Source {
    /// Parses `text`; what cannot be parsed becomes error nodes.
    pub(in crate::edit::script) fn parse(text: &str, language: SupportLang) -> Self {
        thread_local! {
            /// What a step has just proven is often what the next one looks at.
            static LAST: RefCell<VecDeque<Source>> = const { RefCell::new(VecDeque::new()) };
        }
        LAST.with_borrow_mut(|last| {
            let is_same = |known: &&Self| known.language == language && known.text == text;
            if let Some(known) = last.iter().find(is_same) {
                return known.clone();
            }
            let parsed = StrDoc::new(text, language);
            let source = Self {
                nodes: Arc::new(Nodes::of(&parsed)),
                text: parsed.src,
                language,
                scopes: FrozenMap::new(),
            };
            last.truncate(3);
            last.push_front(source.clone());
            source
        })
    }

    /// What the scope with the id `scope` declares, found by `find` when first asked for.
    pub fn declarations(&self, scope: usize, find: impl FnOnce() -> Declarations) -> &Declarations {
        match self.scopes.get(&scope) {
            Some(known) => known,
            None => self.scopes.insert(scope, Box::new(find())),
        }
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
            scopes: FrozenMap::new(),
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
        use ast_grep_core::source::SgNode;
        Cow::Borrowed(&self.text[node.range()])
    }
}
