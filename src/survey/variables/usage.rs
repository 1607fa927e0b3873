//! What becomes of a variable where it is read: whether the service can do without it, fails in one function, or does not
//! work at all. A fallback, a guard or a comparison says that it may be missing.

use super::reads::{Read, reads};
use super::{Meaning, Program, Usage, is_environment, is_given, is_secret};
use crate::survey::script::modules::loads;
use crate::survey::script::names::{Declared, declared, reference};
use crate::survey::script::{Node, Script, arguments, bare, is_function, string_value};

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

/// Calls that only give what they are given another form.
const FORMS: &[&str] = &[
    "Number",
    "parseInt",
    "parseFloat",
    "String",
    "BigInt",
    "JSON.parse",
];

/// How many names are followed to their uses.
const HOPS: usize = 3;

impl<'s> Program<'s> {
    /// What the reads of one script say.
    pub(super) fn meanings(&self, script: &'s Script) -> Vec<Meaning> {
        let reads = reads(script);
        let guarded: Vec<(&str, Option<usize>)> = reads
            .iter()
            .filter(|read| !read.bound && is_tested(&outermost(&read.node)))
            .filter_map(|read| Some((read.name.as_deref()?, function_of(&read.node))))
            .collect();
        let mut found = Vec::new();
        for read in &reads {
            let Some(name) = read.name.as_deref().filter(|name| !is_given(name)) else {
                continue;
            };
            if guarded.contains(&(name, function_of(&read.node))) {
                continue;
            }
            found.extend(self.meaning(script, name, read));
        }
        found.extend(named_for_sequelize(script));
        found
    }

    fn meaning(&self, script: &'s Script, name: &str, read: &Read<'s>) -> Option<Meaning> {
        if read.bound {
            let usage = self.usage_of_name(script, &read.node, name, HOPS);
            return Some(Meaning::Name(name.to_owned(), usage.weighed(name)));
        }
        let chain = chain(&read.node);
        let operands = operands(&chain);
        if operands.len() > 1 {
            let last = operands.last().and_then(string_value);
            if is_secret(name) && last.is_some_and(|text| !text.is_empty()) {
                return Some(Meaning::Name(name.to_owned(), Usage::with_fallback(name)));
            }
            let names: Option<Vec<String>> = operands.iter().map(plain_name).collect();
            let names = names.filter(|names| names.iter().all(|name| !is_given(name)))?;
            if names.first().is_none_or(|first| first != name) {
                return None;
            }
            let usage = self.usage(script, &chain, name, HOPS);
            let mut group: Vec<String> = names;
            group.sort();
            group.dedup();
            let usage = group.iter().map(|name| usage.weighed(name)).min()?;
            return Some(Meaning::AnyOf(group, usage));
        }
        let usage = self.usage(script, &read.node, name, HOPS);
        Some(Meaning::Name(name.to_owned(), usage.weighed(name)))
    }

    /// What depends on the value of an expression.
    fn usage(&self, script: &'s Script, node: &Node<'s>, name: &str, hops: usize) -> Usage {
        let node = outermost(node);
        if operands(&chain(&node)).len() > 1 && chain(&node).node_id() != node.node_id()
            || is_tested(&node)
        {
            return Usage::None;
        }
        if let Some(alias) = alias(&node) {
            return self.usage_of_name(script, &alias, name, hops);
        }
        let around = Around::of(&node, name);
        if around.unneeded {
            return Usage::None;
        }
        let essential = around.is_text
            || around.is_essential
            || handles_keys(script, &node)
            || !around.is_conditional && self.starts(script, &node);
        if essential && !around.is_conditional {
            Usage::Essential
        } else {
            Usage::Late
        }
    }

