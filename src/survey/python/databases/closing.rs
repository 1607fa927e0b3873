//! What the end of an app has to close, and whether code that is run then does so.

use minijinja::Value;
use minijinja::value::Serde;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{definition, is_function_definition};
use crate::code::python::syntax::{callee, method_call, target};
use crate::edit::script::Node;
use crate::survey::fact::Fact;
use crate::survey::python::app::{App, Viewer};
use crate::survey::python::databases::database::{Database, apart};
use crate::survey::python::databases::handle::Handle;
use crate::survey::python::databases::handle::Reach;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// the databases that the end of the app has to close, as `databases`
    fact "closing" = |it, from| it.closing(from);
}

/// Methods that end a client's connections.
const CLOSERS: &[&str] = &[
    "aclose",
    "close",
    "close_all",
    "closeall",
    "disconnect",
    "dispose",
    "quit",
    "terminate",
    "wait_closed",
];

/// How the names of functions begin that end connections.
const CLOSING: &[&str] = &["close_", "disconnect_", "dispose_"];

/// What closing the clients takes, or asking them.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Takes {
    /// A function that may wait.
    pub(crate) awaits: bool,
    /// The app, which holds one of them.
    pub(crate) needs_app: bool,
}

impl<'s> Service<'s> {
    /// The databases that the end of the app has to close, as seen from the file that says what it does then.
    fn closing(&self, seen_from: Option<&str>) -> Fact<Value> {
        let viewer = self.app().map(|app| self.in_lifespan(app, seen_from));
        viewer.and_then(|viewer| self.closed_by(&viewer))
    }

    fn closed_by(&self, viewer: &Viewer) -> Fact<Value> {
        let mut closing: Vec<Database> = Vec::new();
        for handle in self.handles() {
            let pool = pool_behind(handle);
            let Some(reach) = pool.as_ref().or(handle.reach.as_ref().ok()) else {
                continue;
            };
            let database = match self.view(handle.client, reach, viewer, &closing) {
                Ok(database) => database,
                Err(reason) => return Fact::Unknown(reason),
            };
            if !database.close.is_empty() {
                closing.push(apart(database, &closing));
            }
        }
        if !closing.is_empty() {
            return Fact::of(Serde(&closing));
        }
        let reason = self.unreachable().next().cloned();
        let reason = reason.or_else(|| self.unknown_client());
        Fact::Unknown(reason.map_or_else(
            || "nothing was found that can be closed".to_owned(),
            |reason| format!("{reason}; close it at the end of the lifespan"),
        ))
    }

    /// The file that says what the app does when it starts and ends, or `seen_from` instead.
    pub(crate) fn in_lifespan(&self, app: &App<'s>, seen_from: Option<&str>) -> Viewer {
        let viewer = self.framework.lifespan(self.survey, app);
        match seen_from {
            Some(path) => Viewer {
                path: path.to_owned(),
                ..viewer
            },
            None => viewer,
        }
    }

    /// What closing them takes.
    pub(crate) fn closing_takes(&self) -> Takes {
        let mut takes = Takes::default();
        for handle in self.handles() {
            if let Ok(reach) = &handle.reach {
                takes.awaits |= handle.client.close.starts_with("await ");
                takes.needs_app |= reach.in_app().is_some();
            }
        }
        takes
    }
}

/// The pool itself, where functions stand before it.
fn pool_behind(handle: &Handle<'_>) -> Option<Reach> {
    let reach = handle.reach.as_ref().ok()?;
    reach.release.as_ref()?;
    let left = target(&handle.call.node)?;
    Some(Reach {
        names: Vec::new(),
        expression: left.text().into_owned(),
        kind: handle.client.kind,
        rebound: true,
        release: None,
        ..reach.clone()
    })
}

/// Whether something in a function, also in functions inside, closes a client.
pub(crate) fn closes<'s>(survey: &'s Survey<'s>, function: &Located<'s>, hops: usize) -> bool {
    function.node.field("body").is_some_and(|body| {
        body.dfs()
            .any(|node| is_closing(survey, &function.at(node), hops))
    })
}

/// Whether a node closes a client: by a method of it, or in a function that it calls.
pub(crate) fn is_closing<'s>(survey: &'s Survey<'s>, call: &Located<'s>, hops: usize) -> bool {
    if let Some((_, method)) = method_call(&call.node)
        && CLOSERS.contains(&method.as_str())
    {
        return true;
    }
    let (Some(callee), Some(hops)) = (callee(&call.node), hops.checked_sub(1)) else {
        return false;
    };
    if let Some(function) = definition(survey, call.script, &callee).filter(is_function_definition)
    {
        return closes(survey, &function, hops);
    }
    let name = method_name(&callee).unwrap_or_else(|| callee.text().into_owned());
    CLOSING.iter().any(|start| name.starts_with(start))
}

/// Whether an expression is a method that closes a client: `client.close` without a call.
pub(crate) fn is_closer(node: &Node<'_>) -> bool {
    method_name(node).is_some_and(|name| CLOSERS.contains(&name.as_str()))
}

fn method_name(node: &Node<'_>) -> Option<String> {
    let attribute = node
        .field("attribute")
        .filter(|_| node.kind() == "attribute")?;
    Some(attribute.text().into_owned())
}
