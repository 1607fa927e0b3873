//! What stands behind an expression: the value, function or class that it names, followed through names and local modules.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::exports::{Export, exported, unfrozen};
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::{self, declared, reference};
use crate::code::located::Located;
use crate::edit::script::{Node, Reference, Script, bare};

/// How many names and imports an expression is followed through. Three are usual: a name here, the import, a name there.
const HOPS: usize = 6;

/// How many modules may pass a value on: the index of a folder, that of the folder around it, and room for more.
const MODULES: usize = 5;

impl Survey<'_> {
    /// Whether a reference leads to a file of the repository.
    #[must_use]
    pub fn is_local(&self, script: &Script, reference: &Reference) -> bool {
        reference.is_relative() || resolve(self.overlay, &script.path, &reference.module).is_some()
    }

    /// The exported expression or declaration that a reference to a local module stands for.
    #[must_use]
    pub fn follow(&self, script: &Script, reference: &Reference) -> Option<Located<'_>> {
        self.follow_bounded(&script.path, reference, MODULES)
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
            Export::Here(node) => {
                match names::reference(&node).filter(|next| self.is_local(script, next)) {
                    Some(next) => self
                        .follow_bounded(&script.path, &next, hops)
                        .or(Some(Located { script, node })),
                    None => Some(Located { script, node }),
                }
            }
            Export::From(next) => self.follow_bounded(&script.path, &next, hops),
        }
    }

    /// The definition behind an expression: the value of a constant, a function, a class, a parameter or what it is itself.
    #[must_use]
    pub fn definition<'s>(&'s self, script: &'s Script, node: &Node<'s>) -> Option<Located<'s>> {
        self.definition_bounded(script, node, HOPS)
    }

    fn definition_bounded<'s>(
        &'s self,
        script: &'s Script,
        node: &Node<'s>,
        hops: usize,
    ) -> Option<Located<'s>> {
        let hops = hops.checked_sub(1)?;
        let node = unfrozen(&bare(node));
        let here = |node: Node<'s>| Some(Located { script, node });
        if let Some(reference) =
            reference(&node).filter(|reference| self.is_local(script, reference))
        {
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
