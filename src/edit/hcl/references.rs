//! The names that a Terraform file declares and refers to.
//! Compared before and after an edit they show whether it left a reference to something that nobody declares.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hcl_edit::expr::{Expression, ForExpr, Traversal, TraversalOperator};
use hcl_edit::structure::{Block, Body, Structure};
use hcl_edit::template::ForDirective;
use hcl_edit::visit::{self, Visit};

use crate::edit::hcl::{ParseError, parse};

/// A name with which Terraform refers to something of the same folder, or to an output of a module called there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// `var.x`
    Variable(String),
    /// `local.x`
    Local(String),
    /// `module.x`
    Module(String),
    /// `module.x.y`
    Output {
        /// The name of the module call.
        module: String,
        /// The output of the called module.
        output: String,
    },
    /// `data.x.y`
    Data(String, String),
    /// `x.y`, the address of a resource
    Resource(String, String),
}

impl Name {
    /// What a top-level block declares; a `locals` block declares several, and none by this.
    #[must_use]
    pub fn declared_by(block: &Block) -> Option<Self> {
        let label = |at: usize| block.labels.get(at).map(|label| label.as_str().to_owned());
        match block.ident.as_str() {
            "variable" => Some(Self::Variable(label(0)?)),
            "module" => Some(Self::Module(label(0)?)),
            "data" => Some(Self::Data(label(0)?, label(1)?)),
            "resource" => Some(Self::Resource(label(0)?, label(1)?)),
            _ => None,
        }
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "var.{name}"),
            Self::Local(name) => write!(f, "local.{name}"),
            Self::Module(name) => write!(f, "module.{name}"),
            Self::Output { module, output } => write!(f, "module.{module}.{output}"),
            Self::Data(kind, name) => write!(f, "data.{kind}.{name}"),
            Self::Resource(kind, name) => write!(f, "{kind}.{name}"),
        }
    }
}

/// What a file declares and what it refers to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct References {
    /// Names that are declared here.
    pub declares: BTreeSet<Name>,
    /// Names that are referred to.
    pub uses: BTreeSet<Name>,
    /// Outputs that are declared here, for those who call this folder as a module.
    pub outputs: BTreeSet<String>,
    /// Module calls: name and source, where the source is a plain string.
    pub calls: BTreeMap<String, String>,
}

impl References {
    /// What all files of one folder declare and refer to.
    #[must_use]
    pub fn together<'a>(files: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut all = Self::default();
        for file in files.into_iter().cloned() {
            all.declares.extend(file.declares);
            all.uses.extend(file.uses);
            all.outputs.extend(file.outputs);
            all.calls.extend(file.calls);
        }
        all
    }

    /// The names in a file or in the body of a block, also within strings and heredocs.
    #[must_use]
    pub fn of(body: &Body) -> Self {
        let mut walk = Walk::default();
        for structure in body {
            match structure {
                Structure::Attribute(attribute) => walk.visit_attr(attribute),
                Structure::Block(block) => {
                    walk.found.declare(block);
                    walk.walk(block);
                }
            }
        }
        walk.found
    }

    fn declare(&mut self, block: &Block) {
        let label = block.labels.first().map(|label| label.as_str().to_owned());
        self.declares.extend(Name::declared_by(block));
        match block.ident.as_str() {
            "locals" => self.declares.extend(
                block
                    .body
                    .attributes()
                    .map(|local| Name::Local(local.key.as_str().to_owned())),
            ),
            "output" => self.outputs.extend(label),
            "module" => self.calls.extend(label.zip(text_of(&block.body, "source"))),
            "check" => self
                .declares
                .extend(block.body.blocks().filter_map(Name::declared_by)),
            _ => {}
        }
    }
}

/// The names that a file declares and refers to.
///
/// # Errors
/// Text that is not HCL.
pub fn references(text: &str) -> Result<References, ParseError> {
    Ok(References::of(&parse(text)?))
}

fn text_of(body: &Body, key: &str) -> Option<String> {
    body.get_attribute(key)?.value.as_str().map(str::to_owned)
}

#[derive(Default)]
struct Walk {
    found: References,
    /// Names that stand for an element of a collection where we are.
    scope: Vec<String>,
}

