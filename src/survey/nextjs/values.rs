//! What settings are while an image is built: in production, on no platform, and without variables of its own.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::edit::script::{Node, bare, string_value};
use crate::survey::node::variables::reads::name_of;

/// How many names and choices a value is followed through.
const HOPS: usize = 16;

/// What an expression is: a text, or nothing.
pub(crate) enum Told {
    Text(String),
    Nothing,
}

/// The text that an expression is, where this can be told.
pub(crate) fn told(node: &Node<'_>) -> Option<Told> {
    text(node, HOPS)
}

/// The value that a name is declared with.
pub(crate) fn named<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    match declared(&node.text(), node)? {
        Declared::Value { value, path, .. } if path.is_empty() => Some(value),
        _ => None,
    }
}

fn text(node: &Node<'_>, hops: usize) -> Option<Told> {
    let hops = hops.checked_sub(1)?;
    let node = bare(node);
    if let Some(text) = string_value(&node) {
        return Some(Told::Text(text));
    }
    match &*node.kind() {
        "undefined" | "null" | "false" => Some(Told::Nothing),
        "identifier" if node.text() == "undefined" => Some(Told::Nothing),
        "identifier" | "shorthand_property_identifier" => text(&named(&node)?, hops),
        "ternary_expression" | "binary_expression" => chosen(&node, hops),
        _ => None,
    }
}

/// `condition ? one : other`, `condition && one`.
fn chosen(node: &Node<'_>, hops: usize) -> Option<Told> {
    if let Some(condition) = node.field("condition") {
        let holds = holds(&condition, hops)?;
        let side = if holds { "consequence" } else { "alternative" };
        return text(&node.field(side)?, hops);
    }
    node.field("operator").filter(|it| it.text() == "&&")?;
    if holds(&node.field("left")?, hops)? {
        text(&node.field("right")?, hops)
    } else {
        Some(Told::Nothing)
    }
}

/// Whether a condition holds.
fn holds(node: &Node<'_>, hops: usize) -> Option<bool> {
    let hops = hops.checked_sub(1)?;
    let node = bare(node);
    match &*node.kind() {
        "true" => Some(true),
        "false" => Some(false),
        "unary_expression" if node.text().starts_with('!') => {
            holds(&node.field("argument")?, hops).map(|it| !it)
        }
        "identifier" => holds(&named(&node)?, hops),
        "member_expression" | "subscript_expression" => {
            let name = name_of(&node).filter(|_| node.text().starts_with("process.env"))?;
            matches!(&*name, "VERCEL" | "NETLIFY").then_some(false)
        }
        "binary_expression" => both(&node, hops),
        _ => None,
    }
}

fn both(node: &Node<'_>, hops: usize) -> Option<bool> {
    let (left, right) = (node.field("left")?, node.field("right")?);
    let operator = node.field("operator")?;
    if left.text() == "process.env.NODE_ENV" {
        let is_production = string_value(&right)? == "production";
        return match &*operator.text() {
            "===" | "==" => Some(is_production),
            "!==" | "!=" => Some(!is_production),
            _ => None,
        };
    }
    let (left, right) = (holds(&left, hops)?, holds(&right, hops)?);
    match &*operator.text() {
        "&&" => Some(left && right),
        "||" => Some(left || right),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Told, told};
    use crate::code::javascript::exports::whole;
    use crate::edit::script::Script;

    #[test]
    fn a_value_is_told_where_only_production_and_platforms_decide() {
        let cases = [
            ("'export'", Some(Some("export"))),
            (
                "process.env.VERCEL ? undefined : 'standalone'",
                Some(Some("standalone")),
            ),
            (
                "process.env['VERCEL'] ? undefined : 'standalone'",
                Some(Some("standalone")),
            ),
            (
                "!process.env.VERCEL && 'standalone'",
                Some(Some("standalone")),
            ),
            (
                "process.env.NODE_ENV === 'production' ? 'export' : undefined",
                Some(Some("export")),
            ),
            (
                "process.env.NODE_ENV !== 'production' ? 'export' : undefined",
                Some(None),
            ),
            ("process.env.DOCKER ? 'standalone' : undefined", None),
            ("choose()", None),
            ("a", None),
        ];
        for (text, value) in cases {
            let script = Script::parse(
                "a.js",
                Arc::from(format!("const a = a;\nexport default {text};")),
            );
            let node = whole(&script).expect("it is exported");
            let found = match told(&node) {
                Some(Told::Text(text)) => Some(Some(text)),
                Some(Told::Nothing) => Some(None),
                None => None,
            };
            let value = value.map(|it| it.map(str::to_owned));
            assert_eq!(found, value, "{text}");
        }
    }
}
