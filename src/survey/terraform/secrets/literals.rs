//! Secret values that stand in the text: as the default of a variable, as an argument or attribute, in a file of values, and
//! buried in objects.

use std::ops::Range;

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};
use hcl_edit::template::Element;

use crate::survey::terraform::graph::{Declared, Graph, Module, Placed, Target, bodies};
use crate::survey::terraform::secrets::names::{is_address, is_secret, shows_by_name, tells_place};
use crate::tree::Literal;

/// A secret value in an expression that may give way to a variable.
pub(super) struct Shown<'t> {
    /// The value.
    pub(super) value: Placed<'t, Expression>,
    /// What it is given to.
    pub(super) key: &'t str,
    /// What tells it from another one of that name: the call, the resource.
    pub(super) of: String,
}

/// Whether a variable holds a secret: by its name, its type, and what its description and default tell.
pub(super) fn is_secret_variable(name: &str, variable: &Declared<'_>) -> bool {
    let default = variable.value("default").and_then(Expression::as_str);
    let description = variable.value("description").and_then(Expression::as_str);
    is_secret(name)
        && may_hold_secret(name, variable.value("type"))
        && !default.is_some_and(is_address)
        && !description.is_some_and(tells_place)
}

/// No switch and no number; a list holds passwords only if it says so.
fn may_hold_secret(name: &str, kind: Option<&Expression>) -> bool {
    match kind {
        Some(Expression::Variable(kind)) => !matches!(kind.as_str(), "bool" | "number"),
        Some(Expression::FuncCall(kind))
            if matches!(kind.name.name.as_str(), "list" | "set" | "tuple") =>
        {
            name.to_lowercase().contains("password")
        }
        _ => true,
    }
}

/// Whether a variable holds several values.
pub(super) fn is_collection(variable: &Declared<'_>) -> bool {
    match variable.value("type") {
        Some(Expression::Variable(kind)) => kind.as_str() != "string",
        Some(Expression::FuncCall(_)) => true,
        _ => false,
    }
}

/// Defaults of a variable that show a secret: of its block, and of those that change it.
pub(super) fn shown_defaults<'t>(variable: &Declared<'t>) -> Vec<Placed<'t, Attribute>> {
    let blocks = variable.blocks();
    let defaults = blocks.filter_map(|block| {
        let node = block.node.body.get_attribute("default")?;
        Some(Placed {
            source: block.source,
            node,
        })
    });
    defaults
        .filter(|default| !texts(&default.node.value).is_empty())
        .collect()
}

/// The literals of a module in arguments, resources, providers and locals.
pub(super) fn literals<'t>(graph: &Graph<'t>, module: &Module<'t>) -> Vec<Shown<'t>> {
    let mut found = Vec::new();
    for (name, call) in &module.calls {
        for block in call.blocks() {
            let wanted = |it: &Attribute| takes_secret(graph, module, call, it.key.as_str());
            found.extend(of_body(&block, &block.node.body, name, wanted));
        }
    }
    for block in module
        .blocks(Literal::Secret)
        .filter(|block| matches!(block.node.ident.as_str(), "provider" | "resource"))
    {
        let of = owner(block.node);
        found.extend(
            bodies(block.node)
                .into_iter()
                .flat_map(|body| of_body(&block, body, &of, is_setting_of_secret)),
        );
    }
    for (name, local) in &module.locals {
        if is_setting_of_secret(local.node) && shows_secret(&local.node.value) {
            let value = Placed {
                source: local.source,
                node: &local.node.value,
            };
            found.push(Shown {
                value,
                key: name,
                of: "local".to_owned(),
            });
        }
    }
    found
}

/// Whether what a call calls takes a secret by this name.
fn takes_secret<'t>(
    graph: &Graph<'t>,
    module: &Module<'t>,
    call: &Declared<'t>,
    key: &str,
) -> bool {
    match graph.target(module, call) {
        Target::Folder(path) => {
            let variable = graph.modules[path].variables.get(key);
            variable.is_some_and(|variable| is_secret_variable(key, variable))
        }
        Target::Elsewhere => is_secret(key),
    }
}

fn is_setting_of_secret(attribute: &Attribute) -> bool {
    shows_by_name(attribute.key.as_str(), &said(&attribute.value))
}

/// What a text says, as far as it can be told.
fn said(value: &Expression) -> String {
    let text = value.as_str().map(str::to_owned);
    text.unwrap_or_else(|| value.to_string())
}

