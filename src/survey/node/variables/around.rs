//! What stands around an expression, up to the top of its file.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::modules::loads;
use crate::code::javascript::names::{declared, reference};
use crate::code::statements::is_field;
use crate::edit::script::{Node, Script, bare, is_wrapper, string_value};
use crate::survey::node::variables::forms::operator;

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
#[derive(Default)]
pub(crate) struct Around {
    /// The value is for development, tests or the log, or there is a default for it.
    pub(crate) unneeded: bool,
    /// It is read where it was asked for.
    pub(crate) is_guarded: bool,
    /// It is read under a condition.
    pub(crate) is_conditional: bool,
    /// A text is made with it.
    pub(crate) is_text: bool,
    /// It goes to what cannot work without.
    pub(crate) is_essential: bool,
}

impl Around {
    pub(crate) fn of(node: &Node<'_>, name: &str) -> Self {
        let mut around = Self::default();
        let mut inner = node.clone();
        let mut nearest = true;
        for outer in node.ancestors() {
            around.see(&outer, &inner, name, nearest);
            if !is_wrapper(&outer) {
                nearest = false;
            }
            inner = outer;
        }
        around
    }

    fn see(&mut self, outer: &Node<'_>, inner: &Node<'_>, name: &str, nearest: bool) {
        let is = |field: &str| is_field(inner, field);
        match &*outer.kind() {
            "template_substitution" if nearest => self.is_text = true,
            "binary_expression" => match operator(outer).as_str() {
                "+" if nearest => self.is_text = true,
                "&&" if is("right") => self.condition(outer.field("left"), true, name),
                "||" | "??" if is("right") => self.unneeded = true,
                _ => {}
            },
            "ternary_expression" | "if_statement" if !is("condition") => {
                self.condition(outer.field("condition"), is("consequence"), name);
            }
            "pair" if is("value") => {
                let key = outer
                    .field("key")
                    .map(|key| string_value(&key).unwrap_or_else(|| key.text().into_owned()));
                let key = key.unwrap_or_default();
                self.unneeded |= matches!(&*key, "development" | "test" | "local")
                    || nearest && matches!(&*key, "port" | "schema" | "ssl");
            }
            "call_expression" | "new_expression" => self.call(outer),
            "assignment_pattern" | "required_parameter" => self.is_conditional = true,
            _ => {}
        }
    }

    /// A branch that is taken where `condition` is `holds`.
    fn condition(&mut self, condition: Option<Node<'_>>, holds: bool, name: &str) {
        let Some(condition) = condition else { return };
        if let Some(production) = holds_in_production(&condition) {
            self.unneeded |= production != holds;
        } else if condition.text().contains(name) {
            self.is_guarded = true;
        } else if !is_start_of_program(&condition) {
            self.is_conditional = true;
        }
    }

    fn call(&mut self, call: &Node<'_>) {
        let Some(callee) = call.field("function").or_else(|| call.field("constructor")) else {
            return;
        };
        let text = callee.text();
        self.unneeded |= text.starts_with("console.") || text.starts_with("logger.");
        let module = reference(&callee).map(|reached| reached.module);
        self.is_essential |= module.is_some_and(|module| {
            let module = module.strip_prefix("node:").unwrap_or(&module);
            ESSENTIAL.contains(&module) || module.starts_with("@aws-sdk/")
        });
    }
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
            let is_production = literal == "production";
            match operator(&condition).as_str() {
                "===" | "==" => Some(is_production),
                "!==" | "!=" => Some(!is_production),
                _ => None,
            }
        }
        _ => None,
    }
}

/// `process.env.NODE_ENV`.
pub(crate) fn names_environment(node: &Node<'_>) -> bool {
    bare(node).text().ends_with("NODE_ENV")
}

/// Whether a condition asks whether this file is the one that was started.
pub(crate) fn is_start_of_program(condition: &Node<'_>) -> bool {
    let text = condition.text();
    text.contains("require.main") || text.contains("import.meta")
}
