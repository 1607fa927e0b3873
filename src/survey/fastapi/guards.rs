//! What stands around every route of an app and may refuse a request: dependencies of the app, and middleware. A route that has to
//! be open is answered only where all of them let its path through.

use crate::code::located::Located;
use crate::code::python::definitions::{definition, is_class, is_function_definition, member};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    all_calls, callee, decorators_of, keyword, method_call, parameters, positional, statements,
    string_value,
};
use crate::edit::script::{Node, Script};
use crate::survey::fact::{Fact, Place, Site, Slot};
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::passing::Passing;
use crate::survey::fastapi::roles::Reader;
use crate::survey::fastapi::service::Fastapi;
use crate::survey::word::vocabulary;

vocabulary! { Fastapi:
    /// dependencies of the app may refuse a request, so that an open route must not be one of FastAPI's
    fact "guarding-dependencies" = |it, _| Fact::of(it.has_guarding_dependencies());
    /// a guard around all routes would refuse the health route
    fact "health-is-guarded" = |it, _| Fact::of(!it.closed(HEALTH.path).is_empty());
    /// outside of all guards, where one of them would refuse the health route
    slot "outside-for-health" ["app"] = |it| it.outside_slot_of(&HEALTH);
    /// lists of paths that a guard lets through, without the health route
    list "lists-without-health" ["last", "gap", "path"] = |it| Fact::Present(it.lists_without(&HEALTH));
    /// a guard around all routes would refuse the metrics
    fact "metrics-are-guarded" = |it, _| Fact::of(!it.closed(METRICS.path).is_empty());
    /// outside of all guards, where one of them would refuse the metrics
    slot "outside-for-metrics" ["app"] = |it| it.outside_slot_of(&METRICS);
    /// lists of paths that a guard lets through, without the metrics
    list "lists-without-metrics" ["last", "gap", "path"] = |it| Fact::Present(it.lists_without(&METRICS));
}

/// A route that has to answer whoever asks.
pub(crate) struct Open {
    path: &'static str,
    role: Role,
    /// Its role outside of all guards.
    outside: Role,
}

/// The health of the service.
pub(crate) const HEALTH: Open = Open {
    path: "/health",
    role: Role::Health,
    outside: Role::HealthOutside,
};

/// The metrics of the service.
pub(crate) const METRICS: Open = Open {
    path: "/metrics",
    role: Role::MetricsRoute,
    outside: Role::MetricsOutside,
};

/// Middleware of packages that refuses what it does not know.
const REFUSING: &[&str] = &["HTTPSRedirectMiddleware", "TrustedHostMiddleware"];

/// Parts of names that middleware has which asks who is there.
const ASKING: &[&str] = &["apikey", "auth", "bearer", "guard", "jwt", "token"];

/// How many dependencies are followed that depend on each other.
const HOPS: usize = 3;

/// A guard that stands around a route.
struct Guard<'s> {
    /// What puts it around the app.
    added: Located<'s>,
    opens: Opens<'s>,
}

