//! Whether a service heeds SIGTERM, and what it has to close then.

use minijinja::Value;
use minijinja::value::Serde;

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, arguments, callee, is_script, method_call, string_value};
use crate::survey::fact::{Fact, Site, Slot};
use crate::survey::node::databases::database::Database;
use crate::survey::node::listening::Listening;
use crate::survey::node::reach::reached_from;
use crate::survey::node::service::Service;
use crate::survey::node::sigterm::{Heeded, heeded};
use crate::survey::word::vocabulary;
use crate::tree::Literal;
use crate::tree::paths::is_test;

vocabulary! { Service:
    /// SIGTERM is heeded
    fact "shutdown" = |it, _| it.shutdown();
    /// before the statement that listens, with the server at hand
    slot "shutdown" ["server"] = |it| it.shutdown_slot();
    /// what a shutdown closes, in order: name, import, close
    fact "closing" = |it, from| it.closing(from);
    /// the objects of closers that our shutdown helper is given
    list "closers" = |it| Fact::Present(it.closers());
    /// servers of the app that never listen, beside the one that does, and WebSockets that hold a stop: what must be said of them
    fact "shutdown-remarks" = |it, _| it.shutdown_remarks();
}

/// Packages that close a server in good order.
const PACKAGES: &[&str] = &[
    "@godaddy/terminus",
    "async-exit-hook",
    "close-with-grace",
    "death",
    "exit-hook",
    "express-graceful-exit",
    "express-graceful-shutdown",
    "graceful-shutdown",
    "http-graceful-shutdown",
    "http-terminator",
    "lightship",
    "node-graceful",
    "node-graceful-shutdown",
    "stoppable",
];

impl<'s> Service<'s> {
    /// Where the service acts on SIGTERM, or the package that does it.
    fn shutdown(&self) -> Fact<Value> {
        if let Fact::Unknown(reason) = self.app() {
            return Fact::Unknown(reason);
        }
        if let Some(package) = self.shutdown_package() {
            return Fact::Present(Value::from(package));
        }
        let handlers = self.sigterm_handlers();
        let of = |what: Heeded| handlers.iter().find(move |it| it.heeded == what);
        if let Some(closing) = of(Heeded::Closed) {
            return Fact::Present(Value::from(closing.place()));
        }
        match of(Heeded::Ended) {
            Some(ending) => Fact::Unknown(format!(
                "`{}` ends the process on SIGTERM and closes no server, so requests are cut off; close the server there \
                 first, or take the handler out",
                ending.place()
            )),
            None => Fact::Absent,
        }
    }

    /// What must be said of a stop.
    fn shutdown_remarks(&self) -> Fact<Value> {
        let mut said = self.idle_servers();
        said.extend(self.held_stop());
        Fact::from_option((!said.is_empty()).then(|| Value::from(said)))
    }

    /// That a handler closes the server alone, with Socket.IO on it: the server waits for every open WebSocket.
    fn held_stop(&self) -> Option<String> {
        let sockets = self.socket_servers().first()?;
        if self.shutdown_package().is_some() || self.closes_sockets() {
            return None;
        }
        let handlers = self.sigterm_handlers();
        if handlers.iter().any(|it| it.is_ours || it.has_deadline()) {
            return None;
        }
        let closing = handlers.iter().find(|it| it.heeded == Heeded::Closed)?;
        let name = sockets.name.as_deref().unwrap_or("io");
        Some(format!(
            "`{}` does not close Socket.IO, so an open WebSocket holds the stop until the process is killed; call \
             `{name}.close()` there, which closes the HTTP server as well",
            closing.place()
        ))
    }

