//! Where CORS lets every origin in: at the middleware, in a constant or a setting that it is given, as the default of an
//! environment variable, or by hand.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::names::{calls, dotted};
use crate::code::python::syntax::{
    all_calls, callee, entry, keyword, method_call, positional, spread, string_value,
};
use crate::edit::script::Node;
use crate::survey::fact::{Fact, Site};
use crate::survey::fastapi::origins::{Origins, is_star, site};
use crate::survey::fastapi::service::Fastapi;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::Literal;

vocabulary! { Fastapi:
    /// CORS lets every origin in
    fact "open-cors" = |it, _| { Fact::flag(!it.cors().origins.is_empty()) };
    /// the values of `allow_origins` and `allow_origin_regex` that let every origin in
    list "open-origins" ["regex"] = |it| Fact::Present(it.cors().origins.clone());
    /// environment variables with origins that let every origin in where they are not set
    list "origins-open-by-default" = |it| Fact::Present(it.cors().by_default.clone());
    /// where `Access-Control-Allow-Origin` is set by hand to any origin
    list "handmade-cors" = |it| Fact::Present(it.cors().handmade.clone());
}

/// The middleware, under the names of both packages.
const MIDDLEWARE: &[&str] = &[
    "fastapi.middleware.cors.CORSMiddleware",
    "starlette.middleware.cors.CORSMiddleware",
];

/// Servers of Socket.IO, which check origins themselves.
const SOCKETS: &[&str] = &["socketio.AsyncServer", "socketio.Server"];

/// The header that lets origins in.
const HEADER: &str = "access-control-allow-origin";

/// What of CORS is open in a service.
struct Cors {
    origins: Vec<Site>,
    by_default: Vec<Site>,
    handmade: Vec<Site>,
}

impl Fastapi<'_> {
    fn cors(&self) -> &Cors {
        let find = || Cors::of(&self.python);
        self.python.answers.or_find(find)
    }
}

impl Cors {
    fn of(service: &Service<'_>) -> Self {
        let survey = service.survey;
        let mut origins = Origins::new(survey);
        let mut handmade = Vec::new();
        for path in service.reached() {
            let has = |literal| survey.overlay.has_literal(path, literal);
            if has(Literal::CorsMiddleware) || has(Literal::CorsAllowedOrigins) {
                configured(survey, path, &mut origins);
            }
            if has(Literal::AllowOrigin) || has(Literal::AllowOriginLower) {
                handmade.extend(by_hand(survey, path));
            }
        }
        Self {
            origins: origins.open,
            by_default: origins.by_default,
            handmade,
        }
    }
}

/// Judges what the calls of a file configure.
fn configured<'s>(survey: &'s Survey<'s>, path: &str, origins: &mut Origins<'s>) {
    let Some(script) = survey.script(path) else {
        return;
    };
    for node in all_calls(script) {
        let call = Located { script, node };
        if calls(&call.node, SOCKETS) {
            if let Some(value) = keyword(&call.node, "cors_allowed_origins") {
                origins.judge(&call.at(value));
            }
        } else if configures(&call.node) {
            if let Some(value) = option(survey, &call, "allow_origins") {
                origins.judge(&value);
            }
            if let Some(regex) = option(survey, &call, "allow_origin_regex") {
                origins.judge_regex(&regex);
            }
        }
    }
}

/// Where a file sets the header itself, to any origin.
fn by_hand(survey: &Survey<'_>, path: &str) -> Vec<Site> {
    let Some(script) = survey.script(path) else {
        return Vec::new();
    };
    let root = script.root();
    root.dfs()
        .filter(|node| header_value(node).is_some_and(|value| is_star(&value)))
        .map(|node| site(&Located { script, node }, false))
        .collect()
}

/// What a node sets the header to: `headers["Access-Control-Allow-Origin"] = "*"`, `{"Access-Control-Allow-Origin": "*"}`.
fn header_value<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    let (key, value) = match &*node.kind() {
        "assignment" => {
            let left = node
                .field("left")
                .filter(|left| left.kind() == "subscript")?;
            (left.field("subscript")?, node.field("right")?)
        }
        "pair" => (node.field("key")?, node.field("value")?),
        _ => return None,
    };
    let is_it = string_value(&key).is_some_and(|text| text.eq_ignore_ascii_case(HEADER));
    is_it.then_some(value)
}

/// Whether a call gives options to the CORS middleware: `add_middleware(CORSMiddleware, …)`, `Middleware(CORSMiddleware, …)`,
/// or the class itself.
fn configures(call: &Node<'_>) -> bool {
    let is_class =
        |node: &Node<'_>| dotted(node).is_some_and(|name| MIDDLEWARE.contains(&name.as_str()));
    if callee(call).is_some_and(|callee| is_class(&callee)) {
        return true;
    }
    let first = positional(call).into_iter().next();
    let adds = method_call(call).is_some_and(|(_, method)| method == "add_middleware")
        || callee(call)
            .and_then(|callee| dotted(&callee))
            .is_some_and(|name| name.ends_with("middleware.Middleware"));
    adds && first
        .or_else(|| keyword(call, "middleware_class"))
        .is_some_and(|class| is_class(&class))
}

/// An option of a call: by its name, or in a dictionary that is spread.
fn option<'s>(survey: &'s Survey<'_>, call: &Located<'s>, name: &str) -> Option<Located<'s>> {
    if let Some(value) = keyword(&call.node, name) {
        return Some(call.at(value));
    }
    spread(&call.node).into_iter().find_map(|options| {
        let found = definition(survey, call.script, &options)?;
        let value = match &*found.node.kind() {
            "dictionary" => entry(&found.node, name)?,
            "call" => keyword(&found.node, name)?,
            _ => return None,
        };
        Some(found.at(value))
    })
}
