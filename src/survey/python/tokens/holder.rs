//! What an object is that a secret is taken from: a module, or the class of settings behind `settings`, `get_settings()`,
//! `self` or a parameter with a type.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{definition, is_class, member};
use crate::code::python::modules::locate;
use crate::code::python::names::{Bound, bound, bound_in};
use crate::code::python::syntax::{bare, callee, class_around, keyword, returned, spread};
use crate::edit::script::Node;
use crate::survey::python::tokens::known::Secret;

/// The module or class that holds something; else what can be told of it without that.
type Found<'s> = Result<Located<'s>, Secret>;

/// A secret that something is asked for.
pub(crate) struct Wanted<'a, 's> {
    pub(crate) survey: &'s Survey<'s>,
    /// What it is called there.
    pub(crate) name: &'a str,
}

impl<'s> Wanted<'_, 's> {
    /// The module or class behind an object that holds it.
    ///
    /// # Errors
    /// It cannot be told, or the value is handed in when the object is made.
    pub(crate) fn holder(&self, object: &Located<'s>, hops: usize) -> Found<'s> {
        let hops = hops.checked_sub(1).ok_or(Secret::Unclear)?;
        let at = object.at(bare(&object.node));
        let node = &at.node;
        match &*node.kind() {
            "module" | "class_definition" => Ok(at),
            "call" => self.made(&at, hops),
            "identifier" if matches!(&*node.text(), "self" | "cls") => {
                let class = class_around(node).ok_or(Secret::Unclear)?;
                Ok(at.at(class))
            }
            "identifier" => match bound(&node.text(), node) {
                Some(Bound::Parameter(parameter)) => typed(self.survey, &at.at(parameter)),
                other => self.bound_to(&at, other, hops),
            },
            "attribute" => self.of_attribute(&at, hops),
            _ => Err(Secret::Unclear),
        }
    }

    /// What a name of a file is bound to.
    fn bound_to(&self, file: &Located<'s>, bound: Option<Bound<'s>>, hops: usize) -> Found<'s> {
        match bound {
            Some(Bound::Value(value)) => self.of_value(&file.at(value), hops),
            Some(Bound::Definition(found)) => self.holder(&file.at(found), hops),
            Some(Bound::Import(dotted)) => self.imported(file, &dotted, hops),
            _ => Err(Secret::Unclear),
        }
    }

    /// `self.settings`, `module.settings`.
    fn of_attribute(&self, at: &Located<'s>, hops: usize) -> Found<'s> {
        let (object, attribute) = (at.node.field("object"), at.node.field("attribute"));
        let (object, attribute) = object.zip(attribute).ok_or(Secret::Unclear)?;
        let found = match self.holder(&at.at(object), hops) {
            Ok(outer) => member(self.survey, &outer, &attribute.text()),
            Err(_) => definition(self.survey, at.script, &at.node),
        };
        match found {
            Some(value) if value.node.range() != at.node.range() => self.of_value(&value, hops),
            _ => Err(Secret::Unclear),
        }
    }

    /// The object that an assignment names: by what it is made, else by the type that it is given.
    fn of_value(&self, value: &Located<'s>, hops: usize) -> Found<'s> {
        match self.holder(value, hops) {
            Err(Secret::Unclear) => {
                let assignment = value.node.parent().filter(|n| n.kind() == "assignment");
                let assignment = assignment.ok_or(Secret::Unclear)?;
                typed(self.survey, &value.at(assignment))
            }
            found => found,
        }
    }

    fn imported(&self, at: &Located<'s>, dotted: &str, hops: usize) -> Found<'s> {
        let hops = hops.checked_sub(1).ok_or(Secret::Unclear)?;
        let found = locate(self.survey.overlay, &at.script.path, dotted).ok_or(Secret::Unclear)?;
        let script = self.survey.script(&found.path).ok_or(Secret::Unclear)?;
        let node = script.root();
        let module = Located { script, node };
        match &found.rest[..] {
            [] => Ok(module),
            [name] => self.bound_to(&module, bound_in(&module.node, name), hops),
            _ => Err(Secret::Unclear),
        }
    }

    /// What a call makes: an object of a class, or what a function gives back.
    fn made(&self, call: &Located<'s>, hops: usize) -> Found<'s> {
        let function = callee(&call.node).ok_or(Secret::Unclear)?;
        let found = definition(self.survey, call.script, &function).ok_or(Secret::Unclear)?;
        match &*found.node.kind() {
            "class_definition" => {
                let is_given =
                    !spread(&call.node).is_empty() || keyword(&call.node, self.name).is_some();
                // what is handed in has no previous value that we know of
                if is_given {
                    Err(Secret::Other)
                } else {
                    Ok(found)
                }
            }
            "function_definition" => self.given_back(&found, hops),
            _ => Err(Secret::Unclear),
        }
    }

    /// The one class whose objects a function gives back, else the one that it says it gives back.
    fn given_back(&self, function: &Located<'s>, hops: usize) -> Found<'s> {
        let mut classes: Vec<Located<'s>> = Vec::new();
        for value in returned(&function.node) {
            let class = match self.holder(&function.at(value), hops) {
                Err(Secret::Unclear) => return typed(self.survey, function),
                found => found?,
            };
            if !classes.iter().any(|known| known.is(&class)) {
                classes.push(class);
            }
        }
        match &classes[..] {
            [only] => Ok(only.clone()),
            _ => typed(self.survey, function),
        }
    }
}

/// The class of the repository that a type names: of a parameter, of an assignment, of what a function gives back.
fn typed<'s>(survey: &'s Survey<'s>, at: &Located<'s>) -> Found<'s> {
    let kind = at.node.field("type");
    let kind = kind.or_else(|| at.node.field("return_type"));
    let names: Vec<Node<'s>> = kind
        .iter()
        .flat_map(Node::dfs)
        .filter(|n| matches!(&*n.kind(), "identifier" | "attribute"))
        .collect();
    names
        .iter()
        .find_map(|name| definition(survey, at.script, name).filter(is_class))
        .ok_or(Secret::Unclear)
}
