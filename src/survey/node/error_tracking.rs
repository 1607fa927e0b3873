//! Whether the errors of a service are reported to somebody, and what a shutdown has to do about it.

use minijinja::Value;
use serde::Serialize;

use crate::code::helpers::Deed;
use crate::code::javascript::modules::resolve;
use crate::edit::script::{Node, arguments, property, statements};
use crate::survey::fact::{Fact, Site, Slot};
use crate::survey::node::first_lines::{modules_of, rank};
use crate::survey::node::service::Service;
use crate::survey::node::tracker_packages::is_node_tracker;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// errors are reported to somebody
    fact "error-tracking" = |it, _| it.error_tracking();
    /// the line of the entry behind the environment file and before all that may fail
    slot "load-error-tracking" = |it| it.load_error_tracking();
    /// calls of our shutdown helper that are given no closers
    list "closerless-shutdowns" ["server"] = |it| Fact::Present(it.closerless_shutdowns());
    /// objects of `closers` that do not send the last errors
    list "closers-without-errors" = |it| Fact::Present(it.closers_without_errors());
}

/// What it reports them with.
const PACKAGE: &str = "@sentry/node";
/// The name of its closer.
const CLOSER: &str = "sentry";

/// What a shutdown closes, as templates see it.
#[derive(Serialize)]
pub(crate) struct Closer {
    name: &'static str,
    import: &'static str,
    close: &'static str,
}

impl Service<'_> {
    fn error_tracking(&self) -> Fact<Value> {
        Fact::from_option(self.tracker().map(Value::from))
    }

    /// The package that reports errors: one that the service depends on, since an agent may be loaded by the command, or that
    /// a module loads.
    pub(crate) fn tracker(&self) -> Option<String> {
        let listed = self.package.dependencies().find(|it| is_node_tracker(it));
        let loaded = || {
            let loads = |path: &String| self.survey.loads(path).to_vec();
            let mut modules = self.reached().iter().flat_map(loads);
            modules.find(|module| is_node_tracker(module))
        };
        listed.map(str::to_owned).or_else(loaded)
    }

    /// The place of the line that loads our module.
    fn load_error_tracking(&self) -> Slot {
        self.startup(Deed::ReportsErrors)
    }

    /// What sends the last errors, where a module that reports them with Sentry is among the first ones.
    pub(crate) fn error_closer(&self) -> Option<Closer> {
        self.loads_sentry_first().then_some(Closer {
            name: CLOSER,
            import: "import { close as stopSentry } from \"@sentry/node\";",
            close: "stopSentry(2000)",
        })
    }

    fn loads_sentry_first(&self) -> bool {
        let Some((script, _)) = self.startup_script() else {
            return false;
        };
        let root = script.root();
        let imports = self.imports(script);
        let first: Vec<Node<'_>> = statements(&root)
            .into_iter()
            .filter(|statement| imports.startup_rank(statement) == rank(Deed::ReportsErrors))
            .collect();
        let mut modules = first.iter().flat_map(modules_of);
        modules.any(|module| {
            let path = resolve(self.survey.overlay, &script.path, &module);
            path.is_some_and(|path| self.survey.loads(&path).iter().any(|it| it == PACKAGE))
        })
    }

    /// The objects of closers that our shutdown helper is given, where they do not send the last errors.
    fn closers_without_errors(&self) -> Vec<Site> {
        let mut sites = self.closers();
        sites.retain(|it| {
            let object = self
                .survey
                .script(&it.path)
                .and_then(|script| script.node("object", &it.range));
            object.is_some_and(|object| property(&object, CLOSER).is_none())
        });
        sites
    }

    /// The calls of our shutdown helper that are given no closers.
    fn closerless_shutdowns(&self) -> Vec<Site> {
        self.found(|script, call| {
            let ends = self.survey.calls_helper(script, &call, Deed::HeedsSignals);
            let given = ends.then(|| arguments(&call))?;
            let [server] = given.as_slice() else {
                return None;
            };
            Some(Site::at(script, &call).with("server", server.text().into_owned()))
        })
    }
}
