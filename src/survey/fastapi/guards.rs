//! What stands around every route of an app and may refuse a request: dependencies of the app, and middleware. A route that has to
//! be open is answered only where all of them let its path through.

use crate::code::located::Located;
use crate::code::python::definitions::{definition, is_class, is_function_definition, member};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    all_calls, callee, decorators_of, keyword, method_call, parameters, positional, string_value,
};
use crate::edit::script::Node;
use crate::survey::fact::{Fact, Site};
use crate::survey::fastapi::passing::Passing;
use crate::survey::fastapi::service::Fastapi;
use crate::survey::word::vocabulary;

vocabulary! { Fastapi:
    /// dependencies of the app may refuse a request, so that an open route must not be one of FastAPI's
    fact "guarding-dependencies" = |it, _| Fact::of(it.has_guarding_dependencies());
    /// lists of paths that a guard lets through, without the health route
    list "lists-without-health" ["last", "gap", "path"] = |it| Fact::Present(it.lists_without("/health"));
    /// lists of paths that a guard lets through, without the metrics
    list "lists-without-metrics" ["last", "gap", "path"] = |it| Fact::Present(it.lists_without("/metrics"));
}

/// Middleware of packages that refuses what it does not know.
const REFUSING: &[&str] = &["HTTPSRedirectMiddleware", "TrustedHostMiddleware"];

/// Parts of names that middleware has which asks who is there.
const ASKING: &[&str] = &["apikey", "auth", "bearer", "guard", "jwt", "token"];

/// How many dependencies are followed that depend on each other.
const HOPS: usize = 3;

