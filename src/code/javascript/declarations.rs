//! What one statement declares: the names that it binds, and what stands behind each.

use crate::edit::script::{Node, Reference, bare, string_value};

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
pub(crate) fn pattern_path<'a>(pattern: &Node<'a>, name: &str) -> Option<(Node<'a>, Vec<String>)> {
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

/// All names for which [`declared_by`] finds something.
pub(crate) fn declared_names(statement: &Node<'_>) -> Vec<String> {
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
