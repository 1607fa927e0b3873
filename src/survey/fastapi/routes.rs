//! Which paths are answered by what is registered: by routes themselves, through routers that are included, and through apps that are
//! mounted.

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::located::Located;
use crate::code::python::definitions::{all_definitions, definition};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{all_calls, keyword, method_call, positional};
use crate::code::python::texts::text;
use crate::edit::script::Node;
use crate::survey::http::is_health_path;

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
    "probe",
    "probes",
    "public",
    "root",
    "system",
    "util",
    "utils",
];

/// Methods of an app or router that answer requests on a path.
const ANSWERING: &[&str] = &[
    "get",
    "head",
    "api_route",
    "route",
    "add_api_route",
    "add_route",
];

/// Methods that register something else on a router.
const REGISTERING: &[&str] = &[
    "include_router",
    "mount",
    "post",
    "put",
    "delete",
    "patch",
    "websocket",
    "options",
];

/// Routers of packages, with the paths that they answer.
const ROUTERS: &[(&str, &[&str])] = &[(
    "dockerflow.fastapi.router",
    &["/__heartbeat__", "/__lbheartbeat__", "/__version__"],
)];

/// How many routers lie in each other: the app, the API, its version and a feature.
const HOPS: usize = 4;

/// A method called on an app or a router, here or in a function that receives it.
pub(crate) struct Registration<'s> {
    pub(crate) call: Located<'s>,
    pub(crate) method: String,
}

/// Paths of one kind, which are looked for among what is registered.
pub(crate) struct Wanted<'s> {
    pub(crate) survey: &'s Survey<'s>,
    pub(crate) is_wanted: fn(&str) -> bool,
}

impl<'s> Wanted<'s> {
    /// The path of the wanted kind that a registration answers, itself or by the router that it includes.
    pub(crate) fn answered(&self, registration: &Registration<'s>) -> Option<String> {
        self.answered_below(registration, "", HOPS)
    }

    fn answered_below(
        &self,
        registration: &Registration<'s>,
        prefix: &str,
        hops: usize,
    ) -> Option<String> {
        let call = &registration.call;
        if is_answering(&registration.method) {
            let path = format!("{prefix}{}", path_of(self.survey, call)?);
            return (self.is_wanted)(&path).then_some(path);
        }
        let hops = hops.checked_sub(1)?;
        match registration.method.as_str() {
            "add_middleware" => {
                answered_outside(self.survey, call).filter(|path| (self.is_wanted)(path))
            }
            "mount" => {
                let path = path_of(self.survey, call)?;
                let below = format!("{prefix}{}", path.trim_end_matches('/'));
                let app = definition(self.survey, call.script, &mounted(call)?)?;
                self.in_router(&app, &below, hops)
            }
            "include_router" => {
                let below = format!("{prefix}{}", prefix_of(self.survey, call));
                let known = of_package(call).iter();
                let mut known = known.map(|path| format!("{below}{path}"));
                if let Some(path) = known.find(|path| (self.is_wanted)(path)) {
                    return Some(path);
                }
                all_definitions(self.survey, call.script, &included(call)?)
                    .iter()
                    .find_map(|router| self.in_router(router, &below, hops))
            }
            _ => None,
        }
    }

    /// The wanted path among the routes of a router, or of an app that is mounted.
    fn in_router(&self, router: &Located<'s>, above: &str, hops: usize) -> Option<String> {
        let prefix = format!("{above}{}", prefix_of(self.survey, router));
        registrations_on(self.survey, router)
            .iter()
            .find_map(|registration| self.answered_below(registration, &prefix, hops))
    }
}

/// All paths that an app answers.
#[derive(Default)]
pub(crate) struct Answered {
    pub(crate) paths: Vec<String>,
    /// Those of web sockets.
    pub(crate) sockets: Vec<String>,
    /// Whether something that cannot be followed may answer anything.
    pub(crate) is_open: bool,
}

/// Adds what a registration answers, itself or by the router that it includes.
pub(crate) fn answered_by<'s>(
    survey: &'s Survey<'s>,
    registration: &Registration<'s>,
    found: &mut Answered,
) {
    answered_below(survey, registration, "", HOPS, found);
}

