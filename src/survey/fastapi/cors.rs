//! Where CORS lets every origin in: at the middleware, in a constant or a setting that it is given, or as the default of an
//! environment variable.

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{all_definitions, definition};
use crate::code::python::names::{calls, dotted};
use crate::code::python::syntax::{
    bare, callee, entry, keyword, method_call, positional, returned, spread, string_value,
};
use crate::edit::script::Node;
use crate::survey::fact::{Captures, Fact, Site};
use crate::survey::fastapi::Fastapi;
use crate::survey::python::service::Service;
use crate::survey::word::Row;
use crate::tree::Literal;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[
    Row::fact("open-cors", "CORS lets every origin in", |it, _| {
        Fact::flag(!it.cors().origins.is_empty())
    }),
    Row::list(
        "open-origins",
        "the values of `allow_origins` and `allow_origin_regex` that let every origin in",
        &["regex"],
        |it| Fact::Present(it.cors().origins.clone()),
    ),
    Row::list(
        "origins-open-by-default",
        "environment variables with origins that let every origin in where they are not set",
        &[],
        |it| Fact::Present(it.cors().by_default.clone()),
    ),
    Row::list(
        "handmade-cors",
        "where `Access-Control-Allow-Origin` is set by hand to any origin",
        &[],
        |it| Fact::Present(it.cors().handmade.clone()),
    ),
];

/// The middleware, under the names of both packages.
const MIDDLEWARE: &[&str] = &[
    "fastapi.middleware.cors.CORSMiddleware",
    "starlette.middleware.cors.CORSMiddleware",
];

/// Servers of Socket.IO, which check origins themselves.
const SOCKETS: &[&str] = &["socketio.AsyncServer", "socketio.Server"];

/// How far a value is followed.
const HOPS: usize = 6;

/// What of CORS is open in a service.
#[derive(Default)]
pub(crate) struct Cors {
    pub(crate) origins: Vec<Site>,
    pub(crate) by_default: Vec<Site>,
    pub(crate) handmade: Vec<Site>,
}

impl Cors {
    pub(crate) fn of(service: &Service<'_>) -> Self {
        let survey = service.survey;
        let mut found = Self::default();
        for path in service.reached() {
            let has = |literal| survey.overlay.has_literal(path, literal);
            if has(Literal::CorsMiddleware) || has(Literal::CorsAllowedOrigins) {
                found.configured(survey, path);
            }
            if has(Literal::AllowOrigin) || has(Literal::AllowOriginLower) {
                found.by_hand(survey, path);
            }
        }
        found
    }

    /// What the calls of a file configure.
    fn configured(&mut self, survey: &Survey<'_>, path: &str) {
        let Some(script) = survey.script(path) else {
            return;
        };
        let root = script.root();
        for call in root.dfs().filter(|node| node.kind() == "call") {
            if calls(&call, SOCKETS) {
                if let Some(value) = keyword(&call, "cors_allowed_origins") {
                    self.judge(
                        survey,
                        &Located {
                            script,
                            node: value,
                        },
                        HOPS,
                    );
                }
                continue;
            }
            if !configures(&call) {
                continue;
            }
            let call = Located { script, node: call };
            if let Some(origins) = option(survey, &call, "allow_origins") {
                self.judge(survey, &origins, HOPS);
            }
            if let Some(regex) = option(survey, &call, "allow_origin_regex") {
                self.judge_regex(survey, &regex);
            }
        }
    }

