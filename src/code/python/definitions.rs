//! From an expression to its definition, across files.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::modules::locate;
use crate::code::python::names::{
    Bound, bound, bound_in, calls, dotted, imported_module, imports_all, join, values_of,
};
use crate::code::python::syntax::{bare, callee, positional, returned};
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
    Search::of(survey).definition(script, node)
}

/// Whether a statement is one of the module itself, in no block.
fn is_of_module(statement: &Node<'_>) -> bool {
    let around = statement.parent();
    around.is_some_and(|around| around.parent().is_none())
}

/// Whether a definition is a function.
pub(crate) fn is_function_definition(found: &Located<'_>) -> bool {
    found.node.kind() == "function_definition"
}

/// Whether a definition is a class.
pub(crate) fn is_class(found: &Located<'_>) -> bool {
    found.node.kind() == "class_definition"
}

/// The dotted name of what is called to make what an expression is.
pub(crate) fn maker<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<String> {
    definition(survey, script, node).and_then(|made| dotted(&callee(&made.node)?))
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
    Search::of(survey).follow(script, dotted)
}

/// A name of a module, or an attribute of a class or of an object that a class or function makes.
pub(crate) fn member<'s>(
    survey: &'s Survey<'s>,
    object: &Located<'s>,
    name: &str,
) -> Option<Located<'s>> {
    Search::of(survey).member(object, name)
}

/// A search for a definition, with the hops that it may still make.
#[derive(Clone, Copy)]
struct Search<'s> {
    survey: &'s Survey<'s>,
    hops: usize,
}

impl<'s> Search<'s> {
    fn of(survey: &'s Survey<'s>) -> Self {
        Self { survey, hops: HOPS }
    }

    fn further(self) -> Option<Self> {
        let hops = self.hops.checked_sub(1)?;
        Some(Self { hops, ..self })
    }

    fn definition(self, script: &'s Script, node: &Node<'s>) -> Option<Located<'s>> {
        let further = self.further()?;
        let node = bare(node);
        match &*node.kind() {
            "identifier" => match bound(&node.text(), &node) {
                Some(Bound::Value(value)) => further.definition(script, &value),
                Some(Bound::Import(dotted)) => further.follow(script, &dotted),
                Some(Bound::Definition(node) | Bound::Parameter(node)) => {
                    Some(Located { script, node })
                }
                Some(Bound::Loop(_)) => None,
                None => further.starred(script, &node.text()),
            },
            "attribute" => {
                let dotted = dotted(&node);
                if let Some(found) = dotted.and_then(|dotted| further.follow(script, &dotted)) {
                    return Some(found);
                }
                let object = further.definition(script, &node.field("object")?)?;
                further.member(&object, &node.field("attribute")?.text())
            }
            // its second argument, whatever the first says of it
            "call" if calls(&node, &["typing.cast"]) => {
                let value = positional(&node).into_iter().nth(1)?;
                further.definition(script, &value)
            }
            _ => Some(Located { script, node }),
        }
    }

    /// What `from … import *` brings.
    fn starred(self, script: &'s Script, name: &str) -> Option<Located<'s>> {
        let is_one = |node: &Node<'_>| imports_all(node) && is_of_module(node);
        script
            .found_by("from … import *", is_one)
            .filter_map(|statement| imported_module(&statement))
            .find_map(|module| self.follow(script, &join(&module, name)))
    }

    fn follow(self, script: &'s Script, dotted: &str) -> Option<Located<'s>> {
        let further = self.further()?;
        let module = locate(self.survey.overlay, &script.path, dotted)?;
        let home = self.survey.script(&module.path)?;
        let mut found = Located {
            script: home,
            node: home.root(),
        };
        for name in &module.rest {
            found = further.member(&found, name)?;
        }
        Some(found)
    }

    fn member(self, object: &Located<'s>, name: &str) -> Option<Located<'s>> {
        let further = self.further()?;
        match &*object.node.kind() {
            "module" => further.of_module(object, name),
            "class_definition" => further.of_class(object, name),
            "call" => {
                let made = further.definition(object.script, &callee(&object.node)?)?;
                match &*made.node.kind() {
                    "class_definition" => further.member(&made, name),
                    "function_definition" => {
                        let value = returned(&made.node).into_iter().next();
                        let value = value.and_then(|it| further.definition(made.script, &it));
                        let found = value.and_then(|value| further.member(&value, name));
                        found.or_else(|| {
                            let kind = annotated(&made.node)?;
                            let class = further.definition(made.script, &kind);
                            further.member(&class.filter(is_class)?, name)
                        })
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn of_module(self, module: &Located<'s>, name: &str) -> Option<Located<'s>> {
        let script = module.script;
        match bound_in(&module.node, name) {
            Some(Bound::Value(value)) => self.definition(script, &value),
            Some(Bound::Import(dotted)) => self.follow(script, &dotted),
            Some(Bound::Definition(node)) => Some(module.at(node)),
            Some(Bound::Parameter(_) | Bound::Loop(_)) => None,
            None => self.starred(script, name),
        }
    }

    /// An attribute of a class: in its body, of `self` in its methods, or of a class that it derives from.
    fn of_class(self, class: &Located<'s>, name: &str) -> Option<Located<'s>> {
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
            let base = self.definition(class.script, &base)?;
            self.member(&base, name)
        })
    }
}

/// The class that a function says it gives back.
fn annotated<'a>(function: &Node<'a>) -> Option<Node<'a>> {
    let kind = function.field("return_type")?.named_children().next()?;
    matches!(&*kind.kind(), "identifier" | "attribute").then_some(kind)
}

/// The value of `self.name = …` in the methods of a class.
fn assigned_to_self<'a>(body: &Node<'a>, name: &str) -> Option<Node<'a>> {
    let wanted = format!("self.{name}");
    body.dfs()
        .filter(|n| n.kind() == "assignment")
        .find(|n| n.field("left").is_some_and(|left| left.text() == wanted))
        .and_then(|n| n.field("right"))
}