fn answered_below<'s>(
    survey: &'s Survey<'s>,
    registration: &Registration<'s>,
    above: &str,
    hops: usize,
    found: &mut Answered,
) {
    let call = &registration.call;
    let own = || path_of(survey, call);
    match registration.method.as_str() {
        "include_router" => {
            let below = format!("{above}{}", prefix_of(survey, call));
            let known = of_package(call);
            if !known.is_empty() {
                let paths = known.iter().map(|path| format!("{below}{path}"));
                found.paths.extend(paths);
                return;
            }
            let router = included(call);
            let routers = router.map(|it| all_definitions(survey, call.script, &it));
            let routers = routers.unwrap_or_default();
            let (Some(hops), false) = (hops.checked_sub(1), routers.is_empty()) else {
                // below a prefix of its own it may answer what it likes
                found.is_open |= below.is_empty();
                found.paths.extend(Some(below).filter(|it| !it.is_empty()));
                return;
            };
            for router in routers {
                let prefix = format!("{below}{}", prefix_of(survey, &router));
                for registration in registrations_on(survey, &router) {
                    answered_below(survey, &registration, &prefix, hops, found);
                }
            }
        }
        "mount" => match own() {
            Some(path) if path.len() > 1 => found.paths.push(format!("{above}{path}/*")),
            _ => found.is_open = true,
        },
        "websocket" | "websocket_route" | "add_api_websocket_route" => match own() {
            Some(path) => {
                found.paths.push(format!("{above}{path}"));
                found.sockets.push(format!("{above}{path}"));
            }
            None => found.is_open = true,
        },
        "add_middleware" => found.paths.extend(answered_outside(survey, call)),
        method if is_answering(method) || REGISTERING.contains(&method) => match own() {
            Some(path) => found.paths.push(format!("{above}{path}")),
            None => found.is_open = true,
        },
        _ => {}
    }
}

/// Whether `include_router` brings nothing but health routes.
pub(crate) fn is_health_router<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> bool {
    let health = Wanted {
        survey,
        is_wanted: is_health,
    };
    let include = Registration {
        call: call.clone(),
        method: "include_router".to_owned(),
    };
    if health.answered_below(&include, "", 2).is_none() {
        return false;
    }
    let Some(router) = included(call).and_then(|node| definition(survey, call.script, &node))
    else {
        return false;
    };
    let above = format!("{}{}", prefix_of(survey, call), prefix_of(survey, &router));
    registrations_on(survey, &router)
        .iter()
        .all(|registration| health.answered_below(registration, &above, 1).is_some())
}

/// Whether a path is that of the service's health.
pub(crate) fn is_health(path: &str) -> bool {
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

/// Whether a method of an app or router answers requests on a path.
pub(crate) fn is_answering(method: &str) -> bool {
    ANSWERING.contains(&method)
}

/// The path that a registration is for, as far as it can be told.
pub(crate) fn path_of<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> Option<String> {
    let first = positional(&call.node).into_iter().next();
    let path = first.or_else(|| keyword(&call.node, "path"))?;
    text(survey, call.script, &path)
}

/// The path that middleware of ours answers before any guard.
pub(crate) fn answered_outside<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> Option<String> {
    let class = positional(&call.node).into_iter().next()?;
    let is_ours = survey.is_helper(call.script, &class, Deed::AnswersOutside);
    let path = keyword(&call.node, "path").filter(|_| is_ours)?;
    text(survey, call.script, &path)
}

/// What a router, or a call that includes one, sets before all its paths. What cannot be told is taken for nothing.
fn prefix_of<'s>(survey: &'s Survey<'s>, call: &Located<'s>) -> String {
    let prefix = keyword(&call.node, "prefix");
    let prefix = prefix.and_then(|prefix| text(survey, call.script, &prefix));
    prefix.unwrap_or_default()
}

/// The router that `include_router` is given.
pub(crate) fn included<'s>(call: &Located<'s>) -> Option<Node<'s>> {
    let first = positional(&call.node).into_iter().next();
    first.or_else(|| keyword(&call.node, "router"))
}

/// What the router of a package answers that `include_router` is given.
fn of_package(call: &Located<'_>) -> &'static [&'static str] {
    let name = included(call).and_then(|router| dotted(&router));
    let known = name.and_then(|name| ROUTERS.iter().find(|(router, _)| *router == name));
    known.map_or(&[], |(_, paths)| paths)
}

/// The app that `mount` is given.
fn mounted<'s>(call: &Located<'s>) -> Option<Node<'s>> {
    let second = positional(&call.node).into_iter().nth(1);
    second.or_else(|| keyword(&call.node, "app"))
}

/// The methods that the file of a router calls on it.
fn registrations_on<'s>(survey: &'s Survey<'s>, router: &Located<'s>) -> Vec<Registration<'s>> {
    let registered = |node: Node<'s>| {
        let (receiver, method) = method_call(&node)?;
        let is_known = is_answering(&method) || REGISTERING.contains(&method.as_str());
        if !is_known || !matches!(&*receiver.kind(), "identifier" | "attribute") {
            return None;
        }
        let found = definition(survey, router.script, &receiver)?;
        let call = router.at(node);
        found.is(router).then_some(Registration { call, method })
    };
    all_calls(router.script).filter_map(registered).collect()
}
