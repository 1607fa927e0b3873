//! What stands around an expression that reads a variable: conditions, branches, and what it is given to.

use crate::code::python::names::dotted;
use crate::code::python::syntax::{bare, callee, is_function};
use crate::code::statements::is_field;
use crate::edit::script::Node;
use crate::survey::variables::around::{Around, Told};

/// Packages that work with nothing else than what they are given: databases, storage, tokens, keys.
const ESSENTIAL: &[&str] = &[
    "aiomysql",
    "aioredis",
    "asyncpg",
    "beanie",
    "boto3",
    "cassandra",
    "cryptography",
    "databases",
    "elasticsearch",
    "hmac",
    "itsdangerous",
    "jose",
    "jwt",
    "motor",
    "mysql",
    "neo4j",
    "peewee",
    "psycopg",
    "psycopg2",
    "psycopg_pool",
    "pymongo",
    "pymysql",
    "redis",
    "sqlalchemy",
    "sqlmodel",
    "supabase",
    "tortoise",
];

/// What stands around an expression, up to the top of its file or function.
pub(super) fn around(node: &Node<'_>, name: &str) -> Around {
    let outer = node.ancestors().take_while(|outer| !is_function(outer));
    Around::of(node, outer, |around, outer, inner| {
        see(around, outer, inner, name);
    })
}

fn see(around: &mut Around, outer: &Node<'_>, inner: &Node<'_>, name: &str) {
    let is = |field: &str| is_field(inner, field);
    match &*outer.kind() {
        "interpolation" => around.add(Told::Text),
        "binary_operator" => {
            let other = outer.field(if is("left") { "right" } else { "left" });
            around.add_if(
                other.is_some_and(|other| other.kind() == "string"),
                Told::Text,
            );
        }
        "boolean_operator" if is("right") => {
            if outer.field("operator").is_some_and(|it| it.kind() == "and") {
                condition(around, outer.field("left"), true, name);
            } else {
                around.add(Told::Unneeded);
            }
        }
        "if_statement" if !is("condition") => {
            condition(around, outer.field("condition"), is("consequence"), name);
        }
        "conditional_expression" => {
            let parts: Vec<Node<'_>> = outer.named_children().collect();
            let at = parts.iter().position(|n| n.node_id() == inner.node_id());
            if at != Some(1) {
                condition(around, parts.get(1).cloned(), at == Some(0), name);
            }
        }
        "except_clause" | "default_parameter" | "typed_default_parameter" => {
            around.add(Told::Conditional);
        }
        "call" => call(around, outer),
        _ => {}
    }
}

/// A branch that is taken where `condition` is `holds`.
fn condition(around: &mut Around, condition: Option<Node<'_>>, holds: bool, name: &str) {
    let Some(condition) = condition else { return };
    let text = condition.text();
    if text.contains("__name__") {
        around.add(Told::Unneeded);
    } else if let Some(production) = holds_in_production(&condition) {
        around.add_if(production != holds, Told::Unneeded);
    } else if text.contains(name) {
        around.add_if(holds, Told::Unneeded);
    } else {
        around.add(Told::Conditional);
    }
}

fn call(around: &mut Around, call: &Node<'_>) {
    let Some(callee) = callee(call) else { return };
    let text = callee.text().to_lowercase();
    around.add_if(
        text == "print" || text.starts_with("logg") || text.contains("logger."),
        Told::Unneeded,
    );
    let reached = dotted(&callee).unwrap_or_default();
    let package = reached.split('.').next().unwrap_or_default();
    around.add_if(ESSENTIAL.contains(&package), Told::Essential);
}

/// Whether a condition holds in production; none where it does not speak of that alone.
fn holds_in_production(condition: &Node<'_>) -> Option<bool> {
    let condition = bare(condition);
    if condition.kind() == "not_operator" {
        return holds_in_production(&condition.field("argument")?).map(|holds| !holds);
    }
    if condition.kind() != "comparison_operator" {
        return None;
    }
    let text = condition.text().to_lowercase();
    let speaks = ["env", "mode", "stage"]
        .iter()
        .any(|word| text.contains(word));
    let is_production = text.contains("\"prod") || text.contains("'prod");
    let is_other = ["dev", "test", "local"]
        .iter()
        .any(|word| text.contains(&format!("\"{word}")) || text.contains(&format!("'{word}")));
    if !speaks || is_production == is_other {
        return None;
    }
    let equals = !text.contains("!=") && !text.contains("not in");
    Some(is_production == equals)
}
