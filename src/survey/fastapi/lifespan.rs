//! What runs around the life of an app: its lifespan, or the older events.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    callee, decorators_of, keyword, own, parameters, positional, returned, spread,
};
use crate::edit::script::Node;
use crate::survey::fastapi::events;
use crate::survey::fastapi::events::When;
use crate::survey::python::app::{App, AtStart, Viewer};

/// What an app does when it starts and ends.
pub(crate) enum Lifespan<'s> {
    /// Nothing.
    None,
    /// A generator with one `yield`.
    Function(Located<'s>),
    /// A lifespan that cannot be followed, or options that may hold one; the reason.
    Unknown(String),
    /// The older events, beside which FastAPI ignores a lifespan; where.
    Events(String),
}

/// What `app` does when it starts and ends.
pub(crate) fn of<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Lifespan<'s> {
    let call = &app.call;
    let line = |node: &Node<'_>| call.script.line(node.range().start);
    if let Some(value) = keyword(&call.node, "lifespan").filter(|value| value.text() != "None") {
        return match generator(survey, &call.at(value.clone()), 3) {
            Some(function) => Lifespan::Function(function),
            None => Lifespan::Unknown(format!(
                "fixup cannot follow the lifespan at `{}:{}`",
                call.script.path,
                line(&value)
            )),
        };
    }
    if let Some(at) = events::place(survey, app) {
        return Lifespan::Events(at);
    }
    if let Some(options) = spread(&call.node).first() {
        return Lifespan::Unknown(format!(
            "the options at `{}:{}` may hold a lifespan",
            call.script.path,
            line(options)
        ));
    }
    Lifespan::None
}

/// The generator behind the value of `lifespan`: a function, or what a factory of one gives back.
fn generator<'s>(survey: &'s Survey<'s>, value: &Located<'s>, hops: usize) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    let found = definition(survey, value.script, &value.node)?;
    match &*found.node.kind() {
        "function_definition" if yield_of(&found.node).is_some() => Some(found),
        "function_definition" => returned(&found.node)
            .into_iter()
            .find_map(|inner| generator(survey, &found.at(inner), hops)),
        "call" => {
            let callee = callee(&found.node)?;
            let function = generator(survey, &found.at(callee), hops);
            // `asynccontextmanager(run)`
            function.or_else(|| {
                positional(&found.node)
                    .into_iter()
                    .find_map(|inner| generator(survey, &found.at(inner), hops))
            })
        }
        _ => None,
    }
}

pub(crate) fn yield_of<'a>(function: &Node<'a>) -> Option<Node<'a>> {
    let body = function.field("body")?;
    own(&body).into_iter().find(|n| n.kind() == "yield")
}

/// The file that holds the lifespan, or will hold it, and the name by which it gets the app.
pub(crate) fn viewer<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Viewer {
    let lifespan = of(survey, app);
    let script = match &lifespan {
        Lifespan::Function(function) => function.script,
        _ => app.call.script,
    };
    let name = match &lifespan {
        Lifespan::Function(function) => app_given(function),
        Lifespan::Events(_) => None,
        _ => Some("app".to_owned()),
    };
    Viewer {
        path: script.path.clone(),
        app: name.unwrap_or_else(|| app.expression.clone()),
    }
}

/// The parameter in which a lifespan is given the app.
pub(crate) fn app_given(function: &Located<'_>) -> Option<String> {
    let mut names = parameters(&function.node).into_iter().map(|(name, _)| name);
    names.find(|name| !matches!(name.as_str(), "self" | "cls"))
}

/// What the app runs when it starts: its lifespan up to the `yield`, and handlers of events.
pub(crate) fn at_start<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<AtStart<'s>> {
    let mut found = Vec::new();
    if let Lifespan::Function(of) = of(survey, app)
        && let (Some(body), Some(pause)) = (of.node.field("body"), yield_of(&of.node))
    {
        let mut nodes = own(&body);
        nodes.retain(|node| node.range().start < pause.range().start);
        found.push(AtStart { of, nodes });
    }
    for handler in events::handlers(survey, app, When::Start) {
        if let Some(of) = events::function(survey, &handler)
            && let Some(body) = of.node.field("body")
        {
            let nodes = own(&body);
            found.push(AtStart { of, nodes });
        }
    }
    found
}

/// Whether a function is a lifespan, or handles the event of the start, by its decorators.
pub(crate) fn runs_at_start(function: &Node<'_>) -> bool {
    decorators_of(function).iter().any(|decorator| {
        let is_lifespan =
            dotted(decorator).is_some_and(|name| name == "contextlib.asynccontextmanager");
        let takes_app = function
            .field("parameters")
            .is_some_and(|list| list.text().to_lowercase().contains("app"));
        is_lifespan && takes_app || events::decorates(decorator, When::Start)
    })
}