    /// What depends on a name that holds the value.
    fn usage_of_name(
        &self,
        script: &'s Script,
        bound: &Node<'s>,
        name: &str,
        hops: usize,
    ) -> Usage {
        let Some(hops) = hops.checked_sub(1) else {
            return Usage::Late;
        };
        let root = script.root();
        let is_it = |n: &Node<'s>| match declared(&n.text(), n) {
            Some(Declared::Value { name, .. }) => name.range() == bound.range(),
            _ => false,
        };
        let text = bound.text();
        let uses: Vec<Node<'s>> = root
            .dfs()
            .filter(|n| {
                matches!(&*n.kind(), "identifier" | "shorthand_property_identifier")
                    && n.text() == text
                    && n.range() != bound.range()
                    && is_it(n)
            })
            .collect();
        let is_exported = bound.ancestors().any(|n| n.kind() == "export_statement");
        if is_exported {
            return Usage::Essential;
        }
        let tested: Vec<Option<usize>> = uses
            .iter()
            .filter(|n| is_tested(&outermost(n)))
            .map(function_of)
            .collect();
        let open = uses.iter().filter(|n| !tested.contains(&function_of(n)));
        open.map(|n| self.usage(script, n, name, hops))
            .max()
            .unwrap_or(Usage::None)
    }
}

/// The variables that a script asks for before it does something with them: what they serve may be left out.
pub(super) fn asked_for(script: &Script) -> Vec<String> {
    let is_asked = |read: &Read<'_>| {
        let node = outermost(&read.node);
        let denied = node
            .parent()
            .is_some_and(|parent| matches!(&*operator(&parent), "!" | "===" | "=="));
        !read.bound && !denied && is_tested(&node) && !is_choice_around(&node)
    };
    let asked = reads(script).into_iter().filter(is_asked);
    asked.filter_map(|read| read.name).collect()
}

fn is_choice_around(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| is_choice(&parent))
}

/// `use_env_variable: "DATABASE_URL"` in the config of sequelize.
fn named_for_sequelize(script: &Script) -> Vec<Meaning> {
    if !script.text.contains("use_env_variable") {
        return Vec::new();
    }
    let root = script.root();
    let pairs = root.dfs().filter(|n| {
        n.kind() == "pair"
            && n.field("key")
                .is_some_and(|key| key.text() == "use_env_variable")
    });
    pairs
        .filter_map(|pair| {
            let name = string_value(&pair.field("value")?)?;
            let needed = !Around::of(&pair.field("value")?, &name).unneeded;
            needed.then_some(Meaning::Name(name, Usage::Essential))
        })
        .collect()
}

/// What stands around an expression, up to the top of its file.
#[derive(Default)]
struct Around {
    /// The value is for development, tests or the log, or there is a default for it.
    unneeded: bool,
    /// It is read under a condition.
    is_conditional: bool,
    /// A text is made with it.
    is_text: bool,
    /// It goes to what cannot work without.
    is_essential: bool,
}

impl Around {
    fn of(node: &Node<'_>, name: &str) -> Self {
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
        let is = |field: &str| {
            outer
                .field(field)
                .is_some_and(|n| n.node_id() == inner.node_id())
        };
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
        let text = condition.text();
        if let Some(production) = holds_in_production(&condition) {
            self.unneeded |= production != holds;
        } else if text.contains(name) {
            self.unneeded = true;
        } else if !text.contains("require.main") && !text.contains("import.meta") {
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
fn handles_keys(script: &Script, node: &Node<'_>) -> bool {
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
fn holds_in_production(condition: &Node<'_>) -> Option<bool> {
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
            let speaks = sides
                .iter()
                .any(|side| bare(side).text().ends_with("NODE_ENV"));
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

fn operator(node: &Node<'_>) -> String {
    let operator = node.field("operator").map(|n| n.text().into_owned());
    operator.unwrap_or_default()
}

/// The expression around that has the same value in another form.
fn outermost<'s>(node: &Node<'s>) -> Node<'s> {
    let Some(parent) = node.parent() else {
        return node.clone();
    };
    let is_first = |call: &Node<'s>| {
        arguments(call)
            .first()
            .is_some_and(|first| first.node_id() == node.node_id())
    };
    match &*parent.kind() {
        _ if is_wrapper(&parent) => outermost(&parent),
        "arguments" => match parent.parent() {
            Some(call)
                if is_first(&call)
                    && call
                        .field("function")
                        .is_some_and(|callee| FORMS.contains(&&*callee.text())) =>
            {
                outermost(&call)
            }
            _ => node.clone(),
        },
        "member_expression" => match parent.parent() {
            Some(call)
                if call.kind() == "call_expression"
                    && call
                        .field("function")
                        .is_some_and(|callee| callee.node_id() == parent.node_id()) =>
            {
                outermost(&call)
            }
            _ => node.clone(),
        },
        _ => node.clone(),
    }
}

fn is_wrapper(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "parenthesized_expression"
            | "as_expression"
            | "satisfies_expression"
            | "non_null_expression"
            | "await_expression"
    )
}

/// The whole of `a || b || c` around an expression.
fn chain<'s>(node: &Node<'s>) -> Node<'s> {
    match node.parent() {
        Some(parent)
            if is_choice(&parent)
                || parent.kind() == "parenthesized_expression"
                    && parent.parent().is_some_and(|outer| is_choice(&outer)) =>
        {
            chain(&parent)
        }
        _ => node.clone(),
    }
}

