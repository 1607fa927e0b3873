//! The servers that scripts make, and on whose behalf they listen.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::{declared, reference};
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Reference, Script, arguments, bare, method_call};

/// How far the receiver of `listen` is followed: a field, the name that it was given, the server behind that, and its app.
const HOPS: usize = 4;

/// The symbols on whose behalf a script listens: the receiver of `.listen(`, and the apps behind a server.
pub(crate) fn listened(survey: &Survey<'_>, script: &Script) -> Vec<Symbol> {
    listen_calls(script)
        .filter_map(|call| method_call(&call))
        .flat_map(|(receiver, _)| behind(survey, script, &receiver))
        .collect()
}

/// The calls of a method `listen`.
pub(crate) fn listen_calls(script: &Script) -> impl Iterator<Item = Node<'_>> {
    script.found_by("listens", |node| {
        method_call(node).is_some_and(|(_, name)| name == "listen")
    })
}

/// The symbol of a receiver, and of what a server was made from.
pub(crate) fn behind(survey: &Survey<'_>, script: &Script, receiver: &Node<'_>) -> Vec<Symbol> {
    behind_bounded(survey, script, receiver, HOPS)
}

fn behind_bounded(
    survey: &Survey<'_>,
    script: &Script,
    receiver: &Node<'_>,
    hops: usize,
) -> Vec<Symbol> {
    let Some(hops) = hops.checked_sub(1) else {
        return Vec::new();
    };
    let receiver = bare(receiver);
    let mut found: Vec<Symbol> = survey.symbol(script, &receiver).into_iter().collect();
    if let Some(sides) = choice_of(&receiver) {
        let sides = sides.iter();
        found.extend(sides.flat_map(|side| behind_bounded(survey, script, side, hops)));
    } else if is_server_call(&receiver) {
        found.extend(
            arguments(&receiver)
                .iter()
                .flat_map(|argument| behind_bounded(survey, script, argument, hops)),
        );
    } else if let Some((value_script, value)) = assigned_value(survey, script, &receiver) {
        found.extend(behind_bounded(survey, value_script, &value, hops));
    }
    found
}

/// The value that a name or member was given: at its declaration, or by an assignment anywhere in its file.
pub(crate) fn assigned_value<'s>(
    survey: &'s Survey<'_>,
    script: &Script,
    node: &Node<'_>,
) -> Option<(&'s Script, Node<'s>)> {
    let symbol = survey.symbol(script, node)?;
    let home = survey.script(&symbol.path)?;
    let mut given = home.found_by("servers given to names", |node| {
        given_server(node).is_some()
    });
    let value = given.find_map(|node| {
        let (name, server) = given_server(&node)?;
        (survey.symbol(home, &name)? == symbol).then_some(server)
    });
    value.map(|value| (home, value))
}

/// The name and the server where a declaration or an assignment gives a server to a name.
fn given_server<'a>(node: &Node<'a>) -> Option<(Node<'a>, Node<'a>)> {
    let (left, right) = match &*node.kind() {
        "variable_declarator" => (node.field("name")?, node.field("value")?),
        "assignment_expression" => (node.field("left")?, node.field("right")?),
        _ => return None,
    };
    let server = Some(bare(&right)).filter(is_server)?;
    Some((left, server))
}

/// The two values of a conditional expression.
fn choice_of<'a>(node: &Node<'a>) -> Option<[Node<'a>; 2]> {
    let choice = bare(node);
    let sides = ["consequence", "alternative"].map(|side| choice.field(side));
    let [Some(one), Some(other)] = sides else {
        return None;
    };
    (choice.kind() == "ternary_expression").then_some([one, other])
}

/// The conditional expressions around a server that may be their value; without any, the server itself.
pub(crate) fn with_choices<'a>(server: &Node<'a>) -> Node<'a> {
    let is_choice = |parent: &Node<'a>| {
        matches!(
            &*parent.kind(),
            "ternary_expression" | "parenthesized_expression"
        ) && is_server(parent)
    };
    match server.parent().filter(is_choice) {
        Some(choice) => with_choices(&choice),
        None => server.clone(),
    }
}

/// Whether an expression makes a server, whichever way a condition chooses.
pub(crate) fn is_server(node: &Node<'_>) -> bool {
    match choice_of(node) {
        Some(sides) => sides.iter().all(is_server),
        None => is_server_call(&bare(node)),
    }
}

/// The modules that make servers.
const MODULES: &[&str] = &["http", "https", "http2", "spdy"];

/// `http.createServer(…)`, `createServer(…)`, `new http.Server(…)`, of `http`, `https` and `http2`, also of one of these that a
/// condition chooses.
pub(crate) fn is_server_call(node: &Node<'_>) -> bool {
    let callee = match &*node.kind() {
        "call_expression" => node.field("function"),
        "new_expression" => node.field("constructor"),
        _ => None,
    };
    let named = |callee: &Node<'_>| {
        let text = callee.text();
        ["createServer", "createSecureServer", "Server"]
            .iter()
            .any(|name| text.ends_with(name))
    };
    let made = |r: Reference| {
        MODULES.iter().any(|module| {
            ["createServer", "createSecureServer", "Server"]
                .iter()
                .any(|name| r.is(module, Some(name)))
        })
    };
    let Some(callee) = callee.filter(named) else {
        return false;
    };
    match reference(&callee) {
        Some(reached) => made(reached),
        None => callee
            .field("object")
            .is_some_and(|module| is_chosen_module(&module)),
    }
}

/// `const maker = key ? https : http`.
fn is_chosen_module(name: &Node<'_>) -> bool {
    let Some(Declared::Value { value, path, .. }) = declared(&name.text(), name) else {
        return false;
    };
    let is_maker = |side: &Node<'_>| {
        reference(side).is_some_and(|it| MODULES.iter().any(|module| it.is(module, None)))
    };
    path.is_empty() && choice_of(&value).is_some_and(|sides| sides.iter().all(is_maker))
}