fn of_body<'t>(
    block: &Placed<'t, Block>,
    body: &'t Body,
    of: &str,
    wanted: impl Fn(&Attribute) -> bool,
) -> Vec<Shown<'t>> {
    let attributes = body
        .attributes()
        .filter(|it| wanted(it) && shows_secret(&it.value));
    let literal = |it: &'t Attribute| Shown {
        value: Placed {
            source: block.source,
            node: &it.value,
        },
        key: it.key.as_str(),
        of: of.to_owned(),
    };
    attributes.map(literal).collect()
}

/// What a resource is called: by its name, or by its type where the name tells nothing.
fn owner(block: &Block) -> String {
    let labels: Vec<&str> = block.labels.iter().map(BlockLabel::as_str).collect();
    match labels[..] {
        [kind, "this" | "main" | "default" | "self"] => kind
            .split_once('_')
            .map_or(kind, |(_, kind)| kind)
            .to_owned(),
        [_, name] | [name] => name.to_owned(),
        _ => String::new(),
    }
}

/// Whether an expression is a text that is a secret itself.
pub(super) fn shows_secret(value: &Expression) -> bool {
    is_text(value) && !texts(value).is_empty()
}

fn is_text(value: &Expression) -> bool {
    match value {
        Expression::String(_) => true,
        Expression::StringTemplate(text) => {
            text.iter().all(|part| matches!(part, Element::Literal(_)))
        }
        Expression::HeredocTemplate(text) => text
            .template
            .iter()
            .all(|part| matches!(part, Element::Literal(_))),
        _ => false,
    }
}

/// The texts in an expression that are no addresses: whole strings and heredocs.
pub(super) fn texts(value: &Expression) -> Vec<&Expression> {
    let mut found = Texts::default();
    found.look(value);
    found.0
}

#[derive(Default)]
struct Texts<'e>(Vec<&'e Expression>);

impl<'e> Texts<'e> {
    fn look(&mut self, value: &'e Expression) {
        match value {
            Expression::Array(items) => items.iter().for_each(|item| self.look(item)),
            Expression::Object(object) => {
                object.iter().for_each(|(_, value)| self.look(value.expr()));
            }
            Expression::Parenthesis(inner) => self.look(inner.inner()),
            value if is_text(value) => {
                let said = value.as_str();
                if said.is_none_or(|text| !text.trim().is_empty() && !is_address(text)) {
                    self.0.push(value);
                }
            }
            _ => {}
        }
    }
}

/// The bytes of a text that nobody may see: without its quotes, or the lines of a heredoc.
pub(super) fn hidden(text: &str, value: &Expression) -> Option<Range<usize>> {
    let span = value.span()?;
    let written = text.get(span.clone())?;
    if let Some(rest) = written.strip_prefix('"') {
        let inner = rest.strip_suffix('"')?;
        return Some(span.start + 1..span.start + 1 + inner.len());
    }
    let first = written.find('\n')? + 1;
    let last = written.trim_end().rfind('\n')?;
    (first <= last).then(|| span.start + first..span.start + last)
}

/// Secrets among the members of objects in a body: `{ DB_PASSWORD = "…" }`.
pub(super) fn buried(body: &Body) -> Vec<&Expression> {
    let mut found = Buried::default();
    for attribute in body
        .attributes()
        .filter(|it| !holds_places(it.key.as_str()))
    {
        found.look(&attribute.value);
    }
    for block in body
        .blocks()
        .filter(|block| !matches!(block.ident.as_str(), "variable" | "output" | "terraform"))
    {
        found.0.extend(buried(&block.body));
    }
    found.0
}

/// What is called secrets holds their addresses.
fn holds_places(name: &str) -> bool {
    name.to_lowercase().ends_with("secrets")
}

/// Objects in a value, whatever it is an argument of.
#[derive(Default)]
struct Buried<'e>(Vec<&'e Expression>);

impl<'e> Buried<'e> {
    fn look(&mut self, value: &'e Expression) {
        match value {
            Expression::Array(items) => items.iter().for_each(|item| self.look(item)),
            Expression::Parenthesis(inner) => self.look(inner.inner()),
            Expression::FuncCall(call) => call.args.iter().for_each(|argument| self.look(argument)),
            Expression::Object(object) => {
                for (key, value) in object {
                    let name = match key {
                        ObjectKey::Ident(name) => Some(name.as_str()),
                        ObjectKey::Expression(key) => key.as_str(),
                    };
                    if name.is_some_and(|name| shows_by_name(name, &said(value.expr())))
                        && shows_secret(value.expr())
                    {
                        self.0.push(value.expr());
                    } else if !name.is_some_and(holds_places) {
                        self.look(value.expr());
                    }
                }
            }
            _ => {}
        }
    }
}