    /// Whether something closes a Socket.IO server or its connections, or is given one to do so.
    fn closes_sockets(&self) -> bool {
        let servers = self.socket_servers();
        let is_server = |script: &'s Script, node: &Node<'s>| {
            let symbol = self.survey.symbol(script, node);
            let name = node.text();
            let name = name.rsplit('.').next().unwrap_or_default();
            servers.iter().any(|it| {
                symbol.as_ref() == Some(&it.symbol)
                    || it.name.as_deref().is_none_or(|it| it == name)
            })
        };
        let closes = |script: &'s Script, call: Node<'s>| {
            let (receiver, method) = method_call(&call)?;
            let closes = matches!(&*method, "close" | "disconnectSockets");
            (closes && is_server(script, &receiver)).then_some(())
        };
        !self.found(closes).is_empty()
    }

    /// The handlers of SIGTERM, and what they do.
    fn sigterm_handlers(&self) -> Vec<Handler<'s>> {
        let survey = self.survey;
        let speaks_of_it = |path: &&str| {
            is_script(path) && !is_test(path) && survey.overlay.has_literal(path, Literal::Sigterm)
        };
        // what the entry loads takes many files to tell, and mostly nobody speaks of it
        let paths = survey.overlay.paths().filter(speaks_of_it);
        let scripts = paths.filter_map(|path| survey.script(path));
        let lasting = scripts.filter(|script| {
            let root = script.root();
            root.dfs().any(|call| is_sigterm(&call)) && !root.dfs().any(|call| ends_sigterm(&call))
        });
        let handlers = |script: &'s Script| {
            let root = script.root();
            let handlers = root.dfs().filter(is_sigterm);
            let handler = |call: Node<'s>| {
                let node = arguments(&call).into_iter().nth(1)?;
                let at = call.range().start;
                let ours = survey.helper(&script.path);
                let is_ours = ours.is_some_and(|it| it.does == Some(Deed::HeedsSignals));
                let heeded = if is_ours {
                    Heeded::Closed
                } else {
                    heeded(survey, &Located { script, node })
                };
                Some(Handler {
                    heeded,
                    script,
                    at,
                    is_ours,
                })
            };
            handlers.filter_map(handler).collect::<Vec<_>>()
        };
        let own = lasting.filter(|script| self.runs(&script.path));
        own.flat_map(handlers).collect()
    }

    /// Whether a file runs in the process that listens: the entry loads it, what listens loads it, or it loads what listens.
    /// What starts a service cannot always be told.
    fn runs(&self, path: &str) -> bool {
        if self.reached().iter().any(|it| it == path) {
            return true;
        }
        let Fact::Present(listening) = self.listening() else {
            return false;
        };
        let home = &listening.script.path;
        let loads =
            |from: &str, to: &str| reached_from(self.survey, from).iter().any(|it| it == to);
        loads(path, home) || loads(home, path)
    }

    fn shutdown_package(&self) -> Option<String> {
        let listed = PACKAGES.iter().copied();
        let mut listed = listed.filter(|package| self.package.depends_on(package));
        let is_loaded = |package: &&str| {
            let loads_it = |path: &String| {
                self.survey
                    .loads(path)
                    .iter()
                    .any(|module| module == package)
            };
            self.reached().iter().any(loads_it)
        };
        listed.find(is_loaded).map(str::to_owned)
    }

    /// The place for the call that heeds signals.
    fn shutdown_slot(&self) -> Slot {
        match self.shutdown() {
            Fact::Present(_) => Slot::Filled,
            Fact::Unknown(reason) => Slot::Missing(reason),
            Fact::Absent => Slot::of(self.listening(), self.framework.no_app(), |listening| {
                listening.slot(self.framework)
            }),
        }
    }

    /// What a shutdown closes, as seen from the file `seen_from`: Socket.IO first, then every database within reach, then the
    /// report of errors. What a module keeps to itself ends with the process.
    fn closing(&self, seen_from: Option<&str>) -> Fact<Value> {
        self.listening().and_then(|listening| {
            let path = seen_from.unwrap_or(&listening.script.path);
            let viewer = Fact::from_option(self.survey.script(path));
            viewer.map(|viewer| self.closing_known_in(viewer, listening))
        })
    }

    fn closing_known_in(&self, viewer: &Script, listening: &Listening<'_>) -> Value {
        let block = listening.block();
        let block = block.filter(|_| listening.script.path == viewer.path);
        let sockets = self
            .reachable(viewer, block.as_ref(), self.socket_servers())
            .0;
        let databases = self.reachable(viewer, block.as_ref(), self.handles()).0;
        let closing: Vec<Database> = sockets.into_iter().chain(databases).collect();
        let closing = closing.iter().map(|it| Value::from(Serde(it)));
        let errors = self.error_closer();
        let errors = errors.iter().map(|it| Value::from(Serde(it)));
        closing.chain(errors).collect()
    }

    /// The objects of closers that our helper is given.
    pub(crate) fn closers(&self) -> Vec<Site> {
        self.found(|script, call| Some(Site::at(script, &closers_of(self.survey, script, &call)?)))
    }
}

