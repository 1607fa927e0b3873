//! Parsed files; of JavaScript and TypeScript, questions about single nodes and edits at places that the parser found.
//! What a name means and what a module gives is the business of `code`.

pub mod block;
pub mod lower;
mod nodes;
pub mod object;
mod source;
pub mod style;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use ast_grep_core::{AstGrep, Node as AstNode};
use ast_grep_language::SupportLang;
use elsa::sync::FrozenMap;

use crate::edit::line_start;
use crate::edit::script::style::Style;

pub use nodes::Place;
pub use source::{Declarations, Reference, Source};

/// A node of a parsed script.
pub type Node<'a> = AstNode<'a, Source>;

/// Kinds and places of nodes.
type Places = Vec<(String, Range<usize>)>;

/// A parsed JavaScript, TypeScript or Python file.
pub struct Script {
    /// Path relative to the root of the repository, with `/`.
    pub path: String,
    /// The text that the nodes' ranges refer to.
    pub text: Arc<str>,
    tree: AstGrep<Source>,
    loads: OnceLock<Vec<String>>,
    style: OnceLock<Style>,
    names: OnceLock<BTreeSet<String>>,
    calls: OnceLock<HashMap<String, Places>>,
    identifiers: OnceLock<HashMap<String, Places>>,
    found: FrozenMap<String, Places>,
}

impl Script {
    /// Parses `text`; what cannot be parsed becomes error nodes.
    #[must_use]
    pub fn parse(path: &str, text: Arc<str>) -> Self {
        let source = Source::parse(&text, language(path));
        Self::of(path, text, source.without_tree())
    }

    /// Parses the text that the file became, which takes less than to parse it alone.
    #[must_use]
    pub fn changed_to(&self, text: Arc<str>) -> Self {
        let source = self.tree.root().get_doc().changed_to(&text);
        Self::of(&self.path, text, source)
    }

    fn of(path: &str, text: Arc<str>, source: Source) -> Self {
        Self {
            path: path.to_owned(),
            text,
            tree: AstGrep::doc(source),
            loads: OnceLock::new(),
            style: OnceLock::new(),
            names: OnceLock::new(),
            calls: OnceLock::new(),
            identifiers: OnceLock::new(),
            found: FrozenMap::new(),
        }
    }

