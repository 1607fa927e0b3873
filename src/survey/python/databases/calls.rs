//! The calls of a service that make handles of databases, and clients whose calls nobody knows.

use crate::code::located::Located;
use crate::code::python::modules::{import_statements, imported, locate};
use crate::code::python::names::{imported_module, imports};
use crate::code::python::syntax::all_calls;
use crate::edit::script::{Node, Script};
use crate::survey::fact::Fact;
use crate::survey::python::databases::clients::{UNKNOWN, made_by};
use crate::survey::python::databases::handle::{Handle, Reach};
use crate::survey::python::databases::reach::Reaching;
use crate::survey::python::databases::used::{is_named, is_own};
use crate::survey::python::service::Service;

/// Parts of the names of all clients: a file without any makes no handle.
const WORDS_OF_CLIENTS: &[&str] = &["engine", "psycopg", "asyncpg", "ongo", "redis", "otor"];

/// All handles that the files of a service make, in order.
fn handles_of<'s>(service: &Service<'s>) -> Vec<Handle<'s>> {
    let Fact::Present(app) = service.app() else {
        return Vec::new();
    };
    let mut found: Vec<Handle<'s>> = Vec::new();
    let scripts = service.reached_scripts();
    for script in scripts.filter(|script| mentions_client(script)) {
        for node in all_calls(script) {
            let Some(client) = made_by(&node) else {
                continue;
            };
            let call = Located { script, node };
            let reach = Reaching {
                service,
                app,
                client,
            }
            .reach(&call);
            // a cache that a module keeps to itself is no database of the service
            let is_kept =
                client.is_cache() && !reach.as_ref().is_ok_and(|reach| is_shared(service, reach));
            let is_own = reach
                .as_ref()
                .map_or(true, |reach| is_own(service, &call, reach));
            if !is_kept && is_own && !found.iter().any(|known| known.is_same(&reach)) {
                found.push(Handle {
                    client,
                    call,
                    reach,
                });
            }
        }
    }
    // beside one that is used, what nobody names is left over
    let is_named = |handle: &Handle<'s>| {
        let reach = handle.reach.as_ref();
        reach.map_or(true, |reach| is_named(service, &handle.call, reach))
    };
    if found.iter().any(is_named) {
        found.retain(is_named);
    }
    found
}

fn mentions_client(script: &Script) -> bool {
    let mut words = WORDS_OF_CLIENTS.iter();
    words.any(|word| script.text.contains(word))
}

/// Whether the app holds a handle, or another file takes it from the one that makes it.
fn is_shared(service: &Service<'_>, reach: &Reach) -> bool {
    let takes = |script: &Script| {
        imported(service.survey, script).iter().any(|module| {
            let mut names = reach.names.iter().chain([&reach.expression]);
            let taken = module.rest.first();
            module.path == reach.path && taken.is_some_and(|taken| names.any(|own| own == taken))
        })
    };
    let scripts = service.reached_scripts();
    let mut others = scripts.filter(|script| script.path != reach.path);
    reach.in_app().is_some() || others.any(takes)
}

impl<'s> Service<'s> {
    /// All handles that the reached files make, in order.
    pub(crate) fn handles(&self) -> &[Handle<'s>] {
        self.handles.or_find(|| handles_of(self))
    }

    /// Why handles cannot be reached from other files.
    pub(crate) fn unreachable(&self) -> impl Iterator<Item = &String> {
        let handles = self.handles().iter();
        handles.filter_map(|handle| handle.reach.as_ref().err())
    }

    /// A client package in use whose handles are not understood: a health check must not pass it over.
    pub(crate) fn unknown_client(&self) -> Option<String> {
        if !self.handles().is_empty() {
            return None;
        }
        self.reached_scripts().find_map(|script| {
            let path = &script.path;
            let mut modules = import_statements(script).filter_map(|n| first_module(&n));
            let package = modules.find_map(|module| {
                let first = module.split('.').next()?.to_owned();
                let is_local = || locate(self.survey.overlay, path, &module).is_some();
                (UNKNOWN.contains(&first.as_str()) && !is_local()).then_some(first)
            })?;
            Some(format!(
                "`{path}` uses `{package}`, and fixup does not see how to ask it for an answer"
            ))
        })
    }
}

/// The first module that an import names.
fn first_module(import: &Node<'_>) -> Option<String> {
    if import.kind() == "import_from_statement" {
        return imported_module(import);
    }
    let first = imports(import).into_iter().next();
    first.map(|(_, dotted)| dotted)
}
