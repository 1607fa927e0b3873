//! What a service prints of what clients send: once its lines are kept, so is that.

use minijinja::Value;

use crate::edit::script::{Node, Script, callee};
use crate::survey::fact::Fact;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// where bodies, headers and cookies of requests, or personal members of a body, are printed
    fact "printed-requests" = |it, _| it.printed_requests();
}

/// What prints.
const METHODS: [&str; 5] = ["debug", "error", "info", "log", "warn"];

/// What requests are called.
const REQUESTS: [&str; 3] = ["req", "request", "_req"];

/// Parts of a request that nobody should print whole.
const PARTS: [&str; 3] = ["body", "cookies", "headers"];

/// Parts of names of members that tell of somebody, or let somebody in.
const PERSONAL: [&str; 10] = [
    "address",
    "authorization",
    "cookie",
    "email",
    "otp",
    "passw",
    "phone",
    "secret",
    "ssn",
    "token",
];

/// So many places are named.
const NAMED: usize = 5;

impl Service<'_> {
    fn printed_requests(&self) -> Fact<Value> {
        let scripts = self.reached_scripts().filter(|script| may_print(script));
        let mut places: Vec<(String, usize, String)> = Vec::new();
        for script in scripts {
            let calls = METHODS.iter().flat_map(|method| script.calls_of(method));
            let mut found: Vec<(usize, String)> = calls
                .filter_map(|call| Some((call.range().start, printed_part(&call)?)))
                .collect();
            found.sort();
            let found = found.into_iter();
            places.extend(found.map(|(at, part)| (script.path.clone(), script.line(at), part)));
        }
        let named =
            |(path, line, part): &(String, usize, String)| format!("`{part}` (`{path}:{line}`)");
        let mut listed: Vec<String> = places.iter().take(NAMED).map(named).collect();
        if let Some(more) = places.len().checked_sub(NAMED).filter(|more| *more > 0) {
            listed.push(format!("{more} more"));
        }
        let said = format!(
            "what clients send is printed, and is kept as long as the log: {}",
            listed.join(", ")
        );
        Fact::from_option((!places.is_empty()).then(|| Value::from(vec![said])))
    }
}

/// Whether a script is worth a closer look.
fn may_print(script: &Script) -> bool {
    script.text.contains("console.") && PARTS.iter().any(|part| script.text.contains(part))
}

/// What of a request a call prints, if it is one of the console.
fn printed_part(call: &Node<'_>) -> Option<String> {
    let callee = callee(call)?;
    let is_console = callee.kind() == "member_expression"
        && callee
            .field("object")
            .is_some_and(|it| it.text() == "console");
    let arguments = call.field("arguments").filter(|_| is_console)?;
    let found = arguments.dfs().find(is_telling)?;
    let whole = member_of(&found).unwrap_or(found);
    Some(whole.text().into_owned())
}

/// `req.body`, `req.headers.authorization`; not `req.body.id`.
fn is_telling(node: &Node<'_>) -> bool {
    let name = |node: &Node<'_>, field: &str| node.field(field).map(|it| it.text().into_owned());
    let is_request = name(node, "object").is_some_and(|it| REQUESTS.contains(&&*it));
    let is_part = name(node, "property").is_some_and(|it| PARTS.contains(&&*it));
    if node.kind() != "member_expression" || !is_request || !is_part {
        return false;
    }
    let Some(around) = member_of(node) else {
        return true;
    };
    let member = name(&around, "property").or_else(|| name(&around, "index"));
    let member = member.unwrap_or_default().to_lowercase();
    PERSONAL.iter().any(|it| member.contains(it))
}

/// The member that is read of a node, if one is.
fn member_of<'s>(node: &Node<'s>) -> Option<Node<'s>> {
    node.parent().filter(|around| {
        let object = around.field("object");
        object.is_some_and(|object| object.node_id() == node.node_id())
    })
}
