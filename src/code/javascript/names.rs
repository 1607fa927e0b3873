//! What a name stands for where it is used: the declaration in the nearest scope, and the module behind it.
//! Everything here looks at one file; `modules` follows a reference into the next.

use std::collections::HashSet;

use crate::code::javascript::declarations::{Declared, declared_by, declared_names};
use crate::edit::script::{
    Declarations, Node, Reference, Script, arguments, bare, callee, is_function, is_statement_list,
    parameters, statement_of, string_value,
};

/// How many names and members a value is followed through to its module. Three are usual, as in `const { app } = server` behind
/// `const server = require("./server")`; names that are defined by each other come to an end.
const HOPS: usize = 8;

/// The declaration of `name` as seen at `from`. A `var` belongs to its function, in whichever block it stands; of several,
/// the first counts.
#[must_use]
pub fn declared<'a>(name: &str, from: &Node<'a>) -> Option<Declared<'a>> {
    from.ancestors().find_map(|scope| {
        if is_statement_list(&scope) {
            let known = scope
                .get_doc()
                .declarations(scope.node_id(), || declarations(&scope));
            match known.statements.get(name) {
                Some(at) => declared_by(&scope.child(*at)?, name),
                None if known.hoisted.contains(name) => var_within(&scope, name),
                None => None,
            }
        } else if takes_parameters(&scope) {
            let parameter = parameters(&scope).into_iter().find(|p| binds(p, name));
            parameter.map(Declared::Parameter)
        } else {
            bound_by_head(&scope, name)
        }
    })
}

/// Whether a node may bind parameters: a function, or the type of one.
fn takes_parameters(node: &Node<'_>) -> bool {
    let kind = node.kind();
    is_function(node)
        || kind.ends_with("_signature")
        || matches!(&*kind, "function_type" | "constructor_type")
}

/// The names that a list of statements declares.
fn declarations(list: &Node<'_>) -> Declarations {
    let mut found = Declarations::default();
    let is_body = list.parent().is_none_or(|parent| is_function(&parent));
    for (at, statement) in list.children().enumerate() {
        if is_body || statement.kind() != "variable_declaration" {
            for name in declared_names(&statement) {
                found.statements.entry(name).or_insert(at);
            }
        }
    }
    if is_body && list.text().contains("var") {
        hoisted_names(list, &mut found.hoisted);
    }
    found
}

/// The names of all [`var_within`] a body.
fn hoisted_names(body: &Node<'_>, found: &mut HashSet<String>) {
    for child in body.named_children().filter(|child| !is_function(child)) {
        match &*child.kind() {
            "variable_declaration" => found.extend(declared_names(&child)),
            "expression_statement"
            | "import_statement"
            | "lexical_declaration"
            | "class_declaration" => {}
            _ => hoisted_names(&child, found),
        }
    }
}

/// A `var` in some block of a function's body, not in a function inside.
fn var_within<'a>(body: &Node<'a>, name: &str) -> Option<Declared<'a>> {
    body.children()
        .filter(|child| !is_function(child) && child.is_named())
        .find_map(|child| match &*child.kind() {
            "variable_declaration" => declared_by(&child, name),
            "expression_statement"
            | "import_statement"
            | "lexical_declaration"
            | "class_declaration" => None,
            _ => var_within(&child, name),
        })
}

/// What the head of a loop or a `catch` binds.
fn bound_by_head<'a>(scope: &Node<'a>, name: &str) -> Option<Declared<'a>> {
    let head = match &*scope.kind() {
        "for_in_statement" => scope.field("left")?,
        "catch_clause" => scope.field("parameter")?,
        "for_statement" => return declared_by(&scope.field("initializer")?, name),
        _ => return None,
    };
    binds(&head, name).then_some(Declared::Uninitialised(head))
}

fn binds(parameter: &Node<'_>, name: &str) -> bool {
    let names = ["identifier", "shorthand_property_identifier_pattern"];
    parameter.dfs().any(|n| {
        names.contains(&&*n.kind())
            && n.text() == name
            && n.parent().is_none_or(|p| p.kind() != "pair")
    })
}

/// The module value that an expression stands for, through names, members, `require` and `import()`.
#[must_use]
pub fn reference(node: &Node<'_>) -> Option<Reference> {
    let known = node
        .get_doc()
        .reference(node.node_id(), || trace(node, HOPS));
    known.cloned()
}

/// `hops` bounds names that are defined by each other.
fn trace(node: &Node<'_>, hops: usize) -> Option<Reference> {
    let node = bare(node);
    let hops = hops.checked_sub(1)?;
    match &*node.kind() {
        "identifier" | "shorthand_property_identifier" => match declared(&node.text(), &node)? {
            Declared::Import(reference) => Some(reference),
            Declared::Value { value, path, .. } => Some(trace(&value, hops)?.join(&path)),
            _ => None,
        },
        "member_expression" => {
            let member = node.field("property")?.text().into_owned();
            Some(trace(&node.field("object")?, hops)?.join(&[member]))
        }
        "call_expression" => required(&node).map(Reference::new),
        _ => None,
    }
}

/// Whether a call calls what a package itself is: `express()`, `require("cors")()`. The cheap questions come first.
#[must_use]
pub fn calls_package(call: &Node<'_>, package: &str) -> bool {
    let callee = callee(call);
    let plain = callee.filter(|callee| {
        matches!(
            &*callee.kind(),
            "identifier" | "call_expression" | "parenthesized_expression"
        )
    });
    plain
        .and_then(|callee| reference(&callee))
        .is_some_and(|reached| reached.is(package, None))
}

/// All calls in a script that call what a package itself is.
pub fn package_calls<'s>(script: &'s Script, package: &str) -> impl Iterator<Item = Node<'s>> {
    script.found_by(package, |node| calls_package(node, package))
}

/// The specifier of `require("…")` or `import("…")`.
#[must_use]
pub fn required(call: &Node<'_>) -> Option<String> {
    let callee = callee(call)?;
    let loads = callee.text() == "require" || callee.kind() == "import";
    arguments(call)
        .first()
        .filter(|_| loads)
        .and_then(string_value)
}

/// The module value that a *binding* (the name at its declaration) holds.
#[must_use]
pub fn reference_of_name(bound: &Node<'_>) -> Option<Reference> {
    reference_in(&statement_of(bound), &bound.text())
}

/// The module value that `statement` declares as `name`.
#[must_use]
pub fn reference_in(statement: &Node<'_>, name: &str) -> Option<Reference> {
    match declared_by(statement, name)? {
        Declared::Import(reference) => Some(reference),
        Declared::Value { value, path, .. } => Some(reference(&value)?.join(&path)),
        _ => None,
    }
}

/// `crm-db` as a name of JavaScript: `crmDb`.
pub(crate) fn camel_case(stem: &str) -> String {
    let mut out = String::new();
    let mut upper = false;
    for c in stem.chars() {
        if c.is_alphanumeric() || c == '_' {
            out.extend(if upper {
                c.to_uppercase().collect::<Vec<_>>()
            } else {
                vec![c]
            });
            upper = false;
        } else {
            upper = !out.is_empty();
        }
    }
    out
}
