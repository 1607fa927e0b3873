//! Clients of Redis whose host stands in the code: in a container, nothing answers there.

use minijinja::Value;

use crate::code::python::names::dotted;
use crate::code::python::syntax::{all_calls, callee, keyword, positional, string_value};
use crate::edit::script::Node;
use crate::survey::fact::{Captures, Site};
use crate::survey::python::variables::program::Program;

impl Program<'_> {
    /// The values of `host` that mean this machine.
    pub(crate) fn literal_redis_hosts(&self) -> Vec<Site> {
        let mut found = Vec::new();
        for script in self.scripts_with("edis(") {
            for call in all_calls(script) {
                let Some((node, host)) = host(&call) else {
                    continue;
                };
                found.push(Site {
                    path: script.path.clone(),
                    range: node.range(),
                    line: script.line(node.range().start),
                    captures: Captures::from([("host".to_owned(), Value::from(host))]),
                });
            }
        }
        found
    }
}

fn host<'s>(call: &Node<'s>) -> Option<(Node<'s>, String)> {
    let client = dotted(&callee(call)?)?;
    let is_client = client.starts_with("redis.")
        && matches!(client.rsplit('.').next(), Some("Redis" | "StrictRedis"));
    let given = keyword(call, "host").or_else(|| positional(call).into_iter().next());
    let node = given.filter(|_| is_client)?;
    let host = string_value(&node).filter(|host| matches!(&**host, "localhost" | "127.0.0.1"))?;
    Some((node, host))
}
