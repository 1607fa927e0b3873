//! The app handed to a helper: as an argument (`mountRoutes(app)`) or in an object (`load({ expressApp: app })`), and the
//! parameter that stands for it inside.

use crate::code::javascript::bindings::{bound_in, bound_to_key};
use crate::code::javascript::symbols::Symbol;
use crate::code::located::Located;
use crate::edit::script::{Node, arguments, bare, is_function, parameters, string_value};

/// How a call hands something on.
pub(crate) struct Handover {
    /// The position of the argument.
    position: usize,
    /// The key, where the argument is an object that holds it.
    key: Option<String>,
}

/// How `call` hands on what `is_it` recognises.
pub(crate) fn handover<'a>(call: &Node<'a>, is_it: &dyn Fn(&Node<'a>) -> bool) -> Option<Handover> {
    arguments(call)
        .iter()
        .enumerate()
        .find_map(|(position, argument)| {
            if is_it(argument) {
                return Some(Handover {
                    position,
                    key: None,
                });
            }
            let key = key_of(&bare(argument), is_it)?;
            Some(Handover {
                position,
                key: Some(key),
            })
        })
}

/// The key under which an object literal holds it.
fn key_of<'a>(object: &Node<'a>, is_it: &dyn Fn(&Node<'a>) -> bool) -> Option<String> {
    object
        .named_children()
        .filter(|_| object.kind() == "object")
        .find_map(|member| match &*member.kind() {
            "pair" if is_it(&member.field("value")?) => {
                let key = member.field("key")?;
                Some(string_value(&key).unwrap_or_else(|| key.text().into_owned()))
            }
            "shorthand_property_identifier" if is_it(&member) => Some(member.text().into_owned()),
            _ => None,
        })
}

impl Handover {
    /// What stands for it inside `function`: the name that the parameter binds, and its symbol.
    pub(crate) fn inside(&self, function: &Located<'_>) -> Option<(String, Symbol)> {
        let parameter = parameters(&function.node)
            .get(self.position)
            .cloned()
            .filter(|_| is_function(&function.node))?;
        let symbol = |at: usize, member: Vec<String>| Symbol {
            path: function.script.path.clone(),
            at,
            member,
        };
        let Some(key) = &self.key else {
            let name = bound_in(&parameter, None)?;
            return Some((
                name.text().into_owned(),
                symbol(name.range().start, Vec::new()),
            ));
        };
        if let Some(name) = bound_to_key(&parameter, key) {
            return Some((
                name.text().into_owned(),
                symbol(name.range().start, Vec::new()),
            ));
        }
        let name = bound_in(&parameter, None)?;
        let expression = format!("{}.{key}", name.text());
        Some((expression, symbol(name.range().start, vec![key.clone()])))
    }
}