/// How a guard can be told to let a path through.
enum Opens<'s> {
    /// It has a list of paths; the last of them.
    Listed(Located<'s>),
    /// In no way that could be told; where it refuses.
    Never(Located<'s>),
}

impl<'s> Fastapi<'s> {
    /// The guards that let an open route at `path` through in no way.
    fn closed(&self, path: &str) -> Vec<(Located<'s>, Located<'s>)> {
        let guards = self.guards(path).into_iter();
        let closed = guards.filter_map(|guard| match guard.opens {
            Opens::Never(at) => Some((guard.added, at)),
            Opens::Listed(_) => None,
        });
        closed.collect()
    }

    /// The place of an open route. One that a guard would refuse is answered outside of it, by middleware that is added last.
    pub(crate) fn open_slot_of(&self, open: &Open) -> Slot {
        let inside = self.slot_of(open.role);
        let outside = self.slot_of(open.outside);
        if inside == Slot::Filled || outside == Slot::Filled {
            return Slot::Filled;
        }
        let closed = self.closed(open.path);
        if closed.is_empty() {
            return inside;
        }
        let Slot::Free(place) = &outside else {
            return outside;
        };
        let mut beyond = closed
            .into_iter()
            .filter(|(added, _)| !self.is_added_above(added, place));
        match beyond.next() {
            Some((added, refusal)) => {
                Slot::Missing(refused(&refusal, open.path, refusal.is(&added)))
            }
            None => outside,
        }
    }

    /// The place of middleware outside of all guards, where an open route needs it.
    fn outside_slot_of(&self, open: &Open) -> Slot {
        if self.closed(open.path).is_empty() {
            return Slot::Filled;
        }
        self.open_slot_of(open)
    }

    /// Whether what is added at `place` stands around what this adds.
    fn is_added_above(&self, added: &Located<'s>, place: &Place) -> bool {
        let Fact::Present(app) = self.python.app() else {
            return false;
        };
        let holds = |outer: &Node<'s>| {
            let (outer, inner) = (outer.range(), added.node.range());
            outer.start <= inner.start && inner.end <= outer.end
        };
        let is_above = |node: &Node<'s>| node.range().end <= place.at;
        let is_here = added.script.path == app.call.script.path;
        if is_here && holds(&app.call.node) {
            return true;
        }
        let reader = Reader::new(self.python.survey, app.script, &app.expression);
        statements(&app.block)
            .iter()
            .filter(|it| is_above(it))
            .any(|statement| {
                let found = reader.registrations(statement);
                found.iter().any(|registration| registration.call.is(added))
            })
    }

    /// The last members of lists of paths that guards let through.
    fn lists_without(&self, open: &Open) -> Vec<Site> {
        let is_outside = self.slot_of(open.outside) == Slot::Filled;
        if is_outside || !self.closed(open.path).is_empty() {
            return Vec::new();
        }
        let guards = self.guards(open.path).into_iter();
        let lists = guards.filter_map(|guard| match guard.opens {
            Opens::Listed(last) => Some(last),
            Opens::Never(_) => None,
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
                .with("path", open.path.to_owned());
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
    fn body_refuses(&self, function: &Located<'s>, path: &str) -> Option<Opens<'s>> {
        let body = function.node.field("body")?;
        let names: Vec<String> = parameters(&function.node)
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let mut passing = Passing::new(self.python.survey, function.script, path, &names);
        passing.walk(&body);
        let refusal = passing.refusal.take()?;
        Some(match passing.lists.pop() {
            Some(last) => Opens::Listed(last),
            None => Opens::Never(function.at(refusal)),
        })
    }

    /// The middleware that may refuse a request on `path`, and what is wrapped around the app.
    fn guards(&self, path: &str) -> Vec<Guard<'s>> {
        let mut found = Vec::new();
        for script in self.python.reached_scripts() {
            let wrapped = self.wrapped_in(script);
            if !script.text.contains("iddleware") && wrapped.is_empty() {
                continue;
            }
            for node in all_calls(script) {
                let call = Located { script, node };
                let opens = if let Some(class) = added(&call.node) {
                    self.class_refuses(&call, &class, path)
                } else if let Some(class) = wrapping(&call.node, &wrapped) {
                    self.class_refuses(&call, &class, path)
                } else {
                    decorated(&call.node).and_then(|it| self.body_refuses(&call.at(it), path))
                };
                found.extend(opens.map(|opens| Guard { added: call, opens }));
            }
        }
        found
    }

    /// What a script calls the app that is served from it.
    fn wrapped_in(&self, script: &Script) -> Vec<String> {
        let Fact::Present(app) = self.python.app() else {
            return Vec::new();
        };
        let own = (app.script, app.expression.clone());
        let names = std::iter::once(own).chain(app.elsewhere.clone());
        let names = names.filter(|(at, _)| at.path == script.path);
        let served = self.python.served().and_then(|it| it.name.clone());
        let served = served.filter(|_| self.python.entry() == script.path);
        names.map(|(_, name)| name).chain(served).collect()
    }

    fn class_refuses(
        &self,
        added: &Located<'s>,
        class: &Node<'s>,
        path: &str,
    ) -> Option<Opens<'s>> {
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
        refuses.then(|| Opens::Never(added.clone()))
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

/// The class of `app = Guard(app)`, where one of the names is that of the app which is served.
fn wrapping<'a>(call: &Node<'a>, names: &[String]) -> Option<Node<'a>> {
    let given = keyword(call, "app").or_else(|| positional(call).into_iter().next())?;
    let assigned = call
        .parent()
        .filter(|parent| parent.kind() == "assignment")?;
    let left = assigned.field("left")?;
    let is_named = |node: &Node<'_>| names.iter().any(|name| *name == node.text());
    callee(call).filter(|_| is_named(&given) && is_named(&left))
}

/// The function that becomes middleware by a call which decorates it.
fn decorated<'a>(call: &Node<'a>) -> Option<Node<'a>> {
    method_call(call).filter(|(_, method)| method == "middleware")?;
    let statement = call
        .ancestors()
        .find(|n| n.kind() == "decorated_definition")?;
    let function = statement.field("definition")?;
    let is_own = decorators_of(&function)
        .iter()
        .any(|it| it.range() == call.range());
    is_own.then_some(function)
}

/// Why an open route would not be reached. What a package refuses cannot be told to let a path pass.
fn refused(refusal: &Located<'_>, path: &str, is_of_package: bool) -> String {
    let line = refusal.script.line(refusal.node.range().start);
    let help = if is_of_package {
        format!(
            "answer `{path}` outside of it, or add it by `add_middleware` where the app is made"
        )
    } else {
        format!(
            "let it pass there, such as \
             `if request.url.path == \"{path}\": return await call_next(request)`"
        )
    };
    format!(
        "`{}:{line}` stands around every route and may refuse `{path}`; {help}",
        refusal.script.path
    )
}
