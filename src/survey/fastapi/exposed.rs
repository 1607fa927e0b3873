//! What a proxy must know of a FastAPI service: its paths, its sockets and streams, and how much it takes.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::python::syntax::{all_calls, callee, keyword};
use crate::code::python::texts::text;
use crate::edit::script::{Node, Script};
use crate::survey::exposed::{Exposed, first_parts, is_internal};
use crate::survey::fact::Fact;
use crate::survey::fastapi::registered::registrations;
use crate::survey::fastapi::routes::{Answered, answered_by};
use crate::survey::fastapi::service::Fastapi;
use crate::survey::http::is_health_path;
use crate::survey::python::app::App;

/// What an app sends that does not end at once.
const STREAMS: &[&str] = &["StreamingResponse", "EventSourceResponse"];

/// Pages about the API: the argument that places each of them.
const PAGES: &[&str] = &["docs_url", "redoc_url", "openapi_url"];

impl Fastapi<'_> {
    /// The service, as a proxy sees it.
    pub(crate) fn as_exposed(&self) -> Exposed {
        let survey = self.python.survey;
        let Fact::Present(app) = self.python.app() else {
            return Exposed::default();
        };
        let mut served = Answered::default();
        for registration in registrations(survey, app) {
            answered_by(survey, &registration, &mut served);
        }
        let mut internal: BTreeSet<String> = PAGES
            .iter()
            .filter_map(|argument| page(survey, app, argument))
            .collect();
        let (own, public): (Vec<String>, Vec<String>) =
            served.paths.into_iter().partition(|path| is_internal(path));
        internal.extend(own);
        let public = public.iter().map(String::as_str);
        let paths = first_parts(public.filter(|path| !is_health_path(path)));
        let fixed = |path: &String| match path.find('{') {
            Some(at) => path[..at].to_owned(),
            None => path.clone(),
        };
        Exposed {
            paths: paths.filter(|_| !served.is_open),
            internal,
            sockets: served.sockets.iter().map(fixed).collect(),
            has_other_sockets: false,
            streams: self.python.reached_scripts().any(streams),
            largest: None,
            unlimited: self.python.reached_scripts().find_map(takes_files),
        }
    }
}

/// Where a page about the API stands, where it does not stand where it usually does.
fn page<'s>(survey: &'s Survey<'s>, app: &App<'s>, argument: &str) -> Option<String> {
    let value = keyword(&app.call.node, argument)?;
    let path = text(survey, app.call.script, &value)?;
    path.starts_with('/').then_some(path)
}

/// Whether a script sends something that does not end at once.
fn streams(script: &Script) -> bool {
    let names = |call: Node<'_>| {
        let name = callee(&call).map(|it| it.text().into_owned());
        let name = name.unwrap_or_default();
        let last = name.rsplit('.').next().unwrap_or_default();
        STREAMS.contains(&last)
    };
    STREAMS.iter().any(|name| script.text.contains(name)) && all_calls(script).any(names)
}

/// Where a script takes files, of whatever size.
fn takes_files(script: &Script) -> Option<(String, usize)> {
    if !script.text.contains("UploadFile") {
        return None;
    }
    let is_it = |node: &Node<'_>| node.kind() == "type" && node.text().contains("UploadFile");
    let root = script.root();
    let found = root.dfs().find(is_it)?;
    Some((script.path.clone(), script.line(found.range().start)))
}
