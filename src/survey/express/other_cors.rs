//! Origins that are let in by other means than the options of an app-wide cors: headers set by hand, Socket.IO
//! before version 3, and what a single route gives to everybody.

use crate::code::Survey;
use crate::code::javascript::functions::call_given;
use crate::code::javascript::names::calls_package;
use crate::edit::script::{Node, Script, arguments, method_call, property, string_value};

/// `res.header("Access-Control-Allow-Origin", "*")`, or with the origin of the request, under no condition.
pub(super) fn sets_any_origin(call: &Node<'_>) -> bool {
    let Some((_, method)) = method_call(call) else {
        return false;
    };
    let is_name = |name: &str| name.eq_ignore_ascii_case("access-control-allow-origin");
    let sets = matches!(
        &*method,
        "header" | "setHeader" | "set" | "append" | "writeHead"
    );
    let arguments = arguments(call);
    let of_object = arguments
        .iter()
        .filter(|it| it.kind() == "object")
        .find_map(|object| {
            let mut pairs = object.named_children().filter(|it| it.kind() == "pair");
            let names = |pair: &Node<'_>| {
                let key = pair.field("key").and_then(|key| string_value(&key));
                key.is_some_and(|key| is_name(&key))
            };
            pairs.find(names)?.field("value")
        });
    let plain = match arguments.as_slice() {
        [name, value] if string_value(name).is_some_and(|name| is_name(&name)) => {
            Some(value.clone())
        }
        _ => None,
    };
    let Some(value) = of_object.or(plain).filter(|_| sets) else {
        return false;
    };
    let reflects = value.kind() != "string" && value.text().to_lowercase().contains("origin");
    let star = |n: &Node<'_>| string_value(n).as_deref() == Some("*");
    let any = reflects || value.dfs().any(|n| star(&n));
    any && !call.ancestors().any(|n| n.kind() == "if_statement")
}

/// `io.origins("*:*")` of Socket.IO before version 3.
pub(super) fn opens_old_sockets(call: &Node<'_>) -> bool {
    let first = arguments(call).first().and_then(string_value);
    method_call(call).is_some_and(|(_, name)| name == "origins")
        && first.is_some_and(|origins| origins.starts_with('*'))
}

/// `cors({ origin: "*" })` of one route, without credentials.
pub(super) fn is_public_route<'s>(
    survey: &'s Survey<'_>,
    script: &'s Script,
    node: &Node<'s>,
) -> bool {
    let is_cors = node.kind() == "call_expression" && calls_package(node, "cors");
    let route = call_given(node).filter(|_| is_cors);
    let is_route = route.is_some_and(|route| {
        let names_path = arguments(&route).first().and_then(string_value).is_some();
        let registers = method_call(&route).is_some_and(|(_, method)| {
            matches!(
                &*method,
                "all" | "delete" | "get" | "head" | "options" | "patch" | "post" | "put"
            )
        });
        names_path && registers
    });
    if !is_route {
        return false;
    }
    let options = arguments(node).into_iter().next();
    let options = options.and_then(|it| survey.definition(script, &it));
    let credentials = options.and_then(|it| property(&it.node, "credentials"));
    credentials.is_none()
}
