//! The code that reads a secret, and the code that reads its previous values or demands it instead.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::syntax::{callee, keyword, positional, string_value};
use crate::edit::script::{Node, Script};
use crate::survey::python::tokens::known::{Known, previous_name};
use crate::survey::python::tokens::made::unless_read;
use crate::survey::python::variables::reads::{Otherwise, read_at};

/// A string with something in it.
pub(crate) fn is_text(node: &Node<'_>) -> bool {
    string_value(node).is_some_and(|text| !text.is_empty())
}

/// Whether an assignment is a statement of its own that gives a value to one name.
pub(crate) fn alone(assignment: &Node<'_>) -> bool {
    let is_name = assignment
        .field("left")
        .is_some_and(|left| matches!(&*left.kind(), "identifier" | "attribute"));
    is_name
        && assignment
            .parent()
            .is_some_and(|parent| parent.kind() == "expression_statement")
}

/// `os.environ["X"]`, `os.getenv("X")`, `os.environ.get("X", default)`.
pub(crate) struct Read<'s> {
    node: Node<'s>,
    variable: String,
    /// How the file calls what it reads: `os.getenv`, `environ`.
    reader: String,
    /// The string that names the variable.
    key: String,
    has_text: bool,
}

impl<'s> Read<'s> {
    pub(crate) fn of(survey: &'s Survey<'_>, at: &Located<'s>) -> Option<Self> {
        let read = read_at(survey, at.script, &at.node)?;
        let node = read.node;
        let head = callee(&node).or_else(|| node.field("value"))?;
        let key = match node.field("subscript") {
            Some(key) => key,
            None => positional(&node)
                .into_iter()
                .next()
                .or_else(|| keyword(&node, "key"))?,
        };
        let default = default(&node);
        let constant = default.filter(|default| {
            default.kind() == "identifier"
                && definition(survey, at.script, default).is_some_and(|found| {
                    found.script.path == at.script.path && is_text(&found.node)
                })
        });
        Some(Self {
            variable: read.name?,
            reader: head.text().into_owned(),
            key: key.text().into_owned(),
            has_text: read.otherwise == Otherwise::Text || constant.is_some(),
            node,
        })
    }

    pub(crate) fn known(&self, survey: &Survey<'_>, script: &Script) -> Known {
        let instead = || unless_read(survey, script, &self.node, &self.optional(), &self.variable);
        let fallbacks = self.has_text.then(instead);
        Known {
            previous: format!(
                "{}(\"{}\", \"\")",
                self.getter(),
                previous_name(&self.variable)
            ),
            variable: Some(self.variable.clone()),
            fallbacks: fallbacks.into_iter().collect(),
            ..Known::default()
        }
    }

    /// The code that gives nothing where the variable is not set.
    pub(crate) fn optional(&self) -> String {
        format!("{}({})", self.getter(), self.key)
    }

    pub(crate) fn variable(&self) -> &str {
        &self.variable
    }

    fn getter(&self) -> String {
        if self.node.kind() == "subscript" {
            format!("{}.get", self.reader)
        } else {
            self.reader.clone()
        }
    }
}

/// What a read gives where the variable is not set.
pub(crate) fn default<'s>(call: &Node<'s>) -> Option<Node<'s>> {
    positional(call)
        .into_iter()
        .nth(1)
        .or_else(|| keyword(call, "default"))
}
