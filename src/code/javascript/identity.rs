//! Which thing of the repository an expression is, followed through names, members and local modules. Two expressions that are
//! the same symbol are the same object, in whichever files they stand.

use std::ptr;

use crate::code::Survey;
use crate::code::javascript::bindings::{bound_in, bound_name};
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::functions::{FUNCTIONS, class_around};
use crate::code::javascript::names::{declared, reference};
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Reference, Script, bare, callee, is_function, property};

impl Survey<'_> {
    /// The symbol of an expression in `script`, or of a declared name. What a local function returns is what it made, so an
    /// app made by a factory is the same app where the factory is called.
    #[must_use]
    pub fn symbol(&self, script: &Script, node: &Node<'_>) -> Option<Symbol> {
        let find = || self.symbol_bounded(script, node, FUNCTIONS);
        // the id of a node is one as long as its script is kept
        let is_kept = self
            .script(&script.path)
            .is_some_and(|kept| ptr::eq(kept, script));
        if !is_kept {
            return find();
        }
        match self.symbols.get(&node.node_id()) {
            Some(known) => known.clone(),
            None => self
                .symbols
                .insert(node.node_id(), Box::new(find()))
                .clone(),
        }
    }

    fn symbol_bounded(&self, script: &Script, node: &Node<'_>, hops: usize) -> Option<Symbol> {
        let node = bare(node);
        match &*node.kind() {
            "identifier" | "shorthand_property_identifier" => self.named(script, &node, hops),
            "member_expression" => self.member(script, &node, hops),
            "call_expression" => self.returned(script, &node, &[], hops),
            // what a function makes and gives back has no other name
            "new_expression" if hops < FUNCTIONS => Some(Symbol {
                path: script.path.clone(),
                at: node.range().start,
                member: Vec::new(),
            }),
            _ => None,
        }
    }

    fn named(&self, script: &Script, node: &Node<'_>, hops: usize) -> Option<Symbol> {
        let symbol = |at: usize| Symbol {
            path: script.path.clone(),
            at,
            member: Vec::new(),
        };
        match declared(&node.text(), node)? {
            Declared::Import(reference) => self.referred(script, &reference),
            Declared::Value { name, value, path } => {
                if let Some(reference) =
                    reference(node).filter(|reference| self.is_local(script, reference))
                {
                    return self.referred(script, &reference);
                }
                self.returned(script, &value, &path, hops)
                    .or_else(|| Some(symbol(name.range().start)))
            }
            Declared::Uninitialised(node) | Declared::Function(node) | Declared::Class(node) => {
                Some(symbol(node.range().start))
            }
            Declared::Parameter(parameter) => {
                let bound = bound_in(&parameter, Some(&node.text())).unwrap_or(parameter);
                Some(symbol(bound.range().start))
            }
        }
    }

    /// What a call of a local function gives: the symbol that it returns, or the member `path` of an object that it returns.
    fn returned(
        &self,
        script: &Script,
        call: &Node<'_>,
        path: &[String],
        hops: usize,
    ) -> Option<Symbol> {
        let hops = hops.checked_sub(1)?;
        let callee = callee(call)?;
        let home = self.script(&script.path)?;
        let callee = home.node(&callee.kind(), &callee.range())?;
        let function = self
            .definition(home, &callee)
            .filter(|found| is_function(&found.node))?;
        let value = result(&function.node)?;
        let value = path
            .iter()
            .try_fold(value, |value, name| property(&bare(&value), name))?;
        self.symbol_bounded(function.script, &value, hops)
    }

    fn member(&self, script: &Script, node: &Node<'_>, hops: usize) -> Option<Symbol> {
        let object = bare(&node.field("object")?);
        let name = node.field("property")?.text().into_owned();
        if object.kind() == "this" {
            let class = class_around(node)?;
            return Some(Symbol {
                path: script.path.clone(),
                at: class.range().start,
                member: vec![name],
            });
        }
        if let Some(reference) =
            reference(node).filter(|reference| self.is_local(script, reference))
        {
            return self.referred(script, &reference);
        }
        let mut symbol = self
            .instance(script, &object)
            .or_else(|| self.symbol_bounded(script, &object, hops))?;
        symbol.member.push(name);
        Some(symbol)
    }

    /// The class behind `new Server()`, or behind `server` in `const server = new Server()`, for one of the repository.
    fn instance(&self, script: &Script, object: &Node<'_>) -> Option<Symbol> {
        let class = if object.kind() == "new_expression" {
            object.field("constructor")?
        } else {
            let Declared::Value { value, path, .. } = declared(&object.text(), object)? else {
                return None;
            };
            value
                .field("constructor")
                .filter(|_| value.kind() == "new_expression" && path.is_empty())?
        };
        let home = self.script(&script.path)?;
        let class = home.node(&class.kind(), &class.range())?;
        let found = self
            .definition(home, &class)
            .filter(|found| found.node.kind() == "class_declaration")?;
        Some(Symbol {
            path: found.script.path.clone(),
            at: found.node.range().start,
            member: Vec::new(),
        })
    }

    fn referred(&self, script: &Script, reference: &Reference) -> Option<Symbol> {
        let found = self.follow(script, reference)?;
        let start = Symbol {
            path: found.script.path.clone(),
            at: found.node.range().start,
            member: Vec::new(),
        };
        let named = || bound_name(&found.node).filter(|name| name.kind() == "identifier");
        let symbol = self.symbol(found.script, &found.node);
        symbol
            .or_else(|| self.symbol(found.script, &named()?))
            .or(Some(start))
    }
}

/// The expression that a function gives back: its body, or that of its own `return`.
fn result<'a>(function: &Node<'a>) -> Option<Node<'a>> {
    let body = function.field("body")?;
    if body.kind() != "statement_block" {
        return Some(body);
    }
    let own = |n: &Node<'a>| {
        n.ancestors()
            .find(is_function)
            .is_some_and(|around| around.node_id() == function.node_id())
    };
    body.dfs()
        .filter(|n| n.kind() == "return_statement" && own(n))
        .last()?
        .named_children()
        .next()
}