    /// Notes what of the value of `allow_origins` lets every origin in.
    fn judge(&mut self, survey: &Survey<'_>, value: &Located<'_>, hops: usize) {
        let Some(hops) = hops.checked_sub(1) else {
            return;
        };
        let Some(script) = survey.script(&value.script.path) else {
            return;
        };
        let Some(node) = script.node(&value.node.kind(), &value.node.range()) else {
            return;
        };
        let node = bare(&node);
        let at = |node: Node<'_>| (node.kind().into_owned(), node.range());
        let next = |cors: &mut Self, (kind, range): (String, std::ops::Range<usize>)| {
            if let Some(node) = script.node(&kind, &range) {
                cors.judge(survey, &Located { script, node }, hops);
            }
        };
        match &*node.kind() {
            "list" | "tuple" | "set" if holds_star(&node) => self.open(value, &node, false),
            "string" if is_star(&node) => self.open(value, &node, false),
            "identifier" | "attribute" => {
                for found in all_definitions(survey, script, &node) {
                    if found.node.range() != node.range() || found.script.path != script.path {
                        self.judge(survey, &found, hops);
                    }
                }
            }
            "boolean_operator" | "binary_operator" => {
                for side in ["left", "right"]
                    .into_iter()
                    .filter_map(|side| node.field(side))
                {
                    next(self, at(side));
                }
            }
            "conditional_expression" => {
                let branches: Vec<Node<'_>> = node.named_children().collect();
                if let [yes, condition, no] = &branches[..]
                    && !asks_for_environment(condition)
                {
                    next(self, at(yes.clone()));
                    next(self, at(no.clone()));
                }
            }
            "list_comprehension" => {
                let lists = node
                    .named_children()
                    .filter(|n| n.kind() == "for_in_clause")
                    .filter_map(|n| n.field("right"));
                for list in lists.collect::<Vec<_>>() {
                    next(self, at(list));
                }
            }
            "call" => self.judge_call(survey, &Located { script, node }, hops),
            _ => {}
        }
    }

    fn judge_call(&mut self, survey: &Survey<'_>, call: &Located<'_>, hops: usize) {
        let node = &call.node;
        if reads_environment(node) {
            let default = positional(node)
                .into_iter()
                .nth(1)
                .or_else(|| keyword(node, "default"));
            let text = default.and_then(|default| string_value(&default));
            if text.is_some_and(|text| {
                text.split([',', '"', '[', ']', ' '])
                    .any(|part| part == "*")
            }) {
                self.by_default.push(site(call, node, false));
            }
            return;
        }
        let name = callee(node).and_then(|callee| dotted(&callee));
        if name
            .as_deref()
            .is_some_and(|name| name.ends_with(".Field") || name == "Field")
        {
            let default = positional(node)
                .into_iter()
                .next()
                .or_else(|| keyword(node, "default"));
            let factory =
                keyword(node, "default_factory").and_then(|factory| factory.field("body"));
            if let Some(value) = default.or(factory) {
                self.judge(survey, &call.at_again(&value), hops);
            }
            return;
        }
        // `….split(",")`, `list(…)`, `json.loads(…)`
        if let Some((receiver, method)) = method_call(node)
            && matches!(method.as_str(), "split" | "strip" | "rstrip" | "copy")
        {
            if string_value(&receiver).as_deref() == Some("*") {
                self.open(call, node, false);
            } else {
                self.judge(survey, &call.at_again(&receiver), hops);
            }
            return;
        }
        let Some(script) = survey.script(&call.script.path) else {
            return;
        };
        let function = script
            .node("call", &node.range())
            .and_then(|node| definition(survey, script, &callee(&node)?))
            .filter(|found| found.node.kind() == "function_definition");
        match function {
            Some(function) => {
                for value in returned(&function.node) {
                    self.judge(survey, &function.at(value), hops);
                }
            }
            None if passes_on(node) => {
                for value in positional(node) {
                    self.judge(survey, &call.at_again(&value), hops);
                }
            }
            None => {}
        }
    }

    fn judge_regex(&mut self, survey: &Survey<'_>, value: &Located<'_>) {
        let Some(script) = survey.script(&value.script.path) else {
            return;
        };
        let Some(node) = script.node(&value.node.kind(), &value.node.range()) else {
            return;
        };
        for found in all_definitions(survey, script, &node) {
            if string_value(&found.node).is_some_and(|text| matches_all(&text)) {
                self.open(&found, &found.node, true);
            }
        }
    }

