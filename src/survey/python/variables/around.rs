//! What stands around an expression that reads a variable: conditions, branches, and what it is given to.

use crate::code::python::names::dotted;
use crate::code::python::syntax::{bare, callee, is_function};
use crate::code::statements::is_field;
use crate::edit::script::Node;

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
#[derive(Default)]
pub(super) struct Around {
    /// The value is for development or the log.
    pub(super) unneeded: bool,
    /// It is read under a condition.
    pub(super) is_conditional: bool,
    /// A text is made with it.
    pub(super) is_text: bool,
    /// It goes to what cannot work without.
    pub(super) is_essential: bool,
}

impl Around {
    pub(super) fn of(node: &Node<'_>, name: &str) -> Self {
        let mut around = Self::default();
        let mut inner = node.clone();
        for outer in node.ancestors() {
            if is_function(&outer) {
                break;
            }
            around.see(&outer, &inner, name);
            inner = outer;
        }
        around
    }

    fn see(&mut self, outer: &Node<'_>, inner: &Node<'_>, name: &str) {
        let is = |field: &str| is_field(inner, field);
        match &*outer.kind() {
            "interpolation" => self.is_text = true,
            "binary_operator" => {
                let other = outer.field(if is("left") { "right" } else { "left" });
                self.is_text |= other.is_some_and(|other| other.kind() == "string");
            }
            "boolean_operator" if is("right") => {
                if outer.field("operator").is_some_and(|it| it.kind() == "and") {
                    self.condition(outer.field("left"), true, name);
                } else {
                    self.unneeded = true;
                }
            }
            "if_statement" if !is("condition") => {
                self.condition(outer.field("condition"), is("consequence"), name);
            }
            "conditional_expression" => {
                let parts: Vec<Node<'_>> = outer.named_children().collect();
                let at = parts.iter().position(|n| n.node_id() == inner.node_id());
                if at != Some(1) {
                    self.condition(parts.get(1).cloned(), at == Some(0), name);
                }
            }
            "except_clause" | "default_parameter" | "typed_default_parameter" => {
                self.is_conditional = true;
            }
            "call" => self.call(outer),
            _ => {}
        }
    }

    /// A branch that is taken where `condition` is `holds`.
    fn condition(&mut self, condition: Option<Node<'_>>, holds: bool, name: &str) {
        let Some(condition) = condition else { return };
        let text = condition.text();
        if text.contains("__name__") {
            self.unneeded = true;
        } else if let Some(production) = holds_in_production(&condition) {
            self.unneeded |= production != holds;
        } else if text.contains(name) {
            self.unneeded |= holds;
        } else {
            self.is_conditional = true;
        }
    }

    fn call(&mut self, call: &Node<'_>) {
        let Some(callee) = callee(call) else { return };
        let text = callee.text().to_lowercase();
        self.unneeded |= text == "print" || text.starts_with("logg") || text.contains("logger.");
        let reached = dotted(&callee).unwrap_or_default();
        let package = reached.split('.').next().unwrap_or_default();
        self.is_essential |= ESSENTIAL.contains(&package);
    }
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
