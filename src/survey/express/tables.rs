//! Routers that a loop mounts: what a name of the loop stands for in each row of its table.

use crate::code::Survey;
use crate::code::javascript::bindings::bound_in;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{
    Node, Script, arguments, bare, is_function, method_call, parameters, property, string_value,
};

/// Methods that call a function once for each row.
const LOOPS: [&str; 2] = ["forEach", "map"];

/// What an expression in a loop stands for in one row; nothing where the row does not say.
pub(crate) enum Cell<'s> {
    Value(Located<'s>),
    /// The key of an object.
    Key(String),
}

/// How an expression takes its value from a row.
enum Taken {
    Key(String),
    Position(usize),
}

/// What an expression stands for, row after row, where a loop over a table that can be read binds it.
pub(crate) fn cells<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<Vec<Option<Cell<'s>>>> {
    let (table, taken) = bound_by_loop(node)?;
    let found = match method_call(&bare(&table)) {
        // the rows of an object are its keys with their values
        Some((receiver, method)) if receiver.text() == "Object" && method == "entries" => {
            let object = survey.definition(script, arguments(&bare(&table)).first()?)?;
            let Taken::Position(position) = taken else {
                return None;
            };
            return entries(&object, position);
        }
        _ => survey.definition(script, &table)?,
    };
    if found.node.kind() != "array" {
        return None;
    }
    let rows = found.node.named_children();
    let rows = rows.filter(|row| row.kind() != "comment");
    rows.map(|row| {
        let row = survey.definition(found.script, &row)?;
        let cell = match &taken {
            Taken::Key(key) if row.node.kind() == "object" => property(&row.node, key),
            Taken::Position(at) if row.node.kind() == "array" => row.node.named_children().nth(*at),
            _ => return None,
        };
        Some(cell.map(|cell| Cell::Value(row.at(cell))))
    })
    .collect()
}

/// The keys of an object, or their values.
fn entries<'s>(object: &Located<'s>, position: usize) -> Option<Vec<Option<Cell<'s>>>> {
    let pairs = object.node.named_children();
    let pairs = pairs.filter(|pair| pair.kind() != "comment");
    pairs
        .map(|pair| {
            let key = pair.field("key")?;
            let cell = if position == 0 {
                let text = string_value(&key).unwrap_or_else(|| key.text().into_owned());
                Cell::Key(text)
            } else {
                Cell::Value(object.at(pair.field("value")?))
            };
            (object.node.kind() == "object" && key.kind() != "computed_property_name")
                .then_some(Some(cell))
        })
        .collect()
}

/// Whether the head of a loop binds an expression.
pub(crate) fn is_of_loop(node: &Node<'_>) -> bool {
    bound_by_loop(node).is_some()
}

/// The table of the loop that binds an expression, and how the expression takes its value from a row:
/// `row.path`, `{ path }`, `[path]`.
fn bound_by_loop<'a>(node: &Node<'a>) -> Option<(Node<'a>, Taken)> {
    let node = bare(node);
    let (name, key) = if node.kind() == "member_expression" {
        let key = node.field("property")?.text().into_owned();
        (node.field("object")?, Some(key))
    } else {
        (node.clone(), None)
    };
    let name = Some(name).filter(|name| name.kind() == "identifier")?;
    let text = name.text();
    let (head, table) = match declared(&text, &name)? {
        Declared::Parameter(head) => {
            let function = head.ancestors().find(is_function)?;
            let call = function.parent()?.parent()?;
            let (table, method) = method_call(&call)?;
            let is_row = parameters(&function).first().map(Node::range) == Some(head.range())
                && LOOPS.contains(&method.as_str());
            (head, Some(table).filter(|_| is_row)?)
        }
        Declared::Uninitialised(head) => {
            let around = head.ancestors().find(|n| n.kind() == "for_in_statement")?;
            let is_of = around.field("operator").is_some_and(|it| it.text() == "of");
            (head, around.field("right").filter(|_| is_of)?)
        }
        _ => return None,
    };
    let pattern = head.field("pattern").unwrap_or_else(|| head.clone());
    let taken = match (key, &*pattern.kind()) {
        (Some(key), "identifier") => Taken::Key(key),
        (None, "object_pattern") => Taken::Key(key_of(&pattern, &text)?),
        (None, "array_pattern") => {
            let mut names = pattern.named_children();
            Taken::Position(names.position(|it| it.text() == text)?)
        }
        _ => return None,
    };
    Some((table, taken))
}

/// The key whose value an object pattern binds to `name`.
fn key_of(pattern: &Node<'_>, name: &str) -> Option<String> {
    pattern
        .named_children()
        .find_map(|member| match &*member.kind() {
            "shorthand_property_identifier_pattern" if member.text() == name => {
                Some(name.to_owned())
            }
            "pair_pattern" => {
                let bound = bound_in(&member.field("value")?, None)?;
                (bound.text() == name)
                    .then(|| member.field("key").map(|key| key.text().into_owned()))?
            }
            _ => None,
        })
}
