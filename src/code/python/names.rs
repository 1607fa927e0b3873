//! What a name is bound to in its scope, and the dotted name that an expression reaches through imports.
//! Everything here looks at one file; `modules` follows a name into the next.

use std::collections::HashMap;

use crate::code::python::syntax::{bare, callee, definition, functions_around, own, parameters};
use crate::edit::script::Declarations;
use crate::edit::script::{Node, Script};

/// What a name is bound to.
pub(crate) enum Bound<'a> {
    /// The value that is assigned to it.
    Value(Node<'a>),
    /// Something of another module, as a dotted name; leading dots where the import is relative.
    Import(String),
    /// A function or class, by its definition without decorators.
    Definition(Node<'a>),
    /// A parameter of a function around the use.
    Parameter(Node<'a>),
    /// A loop or a pattern: the list that the loop goes over, where it is one.
    Loop(Node<'a>),
}

/// What `name` is bound to as seen at `from`: in the functions around it, else in the module.
pub(crate) fn bound<'a>(name: &str, from: &Node<'a>) -> Option<Bound<'a>> {
    let mut below_function = false;
    for scope in from.ancestors() {
        match &*scope.kind() {
            "module" => return bound_in(&scope, name),
            "block" => {
                let owner = scope.parent()?;
                let is_scope = match &*owner.kind() {
                    "function_definition" => true,
                    "class_definition" => !below_function,
                    _ => false,
                };
                if is_scope && let Some(found) = bound_in(&scope, name) {
                    return Some(found);
                }
            }
            "function_definition" | "lambda" => {
                below_function = true;
                let parameter = parameters(&scope).into_iter().find(|(n, _)| n == name);
                if let Some((_, parameter)) = parameter {
                    return Some(Bound::Parameter(parameter));
                }
            }
            _ => {}
        }
    }
    None
}

/// What `name` is bound to in a module or in the body of a function or class; of several bindings, the first counts.
pub(crate) fn bound_in<'a>(list: &Node<'a>, name: &str) -> Option<Bound<'a>> {
    let known = list
        .get_doc()
        .declarations(list.node_id(), || declarations(list));
    let at = known.statements.get(name)?;
    binding(&list.child(*at)?, name)
}

/// All values that are assigned to `name` in a module: by its own statements, and by functions that call it `global`.
pub(crate) fn module_values<'a>(script: &'a Script, name: &str) -> Vec<Node<'a>> {
    let root = script.root();
    let assigns = |n: &Node<'a>| {
        n.kind() == "assignment" && n.field("left").is_some_and(|left| left.text() == name)
    };
    root.dfs()
        .filter(assigns)
        .filter(|n| match functions_around(n).first() {
            None => !n.ancestors().any(|n| n.kind() == "class_definition"),
            Some(function) => makes_global(function, name),
        })
        .filter_map(|n| n.field("right"))
        .collect()
}

/// All values that are assigned to `name` in the scope that binds it, as seen at `from`.
pub(crate) fn values_of<'a>(script: &'a Script, name: &str, from: &Node<'a>) -> Vec<Node<'a>> {
    for function in functions_around(from) {
        let Some(body) = function.field("body") else {
            continue;
        };
        if bound_in(&body, name).is_some() {
            return own(&body)
                .into_iter()
                .filter(|n| n.kind() == "assignment")
                .filter(|n| n.field("left").is_some_and(|left| left.text() == name))
                .filter_map(|n| n.field("right"))
                .collect();
        }
    }
    module_values(script, name)
}

/// Whether a function says `global name`.
pub(crate) fn makes_global(function: &Node<'_>, name: &str) -> bool {
    function
        .field("body")
        .is_some_and(|body| globals(&body).iter().any(|global| global == name))
}

