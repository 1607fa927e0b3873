//! The app of a FastAPI service: the call that makes it, the block that registers its routes, and the expression that it
//! has there. Factories, classes and wrappers are followed; what only looks like an app is none.

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{class_behind, definition, follow, function_behind, member};
use crate::code::python::names::{Bound, bound, bound_in, calls, dotted, module_values, values_of};
use crate::code::python::syntax::{
    bare, callee, function_around, method_call, own, positional, returned, string_value, target,
    values,
};
use crate::edit::script::{Node, Script};
use crate::survey::fact::Fact;
use crate::survey::fastapi::Fastapi;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::roles::Reader;
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[Row::fact(
    "app",
    "the expression of the app, in the block where its routes are registered",
    |it, _| it.app().map(|app| Value::from(app.expression.clone())),
)];

/// What makes an app.
const MAKERS: &[&str] = &["fastapi.FastAPI", "fastapi.applications.FastAPI"];

/// Names that an app has more often than its children have.
const USUAL: &[&str] = &["app", "application", "api", "server"];

/// How far factories and wrappers are followed.
const HOPS: usize = 5;

/// The app of a service.
pub(crate) struct App<'s> {
    /// The file whose block registers the routes.
    pub(crate) script: &'s Script,
    /// The app in that block.
    pub(crate) expression: String,
    /// The module, or the body of a function.
    pub(crate) block: Node<'s>,
    /// The call that makes the app.
    pub(crate) call: Located<'s>,
    /// Where that call stands.
    pub(crate) made_at: (String, usize),
    /// The module that serves what another one makes, with its name for the app: it may register routes, too.
    pub(crate) elsewhere: Option<(&'s Script, String)>,
}

/// The app of the module `entry`: what it calls `wanted`, or its own choice of names.
pub(crate) fn find<'s>(survey: &'s Survey<'s>, entry: &str, wanted: Option<&str>) -> Fact<App<'s>> {
    let Some(script) = survey.script(entry) else {
        return Fact::Absent;
    };
    if let Some(error) = script.syntax_error(&script.root()) {
        return Fact::Unknown(format!(
            "{error}; mend it, or leave it out with `--exclude`"
        ));
    }
    match choose(survey, script, wanted) {
        Some((name, call)) => seen_in(survey, script, &name, call),
        None => Fact::Absent,
    }
}

/// The name and the call of the app that a module serves.
pub(crate) fn choose<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    wanted: Option<&str>,
) -> Option<(String, Located<'s>)> {
    if let Some(wanted) = wanted {
        return named(survey, script, wanted).map(|call| (wanted.to_owned(), call));
    }
    let root = script.root();
    let mut names: Vec<String> = Vec::new();
    for node in own(&root) {
        let left = node.field("left").filter(|_| node.kind() == "assignment");
        names.extend(
            left.filter(|left| left.kind() == "identifier")
                .map(|left| left.text().into_owned()),
        );
    }
    let factories = root.named_children().filter_map(|n| match &*n.kind() {
        "function_definition" => n.field("name").map(|n| n.text().into_owned()),
        _ => None,
    });
    names.sort_by_key(|name| USUAL.iter().position(|usual| usual == name).unwrap_or(9));
    names.dedup();
    names.retain(|name| !is_mounted(&root, name));
    let mut names: Vec<String> = names;
    names.extend(factories);
    let imported = USUAL.iter().map(|name| (*name).to_owned());
    names.extend(imported.filter(|name| matches!(bound_in(&root, name), Some(Bound::Import(_)))));
    names
        .into_iter()
        .find_map(|name| named(survey, script, &name).map(|call| (name, call)))
}

/// Whether another app mounts the one called `name`.
fn is_mounted(root: &Node<'_>, name: &str) -> bool {
    own(root).iter().any(|call| {
        method_call(call).is_some_and(|(_, method)| method == "mount")
            && values(call).iter().any(|value| value.text() == name)
    })
}

/// The call that makes what a module calls `name`.
fn named<'s>(survey: &'s Survey<'s>, script: &'s Script, name: &str) -> Option<Located<'s>> {
    // `server.app`
    let mut parts = name.split('.');
    let first = parts.next()?;
    if let Some(attribute) = parts.next() {
        let root = script.root();
        let Some(Bound::Value(value)) = bound_in(&root, first) else {
            return None;
        };
        let object = definition(survey, script, &value)?;
        let found = member(survey, &object, attribute)?;
        return made(survey, found.script, &found.node, HOPS);
    }
    let values = module_values(script, name);
    if let Some(call) = values
        .iter()
        .find_map(|value| made(survey, script, value, HOPS))
    {
        return Some(call);
    }
    match bound_in(&script.root(), name)? {
        Bound::Definition(function) if function.kind() == "function_definition" => made_by(
            survey,
            &Located {
                script,
                node: function,
            },
            HOPS,
        ),
        Bound::Import(dotted) => {
            let found = follow(survey, script, &dotted)?;
            match &*found.node.kind() {
                "function_definition" => made_by(survey, &found, HOPS),
                _ => made(survey, found.script, &found.node, HOPS),
            }
        }
        _ => None,
    }
}

