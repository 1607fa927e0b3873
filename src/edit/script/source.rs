//! What every node of a script can reach: its text and tree, and what was found out about its scopes.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use ast_grep_core::Doc;
use ast_grep_core::source::Edit;
use ast_grep_core::tree_sitter::StrDoc;
use ast_grep_language::SupportLang;
use elsa::sync::FrozenMap;

type Plain = StrDoc<SupportLang>;

/// A parsed text with the names of its scopes, each found when first asked for.
pub struct Source {
    plain: Plain,
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
    pub(super) fn parse(text: &str, language: SupportLang) -> Self {
        Self::from(Plain::new(text, language))
    }

    /// What the scope with the id `scope` declares, found by `find` when first asked for.
    pub fn declarations(&self, scope: usize, find: impl FnOnce() -> Declarations) -> &Declarations {
        match self.scopes.get(&scope) {
            Some(known) => known,
            None => self.scopes.insert(scope, Box::new(find())),
        }
    }
}

impl From<Plain> for Source {
    fn from(plain: Plain) -> Self {
        Self {
            plain,
            scopes: FrozenMap::new(),
        }
    }
}

impl Clone for Source {
    fn clone(&self) -> Self {
        Self::from(self.plain.clone())
    }
}

impl Doc for Source {
    type Source = <Plain as Doc>::Source;
    type Lang = SupportLang;
    type Node<'r> = <Plain as Doc>::Node<'r>;

    fn get_lang(&self) -> &SupportLang {
        self.plain.get_lang()
    }

    fn get_source(&self) -> &Self::Source {
        self.plain.get_source()
    }

    fn do_edit(&mut self, edit: &Edit<Self::Source>) -> Result<(), String> {
        self.scopes = FrozenMap::new();
        self.plain.do_edit(edit)
    }

    fn root_node(&self) -> Self::Node<'_> {
        self.plain.root_node()
    }

    fn get_node_text<'a>(&'a self, node: &Self::Node<'a>) -> Cow<'a, str> {
        self.plain.get_node_text(node)
    }
}
