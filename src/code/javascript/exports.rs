//! What a module gives: the expression that it exports under a path, or the module that it passes on. Both module systems are
//! read alike: a default export is the module itself.

use crate::code::javascript::declarations::{Declared, declared_by};
use crate::code::javascript::names::reference;
use crate::edit::script::{
    Node, Reference, Script, arguments, bare, method_call, property, statements, string_value,
};

/// The name of what an ES module exports without one.
const DEFAULT: &str = "default";

/// Where an exported value comes from.
pub(crate) enum Export<'a> {
    /// An expression or declared name of this file.
    Here(Node<'a>),
    /// A value of another module, passed on.
    From(Reference),
}

/// The expression that a script exports under `path` (empty: the module itself), or the module that it passes on.
pub(crate) fn exported<'a>(script: &'a Script, path: &[String]) -> Option<Export<'a>> {
    let Some((first, rest)) = path.split_first() else {
        // `export { default } from "./y"`, `export { router as default }`
        return whole(script)
            .map(Export::Here)
            .or_else(|| named(script, DEFAULT));
    };
    if let Some(found) = named(script, first) {
        return match found {
            Export::Here(node) => match member(script, &node, rest) {
                Some(node) => Some(Export::Here(node)),
                // an import that is exported again
                None => reference(&node).map(|passed| Export::From(passed.join(rest))),
            },
            Export::From(reference) => Some(Export::From(Reference {
                path: [&reference.path, rest].concat(),
                ..reference
            })),
        };
    }
    let whole = whole(script)?;
    let is_whole = first == DEFAULT && script.has_es_syntax();
    member(script, &whole, if is_whole { rest } else { path }).map(Export::Here)
}

/// Whether an ES module exports `name` by itself, and not only as a member of its default export.
pub(crate) fn names_export(script: &Script, name: &str) -> bool {
    script.has_es_syntax() && named(script, name).is_some()
}

/// `module.exports = X`, `export default X`, or `export = X` of TypeScript.
pub(crate) fn whole(script: &Script) -> Option<Node<'_>> {
    whole_as_written(script).map(|node| unfrozen(&node))
}

/// What `Object.freeze(…)` gives back: the object itself.
pub(crate) fn unfrozen<'a>(node: &Node<'a>) -> Node<'a> {
    let given = method_call(&bare(node)).and_then(|(receiver, method)| {
        let freezes = receiver.text() == "Object" && matches!(method.as_str(), "freeze" | "seal");
        arguments(&bare(node))
            .into_iter()
            .next()
            .filter(|_| freezes)
    });
    given.map_or_else(|| node.clone(), |given| bare(&given))
}

fn whole_as_written(script: &Script) -> Option<Node<'_>> {
    let root = script.root();
    let list = statements(&root);
    let es = list
        .iter()
        .filter(|s| s.kind() == "export_statement")
        .find_map(|s| {
            let has = |kind| s.children().any(|n| n.kind() == kind);
            if has("=") {
                return s.named_children().find(|n| n.kind() != "comment");
            }
            s.field("value")
                .or_else(|| s.field("declaration"))
                .filter(|_| has("default"))
        });
    es.or_else(|| {
        assignments(&list)
            .into_iter()
            .find(|(left, _)| left == "module.exports" || left == "exports")
            .map(|(_, right)| right)
    })
}

fn named<'a>(script: &'a Script, name: &str) -> Option<Export<'a>> {
    let root = script.root();
    let list = statements(&root);
    let commonjs = [format!("module.exports.{name}"), format!("exports.{name}")];
    if let Some((_, right)) = assignments(&list)
        .into_iter()
        .find(|(left, _)| commonjs.contains(left))
    {
        return Some(Export::Here(right));
    }
    list.iter()
        .filter(|s| s.kind() == "export_statement")
        .find_map(|s| exported_by(s, name))
}

fn exported_by<'a>(statement: &Node<'a>, name: &str) -> Option<Export<'a>> {
    if let Some(declaration) = statement.field("declaration") {
        return match declared_by(&declaration, name)? {
            Declared::Value { name, .. } | Declared::Uninitialised(name) => {
                Some(Export::Here(name))
            }
            Declared::Function(node) | Declared::Class(node) => Some(Export::Here(node)),
            Declared::Import(_) | Declared::Parameter(_) => None,
        };
    }
    let source = statement.field("source").and_then(|s| string_value(&s));
    let clause = statement.children().find(|n| n.kind() == "export_clause");
    let Some(clause) = clause else {
        // `export * from`: whether the name is there shows when it is followed; the default is never among them
        return source.filter(|_| name != DEFAULT).map(|module| {
            Export::From(Reference {
                module,
                path: vec![name.to_owned()],
                default: false,
            })
        });
    };
    clause.named_children().find_map(|specifier| {
        let local = specifier.field("name")?;
        let outside = specifier.field("alias").unwrap_or_else(|| local.clone());
        (outside.text() == name).then(|| match &source {
            Some(module) => Export::From(Reference {
                module: module.clone(),
                path: vec![local.text().into_owned()],
                default: false,
            }),
            None => Export::Here(local),
        })
    })
}

/// The member of an object: of a literal, of a name that holds one, or assigned to that name at the top of the file.
fn member<'a>(script: &'a Script, node: &Node<'a>, path: &[String]) -> Option<Node<'a>> {
    let Some((first, rest)) = path.split_first() else {
        return Some(node.clone());
    };
    let node = unfrozen(&bare(node));
    if node.kind() == "object" {
        return member(script, &property(&node, first)?, rest);
    }
    let root = script.root();
    let list = statements(&root);
    let assigned = format!("{}.{first}", node.text());
    if let Some((_, right)) = assignments(&list)
        .into_iter()
        .find(|(left, _)| *left == assigned)
    {
        return member(script, &right, rest);
    }
    match list.iter().find_map(|s| declared_by(s, &node.text()))? {
        Declared::Value {
            value, path: taken, ..
        } if taken.is_empty() && unfrozen(&value).kind() == "object" => {
            member(script, &value, path)
        }
        _ => None,
    }
}

/// Assignments among the statements, as the text of the left side and the right side; `a = b = x` gives both.
pub(crate) fn assignments<'a>(list: &[Node<'a>]) -> Vec<(String, Node<'a>)> {
    let values = |statement: &Node<'a>| -> Vec<Node<'a>> {
        match &*statement.kind() {
            "expression_statement" => statement.child(0).into_iter().collect(),
            // `var app = module.exports = express();`
            "lexical_declaration" | "variable_declaration" => statement
                .named_children()
                .filter_map(|d| d.field("value"))
                .map(|value| bare(&value))
                .collect(),
            _ => Vec::new(),
        }
    };
    let mut found = Vec::new();
    for mut value in list.iter().flat_map(values) {
        let mut lefts = Vec::new();
        while value.kind() == "assignment_expression" {
            lefts.extend(value.field("left").map(|left| left.text().into_owned()));
            let Some(right) = value.field("right") else {
                break;
            };
            value = bare(&right);
        }
        found.extend(lefts.into_iter().map(|left| (left, value.clone())));
    }
    found
}
