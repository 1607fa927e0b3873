//! Secrets that are members of a class: fields of pydantic's settings, and whatever else a class assigns.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{definition, is_class};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{bare, callee, keyword, positional, statements, string_value};
use crate::edit::script::{Node, Script};
use crate::survey::fact::Site;
use crate::survey::python::tokens::code::{Read, is_text};
use crate::survey::python::tokens::known::{Known, Secret, previous_name, replaced};
use crate::survey::python::tokens::made::{factory, field as field_of};
use crate::survey::python::tokens::secret::assigned;

/// The member `name` of a class.
pub(crate) fn of_class<'s>(
    survey: &'s Survey<'_>,
    class: &Located<'s>,
    name: &str,
    hops: usize,
) -> Secret {
    let (Some(hops), Some(body)) = (hops.checked_sub(1), class.node.field("body")) else {
        return Secret::Unclear;
    };
    if let Some(assignment) = field(&body, name) {
        return if is_settings(survey, class, hops) {
            of_settings(survey, &class.at(assignment), hops).map(|mut known| {
                known.variable.get_or_insert_with(|| name.to_uppercase());
                known
            })
        } else {
            value(survey, &class.at(assignment), hops)
        };
    }
    let wanted = format!("self.{name}");
    let set: Vec<Node<'s>> = body
        .dfs()
        .filter(|n| n.kind() == "assignment")
        .filter(|n| n.field("left").is_some_and(|left| left.text() == wanted))
        .collect();
    match set.as_slice() {
        [] => {}
        [only] => return value(survey, &class.at(only.clone()), hops),
        _ => return Secret::Unclear,
    }
    let bases = class.node.field("superclasses");
    bases
        .iter()
        .flat_map(Node::named_children)
        .filter_map(|base| definition(survey, class.script, &base).filter(is_class))
        .map(|base| of_class(survey, &base, name, hops))
        .find(|secret| !matches!(secret, Secret::Unclear))
        .unwrap_or(Secret::Unclear)
}

fn value<'s>(survey: &'s Survey<'_>, assignment: &Located<'s>, hops: usize) -> Secret {
    match assignment.node.field("right") {
        Some(value) => assigned(survey, &assignment.at(value), hops),
        None => Secret::Unclear,
    }
}

/// The assignment of a body that gives `name` a type or a value.
fn field<'s>(body: &Node<'s>, name: &str) -> Option<Node<'s>> {
    statements(body)
        .into_iter()
        .filter_map(|statement| statement.child(0).filter(|n| n.kind() == "assignment"))
        .find(|n| n.field("left").is_some_and(|left| left.text() == name))
}

/// Whether a class is one of pydantic's settings, which read the environment by themselves.
fn is_settings(survey: &Survey<'_>, class: &Located<'_>, hops: usize) -> bool {
    let Some(hops) = hops.checked_sub(1) else {
        return false;
    };
    let Some(script) = survey.script(&class.script.path) else {
        return false;
    };
    let bases = class.node.field("superclasses");
    bases.iter().flat_map(Node::named_children).any(|base| {
        let name = dotted(&base).unwrap_or_default();
        if name.starts_with("pydantic") && name.ends_with(".BaseSettings") {
            return true;
        }
        let base = script.node(&base.kind(), &base.range());
        base.and_then(|base| definition(survey, script, &base).filter(is_class))
            .is_some_and(|base| is_settings(survey, &base, hops))
    })
}