fn is_choice(node: &Node<'_>) -> bool {
    node.kind() == "binary_expression" && matches!(&*operator(node), "||" | "??")
}

fn operands<'s>(chain: &Node<'s>) -> Vec<Node<'s>> {
    let node = bare(chain);
    match (node.field("left"), node.field("right")) {
        (Some(left), Some(right)) if is_choice(&node) => {
            [operands(&left), operands(&right)].concat()
        }
        _ => vec![node],
    }
}

/// The name of `process.env.X`.
fn plain_name(node: &Node<'_>) -> Option<String> {
    if !node
        .field("object")
        .is_some_and(|object| is_environment(&object))
    {
        return None;
    }
    match node.field("property") {
        Some(property) => Some(property.text().into_owned()),
        None => string_value(&node.field("index")?),
    }
}

/// Whether an expression is only asked for: a condition, a comparison with a literal, `X?.y`.
fn is_tested(node: &Node<'_>) -> bool {
    let Some(parent) = node.parent() else {
        return false;
    };
    let is = |field: &str| {
        parent
            .field(field)
            .is_some_and(|n| n.node_id() == node.node_id())
    };
    match &*parent.kind() {
        "if_statement" | "ternary_expression" | "while_statement" => is("condition"),
        "parenthesized_expression" => is_tested(&parent),
        "unary_expression" => matches!(&*operator(&parent), "!" | "typeof"),
        "member_expression" => parent.children().any(|n| n.kind() == "optional_chain"),
        "binary_expression" => match operator(&parent).as_str() {
            "&&" => is("left") || is_tested(&parent),
            "||" | "??" => is_tested(&parent),
            "===" | "==" | "!==" | "!=" | "<" | ">" | "<=" | ">=" => {
                let other = if is("left") {
                    parent.field("right")
                } else {
                    parent.field("left")
                };
                other.is_some_and(|other| is_literal(&bare(&other)))
            }
            _ => false,
        },
        "arguments" => parent
            .parent()
            .and_then(|call| call.field("function"))
            .is_some_and(|callee| callee.text() == "Boolean"),
        _ => false,
    }
}

fn is_literal(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "string" | "number" | "true" | "false" | "null" | "undefined"
    ) || node.text() == "undefined"
}

/// `const X = process.env.X`: the name.
fn alias<'s>(node: &Node<'s>) -> Option<Node<'s>> {
    let declarator = node
        .parent()
        .filter(|parent| parent.kind() == "variable_declarator")?;
    declarator
        .field("name")
        .filter(|name| name.kind() == "identifier")
}

/// The function around a node, by its start.
fn function_of(node: &Node<'_>) -> Option<usize> {
    let function = node.ancestors().find(is_function)?;
    Some(function.range().start)
}
