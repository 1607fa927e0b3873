//! Databases that a deployment may do without: those whose address alone comes from a variable of the environment.

use crate::edit::script::{Node, Script, arguments, is_typescript, property};
use crate::survey::node::databases::database::Database;
use crate::survey::node::databases::handles::{Handle, makes_handle};
use crate::survey::node::service::Service;

impl Service<'_> {
    /// A further database that gets its address from a variable of the environment is one that a deployment may do without.
    pub(crate) fn mark_optional(&self, viewer: &Script, databases: &mut [Database]) {
        let Some((main, others)) = databases.split_first_mut() else {
            return;
        };
        let address = |database: &Database| {
            let handle = self
                .handles()
                .iter()
                .find(|handle| handle.symbol == database.symbol)?;
            self.address(handle)
        };
        let main = address(main);
        for database in others {
            let own = address(database).filter(|own| main.as_ref() != Some(own));
            database.condition = own.map_or_else(String::new, |name| variable(viewer, &name));
        }
    }

    /// Whether a setting decides that there is a handle at all.
    pub(crate) fn is_turned_on(&self, handle: &Handle) -> bool {
        let script = self.survey.script(&handle.symbol.path);
        handle.is_made_once
            && script.is_some_and(|script| {
                let root = script.root();
                let made = |n: &Node<'_>| n.range().start == handle.made_at && makes_handle(n);
                let call = root.dfs().find(made);
                call.is_some_and(|call| self.program().is_turned_on(script, &call))
            })
    }

    /// The variable of the environment that alone says where the database of a handle is.
    fn address(&self, handle: &Handle) -> Option<String> {
        let script = self.survey.script(&handle.symbol.path)?;
        let root = script.root();
        let call = root
            .dfs()
            .find(|n| n.range().start == handle.made_at && makes_handle(n))?;
        let arguments = arguments(&call);
        let given: Vec<_> = arguments
            .iter()
            .filter_map(|argument| self.survey.definition(script, argument))
            .collect();
        let keys = ["host", "url", "uri", "connectionString"];
        let named = given
            .iter()
            .find_map(|found| keys.iter().find_map(|key| property(&found.node, key)));
        let plain = || given.into_iter().next().map(|found| found.node);
        let text = named.or_else(plain)?.text().into_owned();
        let name = text.strip_prefix("process.env.")?;
        let is_name = name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        is_name.then(|| name.to_owned())
    }
}

/// A variable of the environment; a strict TypeScript wants brackets.
fn variable(viewer: &Script, name: &str) -> String {
    if is_typescript(&viewer.path) {
        format!("process.env[\"{name}\"]")
    } else {
        format!("process.env.{name}")
    }
}
