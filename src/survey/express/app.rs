//! Where the app of a service is made, which block registers its routes, and whether it is the one that serves.
//! An `express()` that never listens is a sub-application or a test double, and makes no service.

use rayon::prelude::*;

use crate::code::Survey;
use crate::code::javascript::bindings::bound_name;
use crate::code::javascript::handover::handover;
use crate::code::javascript::names::package_calls;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script};
use crate::survey::express::block::block_of;
use crate::survey::fact::Fact;
use crate::survey::node::app::App;
use crate::survey::node::reach::reached_from;
use crate::survey::node::server_calls::listened;
use crate::tree::Literal;

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
    fn listens(&self, survey: &Survey<'_>, listening: &[Symbol]) -> bool {
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

/// The app among `files` that listens.
pub(crate) fn find<'s>(
    survey: &'s Survey<'_>,
    files: &[String],
    entry: Option<&str>,
) -> Fact<App<'s>> {
    let candidates = candidates(survey, files);
    let Some(served) = served(survey, files, candidates, entry) else {
        return broken_entry(survey, entry);
    };
    if served.len() > 1 {
        let places: Vec<String> = served.iter().map(place).collect();
        let places = places.join(", ");
        return Fact::Unknown(format!(
            "more than one app listens: {places}; fixup cannot tell which one serves"
        ));
    }
    let only = served
        .into_iter()
        .next()
        .expect("an app that serves was found");
    block_of(survey, only)
}

fn place(candidate: &Candidate<'_>) -> String {
    format!(
        "`{}:{}`",
        candidate.script.path,
        candidate.script.line(candidate.call.range().start)
    )
}

/// A file that starts the service and does not parse hides its app: that is not known, rather than absent.
fn broken_entry<'s>(survey: &'s Survey<'_>, entry: Option<&str>) -> Fact<App<'s>> {
    let Some(entry) = entry else {
        return Fact::Absent;
    };
    let error = survey
        .script(entry)
        .and_then(|script| script.syntax_error(&script.root()));
    let reason = survey.unreadable(entry).or(error);
    reason
        .filter(|_| survey.overlay.has_literal(entry, Literal::Express))
        .map_or(Fact::Absent, Fact::Unknown)
}

fn candidates<'s>(survey: &'s Survey<'_>, files: &[String]) -> Vec<Candidate<'s>> {
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
    package_calls(script, "express").filter_map(bind).collect()
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
    let class = field
        .ancestors()
        .find(|n| matches!(&*n.kind(), "class_declaration" | "class"))?;
    let symbol = Symbol {
        path: script.path.clone(),
        at: class.range().start,
        member: vec![name.clone()],
    };
    Some((format!("this.{name}"), symbol))
}

/// The candidates that listen; where none does and the entry starts what another file makes, those that it loads.
fn served<'s>(
    survey: &'s Survey<'_>,
    files: &[String],
    candidates: Vec<Candidate<'s>>,
    entry: Option<&str>,
) -> Option<Vec<Candidate<'s>>> {
    let listening: Vec<Symbol> = files
        .iter()
        .filter(|path| survey.overlay.has_literal(path, Literal::Listen))
        .filter_map(|path| survey.script(path))
        .flat_map(|script| listened(survey, script))
        .collect();
    let mut served: Vec<Candidate<'s>> = candidates
        .into_iter()
        .filter(|c| c.listens(survey, &listening))
        .collect();
    if served.len() > 1
        && let Some(entry) = entry
    {
        let reached = reached_from(survey, entry);
        let reachable = |c: &Candidate<'_>| reached.contains(&c.script.path);
        if served.iter().any(reachable) {
            served.retain(reachable);
        }
    }
    (!served.is_empty()).then_some(served)
}
