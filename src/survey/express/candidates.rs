//! Every `express()` of a service, and what it is bound to. One that never listens is a sub-application or a test double.

use rayon::prelude::*;

use crate::code::Survey;
use crate::code::javascript::bindings::bound_name;
use crate::code::javascript::functions::class_around;
use crate::code::javascript::handover::handover;
use crate::code::javascript::names::package_calls;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script};
use crate::tree::Literal;

/// The package that makes an app.
pub(crate) const PACKAGE: &str = "express";

/// An `express()` and what it is bound to.
pub(crate) struct Candidate<'s> {
    pub(crate) script: &'s Script,
    pub(crate) call: Node<'s>,
    /// The expression that it is known by.
    pub(crate) expression: String,
    pub(crate) symbol: Symbol,
}

impl Candidate<'_> {
    /// Whether it listens: by itself, or in a local function that it is handed to.
    pub(crate) fn listens(&self, survey: &Survey<'_>, listening: &[Symbol]) -> bool {
        if listening.contains(&self.symbol) {
            return true;
        }
        let is_app = |node: &Node<'_>| {
            node.text() == self.expression
                && survey.symbol(self.script, node).as_ref() == Some(&self.symbol)
        };
        let root = self.script.root();
        root.dfs()
            .filter(|n| n.kind() == "call_expression")
            .any(|call| {
                let handed = handover(&call, &is_app);
                let callee = call.field("function").filter(|_| handed.is_some());
                let function = callee.and_then(|callee| survey.definition(self.script, &callee));
                let inside = handed
                    .zip(function)
                    .and_then(|(handed, function)| handed.inside(&function));
                inside.is_some_and(|(_, symbol)| listening.contains(&symbol))
            })
    }
}

/// All of them among these files.
pub(crate) fn candidates<'s>(survey: &'s Survey<'_>, files: &[String]) -> Vec<Candidate<'s>> {
    let with_express: Vec<&Script> = files
        .par_iter()
        .filter(|path| survey.overlay.has_literal(path, Literal::Express))
        .filter_map(|path| survey.script(path))
        .collect();
    with_express
        .into_iter()
        .flat_map(|script| apps_in(survey, script))
        .collect()
}

fn apps_in<'s>(survey: &Survey<'_>, script: &'s Script) -> Vec<Candidate<'s>> {
    let bind = |call: Node<'s>| {
        if let Some((expression, symbol)) = class_field(script, &call) {
            return Some(Candidate {
                script,
                call,
                expression,
                symbol,
            });
        }
        let name = bound_name(&call)?;
        let symbol = survey.symbol(script, &name)?;
        Some(Candidate {
            script,
            call,
            expression: name.text().into_owned(),
            symbol,
        })
    };
    package_calls(script, PACKAGE).filter_map(bind).collect()
}

/// The field of a class that a value initialises: `this.app`, as methods know it.
fn class_field(script: &Script, value: &Node<'_>) -> Option<(String, Symbol)> {
    let field = value
        .parent()
        .filter(|n| matches!(&*n.kind(), "public_field_definition" | "field_definition"))?;
    let name = field
        .field("name")
        .or_else(|| field.field("property"))?
        .text()
        .into_owned();
    let class = class_around(&field)?;
    let symbol = Symbol {
        path: script.path.clone(),
        at: class.range().start,
        member: vec![name.clone()],
    };
    Some((format!("this.{name}"), symbol))
}
