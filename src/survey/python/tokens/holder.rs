//! What an object is that a secret is taken from: a module, or the class of settings behind `settings`, `get_settings()`,
//! `self` or a parameter with a type.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{class_behind, definition, member};
use crate::code::python::modules::locate;
use crate::code::python::names::{Bound, bound, bound_in};
use crate::code::python::syntax::{bare, callee, class_around, keyword, returned, spread};
use crate::edit::script::Node;
use crate::survey::python::tokens::known::Secret;

/// The module or class that holds `name`.
///
/// # Errors
/// It cannot be told, or the value is handed in when the object is made.
pub(crate) fn holder<'s>(
    survey: &'s Survey<'_>,
    at: &Located<'s>,
    name: &str,
    hops: usize,
) -> Result<Located<'s>, Secret> {
    let hops = hops.checked_sub(1).ok_or(Secret::Unclear)?;
    let node = bare(&at.node);
    match &*node.kind() {
        "module" | "class_definition" => Ok(at.at(node)),
        "call" => made(survey, &at.at(node), name, hops),
        "identifier" if matches!(&*node.text(), "self" | "cls") => class_around(&node)
            .map(|class| at.at(class))
            .ok_or(Secret::Unclear),
        "identifier" => match bound(&node.text(), &node) {
            Some(Bound::Parameter(parameter)) => typed(survey, &at.at(parameter)),
            Some(Bound::Value(value)) => of_value(survey, &at.at(value), name, hops),
            Some(Bound::Definition(found)) => holder(survey, &at.at(found), name, hops),
            Some(Bound::Import(dotted)) => imported(survey, at, &dotted, name, hops),
            _ => Err(Secret::Unclear),
        },
        "attribute" => of_attribute(survey, &at.at(node), name, hops),
        _ => Err(Secret::Unclear),
    }
}

/// `self.settings`, `module.settings`.
fn of_attribute<'s>(
    survey: &'s Survey<'_>,
    at: &Located<'s>,
    name: &str,
    hops: usize,
) -> Result<Located<'s>, Secret> {
    let (object, attribute) = (at.node.field("object"), at.node.field("attribute"));
    let (object, attribute) = object.zip(attribute).ok_or(Secret::Unclear)?;
    let found = match holder(survey, &at.at(object), name, hops) {
        Ok(outer) => member(survey, &outer, &attribute.text()),
        Err(_) => definition(survey, at.script, &at.node),
    };
    match found {
        Some(value) if value.node.range() != at.node.range() => {
            of_value(survey, &value, name, hops)
        }
        _ => Err(Secret::Unclear),
    }
}

/// The object that an assignment names: by what it is made, else by the type that it is given.
fn of_value<'s>(
    survey: &'s Survey<'_>,
    value: &Located<'s>,
    name: &str,
    hops: usize,
) -> Result<Located<'s>, Secret> {
    match holder(survey, value, name, hops) {
        Err(Secret::Unclear) => {
            let assignment = value.node.parent().filter(|n| n.kind() == "assignment");
            typed(survey, &value.at(assignment.ok_or(Secret::Unclear)?))
        }
        found => found,
    }
}

fn imported<'s>(
    survey: &'s Survey<'_>,
    at: &Located<'s>,
    dotted: &str,
    name: &str,
    hops: usize,
) -> Result<Located<'s>, Secret> {
    let hops = hops.checked_sub(1).ok_or(Secret::Unclear)?;
    let found = locate(survey.overlay, &at.script.path, dotted).ok_or(Secret::Unclear)?;
    let script = survey.script(&found.path).ok_or(Secret::Unclear)?;
    let module = Located {
        script,
        node: script.root(),
    };
    let Some((last, path)) = found.rest.split_last() else {
        return Ok(module);
    };
    if !path.is_empty() {
        return Err(Secret::Unclear);
    }
    match bound_in(&module.node, last) {
        Some(Bound::Value(value)) => of_value(survey, &module.at(value), name, hops),
        Some(Bound::Definition(found)) => holder(survey, &module.at(found), name, hops),
        Some(Bound::Import(next)) => imported(survey, &module, &next, name, hops),
        _ => Err(Secret::Unclear),
    }
}

/// What a call makes: an object of a class, or what a function gives back.
fn made<'s>(
    survey: &'s Survey<'_>,
    call: &Located<'s>,
    name: &str,
    hops: usize,
) -> Result<Located<'s>, Secret> {
    let function = callee(&call.node).ok_or(Secret::Unclear)?;
    let found = definition(survey, call.script, &function).ok_or(Secret::Unclear)?;
    match &*found.node.kind() {
        "class_definition" => {
            let is_given = !spread(&call.node).is_empty() || keyword(&call.node, name).is_some();
            // what is handed in has no previous value that we know of
            if is_given {
                Err(Secret::Other)
            } else {
                Ok(found)
            }
        }
        "function_definition" => {
            let mut results = Vec::new();
            for value in returned(&found.node) {
                results.push(holder(survey, &found.at(value), name, hops));
            }
            let mut classes: Vec<Located<'s>> = Vec::new();
            for result in results {
                match result {
                    Ok(class) if classes.iter().any(|it| it.is(&class)) => {}
                    Ok(class) => classes.push(class),
                    Err(Secret::Unclear) => return typed(survey, &found),
                    Err(other) => return Err(other),
                }
            }
            match classes.pop() {
                Some(class) if classes.is_empty() => Ok(class),
                _ => typed(survey, &found),
            }
        }
        _ => Err(Secret::Unclear),
    }
}

/// The class of the repository that a type names: of a parameter, of an assignment, of what a function gives back.
fn typed<'s>(survey: &'s Survey<'_>, at: &Located<'s>) -> Result<Located<'s>, Secret> {
    let kind = at
        .node
        .field("type")
        .or_else(|| at.node.field("return_type"));
    let names: Vec<Node<'s>> = kind
        .iter()
        .flat_map(Node::dfs)
        .filter(|n| matches!(&*n.kind(), "identifier" | "attribute"))
        .collect();
    names
        .iter()
        .find_map(|name| class_behind(survey, at.script, name))
        .ok_or(Secret::Unclear)
}
