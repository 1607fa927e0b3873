//! What a name stands for where it is used: the declaration in the nearest scope, and the module behind it.
//! Everything here looks at one file; `modules` follows a reference into the next.

use std::collections::HashSet;

use crate::edit::script::{Declarations, Reference};
use crate::edit::script::{
    Node, Script, bare, callee, is_function, is_statement_list, parameters, string_value,
};

/// The declaration of a name.
pub enum Declared<'a> {
    /// A variable; `path` is what a destructuring pattern takes out of `value` (empty for a plain name).
    Value {
        name: Node<'a>,
        value: Node<'a>,
        path: Vec<String>,
    },
    /// A variable without a value at its declaration.
    Uninitialised(Node<'a>),
    /// A name of an ES import.
    Import(Reference),
    /// A function, by its declaration.
    Function(Node<'a>),
    /// A class, by its declaration.
    Class(Node<'a>),
    /// A parameter of a function around the use.
    Parameter(Node<'a>),
}

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

/// All names for which [`declared_by`] finds something.
fn declared_names(statement: &Node<'_>) -> Vec<String> {
    match &*statement.kind() {
        "lexical_declaration" | "variable_declaration" => statement
            .children()
            .filter(|n| n.kind() == "variable_declarator")
            .filter_map(|declarator| declarator.field("name"))
            .flat_map(|pattern| pattern_names(&pattern))
            .collect(),
        "function_declaration"
        | "generator_function_declaration"
        | "class_declaration"
        | "abstract_class_declaration" => statement
            .field("name")
            .map(|name| name.text().into_owned())
            .into_iter()
            .collect(),
        "import_statement" => imported_names(statement),
        "export_statement" => statement
            .field("declaration")
            .map(|declaration| declared_names(&declaration))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn pattern_names(pattern: &Node<'_>) -> Vec<String> {
    match &*pattern.kind() {
        "identifier" | "shorthand_property_identifier_pattern" => vec![pattern.text().into_owned()],
        "object_pattern" => pattern
            .named_children()
            .filter_map(|member| match &*member.kind() {
                "pair_pattern" => member.field("value"),
                "object_assignment_pattern" => member.field("left"),
                _ => Some(member),
            })
            .flat_map(|member| pattern_names(&member))
            .collect(),
        "array_pattern" | "rest_pattern" => pattern
            .named_children()
            .flat_map(|member| pattern_names(&member))
            .collect(),
        "assignment_pattern" => pattern
            .field("left")
            .map_or_else(Vec::new, |left| pattern_names(&left)),
        _ => Vec::new(),
    }
}

fn imported_names(statement: &Node<'_>) -> Vec<String> {
    if let Some(clause) = require_clause(statement) {
        let name = clause.children().find(|n| n.kind() == "identifier");
        return name.map(|n| n.text().into_owned()).into_iter().collect();
    }
    let clause = statement.children().find(|n| n.kind() == "import_clause");
    let parts = clause.iter().flat_map(Node::named_children);
    parts
        .flat_map(|part| match &*part.kind() {
            "identifier" => vec![part],
            "namespace_import" => part.named_children().collect(),
            "named_imports" => part
                .named_children()
                .filter_map(|specifier| {
                    specifier.field("alias").or_else(|| specifier.field("name"))
                })
                .collect(),
            _ => Vec::new(),
        })
        .map(|name| name.text().into_owned())
        .collect()
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

/// What `statement` declares as `name`, if it does.
#[must_use]
pub fn declared_by<'a>(statement: &Node<'a>, name: &str) -> Option<Declared<'a>> {
    let named = |node: &Node<'a>| node.field("name").is_some_and(|n| n.text() == name);
    match &*statement.kind() {
        "lexical_declaration" | "variable_declaration" => statement
            .children()
            .filter(|n| n.kind() == "variable_declarator")
            .find_map(|d| declarator(&d, name)),
        "function_declaration" | "generator_function_declaration" if named(statement) => {
            Some(Declared::Function(statement.clone()))
        }
        "class_declaration" | "abstract_class_declaration" if named(statement) => {
            Some(Declared::Class(statement.clone()))
        }
        "import_statement" => imported(statement, name).map(Declared::Import),
        "export_statement" => statement
            .field("declaration")
            .and_then(|d| declared_by(&d, name)),
        _ => None,
    }
}

fn declarator<'a>(declarator: &Node<'a>, name: &str) -> Option<Declared<'a>> {
    let pattern = declarator.field("name")?;
    let (bound, path) = pattern_path(&pattern, name)?;
    Some(match declarator.field("value") {
        Some(value) => Declared::Value {
            name: bound,
            value: bare(&value),
            path,
        },
        None => Declared::Uninitialised(bound),
    })
}

/// The node that binds `name` in a pattern, and the members that lead to it.
fn pattern_path<'a>(pattern: &Node<'a>, name: &str) -> Option<(Node<'a>, Vec<String>)> {
    match &*pattern.kind() {
        "identifier" | "shorthand_property_identifier_pattern" if pattern.text() == name => {
            Some((pattern.clone(), Vec::new()))
        }
        "object_pattern" => pattern
            .named_children()
            .find_map(|member| match &*member.kind() {
                "pair_pattern" => {
                    let key = member.field("key")?.text().into_owned();
                    let (bound, rest) = pattern_path(&member.field("value")?, name)?;
                    Some((bound, [vec![key], rest].concat()))
                }
                "object_assignment_pattern" => pattern_path(&member.field("left")?, name)
                    .map(|(bound, _)| (bound, vec![name.to_owned()])),
                _ => pattern_path(&member, name).map(|(bound, _)| (bound, vec![name.to_owned()])),
            }),
        // what is left of an object or list is no member of it, but it has a name
        "array_pattern" | "rest_pattern" => pattern.named_children().find_map(|member| {
            let (bound, rest) = pattern_path(&member, name)?;
            Some((bound, [vec!["...".to_owned()], rest].concat()))
        }),
        "assignment_pattern" => pattern_path(&pattern.field("left")?, name),
        _ => None,
    }
}

/// What an import statement binds to `name`.
fn imported(statement: &Node<'_>, name: &str) -> Option<Reference> {
    if let Some(clause) = require_clause(statement) {
        let is_name = |n: Node<'_>| n.kind() == "identifier" && n.text() == name;
        let module = string_value(&clause.field("source")?)?;
        return clause
            .children()
            .any(is_name)
            .then(|| Reference::new(module));
    }
    let clause = statement.children().find(|n| n.kind() == "import_clause")?;
    let reference = Reference::new(string_value(&statement.field("source")?)?);
    clause
        .named_children()
        .find_map(|part| match &*part.kind() {
            "identifier" if part.text() == name => Some(Reference {
                default: true,
                ..reference.clone()
            }),
            "namespace_import" => part
                .named_children()
                .any(|n| n.text() == name)
                .then(|| reference.clone()),
            "named_imports" => part.named_children().find_map(|specifier| {
                let imported = specifier.field("name")?;
                let local = specifier.field("alias").unwrap_or_else(|| imported.clone());
                (local.text() == name)
                    .then(|| reference.clone().join(&[imported.text().into_owned()]))
            }),
            _ => None,
        })
}

/// The specifier of an import statement.
#[must_use]
pub fn imported_module(statement: &Node<'_>) -> Option<String> {
    let clause = require_clause(statement);
    string_value(&clause.as_ref().unwrap_or(statement).field("source")?)
}

/// TypeScript's `import name = require("…")`.
fn require_clause<'a>(statement: &Node<'a>) -> Option<Node<'a>> {
    statement
        .children()
        .find(|n| n.kind() == "import_require_clause")
}

