//! Functions of the project's own that a value is handed to, and that have another one where it is missing.

use crate::code::javascript::bindings::bound_in;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::functions::call_given;
use crate::code::javascript::names::declared;
use crate::edit::script::{Node, Script, arguments, is_function, parameters};
use crate::survey::node::variables::branches::fails;
use crate::survey::node::variables::forms::{CHOICE, is_asked_for, outermost};
use crate::survey::node::variables::program::Program;

impl<'s> Program<'s> {
    /// Whether a value is handed to a function that does without it.
    pub(super) fn has_default(&self, script: &'s Script, value: &Node<'s>) -> bool {
        let Some(call) = call_given(value) else {
            return false;
        };
        let given = arguments(&call);
        let at = given.iter().position(|it| it.node_id() == value.node_id());
        let callee = call.field("function");
        let function = callee.and_then(|callee| self.survey.definition(script, &callee));
        let Some((at, function)) = at.zip(function).filter(|(_, it)| is_function(&it.node)) else {
            return false;
        };
        let Some(parameter) = parameters(&function.node).into_iter().nth(at) else {
            return false;
        };
        let has_value =
            parameter.kind() == "assignment_pattern" || parameter.field("value").is_some();
        has_value
            || bound_in(&parameter, None).is_some_and(|name| is_optional(&function.node, &name))
    }
}

/// Whether a function asks for a parameter, and does not fail without.
fn is_optional(function: &Node<'_>, parameter: &Node<'_>) -> bool {
    let Some(body) = function.field("body") else {
        return false;
    };
    let is_it = |n: &Node<'_>| {
        n.kind() == "identifier"
            && n.text() == parameter.text()
            && matches!(declared(&n.text(), n), Some(Declared::Parameter(_)))
    };
    let uses: Vec<Node<'_>> = body.dfs().filter(is_it).collect();
    let is_asked = |it: &Node<'_>| {
        let it = outermost(it);
        let choice = CHOICE.around(&it);
        let first = CHOICE.operands(&choice).into_iter().next();
        is_asked_for(&it)
            || choice.node_id() != it.node_id()
                && first.is_some_and(|it_is| it_is.range() == it.range())
    };
    let ends = body.dfs().any(|n| fails(&n));
    uses.iter().any(is_asked) && !ends
}