impl Walk {
    fn walk(&mut self, block: &Block) {
        match block.ident.as_str() {
            // They name what was, or versions and providers.
            "moved" | "removed" | "terraform" => {}
            "data" | "import" | "module" | "resource" => {
                self.walk_members(&block.body, &["provider", "providers"]);
            }
            _ => self.visit_block(block),
        }
    }

    /// All but the arguments whose words are no references: provider configurations, and attributes to ignore.
    fn walk_members(&mut self, body: &Body, skipped: &[&str]) {
        for structure in body {
            match structure {
                Structure::Attribute(attribute) if skipped.contains(&attribute.key.as_str()) => {}
                Structure::Block(block) if block.has_ident("lifecycle") => {
                    self.walk_members(&block.body, &["ignore_changes"]);
                }
                _ => self.visit_structure(structure),
            }
        }
    }

    fn within(&mut self, names: impl IntoIterator<Item = String>, visit: impl FnOnce(&mut Self)) {
        let outside = self.scope.len();
        self.scope.extend(names);
        visit(self);
        self.scope.truncate(outside);
    }

    fn refer(&mut self, root: &str, traversal: &Traversal) {
        let mut parts = traversal
            .operators
            .iter()
            .filter_map(|operator| match operator.value() {
                TraversalOperator::GetAttr(name) => Some(name.as_str().to_owned()),
                _ => None,
            });
        let Some(first) = parts.next() else { return };
        let second = parts.next();
        match (root, second) {
            ("var", _) => self.found.uses.extend([Name::Variable(first)]),
            ("local", _) => self.found.uses.extend([Name::Local(first)]),
            ("module", output) => {
                self.found.uses.extend(output.map(|output| Name::Output {
                    module: first.clone(),
                    output,
                }));
                self.found.uses.extend([Name::Module(first)]);
            }
            ("data", name) => self
                .found
                .uses
                .extend(name.map(|name| Name::Data(first, name))),
            ("resource", name) => self
                .found
                .uses
                .extend(name.map(|name| Name::Resource(first, name))),
            ("count" | "each" | "ephemeral" | "path" | "self" | "terraform", _) => {}
            (kind, _) => self
                .found
                .uses
                .extend([Name::Resource(kind.to_owned(), first)]),
        }
    }
}

impl Visit for Walk {
    fn visit_block(&mut self, node: &Block) {
        let iterator = node
            .body
            .get_attribute("iterator")
            .and_then(|attribute| attribute.value.as_variable());
        let label = node.labels.first().map(|label| label.as_str().to_owned());
        let iterator = iterator
            .map(|name| name.as_str().to_owned())
            .or(label)
            .filter(|_| node.has_ident("dynamic"));
        self.within(iterator, |walk| visit::visit_block(walk, node));
    }

    fn visit_traversal(&mut self, node: &Traversal) {
        if let Expression::Variable(root) = &node.expr
            && !self.scope.iter().any(|name| name == root.as_str())
        {
            self.refer(root.as_str(), node);
        }
        visit::visit_traversal(self, node);
    }

    fn visit_for_expr(&mut self, node: &ForExpr) {
        self.visit_expr(&node.intro.collection_expr);
        let names = node
            .intro
            .key_var
            .iter()
            .chain([&node.intro.value_var])
            .map(|name| name.as_str().to_owned());
        self.within(names.collect::<Vec<_>>(), |walk| {
            node.key_expr.iter().for_each(|key| walk.visit_expr(key));
            walk.visit_expr(&node.value_expr);
            node.cond
                .iter()
                .for_each(|condition| walk.visit_for_cond(condition));
        });
    }

    // The library's own walk leaves the collection out: `%{ for name in var.names }`.
    fn visit_for_directive(&mut self, node: &ForDirective) {
        let node = &node.for_expr;
        self.visit_expr(&node.collection_expr);
        let names = node
            .key_var
            .iter()
            .chain([&node.value_var])
            .map(|name| name.as_str().to_owned());
        self.within(names.collect::<Vec<_>>(), |walk| {
            walk.visit_template(&node.template);
        });
    }
}
