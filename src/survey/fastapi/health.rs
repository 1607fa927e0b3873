//! Whether a health route answers for the whole service: on the app, or in a router that is included at its root, below
//! `/api`, or below a name that stands for the service itself. The health of a feature says nothing about the service.

use minijinja::Value;

use crate::code::Survey;
use crate::code::python::definitions::{all_definitions, definition};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    callee, decorators, keyword, method_call, positional, string_value,
};
use crate::edit::script::{Node, Script};
use crate::survey::fact::Fact;
use crate::survey::fastapi::guards::HEALTH;
use crate::survey::fastapi::registered::registrations;
use crate::survey::fastapi::routes::{
    Registration, Wanted, included, is_answering, is_health, path_of,
};
use crate::survey::fastapi::service::Fastapi;
use crate::survey::python::app::App;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::paths::is_test;

vocabulary! { Fastapi:
    /// a health route answers
    fact "health" = |it, _| it.health();
    /// the path of the health route, where one is known
    fact "health-path" = |it, _| Fact::from_option(it.health_path().map(Value::from));
    /// after the app, before the routes
    slot "health" ["app"] = |it| it.open_slot_of(&HEALTH);
}

impl Fastapi<'_> {
    /// The path of the health route, where one is known and not only the file that has one.
    fn health_path(&self) -> Option<String> {
        match self.health() {
            Fact::Present(value) => Some(value.to_string()).filter(|it| it.starts_with('/')),
            _ => None,
        }
    }

    /// The path of the service's health route.
    fn health(&self) -> Fact<Value> {
        let app = self.python.app();
        app.and_then(|app| Fact::from_option(route(&self.python, app).map(Value::from)))
    }
}

/// The path of a health route; where a router cannot be followed, a file that has one on whatever router.
fn route<'s>(service: &Service<'s>, app: &App<'s>) -> Option<String> {
    let survey = service.survey;
    let health = Wanted {
        survey,
        is_wanted: is_health,
    };
    let found = registrations(survey, app);
    let answered = found.iter().find_map(|it| health.answered(it));
    let answered = answered.or_else(|| in_list(survey, app));
    answered.or_else(|| {
        let is_lost = |it: &Registration<'s>| is_lost(survey, it);
        let lost = found.iter().any(is_lost).then(|| anywhere(service));
        lost.flatten()
            .or_else(|| in_loaded_modules(service, is_health))
    })
}

/// Whether something answers a path of this kind, here or in a router that is included.
pub(crate) fn answers<'s>(
    survey: &'s Survey<'s>,
    app: &App<'s>,
    is_wanted: fn(&str) -> bool,
) -> bool {
    let wanted = Wanted { survey, is_wanted };
    let mut found = registrations(survey, app).into_iter();
    found.any(|registration| wanted.answered(&registration).is_some())
}

/// Whether a registration includes a router that cannot be followed.
fn is_lost<'s>(survey: &'s Survey<'s>, registration: &Registration<'s>) -> bool {
    let call = &registration.call;
    registration.method == "include_router"
        && included(call)
            .is_some_and(|router| all_definitions(survey, call.script, &router).is_empty())
}

/// The first file of the service with a health route on whatever router.
fn anywhere(service: &Service<'_>) -> Option<String> {
    let mut scripts = service.reached_scripts();
    let script = scripts.find(|script| has_route(script, is_health));
    script.map(|script| script.path.clone())
}

/// The first file of a service that loads modules by computed names, and that has a route of this kind on whatever router.
pub(crate) fn in_loaded_modules(
    service: &Service<'_>,
    is_wanted: fn(&str) -> bool,
) -> Option<String> {
    let survey = service.survey;
    let loads = |script: &Script| {
        let words = [
            "import_module",
            "iter_modules",
            "walk_packages",
            "__import__",
        ];
        words.iter().any(|word| script.text.contains(word))
    };
    if !service.reached_scripts().any(loads) {
        return None;
    }
    let home = service.deployed.folder();
    let own = |path: &&str| path.ends_with(".py") && !is_test(path);
    let mut paths = survey.overlay.paths_below(home).filter(own);
    let has_one = |path: &&str| {
        let script = survey.script(path);
        script.is_some_and(|script| has_route(script, is_wanted))
    };
    paths.find(has_one).map(str::to_owned)
}

/// Whether a file has a route of this kind on whatever router.
fn has_route(script: &Script, is_wanted: fn(&str) -> bool) -> bool {
    let root = script.root();
    root.dfs()
        .any(|n| n.kind() == "decorated_definition" && decorates_route(&n, is_wanted))
}

/// A health route in `FastAPI(routes=[Route("/health", …)])`.
fn in_list<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Option<String> {
    let list = keyword(&app.call.node, "routes")?;
    let list = definition(survey, app.call.script, &list)?;
    let routes = list.node.dfs().filter(|call| {
        callee(call)
            .and_then(|callee| dotted(&callee))
            .is_some_and(|name| name.ends_with("Route"))
    });
    let mut paths = routes.filter_map(|call| path_of(survey, &list.at(call)));
    paths.find(|path| is_health(path))
}

/// Whether a definition is decorated with a route of this kind, whatever it is called on.
fn decorates_route(statement: &Node<'_>, is_wanted: fn(&str) -> bool) -> bool {
    decorators(statement).iter().any(|decorator| {
        let path = positional(decorator).first().and_then(string_value);
        method_call(decorator).is_some_and(|(_, method)| is_answering(&method))
            && path.is_some_and(|path| is_wanted(&path))
    })
}
