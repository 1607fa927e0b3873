//! Where CORS lets every origin in: at the middleware, in a constant or a setting that it is given, as the default of an
//! environment variable, or by hand.

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::names::{calls, dotted};
use crate::code::python::syntax::{
    all_calls, callee, entry, is_function, keyword, method_call, positional, spread, string_value,
};
use crate::edit::script::Node;
use crate::survey::embedded::{NO_OTHER, refused};
use crate::survey::fact::{Fact, Site};
use crate::survey::fastapi::origins::{Origins, asks_for_environment, is_star, site};
use crate::survey::fastapi::service::Fastapi;
use crate::survey::proxies::opened_by_proxies;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::Literal;

vocabulary! { Fastapi:
    /// CORS lets every origin in
    fact "open-cors" = |it, _| { Fact::flag(!it.cors().origins.is_empty()) };
    /// what of the tree runs on pages that a list leaves out, or that no CORS is known
    fact "cors-remarks" = |it, _| it.cors_remarks();
    /// the values of `allow_origins` and `allow_origin_regex` that let every origin in
    list "open-origins" ["regex", "separator"] = |it| it.open_origins();
    /// environment variables with origins that let every origin in where they are not set
    list "origins-open-by-default" = |it| Fact::Present(it.cors().by_default.clone());
    /// where `Access-Control-Allow-Origin` is set to any origin by hand, or by a proxy
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
    unclear: Option<String>,
    /// No file speaks of it.
    is_unheard_of: bool,
}

impl Fastapi<'_> {
    fn cors(&self) -> &Cors {
        let find = || Cors::of(&self.python);
        self.python.answers.or_find(find)
    }

    fn cors_remarks(&self) -> Fact<Value> {
        let mut said = Vec::new();
        if !self.cors().origins.is_empty() {
            said.extend(refused(self.python.survey));
        }
        if self.cors().is_unheard_of {
            said.push(NO_OTHER.to_owned());
        }
        Fact::from_option((!said.is_empty()).then(|| Value::from(said)))
    }

    fn open_origins(&self) -> Fact<Vec<Site>> {
        let cors = self.cors();
        match &cors.unclear {
            Some(reason) => Fact::Unknown(reason.clone()),
            None => Fact::Present(cors.origins.clone()),
        }
    }
}

impl Cors {
    fn of(service: &Service<'_>) -> Self {
        let survey = service.survey;
        let mut origins = Origins::new(survey);
        let mut handmade = opened_by_proxies(survey, service.deployed.folder());
        let mut is_unheard_of = handmade.is_empty();
        for path in service.reached() {
            let has = |literal| survey.overlay.has_literal(path, literal);
            if has(Literal::CorsMiddleware) || has(Literal::CorsAllowedOrigins) {
                configured(survey, path, &mut origins);
                is_unheard_of = false;
            }
            if has(Literal::AllowOrigin) || has(Literal::AllowOriginLower) {
                handmade.extend(by_hand(survey, path));
                is_unheard_of = false;
            }
        }
        Self {
            origins: origins.open,
            by_default: origins.by_default,
            handmade,
            unclear: origins.unclear,
            is_unheard_of,
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
        } else if configures(&call.node) && !is_for_development(&call.node) {
            if let Some(value) = option(survey, &call, "allow_origins") {
                origins.judge(&value);
            }
            if let Some(regex) = option(survey, &call, "allow_origin_regex") {
                origins.judge_regex(&regex);
            }
        }
    }
}

/// Whether a call is made only outside of production.
fn is_for_development(call: &Node<'_>) -> bool {
    let mut inner = call.clone();
    for outer in call.ancestors().take_while(|n| !is_function(n)) {
        let condition = outer
            .field("condition")
            .filter(|_| outer.kind() == "if_statement");
        let is_first = outer
            .field("consequence")
            .is_some_and(|it| it.range() == inner.range());
        if let Some(condition) = condition.filter(|it| is_first && asks_for_environment(it)) {
            let text = condition.text().to_lowercase();
            let is_negated = text.contains("not ") || text.contains("!=");
            if text.contains("prod") == is_negated {
                return true;
            }
        }
        inner = outer;
    }
    false
}

