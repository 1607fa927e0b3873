//! A single connection where a pool belongs: which one, and what its own statement is as a pool.

use crate::code::Survey;
use crate::edit::script::{Node, method_call, statement_of};
use crate::survey::node::databases::handles::{Handle, makes_handle};

/// What makes a pool in place of a connection.
const POOLS: [(&str, &str); 2] = [("createConnection", "createPool"), ("Client", "Pool")];

impl Handle {
    /// Why it can be asked once only, and what to write instead.
    pub(crate) fn is_single_connection(&self, survey: &Survey<'_>) -> String {
        let reason = format!(
            "`{}:{}` makes a single connection, which cannot be used again once it has failed; make a pool",
            self.symbol.path, self.line
        );
        let pool = self.as_pool(survey);
        pool.map_or_else(|| reason.clone(), |pool| format!("{reason}: {pool}"))
    }

    /// `const db = mysql.createPool(…)`, without the options: there may be a password among them.
    fn as_pool(&self, survey: &Survey<'_>) -> Option<String> {
        let script = survey.script(&self.symbol.path)?;
        let root = script.root();
        let made = root
            .dfs()
            .find(|it| it.range().start == self.made_at && makes_handle(it))?;
        let callee = made
            .field("function")
            .or_else(|| made.field("constructor"))?;
        let callee_text = callee.text();
        let pool = POOLS.iter().find_map(|(connection, pool)| {
            let before = callee_text.strip_suffix(connection)?;
            Some(format!("{before}{pool}"))
        })?;
        let start = statement_of(&made).range().start;
        let before = script.text.get(start..callee.range().start)?;
        let before = Some(before)
            .filter(|it| !it.contains('\n'))
            .unwrap_or_default();
        let connects = |name: &String| {
            let is_own = |it: &Node<'_>| {
                method_call(it)
                    .is_some_and(|(on, method)| on.text() == *name && method == "connect")
            };
            root.dfs().any(|it| is_own(&it))
        };
        let connect = self.name.as_ref().filter(|name| connects(name));
        let connect = connect.map_or_else(String::new, |name| {
            format!(", and no `{name}.connect(…)`, for a pool connects by itself")
        });
        Some(format!(
            "`{before}{pool}(…)` with the same options{connect}"
        ))
    }
}
