//! A secret, followed from where it is used to the environment.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::modules::locate;
use crate::code::python::names::{Bound, bound, bound_in, values_of};
use crate::code::python::syntax::{bare, callee, positional};
use crate::edit::script::Node;
use crate::survey::fact::Site;
use crate::survey::python::tokens::calls::is_in_comprehension;
use crate::survey::python::tokens::code::{Read, alone, is_text};
use crate::survey::python::tokens::config::configured;
use crate::survey::python::tokens::fields;
use crate::survey::python::tokens::holder::Wanted;
use crate::survey::python::tokens::known::{Secret, previous_name, replaced};
use crate::survey::python::tokens::made::unless_read;

/// The most names and modules that a secret is followed through: `get_settings().jwt_secret` of another module takes a function, a
/// class, a field and its default, each behind a name.
const HOPS: usize = 8;

/// What an expression reads.
pub(crate) fn follow<'s>(survey: &'s Survey<'_>, at: &Located<'s>) -> Secret {
    bounded(survey, at, HOPS)
}

pub(crate) fn bounded<'s>(survey: &'s Survey<'_>, at: &Located<'s>, hops: usize) -> Secret {
    let Some(hops) = hops.checked_sub(1) else {
        return Secret::Unclear;
    };
    let node = bare(&at.node);
    let at = at.at(node.clone());
    if let Some(read) = Read::of(survey, &at) {
        return Secret::Known(read.known(survey, at.script));
    }
    match &*node.kind() {
        "string" | "concatenated_string" if is_text(&node) => {
            Secret::Literal(Site::at(at.script, &node))
        }
        // made up of several things, or chosen out of several
        "string" | "binary_operator" | "none" => Secret::Other,
        "list" | "tuple" | "set" | "dictionary" | "subscript" => several(&node),
        "boolean_operator" => chosen(survey, &at, hops),
        "call" => called(survey, &at, hops),
        "identifier" => named(survey, &at, hops),
        "attribute" => member(survey, &at, hops),
        _ => Secret::Unclear,
    }
}

/// `KEYS[kid]` is one of several; `settings["secret"]` is something that nobody knows.
fn several(node: &Node<'_>) -> Secret {
    let key = node.field("subscript");
    match key {
        Some(key) if matches!(&*key.kind(), "string" | "integer") => Secret::Unclear,
        _ => Secret::Several,
    }
}

/// `a or b`: what is read where `a` is not set.
fn chosen<'s>(survey: &'s Survey<'_>, at: &Located<'s>, hops: usize) -> Secret {
    let (left, right) = (at.node.field("left"), at.node.field("right"));
    let Some((left, right)) = left.zip(right) else {
        return Secret::Unclear;
    };
    if at.node.field("operator").is_none_or(|n| n.text() != "or") {
        return Secret::Unclear;
    }
    bounded(survey, &at.at(left.clone()), hops).map(|mut known| {
        if is_text(&right) && known.fallbacks.is_empty() {
            let read = left.text();
            let fallback = match &known.variable {
                Some(variable) => unless_read(survey, at.script, &at.node, &read, variable),
                None => replaced(at.script, &at.node, &read),
            };
            known.fallbacks.push(fallback);
        }
        known
    })
}

fn called<'s>(survey: &'s Survey<'_>, at: &Located<'s>, hops: usize) -> Secret {
    let node = &at.node;
    if let Some(known) = configured(survey, at) {
        return Secret::Known(known);
    }
    let Some(function) = callee(node) else {
        return Secret::Unclear;
    };
    let name = function
        .field("attribute")
        .unwrap_or_else(|| function.clone());
    let of_object = || {
        let object = function.field("object")?;
        Some(bounded(survey, &at.at(object), hops))
    };
    let of_first = || {
        let first = positional(node).into_iter().next()?;
        Some(bounded(survey, &at.at(first), hops))
    };
    let wrapped = match &*name.text() {
        "str" => of_first().map(|secret| {
            secret.map(|mut known| {
                known.previous = format!("str({})", known.previous);
                known
            })
        }),
        "bytes" => of_first(),
        "encode" | "strip" => of_object(),
        "get_secret_value" => of_object().map(|secret| {
            secret.map(|mut known| {
                known.previous = format!("{}.get_secret_value()", known.previous);
                known
            })
        }),
        name if is_public(name) || ["read", "read_text", "read_bytes"].contains(&name) => {
            Some(Secret::Key)
        }
        _ => None,
    };
    wrapped.unwrap_or(Secret::Unclear)
}