fn globals(body: &Node<'_>) -> Vec<String> {
    if !body.text().contains("global ") {
        return Vec::new();
    }
    own(body)
        .iter()
        .filter(|n| n.kind() == "global_statement")
        .flat_map(|n| {
            n.named_children()
                .map(|n| n.text().into_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

fn declarations(list: &Node<'_>) -> Declarations {
    let mut found: HashMap<String, usize> = HashMap::new();
    let global = if list.kind() == "block" {
        globals(list)
    } else {
        Vec::new()
    };
    for (at, statement) in list.children().enumerate() {
        let mut names = Vec::new();
        names_bound(&statement, &mut names);
        for name in names {
            if !global.contains(&name) {
                found.entry(name).or_insert(at);
            }
        }
    }
    Declarations {
        statements: found,
        ..Declarations::default()
    }
}

fn names_bound(statement: &Node<'_>, names: &mut Vec<String>) {
    match &*statement.kind() {
        "function_definition" | "class_definition" | "decorated_definition" => {
            let name = definition(statement).and_then(|n| n.field("name"));
            names.extend(name.map(|n| n.text().into_owned()));
        }
        "import_statement" | "import_from_statement" => {
            names.extend(imports(statement).into_iter().map(|(name, _)| name));
        }
        "assignment" | "for_statement" => {
            names.extend(
                statement
                    .field("left")
                    .into_iter()
                    .flat_map(|left| plain(&left)),
            );
            for child in statement.named_children() {
                names_bound(&child, names);
            }
        }
        "as_pattern" => names.extend(alias(statement).map(|n| n.text().into_owned())),
        kind if holds_statements(kind) => {
            for child in statement.named_children() {
                names_bound(&child, names);
            }
        }
        _ => {}
    }
}

/// Whether a node has statements in it that belong to the scope around it.
fn holds_statements(kind: &str) -> bool {
    kind == "block"
        || kind == "with_item"
        || kind.ends_with("_statement")
        || kind.ends_with("_clause")
}

fn plain(left: &Node<'_>) -> Vec<String> {
    match &*left.kind() {
        "identifier" => vec![left.text().into_owned()],
        "pattern_list" | "tuple_pattern" | "list_pattern" => {
            left.named_children().flat_map(|n| plain(&n)).collect()
        }
        _ => Vec::new(),
    }
}

/// The name behind `as` in a `with` or `except`.
fn alias<'a>(pattern: &Node<'a>) -> Option<Node<'a>> {
    let target = pattern.field("alias")?;
    target
        .named_children()
        .next()
        .filter(|n| n.kind() == "identifier")
}

/// What a statement, or one inside of it, binds to `name`.
fn binding<'a>(statement: &Node<'a>, name: &str) -> Option<Bound<'a>> {
    match &*statement.kind() {
        "function_definition" | "class_definition" | "decorated_definition" => {
            let found = definition(statement)?;
            let is_it = found.field("name").is_some_and(|n| n.text() == name);
            is_it.then_some(Bound::Definition(found))
        }
        "import_statement" | "import_from_statement" => imports(statement)
            .into_iter()
            .find(|(bound, _)| bound == name)
            .map(|(_, dotted)| Bound::Import(dotted)),
        "assignment" => {
            let left = statement.field("left")?;
            let right = statement.field("right");
            if left.kind() == "identifier" && left.text() == name {
                let mut value = right?;
                while value.kind() == "assignment" {
                    value = value.field("right")?;
                }
                return Some(Bound::Value(value));
            }
            if plain(&left).iter().any(|n| n == name) {
                return None;
            }
            right.and_then(|right| binding(&right, name))
        }
        "for_statement" => {
            let left = statement.field("left")?;
            if plain(&left).iter().any(|n| n == name) {
                return statement.field("right").map(Bound::Loop);
            }
            statement
                .named_children()
                .find_map(|child| binding(&child, name))
        }
        "as_pattern" => {
            let is_it = alias(statement).is_some_and(|n| n.text() == name);
            let value = statement.named_children().next()?;
            is_it.then_some(Bound::Value(value))
        }
        kind if holds_statements(kind) => statement
            .named_children()
            .find_map(|child| binding(&child, name)),
        _ => None,
    }
}

/// The names that an import binds, each with the dotted name that it stands for.
pub(crate) fn imports(statement: &Node<'_>) -> Vec<(String, String)> {
    let parts = |node: &Node<'_>| match &*node.kind() {
        "aliased_import" => {
            let name = node.field("name").map(|n| n.text().into_owned());
            let alias = node.field("alias").map(|n| n.text().into_owned());
            name.zip(alias).map(|(name, alias)| (alias, name))
        }
        _ => Some((node.text().into_owned(), node.text().into_owned())),
    };
    let names: Vec<Node<'_>> = statement.field_children("name").collect();
    if statement.kind() == "import_statement" {
        return names
            .iter()
            .filter_map(|node| {
                let (alias, name) = parts(node)?;
                // `import a.b` binds `a`
                let first = |text: &str| text.split('.').next().unwrap_or(text).to_owned();
                Some(if node.kind() == "aliased_import" {
                    (alias, name)
                } else {
                    (first(&name), first(&name))
                })
            })
            .collect();
    }
    let Some(module) = imported_module(statement) else {
        return Vec::new();
    };
    names
        .iter()
        .filter_map(|node| {
            let (alias, name) = parts(node)?;
            Some((alias, join(&module, &name)))
        })
        .collect()
}

/// The module that a `from … import` names, with its leading dots.
pub(crate) fn imported_module(statement: &Node<'_>) -> Option<String> {
    statement
        .field("module_name")
        .map(|n| n.text().split_whitespace().collect())
}

/// Whether a statement is `from … import *`.
pub(crate) fn imports_all(statement: &Node<'_>) -> bool {
    statement.kind() == "import_from_statement"
        && statement.children().any(|n| n.kind() == "wildcard_import")
}

/// A member of a dotted name.
pub(crate) fn join(module: &str, name: &str) -> String {
    if module.is_empty() || module.ends_with('.') {
        format!("{module}{name}")
    } else {
        format!("{module}.{name}")
    }
}

/// Whether a dotted name is that of `package`, or of something in it.
pub(crate) fn is_in_package(dotted: &str, package: &str) -> bool {
    dotted
        .strip_prefix(package)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The dotted name of what an expression reaches through imports: `fastapi.FastAPI`, `.config.settings`.
pub(crate) fn dotted(node: &Node<'_>) -> Option<String> {
    dotted_bounded(node, 6)
}

fn dotted_bounded(node: &Node<'_>, hops: usize) -> Option<String> {
    let hops = hops.checked_sub(1)?;
    let node = bare(node);
    match &*node.kind() {
        "identifier" => match bound(&node.text(), &node)? {
            Bound::Import(dotted) => Some(dotted),
            Bound::Value(value) if matches!(&*value.kind(), "identifier" | "attribute") => {
                dotted_bounded(&value, hops)
            }
            _ => None,
        },
        "attribute" => {
            let object = dotted_bounded(&node.field("object")?, hops)?;
            Some(join(&object, &node.field("attribute")?.text()))
        }
        _ => None,
    }
}

/// Whether a call calls one of the dotted names.
pub(crate) fn calls(call: &Node<'_>, names: &[&str]) -> bool {
    callee(call)
        .and_then(|callee| dotted(&callee))
        .is_some_and(|dotted| names.contains(&dotted.as_str()))
}