/// A field of settings: its name is that of a variable.
fn of_settings<'s>(survey: &'s Survey<'_>, at: &Located<'s>, hops: usize) -> Secret {
    let (script, assignment) = (at.script, &at.node);
    let kind = assignment
        .field("type")
        .map(|kind| kind.text().into_owned());
    let is_secret = kind
        .as_deref()
        .is_some_and(|kind| kind.contains("SecretStr"));
    let empty = if is_secret { "SecretStr(\"\")" } else { "\"\"" };
    let Some(default) = assignment.field("right").map(|value| bare(&value)) else {
        return Secret::Known(Known::default().named(script, assignment, empty));
    };
    let name = callee(&default).map(|callee| callee.text().into_owned());
    let variable = assignment
        .field("left")
        .map(|left| left.text().to_uppercase())
        .unwrap_or_default();
    let factory_of = |variable: &str| factory(survey, script, variable, is_secret);
    let made = factory_of(&variable);
    if name.as_deref() == Some("Field") {
        return of_field(script, assignment, &default, empty, &factory_of);
    }
    let value = assignment.field("right").unwrap_or_else(|| default.clone());
    let fallback = || field_of(script, &value, &made);
    let wraps_text = name.is_some_and(|name| name.ends_with("SecretStr"))
        && positional(&default).first().is_some_and(is_text);
    if is_text(&default) || wraps_text {
        let mut known = Known::default().named(script, assignment, empty);
        known.fallbacks.push(fallback());
        return Secret::Known(known);
    }
    match assigned(survey, &at.at(default.clone()), hops) {
        Secret::Known(mut known) => {
            // the default is worked out whether the settings need it or not
            if !known.fallbacks.is_empty() {
                known.fallbacks = vec![late(survey, at, &value, &made)];
            }
            Secret::Known(known)
        }
        Secret::Literal(_) => {
            let mut known = Known::default().named(script, assignment, empty);
            known.fallbacks.push(fallback());
            Secret::Known(known)
        }
        // a value that is made anew at every start, or none
        _ => Secret::Known(Known::default().named(script, assignment, empty)),
    }
}

/// In the place of a default that reads the environment: one that is made where nothing else gives the field a value.
fn late<'s>(survey: &'s Survey<'_>, at: &Located<'s>, value: &Node<'s>, made: &str) -> Site {
    let script = at.script;
    let mut reads = value
        .dfs()
        .filter_map(|node| Read::of(survey, &at.at(node)));
    let own = at.node.field("left").map(|name| name.text().to_uppercase());
    let other = reads.find(|read| own.as_deref() != Some(&read.variable().to_uppercase()));
    let Some(read) = other else {
        return field_of(script, value, made);
    };
    let made = factory(survey, script, read.variable(), false);
    let (start, call) = made.split_once(": ").unwrap_or((&made, ""));
    field_of(
        script,
        value,
        &format!("{start}: {} or {call}", read.optional()),
    )
}

/// `x: str = Field("…", env="X")`.
fn of_field(
    script: &Script,
    assignment: &Node<'_>,
    call: &Node<'_>,
    empty: &str,
    factory_of: &dyn Fn(&str) -> String,
) -> Secret {
    let first = positional(call).into_iter().next();
    let default = keyword(call, "default").or(first);
    let mut alias = String::new();
    let mut named = None;
    for key in ["env", "alias", "validation_alias"] {
        match keyword(call, key).map(|value| string_value(&value)) {
            Some(Some(variable)) => {
                alias = format!(", {key}=\"{}\"", previous_name(&variable));
                named = Some(variable);
            }
            Some(None) => return Secret::Unclear,
            None => {}
        }
    }
    let previous = if alias.is_empty() {
        empty.to_owned()
    } else {
        format!("Field({empty}{alias})")
    };
    let mut known = Known::default().named(script, assignment, &previous);
    let left = || Some(assignment.field("left")?.text().to_uppercase());
    let made = factory_of(&named.clone().or_else(left).unwrap_or_default());
    known.variable = named;
    let text = default.filter(|default| {
        is_text(default)
            || callee(default).is_some_and(|callee| callee.text().ends_with("SecretStr"))
    });
    let whole = |text: Node<'_>| {
        let named = text
            .parent()
            .filter(|parent| parent.kind() == "keyword_argument");
        let whole = named.as_ref().unwrap_or(&text);
        replaced(script, whole, &made).with("made", true)
    };
    known.fallbacks.extend(text.map(whole));
    Secret::Known(known)
}