/// A guard that stands around a route.
enum Guard<'s> {
    /// It has a list of paths that it lets through; the last of them.
    Extendable(Located<'s>),
    /// It lets nothing through that could be told.
    Closed(Located<'s>),
}

impl<'s> Fastapi<'s> {
    /// Why an open route at `path` would not be reached.
    pub(crate) fn closed_to(&self, path: &str) -> Option<String> {
        let guards = self.guards(path).into_iter();
        let mut closed = guards.filter_map(|guard| match guard {
            Guard::Closed(at) => Some(at),
            Guard::Extendable(_) => None,
        });
        closed.next().map(|at| {
            let line = at.script.line(at.node.range().start);
            format!(
                "`{}:{line}` stands around every route and may refuse `{path}`; let it pass there, such as \
                 `if request.url.path == \"{path}\": return await call_next(request)`",
                at.script.path
            )
        })
    }

    /// The last members of lists of paths that guards let through.
    fn lists_without(&self, path: &str) -> Vec<Site> {
        let guards = self.guards(path).into_iter();
        let lists = guards.filter_map(|guard| match guard {
            Guard::Extendable(last) => Some(last),
            Guard::Closed(_) => None,
        });
        let mut found: Vec<Site> = Vec::new();
        for last in lists {
            let before = last.node.prev_all().find(|n| n.kind() == "string");
            let gap = before.map_or(" ".to_owned(), |before| {
                let between = &last.script.text[before.range().end..last.node.range().start];
                between.trim_start_matches(',').to_owned()
            });
            let site = Site::at(last.script, &last.node)
                .with("last", last.node.text().into_owned())
                .with("gap", gap)
                .with("path", path.to_owned());
            if !found.contains(&site) {
                found.push(site);
            }
        }
        found
    }

    /// Whether a dependency of the whole app may refuse a request.
    fn has_guarding_dependencies(&self) -> bool {
        let Fact::Present(app) = self.python.app() else {
            return false;
        };
        let name = &app.expression;
        let on_router = all_calls(app.script).filter(|call| {
            method_call(call).is_some_and(|(receiver, _)| {
                receiver.text() == format!("{name}.router.dependencies")
            })
        });
        let mut given: Vec<Located<'s>> = on_router
            .flat_map(|call| positional(&call))
            .map(|node| Located {
                script: app.script,
                node,
            })
            .collect();
        given.extend(keyword(&app.call.node, "dependencies").map(|list| app.call.at(list)));
        let depends = |list: &Located<'s>| {
            let found = definition(self.python.survey, list.script, &list.node);
            let list = found.unwrap_or_else(|| list.clone());
            let calls = list.node.dfs().filter(|n| is_dependency(n));
            let calls: Vec<_> = calls.map(|call| list.at(call)).collect();
            calls.iter().any(|call| self.refuses(call, HOPS))
        };
        given.iter().any(depends)
    }

    /// Whether what a `Depends(…)` names may refuse a request.
    fn refuses(&self, depends: &Located<'s>, hops: usize) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let first = positional(&depends.node).into_iter().next();
        let Some(wanted) = first.or_else(|| keyword(&depends.node, "dependency")) else {
            return false;
        };
        if wanted.text().contains("auto_error=False") {
            return false;
        }
        let survey = self.python.survey;
        let Some(function) = definition(survey, depends.script, &wanted) else {
            return true;
        };
        if !is_function_definition(&function) {
            let made = callee(&function.node);
            let class = made.and_then(|made| definition(survey, function.script, &made));
            let call = class.and_then(|class| member(survey, &class, "__call__"));
            let quiet = function.node.text().contains("auto_error=False");
            return match call {
                Some(call) => self.body_refuses(&call, "").is_some(),
                None => !quiet && function.node.kind() == "call",
            };
        }
        let others = parameters(&function.node).into_iter().flat_map(|(_, it)| {
            let inner: Vec<_> = it.dfs().filter(is_dependency).collect();
            inner
        });
        let mut others = others.map(|node| function.at(node));
        self.body_refuses(&function, "").is_some() || others.any(|it| self.refuses(&it, hops))
    }

    /// What in a function may refuse a request on `path`.
    fn body_refuses(&self, function: &Located<'s>, path: &str) -> Option<Guard<'s>> {
        let body = function.node.field("body")?;
        let names: Vec<String> = parameters(&function.node)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let mut passing = Passing::new(self.python.survey, function.script, path, &names);
        passing.walk(&body);
        let refusal = passing.refusal.take()?;
        Some(match passing.lists.pop() {
            Some(last) => Guard::Extendable(last),
            None => Guard::Closed(function.at(refusal)),
        })
    }

    /// The middleware that may refuse a request on `path`.
    fn guards(&self, path: &str) -> Vec<Guard<'s>> {
        let mut found = Vec::new();
        for script in self.python.reached_scripts() {
            if !script.text.contains("iddleware") {
                continue;
            }
            for node in all_calls(script) {
                let call = Located { script, node };
                if let Some(class) = added(&call.node) {
                    found.extend(self.class_refuses(&call, &class, path));
                } else if method_call(&call.node).is_some_and(|(_, method)| method == "middleware")
                    && let Some(function) = decorated(&call.node)
                {
                    found.extend(self.body_refuses(&call.at(function), path));
                }
            }
        }
        found
    }

    fn class_refuses(
        &self,
        added: &Located<'s>,
        class: &Node<'s>,
        path: &str,
    ) -> Option<Guard<'s>> {
        let survey = self.python.survey;
        let found = definition(survey, added.script, class);
        if let Some(class) = found.filter(is_class) {
            let method = ["dispatch", "__call__"]
                .iter()
                .find_map(|name| member(survey, &class, name))?;
            return self.body_refuses(&method, path);
        }
        let name = dotted(class).unwrap_or_else(|| class.text().into_owned());
        let name = name.rsplit('.').next().unwrap_or_default().to_owned();
        if name == "BaseHTTPMiddleware" {
            let dispatch = keyword(&added.node, "dispatch")?;
            let function = definition(survey, added.script, &dispatch)?;
            return self.body_refuses(&function, path);
        }
        let is_open = || {
            let hosts = keyword(&added.node, "allowed_hosts");
            let hosts = hosts.and_then(|hosts| definition(survey, added.script, &hosts));
            hosts.is_some_and(|hosts| {
                hosts
                    .node
                    .dfs()
                    .any(|n| string_value(&n).as_deref() == Some("*"))
            })
        };
        let lower = name.to_lowercase();
        let refuses = REFUSING.contains(&&*name) && !is_open()
            || ASKING.iter().any(|part| lower.contains(part));
        refuses.then(|| Guard::Closed(added.clone()))
    }
}

/// `Depends(…)` and `Security(…)`.
fn is_dependency(node: &Node<'_>) -> bool {
    let name = callee(node).and_then(|callee| dotted(&callee));
    name.is_some_and(|name| {
        name.starts_with("fastapi.") && (name.ends_with("Depends") || name.ends_with("Security"))
    })
}

/// The class that `add_middleware(…)` or `Middleware(…)` is given.
fn added<'a>(call: &Node<'a>) -> Option<Node<'a>> {
    let adds = method_call(call).is_some_and(|(_, method)| method == "add_middleware");
    let name = callee(call).and_then(|callee| dotted(&callee));
    let lists = name.is_some_and(|name| name.ends_with("middleware.Middleware"));
    let first = positional(call).into_iter().next();
    let class = first.or_else(|| keyword(call, "middleware_class"));
    class.filter(|_| adds || lists)
}

/// The function that a call decorates.
fn decorated<'a>(call: &Node<'a>) -> Option<Node<'a>> {
    let statement = call
        .ancestors()
        .find(|n| n.kind() == "decorated_definition")?;
    let function = statement.field("definition")?;
    let is_own = decorators_of(&function)
        .iter()
        .any(|it| it.range() == call.range());
    is_own.then_some(function)
}