    /// The whole program.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        self.tree.root()
    }

    /// The node of the kind `kind` that covers just `range`.
    #[must_use]
    pub fn node(&self, kind: &str, range: &Range<usize>) -> Option<Node<'_>> {
        let place = self.tree.root().get_doc().covering(kind, range)?;
        Some(self.tree.adopt(place))
    }

    /// The nodes for which `is_one` holds, looked for once under the name `what`. It may look at this text alone.
    pub(crate) fn found_by(
        &self,
        what: &str,
        is_one: impl Fn(&Node<'_>) -> bool,
    ) -> impl Iterator<Item = Node<'_>> {
        let known = self.found.get(what).unwrap_or_else(|| {
            let root = self.root();
            let nodes = root.dfs().filter(is_one);
            let found = nodes.map(|node| (node.kind().into_owned(), node.range()));
            self.found.insert(what.to_owned(), found.collect())
        });
        known
            .iter()
            .filter_map(|(kind, range)| self.node(kind, range))
    }

    /// The places where `name` is used as a name of its own, in the order of the text.
    pub(crate) fn identifiers(&self, name: &str) -> impl Iterator<Item = Node<'_>> {
        let all = self.identifiers.get_or_init(|| {
            let mut all: HashMap<String, Places> = HashMap::new();
            for node in self.root().dfs() {
                let kind = node.kind();
                if matches!(&*kind, "identifier" | "shorthand_property_identifier") {
                    let known = all.entry(node.text().into_owned()).or_default();
                    known.push((kind.into_owned(), node.range()));
                }
            }
            all
        });
        let named = all.get(name).into_iter().flatten();
        named.filter_map(|(kind, range)| self.node(kind, range))
    }

    /// The calls and constructions of what is called `name`, as a plain name or as a member of anything.
    pub(crate) fn calls_of(&self, name: &str) -> impl Iterator<Item = Node<'_>> {
        let calls = self.calls.get_or_init(|| {
            let mut calls: HashMap<String, Places> = HashMap::new();
            for call in self.root().dfs() {
                let callee = match &*call.kind() {
                    "call_expression" => call.field("function"),
                    "new_expression" => call.field("constructor"),
                    _ => None,
                };
                let Some(callee) = callee else { continue };
                let called = callee.field("property").unwrap_or(callee);
                let place = (call.kind().into_owned(), call.range());
                let known = calls.entry(called.text().into_owned()).or_default();
                known.push(place);
            }
            calls
        });
        let places = calls.get(name).into_iter().flatten();
        places.filter_map(|(kind, range)| self.node(kind, range))
    }

    /// The specifiers of other modules, found by `find` when first asked for: many facts follow them again and again.
    pub(crate) fn loads_by(&self, find: impl FnOnce(&Self) -> Vec<String>) -> &[String] {
        self.loads.get_or_init(|| find(self))
    }

    /// Every name that JavaScript or TypeScript uses here.
    #[must_use]
    pub fn names(&self) -> &BTreeSet<String> {
        let root = self.root();
        self.names.get_or_init(|| {
            let uses = root.dfs().filter(is_use);
            uses.map(|name| name.text().into_owned()).collect()
        })
    }

    /// How JavaScript or TypeScript is written here.
    #[must_use]
    pub fn style(&self) -> &Style {
        self.style.get_or_init(|| Style::of(self))
    }

    /// The line, counted from 1, of byte `at`.
    #[must_use]
    pub fn line(&self, at: usize) -> usize {
        self.tree.root().get_doc().line(at)
    }

    /// The line at which the text is nested too deeply; there are no nodes then.
    #[must_use]
    pub fn too_deep(&self) -> Option<usize> {
        self.tree.root().get_doc().too_deep()
    }

    /// Where the text fails to parse within `node`, as narrowly as the parser can tell: `path at line:column`, or `None` where all is well.
    #[must_use]
    pub fn syntax_error(&self, node: &Node<'_>) -> Option<String> {
        if !node.get_inner_node().has_error() {
            return None;
        }
        if let Some(line) = self.too_deep() {
            return Some(format!("`{}` {}", self.path, nested(line)));
        }
        let broken = node
            .dfs()
            .filter(|n| n.is_error() || n.is_missing())
            .min_by_key(|n| n.range().len())?;
        let column = broken.range().start - line_start(&self.text, broken.range().start) + 1;
        Some(format!(
            "cannot parse `{}` at {}:{column}",
            self.path,
            self.line(broken.range().start)
        ))
    }

    /// Whether the file is an ES module by its own text: it has an import or export statement.
    #[must_use]
    pub fn has_es_syntax(&self) -> bool {
        self.root()
            .children()
            .any(|n| matches!(&*n.kind(), "import_statement" | "export_statement"))
    }
}

/// What is said of a text that is nested too deeply at a line.
#[must_use]
pub fn nested(line: usize) -> String {
    format!("is nested too deeply at line {line}")
}

/// Whether the node is a name that stands for a value.
#[must_use]
pub fn is_use(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "identifier" | "shorthand_property_identifier"
    )
}

/// Whether `path` is a script by its ending, or may be one (`bin/www`).
#[must_use]
pub fn is_script(path: &str) -> bool {
    match path.rsplit('/').next().unwrap_or(path).rsplit_once('.') {
        Some((_, ending)) => matches!(
            ending,
            "js" | "cjs" | "mjs" | "jsx" | "ts" | "cts" | "mts" | "tsx"
        ),
        None => path.contains("bin/"),
    }
}

/// Whether `path` is TypeScript by its ending.
#[must_use]
pub fn is_typescript(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("ts" | "cts" | "mts" | "tsx"))
}

/// Whether `path` is Python by its ending.
#[must_use]
pub fn is_python(path: &str) -> bool {
    matches!(path.rsplit('.').next(), Some("py" | "pyi"))
}

fn language(path: &str) -> SupportLang {
    match path.rsplit('.').next() {
        Some("ts" | "cts" | "mts") => SupportLang::TypeScript,
        Some("tsx") => SupportLang::Tsx,
        Some("py" | "pyi") => SupportLang::Python,
        _ => SupportLang::JavaScript,
    }
}

/// The expression inside parentheses, casts, assertions and `await`.
#[must_use]
pub fn bare<'a>(node: &Node<'a>) -> Node<'a> {
    if !is_wrapper(node) {
        return node.clone();
    }
    let inner = items(node).next();
    inner.map_or_else(|| node.clone(), |inner| bare(&inner))
}

