//! Which thing of the repository an expression is, followed through names, members and local modules.
//! Two expressions that are the same symbol are the same object, in whichever files they stand.

use super::Survey;
use super::script::modules::{Export, exported, resolve};
use super::script::names::{Declared, Reference, declared, reference};
use super::script::{Node, Script, bare};

/// A thing by its declaration.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Symbol {
    /// The file of the declaration.
    pub path: String,
    /// Byte at which the declared name (or, for `this`, the class) starts.
    pub at: usize,
    /// Members taken from it: `this.app` is `["app"]` of its class.
    pub member: Vec<String>,
}

/// A node with the script that it belongs to.
#[derive(Clone)]
pub struct Located<'a> {
    /// The script.
    pub script: &'a Script,
    /// A node of it.
    pub node: Node<'a>,
}

impl Survey<'_> {
    /// The symbol of an expression in `script`, or of a declared name.
    #[must_use]
    pub fn symbol(&self, script: &Script, node: &Node<'_>) -> Option<Symbol> {
        let node = bare(node);
        match &*node.kind() {
            "identifier" | "shorthand_property_identifier" => self.named(script, &node),
            "member_expression" => self.member(script, &node),
            _ => None,
        }
    }

    fn named(&self, script: &Script, node: &Node<'_>) -> Option<Symbol> {
        let symbol = |at: usize| Symbol {
            path: script.path.clone(),
            at,
            member: Vec::new(),
        };
        match declared(&node.text(), node)? {
            Declared::Import(reference) => self.referred(script, &reference),
            Declared::Value { name, .. } => match reference(node).filter(Reference::is_relative) {
                Some(reference) => self.referred(script, &reference),
                None => Some(symbol(name.range().start)),
            },
            Declared::Uninitialised(node)
            | Declared::Function(node)
            | Declared::Class(node)
            | Declared::Parameter(node) => Some(symbol(node.range().start)),
        }
    }

    fn member(&self, script: &Script, node: &Node<'_>) -> Option<Symbol> {
        let object = bare(&node.field("object")?);
        let name = node.field("property")?.text().into_owned();
        if object.kind() == "this" {
            let class = node
                .ancestors()
                .find(|n| matches!(&*n.kind(), "class_declaration" | "class"))?;
            return Some(Symbol {
                path: script.path.clone(),
                at: class.range().start,
                member: vec![name],
            });
        }
        if let Some(reference) = reference(node).filter(Reference::is_relative) {
            return self.referred(script, &reference);
        }
        let mut symbol = self.symbol(script, &object)?;
        symbol.member.push(name);
        Some(symbol)
    }

    fn referred(&self, script: &Script, reference: &Reference) -> Option<Symbol> {
        let found = self.follow(script, reference)?;
        let start = Symbol {
            path: found.script.path.clone(),
            at: found.node.range().start,
            member: Vec::new(),
        };
        self.symbol(found.script, &found.node).or(Some(start))
    }

    /// The exported expression or declaration that a reference to a local module stands for.
    #[must_use]
    pub fn follow(&self, script: &Script, reference: &Reference) -> Option<Located<'_>> {
        self.follow_bounded(&script.path, reference, 5)
    }

    fn follow_bounded(
        &self,
        from: &str,
        reference: &Reference,
        hops: usize,
    ) -> Option<Located<'_>> {
        let hops = hops.checked_sub(1)?;
        let script = self.script(&resolve(self.overlay, from, &reference.module)?)?;
        match exported(script, &reference.path)? {
            Export::Here(node) => match names_a_module(&node) {
                Some(next) => self
                    .follow_bounded(&script.path, &next, hops)
                    .or(Some(Located { script, node })),
                None => Some(Located { script, node }),
            },
            Export::From(next) => self.follow_bounded(&script.path, &next, hops),
        }
    }

    /// The definition behind an expression: the value of a constant, a function, a class, a parameter or what it is itself.
    #[must_use]
    pub fn definition<'s>(&'s self, script: &'s Script, node: &Node<'s>) -> Option<Located<'s>> {
        self.definition_bounded(script, node, 6)
    }

    fn definition_bounded<'s>(
        &'s self,
        script: &'s Script,
        node: &Node<'s>,
        hops: usize,
    ) -> Option<Located<'s>> {
        let hops = hops.checked_sub(1)?;
        let node = bare(node);
        let here = |node: Node<'s>| Some(Located { script, node });
        if let Some(reference) = reference(&node).filter(Reference::is_relative) {
            let found = self.follow(script, &reference)?;
            return self.definition_bounded(found.script, &found.node, hops);
        }
        if !matches!(
            &*node.kind(),
            "identifier" | "shorthand_property_identifier"
        ) {
            return here(node);
        }
        match declared(&node.text(), &node)? {
            Declared::Value { value, path, .. } if path.is_empty() => {
                self.definition_bounded(script, &value, hops)
            }
            Declared::Function(node) | Declared::Class(node) | Declared::Parameter(node) => {
                here(node)
            }
            _ => None,
        }
    }
}

/// A re-exported name that is itself another module's value.
fn names_a_module(node: &Node<'_>) -> Option<Reference> {
    reference(node).filter(Reference::is_relative)
}
