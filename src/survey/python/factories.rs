//! Which call makes the app that a module serves. Factories, classes and wrappers are followed; what only looks like an app is
//! none.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{
    definition, follow, is_class, is_function_definition, member,
};
use crate::code::python::names::{Bound, bound, bound_in, calls, dotted, module_values, values_of};
use crate::code::python::syntax::{
    bare, callee, function_around, method_call, own, returned, target, values,
};
use crate::edit::script::{Node, Script};
use crate::survey::fact::Fact;
use crate::survey::python::app::{App, Framework};

/// Names that an app has more often than its children have.
const USUAL: &[&str] = &["app", "application", "api", "server"];

/// How far factories and wrappers are followed: a name, the factory that makes its value, and middleware around the app.
const HOPS: usize = 5;

/// A tree as one framework sees it.
#[derive(Clone, Copy)]
pub(crate) struct Apps<'s> {
    pub(crate) survey: &'s Survey<'s>,
    pub(crate) framework: &'static dyn Framework,
}

/// What the app is called, and the block in which that name counts.
type Seat<'s> = (String, Located<'s>);

impl<'s> Apps<'s> {
    /// The app of the module `entry`: what it calls `wanted`, or its own choice of names.
    pub(crate) fn find(&self, entry: &str, wanted: Option<&str>) -> Fact<App<'s>> {
        let Some(script) = self.survey.script(entry) else {
            return Fact::Absent;
        };
        if let Some(error) = script.syntax_error(&script.root()) {
            return Fact::Unknown(format!(
                "{error}; mend it, or leave it out with `--exclude`"
            ));
        }
        match self.choose(script, wanted) {
            Some((name, call)) => self.seen_in(script, &name, call),
            None => Fact::Absent,
        }
    }

    /// The name and the call of the app that a module serves.
    pub(crate) fn choose(
        &self,
        script: &'s Script,
        wanted: Option<&str>,
    ) -> Option<(String, Located<'s>)> {
        if let Some(wanted) = wanted {
            return self
                .named(script, wanted)
                .map(|call| (wanted.to_owned(), call));
        }
        let mut names = candidates(script).into_iter();
        names.find_map(|name| self.named(script, &name).map(|call| (name, call)))
    }

    /// The call that makes what a module calls `name`.
    fn named(&self, script: &'s Script, name: &str) -> Option<Located<'s>> {
        // `server.app`
        let mut parts = name.split('.');
        let first = parts.next()?;
        if let Some(attribute) = parts.next() {
            let Some(Bound::Value(value)) = bound_in(&script.root(), first) else {
                return None;
            };
            let object = definition(self.survey, script, &value)?;
            return self.made(&member(self.survey, &object, attribute)?, HOPS);
        }
        let mut values = module_values(script, name).into_iter();
        let made = values.find_map(|node| self.made(&Located { script, node }, HOPS));
        made.or_else(|| match bound_in(&script.root(), name)? {
            Bound::Definition(node) if node.kind() == "function_definition" => {
                self.made_by(&Located { script, node }, HOPS)
            }
            Bound::Import(dotted) => {
                let found = follow(self.survey, script, &dotted)?;
                match &*found.node.kind() {
                    "function_definition" => self.made_by(&found, HOPS),
                    _ => self.made(&found, HOPS),
                }
            }
            _ => None,
        })
    }

    /// The call of the framework behind an expression: itself, or what a factory, a class or a wrapper was given.
    fn made(&self, at: &Located<'s>, hops: usize) -> Option<Located<'s>> {
        let hops = hops.checked_sub(1)?;
        let at = at.at(bare(&at.node));
        let (script, node) = (at.script, &at.node);
        let made = |node: Node<'s>| self.made(&at.at(node), hops);
        let made_elsewhere = || {
            let found = definition(self.survey, script, node)?;
            (found.node.kind() == "call").then(|| self.made(&found, hops))?
        };
        match &*node.kind() {
            "call" if self.makes_app(&at) => Some(at.clone()),
            "call" => {
                let factory =
                    definition(self.survey, script, &callee(node)?).filter(is_function_definition);
                let by_factory = factory.and_then(|factory| self.made_by(&factory, hops));
                by_factory.or_else(|| {
                    let given = values(node).into_iter();
                    given
                        .filter(|it| matches!(&*it.kind(), "identifier" | "attribute" | "call"))
                        .find_map(made)
                })
            }
            "identifier" => match bound(&node.text(), node)? {
                Bound::Value(_) => {
                    let mut values = values_of(script, &node.text(), node).into_iter();
                    values.find_map(made)
                }
                Bound::Import(_) => made_elsewhere(),
                _ => None,
            },
            "attribute" => made_elsewhere(),
            "conditional_expression" => node.named_children().find_map(made),
            _ => None,
        }
    }

    /// What a factory gives back.
    fn made_by(&self, function: &Located<'s>, hops: usize) -> Option<Located<'s>> {
        let mut given = returned(&function.node).into_iter();
        given.find_map(|value| self.made(&function.at(value), hops))
    }

    /// The call of the framework behind an expression of a script.
    pub(crate) fn app_behind(&self, script: &'s Script, node: &Node<'s>) -> Option<Located<'s>> {
        let node = node.clone();
        self.made(&Located { script, node }, HOPS)
    }

    /// Whether a call makes an app: of the framework itself, or of a class of the repository that is one.
    fn makes_app(&self, call: &Located<'s>) -> bool {
        let makers = self.framework.makers();
        if calls(&call.node, makers) {
            return true;
        }
        let is_maker =
            |base: Node<'s>| dotted(&base).is_some_and(|base| makers.contains(&base.as_str()));
        callee(&call.node)
            .filter(|callee| callee.kind() == "identifier")
            .and_then(|callee| definition(self.survey, call.script, &callee).filter(is_class))
            .and_then(|class| class.node.field("superclasses"))
            .is_some_and(|bases| bases.named_children().any(is_maker))
    }

    /// The app with the block that registers its routes: where it is made, or the module that serves it.
    fn seen_in(&self, entry: &'s Script, name: &str, call: Located<'s>) -> Fact<App<'s>> {
        let line = call.script.line(call.node.range().start);
        let made_at = (call.script.path.clone(), line);
        let inner = target(&call.node).map(|name| {
            let function = function_around(&call.node);
            let body = function.and_then(|function| function.field("body"));
            let block = body.unwrap_or_else(|| call.script.root());
            (name.text().into_owned(), call.at(block))
        });
        let is_served = bound_in(&entry.root(), name)
            .is_some_and(|bound| !matches!(bound, Bound::Definition(_)));
        let outer = is_served.then(|| {
            let (script, node) = (entry, entry.root());
            (name.to_owned(), Located { script, node })
        });
        let registers =
            |(name, block): &&Seat<'s>| self.framework.registers(self.survey, name, block);
        let seats = || inner.iter().chain(&outer);
        let Some((expression, block)) = seats().find(registers).or(seats().next()) else {
            return Fact::Unknown(format!(
                "the app at `{}:{line}` has no name; give it one",
                made_at.0
            ));
        };
        let elsewhere = outer
            .iter()
            .find(|(_, module)| module.node.node_id() != block.node.node_id());
        Fact::Present(App {
            elsewhere: elsewhere.map(|(name, module)| (module.script, name.clone())),
            script: block.script,
            expression: expression.clone(),
            block: block.node.clone(),
            call,
            made_at,
        })
    }
}