fn binds(parameter: &Node<'_>, name: &str) -> bool {
    let names = ["identifier", "shorthand_property_identifier_pattern"];
    parameter.dfs().any(|n| {
        names.contains(&&*n.kind())
            && n.text() == name
            && n.parent().is_none_or(|p| p.kind() != "pair")
    })
}

/// What a value is bound to: a variable, or an assigned name or member; through `a ?? new X()` and `a = b = new X()`,
/// where a plain name is preferred to a member.
#[must_use]
pub fn bound_name<'a>(value: &Node<'a>) -> Option<Node<'a>> {
    let parent = value.parent()?;
    match &*parent.kind() {
        "variable_declarator" => parent.field("name"),
        "assignment_expression" | "augmented_assignment_expression" => {
            let inner = parent.field("left")?;
            let outer = bound_name(&parent).filter(|outer| outer.kind() == "identifier");
            Some(outer.unwrap_or(inner))
        }
        "as_expression"
        | "parenthesized_expression"
        | "non_null_expression"
        | "binary_expression" => bound_name(&parent),
        _ => None,
    }
}

/// The name that a parameter binds: `name`, or its only one where none is given.
#[must_use]
pub fn bound_in<'a>(parameter: &Node<'a>, name: Option<&str>) -> Option<Node<'a>> {
    let pattern = parameter
        .field("pattern")
        .unwrap_or_else(|| parameter.clone());
    let pattern = pattern.field("left").unwrap_or(pattern);
    match name {
        None => Some(pattern).filter(|n| n.kind() == "identifier"),
        Some(name) if pattern.kind() == "identifier" => Some(pattern).filter(|n| n.text() == name),
        Some(name) => pattern_path(&pattern, name).map(|(bound, _)| bound),
    }
}

/// The name that an object pattern binds to `key`.
#[must_use]
pub fn bound_to_key<'a>(parameter: &Node<'a>, key: &str) -> Option<Node<'a>> {
    let pattern = parameter
        .field("pattern")
        .unwrap_or_else(|| parameter.clone());
    pattern
        .named_children()
        .filter(|_| pattern.kind() == "object_pattern")
        .find_map(|member| match &*member.kind() {
            "pair_pattern" if member.field("key")?.text() == key => member.field("value"),
            "shorthand_property_identifier_pattern" if member.text() == key => Some(member),
            _ => None,
        })
}

/// The module value that an expression stands for, through names, members, `require` and `import()`.
#[must_use]
pub fn reference(node: &Node<'_>) -> Option<Reference> {
    let known = node.get_doc().reference(node.node_id(), || trace(node, 8));
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
    crate::edit::script::arguments(call)
        .first()
        .filter(|_| loads)
        .and_then(string_value)
}

/// The module value that a *binding* (the name at its declaration) holds.
#[must_use]
pub fn reference_of_name(bound: &Node<'_>) -> Option<Reference> {
    reference_in(&crate::edit::script::statement_of(bound), &bound.text())
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
