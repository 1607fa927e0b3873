//! Clients that are made and that nothing connects: node-redis connects when it is told to, so one that never is answers nobody, and
//! a health check that asks it would never pass.

use crate::code::Survey;
use crate::code::javascript::names::reference;
use crate::edit::script::{Node, Script, bare};
use crate::survey::node::databases::handles::{Handle, makes_handle};
use crate::survey::node::package::major_version;
use crate::survey::node::service::Service;

/// The first version of the package `redis` that gives promises, and that does not connect by itself.
const WITH_PROMISES: u32 = 4;

/// Whether the version of `redis` that a file has takes callbacks, and connects by itself.
pub(crate) fn takes_callbacks(survey: &Survey<'_>, path: &str) -> bool {
    major_version(survey, path, "redis").is_some_and(|major| major < WITH_PROMISES)
}

impl Handle {
    /// What must be said of one that nothing connects.
    pub(crate) fn is_never_connected(&self) -> String {
        format!(
            "`{}:{}` makes a client of {} that nothing connects, so it is not asked; call `connect()` on it, or take it out",
            self.symbol.path, self.line, self.client.kind
        )
    }
}

impl Service<'_> {
    /// Whether a client has to be told to connect, and nothing that the service loads may do so.
    pub(crate) fn is_unconnected(&self, handle: &Handle) -> bool {
        handle.client.package == "redis"
            && major_version(self.survey, &handle.symbol.path, "redis")
                .is_some_and(|major| major >= WITH_PROMISES)
            && !self.reached_scripts().any(|script| {
                script
                    .root()
                    .dfs()
                    .any(|n| self.may_connect(script, &n, handle))
            })
    }

    /// Whether a member `connect` may be that of the handle: that of a package is another, and so is that of another handle.
    fn may_connect(&self, script: &Script, node: &Node<'_>, handle: &Handle) -> bool {
        let takes_it = match &*node.kind() {
            "property_identifier" | "shorthand_property_identifier_pattern" => {
                node.text() == "connect"
            }
            "string_fragment" => {
                node.text() == "connect"
                    && node.ancestors().any(|n| n.kind() == "subscript_expression")
            }
            _ => false,
        };
        let Some(object) = node
            .parent()
            .filter(|_| takes_it)
            .and_then(|it| it.field("object"))
        else {
            return takes_it && node.kind() != "property_identifier";
        };
        let object = bare(&object);
        if reference(&object).is_some_and(|it| !self.survey.is_local(script, &it)) {
            return false;
        }
        let made = self.survey.script(&script.path).and_then(|home| {
            let object = home.node(&object.kind(), &object.range())?;
            self.survey.definition(home, &object)
        });
        !made.is_some_and(|it| {
            makes_handle(&it.node)
                && (it.script.path != handle.symbol.path || it.node.range().start != handle.made_at)
        })
    }
}
