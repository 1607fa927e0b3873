//! The values of which a name holds one, as it is assigned to in branches: what is missing in one says nothing of the others.

use crate::code::located::Located;
use crate::code::python::names::{bound_in, module_values};
use crate::code::python::syntax::{bare, class_around, function_around, own, statements};
use crate::edit::script::Node;
use crate::survey::python::variables::around::around;
use crate::survey::variables::around::Told;

/// What no condition names.
const NOTHING: &str = "\0";

/// All values of the name that `value` is assigned to, as far as production comes by them; what is made of the value itself, and
/// `None` as long as it has none, are no others. The value alone where nothing holds it.
pub(super) fn values_beside<'s>(value: &Located<'s>) -> Vec<Located<'s>> {
    let alone = || vec![value.clone()];
    let statement = value.node.parent().filter(|n| n.kind() == "assignment");
    let Some(target) = statement.and_then(|n| n.field("left")) else {
        return alone();
    };
    let all = match &*target.kind() {
        "identifier" => values_of_name(value, &target),
        "attribute" => values_of_attribute(&target),
        _ => return alone(),
    };
    let name = target.text();
    let counts = |other: &Node<'s>| {
        let is_it =
            |n: &Node<'s>| matches!(&*n.kind(), "identifier" | "attribute") && n.text() == name;
        let speaks_of_itself = || other.dfs().any(|n| is_it(&n));
        other.range() == value.node.range()
            || !is_nothing(other)
                && !speaks_of_itself()
                && !around(other, NOTHING).tells(Told::Unneeded)
    };
    let mut found: Vec<Node<'s>> = all.into_iter().filter(counts).collect();
    if found.len() > 1 {
        found.retain(|it| !is_nothing(it));
    }
    found.into_iter().map(|node| value.at(node)).collect()
}

fn values_of_name<'s>(value: &Located<'s>, target: &Node<'s>) -> Vec<Node<'s>> {
    let name = target.text();
    let assigned = |nodes: Vec<Node<'s>>| {
        let nodes = nodes.into_iter().filter(|n| n.kind() == "assignment");
        let is_it = |n: &Node<'s>| n.field("left").is_some_and(|left| left.text() == name);
        nodes
            .filter(is_it)
            .filter_map(|n| n.field("right"))
            .collect()
    };
    let class = class_around(target);
    let function = function_around(target).filter(|function| {
        class
            .as_ref()
            .is_none_or(|class| class.range().start < function.range().start)
    });
    match (function, class) {
        (Some(function), _) => {
            let body = function.field("body");
            let body = body.filter(|body| bound_in(body, &name).is_some());
            body.map_or_else(
                || module_values(value.script, &name),
                |body| assigned(own(&body)),
            )
        }
        (None, Some(class)) => {
            let body = class.field("body");
            assigned(body.iter().flat_map(own).collect())
        }
        (None, None) => module_values(value.script, &name),
    }
}

fn values_of_attribute<'s>(target: &Node<'s>) -> Vec<Node<'s>> {
    let text = target.text();
    let body = class_around(target).and_then(|class| class.field("body"));
    let methods = body.iter().flat_map(statements);
    let assigned = methods.flat_map(|method| {
        let nodes = method.dfs().filter(|n| n.kind() == "assignment");
        nodes.collect::<Vec<_>>()
    });
    let is_it = |n: &Node<'s>| n.field("left").is_some_and(|left| left.text() == text);
    assigned
        .filter(is_it)
        .filter_map(|n| n.field("right"))
        .collect()
}

/// `None`, or an empty text.
fn is_nothing(value: &Node<'_>) -> bool {
    match &*bare(value).kind() {
        "none" => true,
        "string" => value.text().trim_matches(['"', '\'']).is_empty(),
        _ => false,
    }
}

/// Those of some values that may count at `place`: what is assigned below it in the same function does not yet.
pub(super) fn before<'s>(values: Vec<Located<'s>>, place: &Located<'s>) -> Vec<Located<'s>> {
    let scope = |n: &Node<'s>| function_around(n).map(|it| it.range());
    let own = scope(&place.node);
    let is_below = |it: &Located<'s>| {
        it.script.path == place.script.path
            && it.node.range().start > place.node.range().start
            && scope(&it.node) == own
    };
    values.into_iter().filter(|it| !is_below(it)).collect()
}

/// The conditions that decide which of some values counts.
pub(super) fn conditions_of<'s>(value: &Node<'s>) -> Vec<Node<'s>> {
    let around = value.ancestors();
    let around = around.take_while(|n| !matches!(&*n.kind(), "function_definition" | "lambda"));
    let condition = |n: Node<'s>| match &*n.kind() {
        "if_statement" | "elif_clause" => n.field("condition"),
        "conditional_expression" => n.named_children().nth(1),
        _ => None,
    };
    around.filter_map(condition).collect()
}