/// A handler of SIGTERM.
struct Handler<'s> {
    heeded: Heeded,
    script: &'s Script,
    at: usize,
    is_ours: bool,
}

impl Handler<'_> {
    fn place(&self) -> String {
        format!("{}:{}", self.script.path, self.script.line(self.at))
    }

    /// Whether a timer of its file ends the process.
    fn has_deadline(&self) -> bool {
        let is_timer = |call: &Node<'_>| {
            let callee = callee(call).filter(|_| call.kind() == "call_expression");
            callee.is_some_and(|it| it.text() == "setTimeout")
        };
        let ends = |node: Node<'_>| matches!(&*node.text(), "process.exit" | "process.kill");
        let root = self.script.root();
        root.dfs().filter(is_timer).any(|call| call.dfs().any(ends))
    }
}

/// `{ … }` of a call of our helper with a server and closers.
fn closers_of<'a>(survey: &Survey<'_>, script: &Script, call: &Node<'a>) -> Option<Node<'a>> {
    let ends = survey.calls_helper(script, call, Deed::HeedsSignals);
    let object = ends.then(|| arguments(call))?;
    object.into_iter().nth(1).filter(|n| n.kind() == "object")
}

/// `process.on("SIGTERM", …)`, or of each name in a list that holds it. SIGINT alone is the developer's Ctrl-C.
pub(crate) fn is_sigterm(call: &Node<'_>) -> bool {
    let Some((receiver, method)) = method_call(call) else {
        return false;
    };
    if receiver.text() != "process"
        || !matches!(&*method, "on" | "once" | "addListener" | "prependListener")
    {
        return false;
    }
    arguments(call)
        .first()
        .is_some_and(|event| match string_value(event) {
            Some(name) => name == "SIGTERM",
            None => names_sigterm(event),
        })
}

/// `process.off("SIGTERM", …)`: what heeds the signal for a while only, such as until the service listens, is no shutdown.
fn ends_sigterm(call: &Node<'_>) -> bool {
    method_call(call).is_some_and(|(receiver, method)| {
        receiver.text() == "process"
            && matches!(&*method, "off" | "removeListener")
            && arguments(call).first().and_then(string_value).as_deref() == Some("SIGTERM")
    })
}

/// A name that goes through a list with SIGTERM in it: of a loop, or of `forEach`.
fn names_sigterm(event: &Node<'_>) -> bool {
    let is_loop = |n: &Node<'_>| matches!(&*n.kind(), "for_in_statement" | "call_expression");
    event
        .ancestors()
        .filter(is_loop)
        .any(|around| around.dfs().any(|n| holds_sigterm(&n)))
}

/// The string, or a name of a list or table that has it.
fn holds_sigterm(node: &Node<'_>) -> bool {
    let says_it = |n: &Node<'_>| match &*n.kind() {
        "string" => string_value(n).as_deref() == Some("SIGTERM"),
        "property_identifier" => n.text() == "SIGTERM",
        _ => false,
    };
    match &*node.kind() {
        "identifier" => match declared(&node.text(), node) {
            Some(Declared::Value { value, .. }) => {
                matches!(&*value.kind(), "array" | "object") && value.dfs().any(|n| says_it(&n))
            }
            _ => false,
        },
        _ => says_it(node),
    }
}
