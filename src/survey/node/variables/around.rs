//! What stands around an expression, up to the top of its file.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::modules::loads;
use crate::code::javascript::names::{declared, reference};
use crate::code::statements::is_field;
use crate::edit::script::{Node, Script, bare, is_wrapper, string_value};
use crate::survey::node::variables::forms::{operator, plain_name};
use crate::survey::variables::around::{Around, Told};

/// Packages that work with nothing else than what they are given: databases, storage, tokens, sessions.
const ESSENTIAL: &[&str] = &[
    "aws-sdk",
    "cookie-parser",
    "cookie-session",
    "crypto",
    "drizzle-orm",
    "express-jwt",
    "express-session",
    "ioredis",
    "iron-session",
    "jose",
    "jsonwebtoken",
    "knex",
    "mongodb",
    "mongoose",
    "mssql",
    "mysql",
    "mysql2",
    "oracledb",
    "passport-jwt",
    "pg",
    "redis",
    "sequelize",
    "typeorm",
];

/// What stands around an expression, up to the top of its file.
pub(crate) fn around(node: &Node<'_>, name: &str) -> Around {
    let mut nearest = true;
    Around::of(node, node.ancestors(), |around, outer, inner| {
        see(around, outer, inner, name, nearest);
        nearest &= is_wrapper(outer);
    })
}

fn see(around: &mut Around, outer: &Node<'_>, inner: &Node<'_>, name: &str, nearest: bool) {
    let is = |field: &str| is_field(inner, field);
    match &*outer.kind() {
        "template_substitution" if nearest => around.add(Told::Text),
        "binary_expression" => match operator(outer).as_str() {
            "+" if nearest => around.add(Told::Text),
            "&&" if is("right") => condition(around, outer.field("left"), true, name),
            "||" | "??" if is("right") => around.add(Told::Unneeded),
            _ => {}
        },
        "ternary_expression" | "if_statement" if !is("condition") => {
            condition(around, outer.field("condition"), is("consequence"), name);
        }
        "pair" if is("value") => {
            let key = outer
                .field("key")
                .map(|key| string_value(&key).unwrap_or_else(|| key.text().into_owned()));
            let key = key.unwrap_or_default();
            around.add_if(
                matches!(&*key, "development" | "test" | "local")
                    || nearest && matches!(&*key, "port" | "schema" | "ssl"),
                Told::Unneeded,
            );
        }
        "call_expression" | "new_expression" => call(around, outer),
        "assignment_pattern" | "required_parameter" => around.add(Told::Conditional),
        _ => {}
    }
}

/// A branch that is taken where `condition` is `holds`.
fn condition(around: &mut Around, condition: Option<Node<'_>>, holds: bool, name: &str) {
    let Some(condition) = condition else { return };
    if let Some(production) = holds_in_production(&condition) {
        around.add_if(production != holds, Told::Unneeded);
    } else if condition.text().contains(name) {
        around.add(Told::Guarded);
    } else if !is_start_of_program(&condition) {
        around.add(Told::Conditional);
    }
}

fn call(around: &mut Around, call: &Node<'_>) {
    let Some(callee) = call.field("function").or_else(|| call.field("constructor")) else {
        return;
    };
    let text = callee.text();
    around.add_if(
        text.starts_with("console.") || text.starts_with("logger."),
        Told::Unneeded,
    );
    let module = reference(&callee).map(|reached| reached.module);
    let is_essential = module.is_some_and(|module| {
        let module = module.strip_prefix("node:").unwrap_or(&module);
        ESSENTIAL.contains(&module) || module.starts_with("@aws-sdk/")
    });
    around.add_if(is_essential, Told::Essential);
}

/// `Buffer.from(process.env.KEY, "hex")` where the file works with keys.
pub(crate) fn handles_keys(script: &Script, node: &Node<'_>) -> bool {
    let is_buffer = node.ancestors().take(2).any(|n| {
        n.field("function")
            .is_some_and(|callee| callee.text() == "Buffer.from")
    });
    is_buffer
        && loads(script)
            .iter()
            .any(|module| module == "crypto" || module == "node:crypto")
}

/// Whether a condition holds in production; none where it does not speak of that alone.
pub(crate) fn holds_in_production(condition: &Node<'_>) -> Option<bool> {
    let condition = bare(condition);
    match &*condition.kind() {
        "member_expression" if plain_name(&condition).is_some_and(|name| name == "PRODUCTION") => {
            Some(true)
        }
        "unary_expression" => {
            holds_in_production(&condition.field("argument")?).map(|holds| !holds)
        }
        "identifier" => match declared(&condition.text(), &condition)? {
            Declared::Value { value, path, .. }
                if path.is_empty() && value.kind() != "identifier" =>
            {
                holds_in_production(&value)
            }
            _ => None,
        },
        "binary_expression" => {
            let sides = [condition.field("left")?, condition.field("right")?];
            let speaks = sides.iter().any(names_environment);
            let literal = sides.iter().find_map(string_value).filter(|_| speaks)?;
            let is_production = matches!(&*literal, "production" | "prod" | "live" | "true");
            match operator(&condition).as_str() {
                "===" | "==" => Some(is_production),
                "!==" | "!=" => Some(!is_production),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `process.env.NODE_ENV`, or a switch of the project's own.
pub(crate) fn names_environment(node: &Node<'_>) -> bool {
    let node = bare(node);
    let name = node.text();
    let name = name.rsplit('.').next().unwrap_or_default();
    name == "NODE_ENV"
        || plain_name(&node).is_some_and(|name| {
            matches!(
                &*name,
                "ENV" | "APP_ENV" | "ENVIRONMENT" | "STAGE" | "PRODUCTION"
            )
        })
}

/// Whether production never comes by a node.
pub(crate) fn is_outside_production(node: &Node<'_>) -> bool {
    let mut inner = node.clone();
    for outer in node.ancestors() {
        let is = |field: &str| is_field(&inner, field);
        let (condition, taken) = match &*outer.kind() {
            "if_statement" | "ternary_expression" if !is("condition") => {
                (outer.field("condition"), is("consequence"))
            }
            "binary_expression" if operator(&outer) == "&&" && is("right") => {
                (outer.field("left"), true)
            }
            _ => (None, true),
        };
        let Some(condition) = condition else {
            inner = outer;
            continue;
        };
        let source = outer.get_doc();
        let holds = source.told("holds in production", condition.node_id(), || {
            holds_in_production(&condition)
        });
        let around = || Some(is_outside_production(&outer));
        return holds.is_some_and(|holds| holds != taken)
            || source.told("outside production", outer.node_id(), around) == Some(true);
    }
    false
}

/// Whether a condition asks whether this file is the one that was started.
pub(crate) fn is_start_of_program(condition: &Node<'_>) -> bool {
    let text = condition.text();
    let marks = [
        "require.main",
        "import.meta",
        "module.parent",
        "isMainThread",
        "isPrimary",
        "isMaster",
    ];
    marks.iter().any(|mark| text.contains(mark))
}