/// The names under which a module may serve an app, the likely ones first: values, factories, and what it imports.
fn candidates(script: &Script) -> Vec<String> {
    let root = script.root();
    let mut names: Vec<String> = own(&root)
        .into_iter()
        .filter(|node| node.kind() == "assignment")
        .filter_map(|node| node.field("left"))
        .filter(|left| left.kind() == "identifier")
        .map(|left| left.text().into_owned())
        .collect();
    names.sort_by_key(|name| USUAL.iter().position(|usual| usual == name).unwrap_or(9));
    names.dedup();
    names.retain(|name| !is_mounted(&root, name));
    let factories = root
        .named_children()
        .filter(|n| n.kind() == "function_definition")
        .filter_map(|n| n.field("name"));
    names.extend(factories.map(|name| name.text().into_owned()));
    let imported = USUAL.iter().map(|name| (*name).to_owned());
    names.extend(imported.filter(|name| matches!(bound_in(&root, name), Some(Bound::Import(_)))));
    names
}

/// Whether another app mounts the one called `name`.
fn is_mounted(root: &Node<'_>, name: &str) -> bool {
    own(root).iter().any(|call| {
        method_call(call).is_some_and(|(_, method)| method == "mount")
            && values(call).iter().any(|value| value.text() == name)
    })
}
