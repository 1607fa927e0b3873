//! From an expression to its definition, across files.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::modules::locate;
use crate::code::python::names::{
    Bound, bound, bound_in, dotted, imported_module, imports_all, join, values_of,
};
use crate::code::python::syntax::{bare, callee, returned};
use crate::edit::script::{Node, Script};

/// How many names, imports and members are followed. Packages pass a name on through an `__init__` or two; the rest is room, and
/// names that are defined by each other come to an end.
const HOPS: usize = 8;

/// The definition behind an expression: the value of a name, a function, a class, a parameter, a module (its root), or what
/// it is itself.
pub(crate) fn definition<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<Located<'s>> {
    bounded(survey, script, node, HOPS)
}

/// The same, where it is a function.
pub(crate) fn function_behind<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<Located<'s>> {
    definition(survey, script, node).filter(|found| found.node.kind() == "function_definition")
}

/// The same, where it is a class.
pub(crate) fn class_behind<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<Located<'s>> {
    definition(survey, script, node).filter(|found| found.node.kind() == "class_definition")
}

/// The dotted name of what is called to make what an expression is.
pub(crate) fn maker<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<String> {
    let made = definition(survey, script, node)?;
    dotted(&callee(&made.node)?)
}

/// All definitions that an expression may have, as far as several values are assigned to its name.
pub(crate) fn all_definitions<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Vec<Located<'s>> {
    let node = bare(node);
    let name = Some(&node).filter(|node| node.kind() == "identifier");
    match name.and_then(|name| bound(&name.text(), name)) {
        Some(Bound::Value(_)) => values_of(script, &node.text(), &node)
            .iter()
            .filter_map(|value| definition(survey, script, value))
            .collect(),
        Some(Bound::Loop(list)) => {
            let list = definition(survey, script, &list)
                .filter(|found| matches!(&*found.node.kind(), "list" | "tuple"));
            let items = |list: Located<'s>| -> Vec<Located<'s>> {
                let items = list.node.named_children();
                items
                    .filter_map(|item| definition(survey, list.script, &item))
                    .collect()
            };
            list.map(items).unwrap_or_default()
        }
        _ => definition(survey, script, &node).into_iter().collect(),
    }
}

/// What a dotted name means in `script`, where it leads to a file of the repository.
pub(crate) fn follow<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    dotted: &str,
) -> Option<Located<'s>> {
    follow_bounded(survey, script, dotted, HOPS)
}

/// A name of a module, or an attribute of a class or of an object that a class or function makes.
pub(crate) fn member<'s>(
    survey: &'s Survey<'s>,
    object: &Located<'s>,
    name: &str,
) -> Option<Located<'s>> {
    member_bounded(survey, object, name, HOPS)
}

fn bounded<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
    hops: usize,
) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    let node = bare(node);
    match &*node.kind() {
        "identifier" => match bound(&node.text(), &node) {
            Some(Bound::Value(value)) => bounded(survey, script, &value, hops),
            Some(Bound::Import(dotted)) => follow_bounded(survey, script, &dotted, hops),
            Some(Bound::Definition(node) | Bound::Parameter(node)) => {
                Some(Located { script, node })
            }
            Some(Bound::Loop(_)) => None,
            None => from_all(survey, script, &node.text(), hops),
        },
        "attribute" => {
            if let Some(found) =
                dotted(&node).and_then(|dotted| follow_bounded(survey, script, &dotted, hops))
            {
                return Some(found);
            }
            let object = bounded(survey, script, &node.field("object")?, hops)?;
            member_bounded(survey, &object, &node.field("attribute")?.text(), hops)
        }
        _ => Some(Located { script, node }),
    }
}

/// What `from … import *` brings.
fn from_all<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    name: &str,
    hops: usize,
) -> Option<Located<'s>> {
    let root = script.root();
    root.children()
        .filter(imports_all)
        .filter_map(|statement| imported_module(&statement))
        .find_map(|module| follow_bounded(survey, script, &join(&module, name), hops))
}

fn follow_bounded<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    dotted: &str,
    hops: usize,
) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    let module = locate(survey.overlay, &script.path, dotted)?;
    let home = survey.script(&module.path)?;
    let mut found = Located {
        script: home,
        node: home.root(),
    };
    for name in &module.rest {
        found = member_bounded(survey, &found, name, hops)?;
    }
    Some(found)
}

fn member_bounded<'s>(
    survey: &'s Survey<'s>,
    object: &Located<'s>,
    name: &str,
    hops: usize,
) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    match &*object.node.kind() {
        "module" => of_module(survey, object, name, hops),
        "class_definition" => of_class(survey, object, name, hops),
        "call" => {
            let made = bounded(survey, object.script, &callee(&object.node)?, hops)?;
            match &*made.node.kind() {
                "class_definition" => member_bounded(survey, &made, name, hops),
                "function_definition" => {
                    let value = returned(&made.node).into_iter().next()?;
                    let value = bounded(survey, made.script, &value, hops)?;
                    member_bounded(survey, &value, name, hops)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn of_module<'s>(
    survey: &'s Survey<'s>,
    module: &Located<'s>,
    name: &str,
    hops: usize,
) -> Option<Located<'s>> {
    let script = module.script;
    match bound_in(&module.node, name) {
        Some(Bound::Value(value)) => bounded(survey, script, &value, hops),
        Some(Bound::Import(dotted)) => follow_bounded(survey, script, &dotted, hops),
        Some(Bound::Definition(node)) => Some(module.at(node)),
        Some(Bound::Parameter(_) | Bound::Loop(_)) => None,
        None => from_all(survey, script, name, hops),
    }
}

/// An attribute of a class: in its body, of `self` in its methods, or of a class that it derives from.
fn of_class<'s>(
    survey: &'s Survey<'s>,
    class: &Located<'s>,
    name: &str,
    hops: usize,
) -> Option<Located<'s>> {
    let body = class.node.field("body")?;
    match bound_in(&body, name) {
        Some(Bound::Value(node) | Bound::Definition(node)) => return Some(class.at(node)),
        Some(_) => return None,
        None => {}
    }
    if let Some(value) = assigned_to_self(&body, name) {
        return Some(class.at(value));
    }
    let bases = class.node.field("superclasses")?;
    bases.named_children().find_map(|base| {
        let base = bounded(survey, class.script, &base, hops)?;
        member_bounded(survey, &base, name, hops)
    })
}

/// The value of `self.name = …` in the methods of a class.
fn assigned_to_self<'a>(body: &Node<'a>, name: &str) -> Option<Node<'a>> {
    let wanted = format!("self.{name}");
    body.dfs()
        .filter(|n| n.kind() == "assignment")
        .find(|n| n.field("left").is_some_and(|left| left.text() == wanted))
        .and_then(|n| n.field("right"))
}