/// The call of `FastAPI` behind an expression: itself, or what a factory, a class or a wrapper was given.
pub(crate) fn made<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
    hops: usize,
) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    let node = bare(node);
    match &*node.kind() {
        "call" if makes_app(survey, script, &node) => Some(Located { script, node }),
        "call" => {
            let factory = function_behind(survey, script, &callee(&node)?);
            let by_factory = factory.and_then(|found| made_by(survey, &found, hops));
            by_factory.or_else(|| {
                values(&node)
                    .iter()
                    .filter(|value| matches!(&*value.kind(), "identifier" | "attribute" | "call"))
                    .find_map(|value| made(survey, script, value, hops))
            })
        }
        "identifier" => match bound(&node.text(), &node)? {
            Bound::Value(_) => values_of(script, &node.text(), &node)
                .iter()
                .find_map(|value| made(survey, script, value, hops)),
            Bound::Import(_) => {
                let found = definition(survey, script, &node)?;
                (found.node.kind() == "call")
                    .then(|| made(survey, found.script, &found.node, hops))?
            }
            _ => None,
        },
        "attribute" => {
            let found = definition(survey, script, &node)?;
            (found.node.kind() == "call").then(|| made(survey, found.script, &found.node, hops))?
        }
        "conditional_expression" => node
            .named_children()
            .find_map(|branch| made(survey, script, &branch, hops)),
        _ => None,
    }
}

fn made_by<'s>(survey: &'s Survey<'s>, function: &Located<'s>, hops: usize) -> Option<Located<'s>> {
    returned(&function.node)
        .iter()
        .find_map(|value| made(survey, function.script, value, hops))
}

/// Whether a call makes an app: of FastAPI itself, or of a class of the repository that is one.
pub(crate) fn makes_app<'s>(survey: &'s Survey<'s>, script: &'s Script, call: &Node<'s>) -> bool {
    if calls(call, MAKERS) {
        return true;
    }
    let Some(callee) = callee(call).filter(|callee| callee.kind() == "identifier") else {
        return false;
    };
    class_behind(survey, script, &callee)
        .and_then(|found| found.node.field("superclasses"))
        .is_some_and(|bases| {
            bases
                .named_children()
                .any(|base| dotted(&base).is_some_and(|base| MAKERS.contains(&base.as_str())))
        })
}

/// The app with the block that registers its routes: where it is made, or the module that serves it.
fn seen_in<'s>(
    survey: &'s Survey<'s>,
    entry: &'s Script,
    name: &str,
    call: Located<'s>,
) -> Fact<App<'s>> {
    let made_at = (
        call.script.path.clone(),
        call.script.line(call.node.range().start),
    );
    let inner = target(&call.node).map(|name| {
        let block = function_around(&call.node)
            .and_then(|function| function.field("body"))
            .unwrap_or_else(|| call.script.root());
        (call.script, name.text().into_owned(), block)
    });
    let is_served =
        bound_in(&entry.root(), name).is_some_and(|bound| !matches!(bound, Bound::Definition(_)));
    let outer = is_served.then(|| (entry, name.to_owned(), entry.root()));
    let registers = |(script, expression, block): &(&'s Script, String, Node<'s>)| {
        let reader = Reader::new(survey, script, expression);
        crate::code::python::syntax::statements(block)
            .iter()
            .any(|statement| {
                reader
                    .roles(statement)
                    .iter()
                    .any(|role| *role >= Role::Health && *role <= Role::Routes)
            })
    };
    let chosen = [&inner, &outer]
        .into_iter()
        .flatten()
        .find(|place| registers(place))
        .or(inner.as_ref())
        .or(outer.as_ref());
    match chosen {
        Some((script, expression, block)) => Fact::Present(App {
            elsewhere: outer
                .as_ref()
                .filter(|(_, _, root)| root.node_id() != block.node_id())
                .map(|(script, name, _)| (*script, name.clone())),
            script,
            expression: expression.clone(),
            block: block.clone(),
            call,
            made_at,
        }),
        None => Fact::Unknown(format!(
            "the app at `{}:{}` has no name; give it one",
            made_at.0, made_at.1
        )),
    }
}

/// What `uvicorn.run` is given in a script: the text `module:app`, or the expression.
pub(crate) enum Run<'a> {
    Text(String),
    Expression(Node<'a>),
}

/// The apps that a script hands to a server itself.
pub(crate) fn runs(script: &Script) -> Vec<Run<'_>> {
    const SERVERS: &[&str] = &["uvicorn.run", "uvicorn.Config", "hypercorn.run"];
    let root = script.root();
    let given = root
        .dfs()
        .filter(|node| node.kind() == "call" && calls(node, SERVERS))
        .filter_map(|call| {
            positional(&call)
                .into_iter()
                .next()
                .or_else(|| crate::code::python::syntax::keyword(&call, "app"))
        });
    given
        .map(|app| string_value(&app).map_or(Run::Expression(app), Run::Text))
        .collect()
}
