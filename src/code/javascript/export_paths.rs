//! Under which paths a module exports a thing.

use crate::code::Survey;
use crate::code::javascript::declarations::{Declared, declared_by};
use crate::code::javascript::exports::{Export, assignments, exported, whole};
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script, bare, statements};

/// The paths under which a script exports the thing of `symbol`, shortest first.
pub(crate) fn export_paths(
    survey: &Survey<'_>,
    script: &Script,
    symbol: &Symbol,
) -> Vec<Vec<String>> {
    let is_it = |node: &Node<'_>| {
        let itself = Symbol {
            path: script.path.clone(),
            at: node.range().start,
            member: Vec::new(),
        };
        survey.symbol(script, node).unwrap_or(itself) == *symbol
    };
    let mut paths: Vec<Vec<String>> = export_names(script)
        .into_iter()
        .filter(|path| matches!(exported(script, path), Some(Export::Here(node)) if is_it(&bare(&node))))
        .collect();
    paths.sort_by_key(Vec::len);
    paths
}

/// Every name that a script may export something under, with the module itself first.
fn export_names(script: &Script) -> Vec<Vec<String>> {
    let root = script.root();
    let list = statements(&root);
    let mut names = vec![Vec::new()];
    let mut add = |name: String| names.push(vec![name]);
    for (left, _) in assignments(&list) {
        if let Some((_, name)) = left.rsplit_once('.').filter(|(_, name)| *name != "exports") {
            add(name.to_owned());
        }
    }
    for object in whole(script)
        .into_iter()
        .filter_map(|node| objects(&list, &node))
    {
        keys(&object).for_each(&mut add);
    }
    for statement in list
        .iter()
        .filter(|s| s.kind() == "export_statement" && s.field("source").is_none())
    {
        let declared = statement
            .field("declaration")
            .into_iter()
            .flat_map(|d| declared_names(&d));
        let listed = statement
            .children()
            .filter(|n| n.kind() == "export_clause")
            .flat_map(|clause| {
                let specifiers: Vec<Node<'_>> = clause.named_children().collect();
                specifiers
                    .into_iter()
                    .filter_map(|s| s.field("alias").or_else(|| s.field("name")))
            });
        for name in declared.chain(listed) {
            let name = name.text().into_owned();
            names.push(vec![name.clone()]);
            // `export const db = { sequelize }`
            if let Some(Declared::Value { value, path, .. }) = declared_by(statement, &name)
                && value.kind() == "object"
                && path.is_empty()
            {
                names.extend(keys(&value).map(|key| vec![name.clone(), key]));
            }
        }
    }
    names
}

/// The names of the members of an object literal.
fn keys(object: &Node<'_>) -> impl Iterator<Item = String> {
    let members: Vec<Node<'_>> = object.named_children().collect();
    members.into_iter().filter_map(|member| {
        let key = member.field("key").or_else(|| {
            Some(member.clone()).filter(|m| m.kind() == "shorthand_property_identifier")
        });
        key.map(|key| key.text().into_owned())
    })
}

/// The object literal that an export is, or that the exported name holds.
fn objects<'a>(list: &[Node<'a>], node: &Node<'a>) -> Option<Node<'a>> {
    let node = bare(node);
    if node.kind() == "object" {
        return Some(node);
    }
    match list.iter().find_map(|s| declared_by(s, &node.text()))? {
        Declared::Value { value, .. } if value.kind() == "object" => Some(value),
        _ => None,
    }
}

fn declared_names<'a>(declaration: &Node<'a>) -> Vec<Node<'a>> {
    match declaration.field("name") {
        Some(name) => vec![name],
        None => declaration
            .children()
            .filter(|n| n.kind() == "variable_declarator")
            .filter_map(|d| d.field("name"))
            .collect(),
    }
}