    fn open(&mut self, file: &Located<'_>, node: &Node<'_>, regex: bool) {
        let known = |site: &Site| site.path == file.script.path && site.range == node.range();
        if !self.origins.iter().any(known) {
            self.origins.push(site(file, node, regex));
        }
    }

    /// Headers that a file sets itself.
    fn by_hand(&mut self, survey: &Survey<'_>, path: &str) {
        let Some(script) = survey.script(path) else {
            return;
        };
        let names_header = |node: &Node<'_>| {
            string_value(node)
                .is_some_and(|text| text.eq_ignore_ascii_case("access-control-allow-origin"))
        };
        let root = script.root();
        for node in root.dfs() {
            let value = match &*node.kind() {
                "assignment" => node
                    .field("left")
                    .filter(|left| left.kind() == "subscript")
                    .and_then(|left| left.field("subscript"))
                    .filter(names_header)
                    .and_then(|_| node.field("right")),
                "pair" => node
                    .field("key")
                    .filter(names_header)
                    .and_then(|_| node.field("value")),
                _ => None,
            };
            if value.is_some_and(|value| is_star(&value)) {
                let file = Located {
                    script,
                    node: node.clone(),
                };
                self.handmade.push(site(&file, &node, false));
            }
        }
    }
}

impl<'a> Located<'a> {
    /// Another node of the same text, in the script that this one belongs to.
    fn at_again(&self, node: &Node<'_>) -> Located<'a> {
        let again = self.script.node(&node.kind(), &node.range());
        Located {
            script: self.script,
            node: again.unwrap_or_else(|| self.node.clone()),
        }
    }
}

fn site(file: &Located<'_>, node: &Node<'_>, regex: bool) -> Site {
    Site {
        path: file.script.path.clone(),
        range: node.range(),
        line: file.script.line(node.range().start),
        captures: Captures::from([("regex".to_owned(), Value::from(regex))]),
    }
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

fn is_star(node: &Node<'_>) -> bool {
    string_value(node).is_some_and(|text| text.trim() == "*")
}

fn holds_star(list: &Node<'_>) -> bool {
    list.named_children().any(|item| is_star(&item))
}

/// Whether a regular expression matches every origin.
fn matches_all(text: &str) -> bool {
    let text = text.trim_start_matches('^').trim_end_matches('$');
    let rest = [
        "https?://",
        "http(s)?://",
        "(https?|http)://",
        "(http|https)://",
        "http://",
        "https://",
        "http",
    ]
    .iter()
    .find_map(|scheme| text.strip_prefix(scheme))
    .unwrap_or(text);
    matches!(rest, ".*" | ".+" | "(.*)" | "(.+)" | ".*?" | "[^/]+")
}

/// `os.getenv(…)`, `os.environ.get(…)`, `config("NAME", default=…)`.
fn reads_environment(call: &Node<'_>) -> bool {
    let name = callee(call)
        .and_then(|callee| dotted(&callee))
        .unwrap_or_default();
    matches!(
        name.as_str(),
        "os.getenv"
            | "os.environ.get"
            | "decouple.config"
            | "environs.Env"
            | "starlette.config.Config"
    )
}

/// Calls that give their argument back in another form.
fn passes_on(call: &Node<'_>) -> bool {
    callee(call).is_some_and(|callee| {
        matches!(
            &*callee.text(),
            "list" | "tuple" | "set" | "sorted" | "json.loads" | "cast"
        )
    })
}

/// Whether a condition tells production from development: what it opens there is meant.
fn asks_for_environment(condition: &Node<'_>) -> bool {
    let text = condition.text().to_lowercase();
    ["prod", "dev", "debug", "local", "test", "env", "stag"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::matches_all;

    #[test]
    fn only_expressions_without_a_host_match_all() {
        for open in [".*", "^.*$", "https?://.*", "^https://.*$", ".+"] {
            assert!(matches_all(open), "{open}");
        }
        for closed in [
            "https://.*\\.example\\.com",
            "http://localhost:.*",
            "http://(a|b):.*",
        ] {
            assert!(!matches_all(closed), "{closed}");
        }
    }
}
