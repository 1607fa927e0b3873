//! Whether a service starts only once a database has answered: what its start, or the load of a module, asks of one and lets
//! fail.

use minijinja::Value;

use crate::code::helpers::Deed;
use crate::code::located::Located;
use crate::code::python::syntax::{callee, is_for_main, own};
use crate::survey::fact::Fact;
use crate::survey::python::app::{App, AtStart};
use crate::survey::python::connecting::asks::lets_fail;
use crate::survey::python::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// a database that is away keeps the service from starting
    fact "gated-startup" = |it, _| it.gated_startup();
}

impl<'s> Service<'s> {
    /// Whether a database that is away keeps the service from starting.
    fn gated_startup(&self) -> Fact<Value> {
        self.app()
            .and_then(|app| Fact::flag(self.waits_already(app) || self.is_gated_by_itself(app)))
    }

    /// Whether code of the service's own lets a database that is away end its start.
    pub(crate) fn is_gated_by_itself(&self, app: &App<'s>) -> bool {
        let fails = |start: &AtStart<'s>| lets_fail(self.survey, start);
        self.at_start(app).iter().any(fails)
    }

    /// Whether the start calls our function that waits for the databases.
    pub(crate) fn waits_already(&self, app: &App<'s>) -> bool {
        let waits = |start: &AtStart<'s>| {
            let mut called = start.nodes.iter().filter_map(callee);
            called.any(|callee| {
                let script = start.of.script;
                self.survey
                    .is_helper(script, &callee, Deed::WaitsForDatabases)
            })
        };
        self.at_start(app).iter().any(waits)
    }

    /// What runs before the service takes requests.
    fn at_start(&self, app: &App<'s>) -> Vec<AtStart<'s>> {
        let mut found = self.framework.at_start(self.survey, app);
        found.extend(self.reached_scripts().map(|script| {
            let node = script.root();
            let mut nodes = own(&node);
            // what stands behind `if __name__ == "__main__"` runs in no server
            nodes.retain(|node| node.kind() == "call" && !is_for_main(node));
            let of = Located { script, node };
            AtStart { of, nodes }
        }));
        found
    }
}
