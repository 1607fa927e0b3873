//! Whether a health route answers for the whole service: on the app, or in a router that is included at its root, below
//! `/api`, or below a name that stands for the service itself. The health of a feature says nothing about the service.

use minijinja::Value;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{all_definitions, definition};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{callee, decorators, keyword, method_call, positional};
use crate::code::python::texts::text;
use crate::edit::script::Node;
use crate::survey::fact::Fact;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::registered::registrations;
use crate::survey::fastapi::roles::Registration;
use crate::survey::fastapi::service::Fastapi;
use crate::survey::http::is_health_path;
use crate::survey::python::app::App;
use crate::survey::word::Row;

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[
    Row::fact("health", "a health route answers", |it, _| it.health()),
    Row::slot(
        "health",
        "after the app, before the routes",
        &["app"],
        |it| it.slot_of(Role::Health),
    ),
];

/// First parts of paths that name no feature.
const PLAIN: &[&str] = &[
    "_",
    "-",
    "common",
    "core",
    "internal",
    "meta",
    "misc",
    "monitoring",
    "ops",
    "probes",
    "public",
    "root",
    "system",
    "util",
    "utils",
];

/// Methods of an app or router that answer requests on a path.
const METHODS: &[&str] = &[
    "get",
    "head",
    "api_route",
    "route",
    "add_api_route",
    "add_route",
];

impl Fastapi<'_> {
    fn health(&self) -> Fact<Value> {
        let (survey, reached) = (self.python.survey, self.python.reached());
        let app = self.python.app();
        app.and_then(|app| Fact::from_option(route(survey, app, reached).map(Value::from)))
    }
}

/// The role of a route, by its path.
pub(crate) fn role_of_path(path: Option<&str>) -> Role {
    match path {
        Some(path) if is_health(path) => Role::Health,
        Some("/metrics" | "/metrics/") => Role::MetricsRoute,
        _ => Role::Routes,
    }
}

/// Whether a path is that of the service's health.
fn is_health(path: &str) -> bool {
    let named: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let Some((last, above)) = named.split_last() else {
        return false;
    };
    let above: Vec<&str> = above
        .iter()
        .copied()
        .filter(|part| !PLAIN.contains(part))
        .collect();
    let mut plain: String = above.iter().map(|part| format!("/{part}")).collect();
    plain.push('/');
    plain.push_str(last);
    is_health_path(&plain)
}

/// The path that a registration is for, as far as it can be told.
pub(crate) fn path_of<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> Option<String> {
    let first = positional(&call.node).into_iter().next();
    let path = first.or_else(|| keyword(&call.node, "path"))?;
    text(survey, call.script, &path)
}

/// The path of the service's health route.
pub(crate) fn route<'s>(
    survey: &'s Survey<'s>,
    app: &App<'s>,
    reached: &[String],
) -> Option<String> {
    let found = registrations(survey, app);
    found
        .iter()
        .find_map(|registration| answered(survey, registration, "", 4, is_health))
        .or_else(|| in_list(survey, app))
        .or_else(|| {
            let lost = |registration: &Registration<'s>| {
                registration.method == "include_router"
                    && included(&registration.call).is_some_and(|router| {
                        all_definitions(survey, registration.call.script, &router).is_empty()
                    })
            };
            found.iter().any(lost).then(|| anywhere(survey, reached))?
        })
}

/// Whether something answers this very path, here or in a router that is included.
pub(crate) fn answers<'s>(
    survey: &'s Survey<'s>,
    app: &App<'s>,
    is_wanted: fn(&str) -> bool,
) -> bool {
    registrations(survey, app)
        .iter()
        .any(|registration| answered(survey, registration, "", 4, is_wanted).is_some())
}

/// A health route on whatever router of the service: asked where a router that is included cannot be followed.
fn anywhere(survey: &Survey<'_>, reached: &[String]) -> Option<String> {
    let decorates = |path: &&String| {
        survey.script(path).is_some_and(|script| {
            script
                .root()
                .dfs()
                .any(|n| n.kind() == "decorated_definition" && decorates_health(&n))
        })
    };
    reached.iter().find(decorates).cloned()
}