/// Whether the node only stands around an expression: parentheses, a cast, an assertion, `await`.
#[must_use]
pub fn is_wrapper(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "parenthesized_expression"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression"
            | "await_expression"
    )
}

/// What stands in a list, without comments.
pub fn items<'l, 'a>(list: &'l Node<'a>) -> impl Iterator<Item = Node<'a>> + use<'l, 'a> {
    list.named_children().filter(|n| n.kind() != "comment")
}

/// The text of a string without its quotes and substitutions; `None` for anything else.
#[must_use]
pub fn string_value(node: &Node<'_>) -> Option<String> {
    let node = bare(node);
    let plain = match &*node.kind() {
        "string" => true,
        "template_string" => !node.children().any(|n| n.kind() == "template_substitution"),
        _ => false,
    };
    let text = node.text();
    let quote = text.chars().next().filter(|_| plain)?;
    // a string that does not end has no second quote
    let inner = text.strip_prefix(quote)?.strip_suffix(quote)?;
    Some(inner.to_owned())
}

/// The arguments of a call or `new`, without comments.
#[must_use]
pub fn arguments<'a>(call: &Node<'a>) -> Vec<Node<'a>> {
    let list = call.field("arguments");
    list.map_or_else(Vec::new, |list| items(&list).collect())
}

/// What a call calls; `None` for anything but a call.
#[must_use]
pub fn callee<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    if node.kind() == "call_expression" {
        node.field("function")
    } else {
        None
    }
}

/// The receiver and name of a method call: `app.use(…)` gives (`app`, `use`).
#[must_use]
pub fn method_call<'a>(node: &Node<'a>) -> Option<(Node<'a>, String)> {
    let member = callee(node).filter(|n| n.kind() == "member_expression")?;
    Some((
        member.field("object")?,
        member.field("property")?.text().into_owned(),
    ))
}

/// An expression, and all whose methods it is a chain of, the outermost first: `a.b().c()`, `a.b()`, `a`.
pub(crate) fn chained<'a>(node: &Node<'a>) -> impl Iterator<Item = Node<'a>> {
    std::iter::successors(Some(node.clone()), |call| {
        let member = callee(call).filter(|it| it.kind() == "member_expression")?;
        member.field("property")?;
        member.field("object")
    })
}

/// Whether the node is a function written in place.
#[must_use]
pub fn is_function(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "arrow_function"
            | "function_expression"
            | "function_declaration"
            | "method_definition"
            | "generator_function"
            | "generator_function_declaration"
    )
}

/// The parameters of a function, without comments.
#[must_use]
pub fn parameters<'a>(function: &Node<'a>) -> Vec<Node<'a>> {
    if let Some(single) = function.field("parameter") {
        return vec![single];
    }
    let list = function.field("parameters");
    list.map_or_else(Vec::new, |list| items(&list).collect())
}

/// The value of `key` in an object literal: a pair's value, or the shorthand name itself.
#[must_use]
pub fn property<'a>(object: &Node<'a>, key: &str) -> Option<Node<'a>> {
    object.children().find_map(|member| match &*member.kind() {
        "pair" if property_name(&member.field("key")?) == key => member.field("value"),
        "shorthand_property_identifier" if member.text() == key => Some(member),
        "method_definition" if member.field("name")?.text() == key => Some(member),
        _ => None,
    })
}

fn property_name(key: &Node<'_>) -> String {
    string_value(key).unwrap_or_else(|| key.text().into_owned())
}

/// The statements of a program or block, without comments and braces.
#[must_use]
pub fn statements<'a>(list: &Node<'a>) -> Vec<Node<'a>> {
    list.named_children()
        .filter(|n| !matches!(&*n.kind(), "comment" | "hash_bang_line"))
        .collect()
}

/// Whether the node is a list of statements.
#[must_use]
pub fn is_statement_list(node: &Node<'_>) -> bool {
    matches!(&*node.kind(), "program" | "statement_block")
}

/// The statement that holds `node`, in the innermost list of statements.
#[must_use]
pub fn statement_of<'a>(node: &Node<'a>) -> Node<'a> {
    let mut at = node.clone();
    while let Some(parent) = at.parent() {
        if is_statement_list(&parent) {
            return at;
        }
        at = parent;
    }
    at
}
