//! How code takes a block out of a database config: which expression does, by a name in the code or by what it computes.

use std::collections::BTreeSet;

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::edit::script::{Node, Script, bare, string_value};

/// The values of `NODE_ENV` that a deployment has. `test` is none: what names it is a test.
const ENVIRONMENTS: &[&str] = &["development", "production", "staging", "dev", "prod"];

/// Whether a deployment may have `NODE_ENV` say so.
pub(crate) fn is_environment_name(name: &str) -> bool {
    ENVIRONMENTS.contains(&name)
}

/// By what a block is chosen.
pub(crate) enum Chosen<'a> {
    /// A name of an environment in the code: a key, or the string that a key always holds.
    Fixed(Node<'a>),
    /// Whatever an expression gives.
    Computed,
}

impl<'a> Chosen<'a> {
    pub(crate) fn by(key: &Node<'a>) -> Option<Self> {
        let is_environment = |n: &Node<'_>| {
            let name = string_value(n).unwrap_or_else(|| n.text().into_owned());
            is_environment_name(&name)
        };
        match &*key.kind() {
            "property_identifier" | "string" | "template_string" => {
                is_environment(key).then(|| Self::Fixed(key.clone()))
            }
            "number" => None,
            _ => Some(literal(key).map_or(Self::Computed, Self::Fixed)),
        }
    }

    /// The name of the environment, as code.
    pub(crate) fn code(&self, key: &Node<'_>) -> String {
        match (self, &*key.kind()) {
            (Self::Computed, _) | (_, "identifier") => key.text().into_owned(),
            (Self::Fixed(name), _) => {
                let name = string_value(name).unwrap_or_else(|| name.text().into_owned());
                following(&name)
            }
        }
    }
}

/// The object and the key of `configs.development`, `configs["development"]`, `configs[env]`.
pub(crate) fn choice<'a>(node: &Node<'a>) -> Option<(Node<'a>, Node<'a>)> {
    let key = match &*node.kind() {
        "member_expression" => node.field("property")?,
        "subscript_expression" => bare(&node.field("index")?),
        _ => return None,
    };
    Some((node.field("object")?, key))
}

/// The keys under which a file takes blocks out of `configs`; a computed one counts as one of its own.
pub(crate) fn chosen_keys(script: &Script, configs: &Node<'_>) -> BTreeSet<String> {
    let text = configs.text();
    let key = |node: Node<'_>| -> Option<String> {
        let (object, key) = choice(&node)?;
        let name = || string_value(&key).unwrap_or_else(|| key.text().into_owned());
        (object.text() == text).then(name)
    };
    script.root().dfs().filter_map(key).collect()
}

/// The string that a key is, itself or by a name that always holds it.
pub(crate) fn literal<'a>(key: &Node<'a>) -> Option<Node<'a>> {
    let value = match &*key.kind() {
        "string" | "template_string" => return string_value(key).map(|_| key.clone()),
        "identifier" => match declared(&key.text(), key)? {
            Declared::Value { name, value, path } if path.is_empty() && !is_reassigned(&name) => {
                bare(&value)
            }
            _ => return None,
        },
        _ => return None,
    };
    let text = string_value(&value)?;
    is_environment_name(&text).then_some(value)
}

/// Whether some statement of the file gives a declared name another value.
fn is_reassigned(name: &Node<'_>) -> bool {
    let text = name.text();
    let Some(root) = name.ancestors().last() else {
        return false;
    };
    root.dfs().any(|n| {
        matches!(
            &*n.kind(),
            "assignment_expression" | "augmented_assignment_expression"
        ) && n.field("left").is_some_and(|left| left.text() == text)
    })
}

/// Whether what is taken depends on a condition, so that the code does choose.
pub(crate) fn depends(node: &Node<'_>) -> bool {
    let conditional = |n: &Node<'_>| {
        matches!(
            &*n.kind(),
            "if_statement" | "ternary_expression" | "switch_statement" | "binary_expression"
        )
    };
    node.ancestors().any(|n| conditional(&n))
}

pub(crate) fn is_assigned(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        parent.kind() == "assignment_expression"
            && parent
                .field("left")
                .is_some_and(|left| left.node_id() == node.node_id())
    })
}

/// The name of the environment: the one given from outside, else what it has always been here.
pub(crate) fn following(name: &str) -> String {
    format!("process.env.NODE_ENV || \"{name}\"")
}