/// Where a file sets the header itself, to any origin.
fn by_hand<'s>(survey: &'s Survey<'s>, path: &str) -> Vec<Site> {
    let Some(script) = survey.script(path) else {
        return Vec::new();
    };
    let root = script.root();
    root.dfs()
        .filter(|node| {
            header_value(node).is_some_and(|value| {
                is_star(&value) && !is_of_public_routes(node)
                    || echoes(
                        survey,
                        &Located {
                            script,
                            node: value,
                        },
                    )
            })
        })
        .map(|node| site(&Located { script, node }, false))
        .collect()
}

/// Whether every origin is let in by one branch alone, without credentials, and another branch asks which origin it is: that is
/// meant for what other sites embed.
fn is_of_public_routes(node: &Node<'_>) -> bool {
    let mut around = node.ancestors().take_while(|n| !is_function(n));
    let Some(branch) = around.find(|n| n.kind() == "block") else {
        return false;
    };
    let clause = branch.parent();
    let choice = clause.and_then(|it| match &*it.kind() {
        "if_statement" => Some(it),
        "elif_clause" => it.parent(),
        _ => None,
    });
    let is_other = |n: &Node<'_>| {
        !(branch.range().start <= n.range().start && n.range().end <= branch.range().end)
    };
    let has_credentials = branch
        .text()
        .to_lowercase()
        .contains("access-control-allow-credentials");
    let asks = |choice: Node<'_>| {
        choice
            .dfs()
            .filter(is_other)
            .any(|n| header_value(&n).is_some_and(|value| !is_star(&value)))
    };
    !has_credentials && choice.is_some_and(asks)
}

/// Whether a value is the origin of the request, and nothing around asks which that is.
fn echoes<'s>(survey: &'s Survey<'s>, value: &Located<'s>) -> bool {
    let found = definition(survey, value.script, &value.node);
    let found = found.unwrap_or_else(|| value.clone());
    let text = found.node.text().to_lowercase().replace('\'', "\"");
    let is_origin = [
        "headers.get(\"origin\"",
        "headers[\"origin\"]",
        "headers.get(b\"origin\"",
        "headers[b\"origin\"]",
    ]
    .iter()
    .any(|read| text.contains(read));
    let is_asked = || {
        let mut around = value.node.ancestors();
        around.any(|outer| {
            let condition = outer
                .field("condition")
                .filter(|_| matches!(&*outer.kind(), "if_statement" | "elif_clause"));
            condition.is_some_and(|it| {
                let text = it.text().to_lowercase();
                text.contains("origin")
                    && (text.contains(" in ") || text.contains("==") || text.contains('('))
            })
        })
    };
    is_origin && !text.contains(" in ") && !is_asked()
}

/// What a node sets the header to: `headers["Access-Control-Allow-Origin"] = "*"`, `{"Access-Control-Allow-Origin": "*"}`,
/// `headers.append("Access-Control-Allow-Origin", "*")`, `(b"access-control-allow-origin", b"*")`.
fn header_value<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    let (key, value) = match &*node.kind() {
        "assignment" => {
            let left = node
                .field("left")
                .filter(|left| left.kind() == "subscript")?;
            (left.field("subscript")?, node.field("right")?)
        }
        "pair" => (node.field("key")?, node.field("value")?),
        "tuple" => {
            let members: Vec<Node<'a>> = node.named_children().collect();
            let [key, value] = &members[..] else {
                return None;
            };
            (key.clone(), value.clone())
        }
        "call" => {
            let (_, method) = method_call(node)?;
            let mut given = positional(node).into_iter();
            let sets = matches!(method.as_str(), "append" | "add" | "set" | "setdefault");
            (given.next().filter(|_| sets)?, given.next()?)
        }
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
