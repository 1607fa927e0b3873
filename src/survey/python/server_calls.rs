//! Servers that the code starts itself: `uvicorn.run("shop:app")`, and how long they wait for their clients at a stop.

use crate::code::located::Located;
use crate::code::python::modules::loaded_by;
use crate::code::python::names::calls;
use crate::code::python::syntax::{all_calls, is_for_main, keyword, spread};
use crate::survey::docker::uvicorn::is_old;
use crate::survey::fact::{Fact, Site};
use crate::survey::python::factories::Apps;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// calls of the code that start uvicorn, and let it wait for its clients for ever
    list "hasty-calls" = |it| Fact::Present(it.hasty_calls());
}

/// What is told how uvicorn is to serve.
const SERVERS: &[&str] = &["uvicorn.run", "uvicorn.Config"];

/// The option that limits the wait.
const LIMIT: &str = "timeout_graceful_shutdown";

impl<'s> Service<'s> {
    /// The calls without a limit; of options from elsewhere, nobody knows.
    fn hasty_calls(&self) -> Vec<Site> {
        if is_old(self.survey, self.deployed.folder()) {
            return Vec::new();
        }
        let calls = self.server_calls().into_iter();
        let hasty = calls.filter(|call| !is_limited(call) && spread(&call.node).is_empty());
        hasty
            .map(|call| Site::at(call.script, &call.node))
            .collect()
    }

    /// Whether the code starts uvicorn with a limit.
    pub(crate) fn limits_server(&self) -> bool {
        self.server_calls().iter().any(is_limited)
    }

    /// The calls that start uvicorn where a command runs the code itself.
    fn server_calls(&self) -> Vec<Located<'s>> {
        let apps = Apps {
            survey: self.survey,
            framework: self.framework,
        };
        let run = apps.scripts_run(self.deployed.folder());
        let mut found: Vec<Located<'s>> = Vec::new();
        for entry in &run {
            for path in loaded_by(self.survey, entry) {
                let Some(script) = self.survey.script(&path) else {
                    continue;
                };
                let starts = all_calls(script)
                    .filter(|call| calls(call, SERVERS))
                    .filter(|call| path == *entry || !is_for_main(call));
                let starts = starts.map(|node| Located { script, node });
                let is_new = |it: &Located<'s>| !found.iter().any(|known| known.is(it));
                let new: Vec<Located<'s>> = starts.filter(is_new).collect();
                found.extend(new);
            }
        }
        found
    }
}

fn is_limited(call: &Located<'_>) -> bool {
    keyword(&call.node, LIMIT).is_some()
}
