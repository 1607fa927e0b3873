//! Handles that hang from something: from the app, from an object of a module, or from a class.

use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::modules::{imported, locate};
use crate::code::python::names::{Bound, bound, bound_in};
use crate::code::python::syntax::{callee, class_around, functions_around, own, target};
use crate::edit::script::{Node, Script};
use crate::survey::python::databases::reach::{Kept, PRIVATE, Reaching};
use crate::survey::python::service::Service;

/// How many objects are followed that keep each other, as `app.state.db.engine` does.
const HOPS: usize = 2;

/// Names of parameters that are mostly an app.
const APPS: &[&str] = &["app", "application", "_app"];

impl<'s> Reaching<'_, 's> {
    /// What `left` hangs from, which the value of `call` is assigned to.
    pub(crate) fn member(&self, call: &Located<'s>, left: &Node<'s>) -> Option<Kept> {
        let script = call.script;
        let text = left.text();
        let (root, rest) = text.split_once('.')?;
        let here = &script.path;
        match root {
            "self" => {
                let class = class_around(&call.node)?;
                return instance(self.service, &call.at(class), rest, HOPS);
            }
            "cls" => {
                let class = class_around(&call.node)?.field("name")?;
                let class = class.text();
                return Some(Kept::named(here, &class, format!("{class}.{rest}")));
            }
            _ => {}
        }
        let is_app = root == self.app.expression && *here == self.app.script.path;
        let mut first = left.clone();
        while let Some(object) = first.field("object") {
            first = object;
        }
        match bound(root, &first) {
            Some(Bound::Parameter(parameter)) => self
                .is_app(root, &parameter)
                .then(|| Kept::in_app(here, rest)),
            _ if is_app => Some(Kept::in_app(here, rest)),
            Some(Bound::Value(_) | Bound::Definition(_)) if is_of_module(&first, root) => {
                Some(Kept::named(here, root, text.to_string()))
            }
            Some(Bound::Import(dotted)) => {
                let module = locate(self.service.survey.overlay, here, &dotted)?;
                match &module.rest[..] {
                    [name] => Some(Kept::named(&module.path, name, format!("{name}.{rest}"))),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether a parameter is the app, by its type or its name.
    fn is_app(&self, name: &str, parameter: &Node<'s>) -> bool {
        let framework = self.service.framework;
        let mut classes = framework.makers().iter();
        let is_typed = parameter.field("type").is_some_and(|kind| {
            let kind = kind.text();
            classes.any(|maker| {
                maker
                    .rsplit('.')
                    .next()
                    .is_some_and(|class| kind.contains(class))
            })
        });
        is_typed || APPS.contains(&name) || name.strip_suffix("_app") == Some(framework.package())
    }

    /// A local value that is put on the app afterwards.
    pub(crate) fn handed_on(
        &self,
        call: &Located<'s>,
        function: &Node<'s>,
        name: &str,
    ) -> Option<Kept> {
        let body = function.field("body")?;
        let left = own(&body)
            .into_iter()
            .filter(|n| n.kind() == "assignment")
            .filter(|n| n.field("right").is_some_and(|right| right.text() == name))
            .find_map(|n| n.field("left").filter(|left| left.kind() == "attribute"))?;
        let kept = self.member(call, &left)?;
        (kept.path == call.script.path).then_some(kept)
    }

    /// The calls of a function in the files of the service.
    pub(crate) fn calls_of(&self, function: &Located<'s>) -> impl Iterator<Item = Located<'s>> {
        calls_of(self.service, function)
    }
}

/// Whether a name belongs to the module.
fn is_of_module(at: &Node<'_>, name: &str) -> bool {
    functions_around(at).iter().all(|function| {
        function
            .field("body")
            .is_none_or(|body| bound_in(&body, name).is_none())
    })
}

/// `self.engine` of a class: that of the object which a module keeps, or which the object of another class keeps.
fn instance<'s>(
    service: &Service<'s>,
    class: &Located<'s>,
    rest: &str,
    hops: usize,
) -> Option<Kept> {
    if rest.starts_with(PRIVATE) {
        return None;
    }
    let made: Vec<Located<'s>> = calls_of(service, class).collect();
    let of_module = |value: &Located<'s>| {
        let left = target(&value.node).filter(|left| left.kind() == "identifier")?;
        let name = left.text();
        let is_kept = functions_around(&value.node).is_empty();
        is_kept.then(|| Kept::named(&value.script.path, &name, format!("{name}.{rest}")))
    };
    if let Some(kept) = made.iter().find_map(of_module) {
        return Some(kept);
    }
    let hops = hops.checked_sub(1)?;
    made.iter().find_map(|value| {
        let left = target(&value.node)?;
        let left = left.text();
        let kept = left.strip_prefix("self.")?;
        let outer = class_around(&value.node)?;
        instance(service, &value.at(outer), &format!("{kept}.{rest}"), hops)
    })
}

/// The calls of a class or function in the files of a service.
fn calls_of<'s>(service: &Service<'s>, called: &Located<'s>) -> impl Iterator<Item = Located<'s>> {
    let scripts = service.reached_scripts();
    scripts.flat_map(|script| calls_in(service, script, called))
}

fn calls_in<'s>(
    service: &Service<'s>,
    script: &'s Script,
    called: &Located<'s>,
) -> Vec<Located<'s>> {
    let knows = script.path == called.script.path
        || imported(service.survey, script)
            .iter()
            .any(|module| module.path == called.script.path);
    if !knows {
        return Vec::new();
    }
    let is_call = |value: &Node<'s>| {
        callee(value)
            .filter(|name| name.kind() == "identifier")
            .and_then(|name| definition(service.survey, script, &name))
            .is_some_and(|found| found.is(called))
    };
    let root = script.root();
    root.dfs()
        .filter(is_call)
        .map(|node| Located { script, node })
        .collect()
}