/// Keys that others may know verify what only their owner signs.
fn is_public(name: &str) -> bool {
    let name = name.to_lowercase();
    ["public", "private", "cert", "pem", "jwk", "signing_key"]
        .iter()
        .any(|word| name.contains(word))
}

fn named<'s>(survey: &'s Survey<'_>, at: &Located<'s>, hops: usize) -> Secret {
    let name = at.node.text().into_owned();
    if is_public(&name) {
        return Secret::Key;
    }
    if is_in_comprehension(&at.node) {
        return Secret::Several;
    }
    match bound(&name, &at.node) {
        Some(Bound::Value(value)) if values_of(at.script, &name, &at.node).len() < 2 => {
            assigned(survey, &at.at(value), hops)
        }
        Some(Bound::Import(dotted)) => imported(survey, at, &dotted, hops),
        Some(Bound::Loop(_)) => Secret::Several,
        _ => Secret::Unclear,
    }
}

/// The value of an assignment, under the name that it gets.
pub(crate) fn assigned<'s>(survey: &'s Survey<'_>, value: &Located<'s>, hops: usize) -> Secret {
    let around = value.node.parent().filter(|n| n.kind() == "assignment");
    let Some(assignment) = around.filter(|assignment| alone(assignment)) else {
        return Secret::Unclear;
    };
    bounded(survey, value, hops).map(|known| {
        let previous = known.previous.clone();
        known.named(value.script, &assignment, &previous)
    })
}

/// A name of another module that is imported by name.
fn imported<'s>(survey: &'s Survey<'_>, at: &Located<'s>, dotted: &str, hops: usize) -> Secret {
    let found = locate(survey.overlay, &at.script.path, dotted);
    let Some(found) = found.filter(|found| found.rest.len() == 1) else {
        return Secret::Unclear;
    };
    let Some(script) = survey.script(&found.path) else {
        return Secret::Unclear;
    };
    let root = Located {
        script,
        node: script.root(),
    };
    of_module(survey, &root, &found.rest[0], hops).map(|mut known| {
        let end = dotted.len() - found.rest[0].len();
        let module = dotted[..end].trim_end_matches('.');
        let module = if module.is_empty() {
            &dotted[..end]
        } else {
            module
        };
        known.import = Some(Box::new((module.to_owned(), known.previous.clone())));
        known
    })
}

/// A name of a module.
fn of_module<'s>(survey: &'s Survey<'_>, module: &Located<'s>, name: &str, hops: usize) -> Secret {
    let Some(hops) = hops.checked_sub(1) else {
        return Secret::Unclear;
    };
    match bound_in(&module.node, name) {
        Some(Bound::Value(value)) => assigned(survey, &module.at(value), hops),
        Some(Bound::Import(dotted)) => imported(survey, module, &dotted, hops),
        _ => Secret::Unclear,
    }
}

/// `settings.SECRET_KEY`, `security.SECRET_KEY`, `self.SECRET_KEY`.
fn member<'s>(survey: &'s Survey<'_>, at: &Located<'s>, hops: usize) -> Secret {
    let (object, name) = (at.node.field("object"), at.node.field("attribute"));
    let Some((object, name)) = object.zip(name) else {
        return Secret::Unclear;
    };
    let name = name.text().into_owned();
    if is_public(&at.node.text()) {
        return Secret::Key;
    }
    let wanted = Wanted {
        survey,
        name: &name,
    };
    let Ok(found) = wanted.holder(&at.at(object.clone()), hops) else {
        return Secret::Unclear;
    };
    let secret = if found.node.kind() == "module" {
        of_module(survey, &found, &name, hops)
    } else {
        fields::of_class(survey, &found, &name, hops)
    };
    secret.map(|mut known| {
        known.import = None;
        let own = previous_name(&name);
        known.previous = format!("{}.{own}", object.text());
        known
    })
}
