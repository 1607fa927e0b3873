//! Handles that a module keeps behind a function: `getDb()` makes it once and gives it back every time.

use crate::code::Survey;
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{Node, Script};
use crate::survey::node::databases::handles::Handle;

/// The name of a function at the top of `home` that always gives `handle` back.
pub(crate) fn getter(
    survey: &Survey<'_>,
    home: &Script,
    handle: &Handle,
) -> Option<(String, Symbol)> {
    let root = home.root();
    let gives_it = |value: &Node<'_>| survey.symbol(home, value).as_ref() == Some(&handle.symbol);
    let name = root.children().find_map(|statement| {
        let (name, function) = declared(&statement)?;
        let returned = returned(&function)?;
        (!returned.is_empty() && returned.iter().all(gives_it)).then_some(name)
    })?;
    let symbol = survey.symbol(home, &name)?;
    Some((name.text().into_owned(), symbol))
}

/// The function that a statement declares, exported or not, with its name.
fn declared<'a>(statement: &Node<'a>) -> Option<(Node<'a>, Node<'a>)> {
    let declaration = match &*statement.kind() {
        "export_statement" => statement.field("declaration")?,
        _ => statement.clone(),
    };
    match &*declaration.kind() {
        "function_declaration" => Some((declaration.field("name")?, declaration)),
        "lexical_declaration" => {
            let declarator = declaration
                .children()
                .find(|n| n.kind() == "variable_declarator")?;
            Some((declarator.field("name")?, declarator.field("value")?))
        }
        _ => None,
    }
}

/// What a function gives back; `None` where it wants arguments or is asynchronous.
fn returned<'a>(function: &Node<'a>) -> Option<Vec<Node<'a>>> {
    let takes_none = function
        .field("parameters")
        .is_some_and(|list| list.named_children().next().is_none());
    if !takes_none || function.children().any(|n| n.kind() == "async") {
        return None;
    }
    let body = function
        .field("body")
        .filter(|n| n.kind() == "statement_block")?;
    let mut found = Vec::new();
    let mut left = vec![body];
    while let Some(node) = left.pop() {
        match &*node.kind() {
            "return_statement" => {
                found.extend(node.named_children().find(|n| n.kind() != "comment"));
            }
            kind if kind.contains("function")
                || kind == "method_definition"
                || kind.contains("class") => {}
            _ => left.extend(node.named_children()),
        }
    }
    Some(found)
}
