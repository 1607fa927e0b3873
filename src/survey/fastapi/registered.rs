//! What is registered on an app: in its block, in the module that serves what a factory made, and by the app's own start.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::syntax::statements;
use crate::edit::script::Node;
use crate::survey::fastapi::events::{When, function};
use crate::survey::fastapi::lifespan::Lifespan;
use crate::survey::fastapi::order::Role;
use crate::survey::fastapi::roles::Reader;
use crate::survey::fastapi::routes::Registration;
use crate::survey::fastapi::{events, lifespan};
use crate::survey::python::app::App;

/// Statements that may register something, and the reader who knows what they call the app.
type Block<'s> = (Reader<'s>, Vec<Node<'s>>);

/// What is registered on the app.
pub(crate) fn registrations<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Registration<'s>> {
    let mut found = Vec::new();
    for (reader, statements) in blocks(survey, app) {
        for statement in &statements {
            found.extend(reader.registrations(statement));
        }
    }
    found
}

/// Whether the app has routes, routers or mounts.
pub(crate) fn has_routes<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> bool {
    blocks(survey, app).iter().any(|(reader, statements)| {
        statements.iter().any(|statement| {
            let roles = reader.roles(statement);
            roles.contains(&Role::Routes) || roles.contains(&Role::Health)
        })
    })
}

fn blocks<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<Block<'s>> {
    let read = |script, name: &str, block: &Node<'s>| {
        (Reader::new(survey, script, name), statements(block))
    };
    let mut found = vec![read(app.script, &app.expression, &app.block)];
    if let Some((script, name)) = &app.elsewhere {
        found.push(read(script, name, &script.root()));
    }
    found.extend(
        at_start(survey, app)
            .into_iter()
            .filter_map(|(run, name)| Some(read(run.script, &name, &run.node.field("body")?))),
    );
    found
}

/// The functions that run when the app starts, each with its name for the app.
fn at_start<'s>(survey: &'s Survey<'s>, app: &App<'s>) -> Vec<(Located<'s>, String)> {
    if let Lifespan::Function(run) = lifespan::of(survey, app) {
        let name = lifespan::app_given(&run);
        return name.map(|name| (run, name)).into_iter().collect();
    }
    // the handlers of an event are given nothing
    let handlers = events::handlers(survey, app, When::Start);
    let handlers = handlers
        .iter()
        .filter_map(|handler| function(survey, handler));
    handlers
        .filter(|handler| handler.script.path == app.script.path)
        .map(|handler| (handler, app.expression.clone()))
        .collect()
}
