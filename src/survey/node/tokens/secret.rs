//! The secret that a token is signed or verified with: a variable of the environment, a text in the code, a key of another kind.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::members::definition;
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, arguments, bare, string_value};
use crate::survey::fact::Site;
use crate::survey::node::variables::reads::is_environment;

/// The most names and modules that a secret is followed through: `config.jwt.secret` of another module takes three, a fallback or
/// a conversion around it one each.
const HOPS: usize = 6;

/// What a token is signed or verified with.
pub(crate) enum Secret {
    /// A variable of the environment.
    Variable(String),
    /// A string in the code.
    Literal(Site),
    /// A key of another kind, which is not ours to rotate.
    Other,
    /// What it is shows only when the service runs.
    Unclear,
}

/// The secret that a call of `sign` or `verify` gets.
pub(crate) fn secret_of<'s>(survey: &'s Survey<'_>, script: &'s Script, call: &Node<'s>) -> Secret {
    match arguments(call).into_iter().nth(1) {
        Some(node) => follow(survey, &Located { script, node }, HOPS),
        None => Secret::Unclear,
    }
}

fn follow<'s>(survey: &'s Survey<'_>, at: &Located<'s>, hops: usize) -> Secret {
    let Some(hops) = hops.checked_sub(1) else {
        return Secret::Unclear;
    };
    let node = bare(&at.node);
    if let Some(name) = variable(&node) {
        return if is_public(&name) {
            Secret::Other
        } else {
            Secret::Variable(name)
        };
    }
    let next = |node: Node<'s>| follow(survey, &at.at(node), hops);
    match &*node.kind() {
        "string" => Secret::Literal(Site::at(at.script, &node)),
        "template_string" => match substitutions(&node).as_slice() {
            [] => Secret::Literal(Site::at(at.script, &node)),
            // nothing but the variable
            [only] if node.text().len() == only.text().len() + 2 => {
                only.named_children().next().map_or(Secret::Other, next)
            }
            _ => Secret::Other,
        },
        "binary_expression" => {
            let operator = node.field("operator").map(|n| n.text().into_owned());
            match (operator.as_deref(), node.field("left")) {
                (Some("||" | "??"), Some(left)) => next(left),
                _ => Secret::Other,
            }
        }
        "ternary_expression" => {
            let branches = ["consequence", "alternative"].map(|side| node.field(side));
            let mut secrets = branches.into_iter().flatten().map(next);
            secrets
                .find(|secret| matches!(secret, Secret::Variable(_)))
                .unwrap_or(Secret::Unclear)
        }
        "arrow_function" | "function_expression" | "object" => Secret::Other,
        "call_expression" => converted(&node).map_or_else(|| called(&node), next),
        "identifier"
        | "shorthand_property_identifier"
        | "shorthand_property_identifier_pattern"
        | "member_expression" => {
            if is_public(&node.text()) {
                return Secret::Other;
            }
            match definition(survey, &at.at(node)) {
                Some(found) => follow(survey, &found, hops),
                None => Secret::Unclear,
            }
        }
        _ => Secret::Unclear,
    }
}

fn substitutions<'a>(template: &Node<'a>) -> Vec<Node<'a>> {
    template
        .children()
        .filter(|n| n.kind() == "template_substitution")
        .collect()
}

/// `process.env.NAME`, `process.env["NAME"]`, or the name of something that reads `process.env` as a whole: what envalid, joi
/// or zod make of it.
pub(crate) fn variable(node: &Node<'_>) -> Option<String> {
    let (object, name) = match &*node.kind() {
        "member_expression" => (
            node.field("object")?,
            node.field("property")?.text().into_owned(),
        ),
        "subscript_expression" => (node.field("object")?, string_value(&node.field("index")?)?),
        "identifier"
        | "shorthand_property_identifier"
        | "shorthand_property_identifier_pattern" => {
            let Declared::Value { value, path, .. } = declared(&node.text(), node)? else {
                return None;
            };
            let [name] = path.as_slice() else {
                return None;
            };
            return reads_environment(&value).then(|| name.clone());
        }
        _ => return None,
    };
    reads_environment(&object).then_some(name)
}

/// `process.env` itself, or what a call makes of it.
pub(crate) fn reads_environment(node: &Node<'_>) -> bool {
    let node = bare(node);
    match &*node.kind() {
        _ if is_environment(&node) => true,
        // `envSchema.safeParse(process.env).data`
        "member_expression" => node.field("object").is_some_and(|object| {
            object.kind() != "member_expression" && reads_environment(&object)
        }),
        "identifier" => match declared(&node.text(), &node) {
            Some(Declared::Value { value, .. }) => {
                value.kind() != "identifier" && reads_environment(&value)
            }
            _ => false,
        },
        "call_expression" => arguments(&node).iter().any(is_environment),
        _ => false,
    }
}

/// Keys that others may know verify what only their owner signs.
fn is_public(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "public", "pub_key", "pubkey", "private", "cert", "pem", "jwk",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// `String(x)`, `x.toString()`, `x.trim()`, `Buffer.from(x)`: the same bytes.
fn converted<'a>(call: &Node<'a>) -> Option<Node<'a>> {
    let callee = call.field("function")?;
    let given = arguments(call);
    match (&*callee.text(), given.as_slice()) {
        ("String" | "Buffer.from", [only]) => return Some(only.clone()),
        ("Buffer.from", [text, encoding])
            if string_value(encoding).is_some_and(|name| name.starts_with("utf")) =>
        {
            return Some(text.clone());
        }
        _ => {}
    }
    let method = callee.field("property")?;
    (matches!(&*method.text(), "toString" | "trim") && given.is_empty())
        .then(|| callee.field("object"))?
}

/// A key that is read from a file or made is none of the environment.
fn called(call: &Node<'_>) -> Secret {
    let text = call.field("function").map(|n| n.text().into_owned());
    let reads = [
        "readFileSync",
        "readFile",
        "createPublicKey",
        "createSecretKey",
    ];
    match text {
        Some(name) if reads.iter().any(|it| name.ends_with(it)) => Secret::Other,
        _ => Secret::Unclear,
    }
}
