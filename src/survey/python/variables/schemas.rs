//! Schemas that notice all of their variables: settings of pydantic, and packages whose purpose this is.

use crate::code::located::Located;
use crate::code::python::definitions::{definition, is_class, maker};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{all_calls, bare, callee, keyword, positional, statements};
use crate::edit::script::{Node, Script};
use crate::survey::python::variables::program::Program;

/// How far classes are followed to what they derive from: settings of their own, a base for all, and the package's class.
const HOPS: usize = 5;

/// What makes an object that demands a variable where it is called with a name and no default.
const DEMANDING: &[&str] = &["starlette.config.Config", "environs.Env", "environ.Env"];

impl<'s> Program<'s> {
    /// Settings of pydantic with a field that must be given, or variables that decouple, environs or starlette demand.
    pub(super) fn schema(&self, script: &'s Script) -> Option<Node<'s>> {
        let settings = || {
            let mut classes = script.found_by("classes", |n| n.kind() == "class_definition");
            classes.find(|class| self.demands(script, class, HOPS))
        };
        let demanded = || {
            let mut calls = all_calls(script);
            calls.find(|call| self.is_demand(script, call) && self.runs_at_start(script, call))
        };
        settings().or_else(demanded)
    }

    /// Whether a class is one of settings with a field that has no default, here or in what it derives from.
    fn demands(&self, script: &'s Script, class: &Node<'s>, hops: usize) -> bool {
        let bases = self.bases(script, class, hops);
        let is_settings = bases.iter().any(|base| matches!(base, Base::Settings));
        let demands = |class: &Node<'s>| {
            let body = class.field("body");
            body.is_some_and(|body| statements(&body).iter().any(is_demanded))
        };
        let demands_above =
            |base: &Base<'s>| matches!(base, Base::Class(class) if demands(&class.node));
        is_settings && (demands(class) || bases.iter().any(demands_above))
    }

    /// What a class derives from, the furthest first.
    fn bases(&self, script: &'s Script, class: &Node<'s>, hops: usize) -> Vec<Base<'s>> {
        let Some(hops) = hops.checked_sub(1) else {
            return Vec::new();
        };
        let list = class.field("superclasses");
        let list: Vec<Node<'s>> = list.iter().flat_map(Node::named_children).collect();
        let mut found = Vec::new();
        for base in list {
            let name = dotted(&base).unwrap_or_else(|| base.text().into_owned());
            if name.ends_with("BaseSettings") && name.starts_with("pydantic") {
                found.push(Base::Settings);
            } else if let Some(class) = definition(self.survey, script, &base).filter(is_class) {
                found.extend(self.bases(class.script, &class.node, hops));
                found.push(Base::Class(class));
            }
        }
        found
    }

    /// `config("X")` of decouple or starlette, `env("X")` and `env.str("X")` of environs, without a default.
    fn is_demand(&self, script: &'s Script, call: &Node<'s>) -> bool {
        let Some(callee) = callee(call) else {
            return false;
        };
        let given = positional(call);
        let is_plain = given.first().is_some_and(|first| first.kind() == "string")
            && given.len() < 3
            && keyword(call, "default").is_none();
        if !is_plain {
            return false;
        }
        if dotted(&callee).is_some_and(|name| name == "decouple.config") {
            return given.len() == 1;
        }
        let object = callee.field("object").unwrap_or(callee);
        maker(self.survey, script, &object).is_some_and(|maker| DEMANDING.contains(&&*maker))
    }
}

/// What a class derives from.
enum Base<'s> {
    /// The settings of pydantic.
    Settings,
    /// A class of the repository.
    Class(Located<'s>),
}

/// `x: str`, `x: str = Field(…)` without a default, `x: str = ...`.
fn is_demanded(statement: &Node<'_>) -> bool {
    let Some(field) = statement.child(0).filter(|n| n.kind() == "assignment") else {
        return false;
    };
    let Some(kind) = field.field("type") else {
        return false;
    };
    if kind.text().starts_with("ClassVar")
        || field
            .field("left")
            .is_none_or(|n| n.text() == "model_config")
    {
        return false;
    }
    match field.field("right").map(|value| bare(&value)) {
        None => !kind.text().starts_with("Optional"),
        Some(value) if value.kind() == "ellipsis" => true,
        Some(value) => {
            let is_field = callee(&value).is_some_and(|callee| callee.text() == "Field");
            let first = positional(&value).into_iter().next();
            is_field
                && first.is_none_or(|first| first.kind() == "ellipsis")
                && keyword(&value, "default").is_none()
                && keyword(&value, "default_factory").is_none()
        }
    }
}