/// The path of the wanted kind that a registration answers, itself or by the router that it includes.
fn answered<'s>(
    survey: &'s Survey<'s>,
    registration: &Registration<'s>,
    prefix: &str,
    hops: usize,
    is_wanted: fn(&str) -> bool,
) -> Option<String> {
    let call = &registration.call;
    if METHODS.contains(&registration.method.as_str()) {
        let path = format!("{prefix}{}", path_of(survey, call)?);
        return is_wanted(&path).then_some(path);
    }
    let hops = hops.checked_sub(1)?;
    if registration.method == "mount" {
        let path = path_of(survey, call)?;
        let below = format!("{prefix}{}", path.trim_end_matches('/'));
        let app = mounted(call).and_then(|app| definition(survey, call.script, &app))?;
        return in_router(survey, &app, &below, hops, is_wanted);
    }
    if registration.method != "include_router" {
        return None;
    }
    // what cannot be told is taken for a prefix of the whole service
    let above = keyword(&call.node, "prefix")
        .and_then(|prefix| text(survey, call.script, &prefix))
        .unwrap_or_default();
    let router = included(call)?;
    all_definitions(survey, call.script, &router)
        .iter()
        .find_map(|router| in_router(survey, router, &format!("{prefix}{above}"), hops, is_wanted))
}

/// The router that `include_router` is given.
fn included<'s>(call: &Located<'s>) -> Option<Node<'s>> {
    let first = positional(&call.node).into_iter().next();
    first.or_else(|| keyword(&call.node, "router"))
}

/// The app that `mount` is given.
fn mounted<'s>(call: &Located<'s>) -> Option<Node<'s>> {
    let second = positional(&call.node).into_iter().nth(1);
    second.or_else(|| keyword(&call.node, "app"))
}

/// The wanted path among the routes of a router, or of an app that is mounted.
fn in_router<'s>(
    survey: &'s Survey<'s>,
    router: &Located<'s>,
    above: &str,
    hops: usize,
    is_wanted: fn(&str) -> bool,
) -> Option<String> {
    let own = keyword(&router.node, "prefix")
        .and_then(|prefix| text(survey, router.script, &prefix))
        .unwrap_or_default();
    let prefix = format!("{above}{own}");
    registrations_on(survey, router)
        .iter()
        .find_map(|registration| answered(survey, registration, &prefix, hops, is_wanted))
}

/// The methods that the file of a router calls on it.
fn registrations_on<'s>(survey: &'s Survey<'s>, router: &Located<'s>) -> Vec<Registration<'s>> {
    let root = router.script.root();
    let calls = root.dfs().filter_map(|call| {
        let (receiver, method) = method_call(&call)?;
        let known = METHODS.contains(&method.as_str())
            || matches!(
                method.as_str(),
                "include_router"
                    | "mount"
                    | "post"
                    | "put"
                    | "delete"
                    | "patch"
                    | "websocket"
                    | "options"
            );
        if !known || receiver.kind() != "identifier" && receiver.kind() != "attribute" {
            return None;
        }
        let found = definition(survey, router.script, &receiver)?;
        found.is(router).then(|| Registration {
            call: router.at(call.clone()),
            method,
        })
    });
    calls.collect()
}

/// Whether `include_router` brings nothing but health routes.
pub(crate) fn is_health_router<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> bool {
    let include = Registration {
        call: call.clone(),
        method: "include_router".to_owned(),
    };
    if answered(survey, &include, "", 2, is_health).is_none() {
        return false;
    }
    let Some(router) = included(call).and_then(|node| definition(survey, call.script, &node))
    else {
        return false;
    };
    let prefix = |at: &Located<'s>| {
        keyword(&at.node, "prefix")
            .and_then(|prefix| text(survey, at.script, &prefix))
            .unwrap_or_default()
    };
    let above = format!("{}{}", prefix(call), prefix(&router));
    registrations_on(survey, &router)
        .iter()
        .all(|registration| answered(survey, registration, &above, 1, is_health).is_some())
}

/// A health route in `FastAPI(routes=[Route("/health", …)])`.
fn in_list<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Option<String> {
    let list = keyword(&app.call.node, "routes")?;
    let list = definition(survey, app.call.script, &list)?;
    let node = list.node.clone();
    let routes = node.dfs().filter(|call| {
        callee(call)
            .and_then(|callee| dotted(&callee))
            .is_some_and(|name| name.ends_with("Route"))
    });
    let mut paths = routes.filter_map(|call| path_of(survey, &list.at(call)));
    paths.find(|path| is_health(path))
}

/// Whether a definition is decorated with a health route, whatever it is called on.
fn decorates_health(statement: &Node<'_>) -> bool {
    decorators(statement).iter().any(|decorator| {
        let path = positional(decorator)
            .into_iter()
            .next()
            .and_then(|path| crate::code::python::syntax::string_value(&path));
        method_call(decorator).is_some_and(|(_, method)| METHODS.contains(&method.as_str()))
            && path.is_some_and(|path| is_health(&path))
    })
}
