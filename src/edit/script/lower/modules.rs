//! Modules: imports and exports as the service writes them, in new files and for the import block of a user's file.
//! Templates name everything they import or export, so `import` and `require` say the same.

use ast_grep_language::SupportLang;

use crate::edit::script::Node;
use crate::edit::script::lower::layout;
use crate::edit::script::lower::tree::{self, Tree, child, has, pass};
use crate::edit::script::lower::{Form, Language, check, style};
use crate::edit::script::style::WIDTH;
use crate::edit::{Edit, Refusal, splice};

/// One import of a fragment; without names it is there for its effect. A default import has the name `default` and an alias,
/// and no other names: no template has one, but a fact may bring it, as in `import mongoose from "mongoose"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// What is imported, and under which other name.
    pub names: Vec<(String, Option<String>)>,
    /// Where from, as the template says it.
    pub source: String,
    /// Whether it is `import type`.
    pub type_only: bool,
}

/// The imports at the top of a fragment, and the rest of it without leading blank lines.
///
/// # Errors
/// Imports that a template may not hold are refused as by [`super::check()`].
pub fn split_imports(source: &str) -> Result<(Vec<Import>, String), Refusal> {
    let source = source.replace("\r\n", "\n");
    let tree = tree::parse(&source, SupportLang::TypeScript);
    let (mut imports, mut edits) = (Vec::new(), Vec::new());
    for node in tree
        .root()
        .children()
        .filter(|node| node.kind() == "import_statement")
    {
        let import = if let Some(import) = default_import(&node) {
            import
        } else {
            check::check_node(&node)?;
            read_import(&node)
        };
        imports.push(import);
        edits.push(Edit::replace(tree::whole_lines(&source, node.range()), ""));
    }
    let rest = splice(&source, edits)?;
    Ok((imports, rest.trim_start_matches('\n').to_owned()))
}

/// `import name from "module"`, without any other name.
fn default_import(statement: &Node) -> Option<Import> {
    let clause = statement
        .children()
        .find(|node| node.kind() == "import_clause")?;
    let mut parts = clause.named_children();
    let name = parts.next().filter(|name| name.kind() == "identifier")?;
    let alone = parts.next().is_none() && !has(statement, "type");
    let names = vec![("default".to_owned(), Some(name.text().into_owned()))];
    alone.then(|| Import {
        names,
        ..read_import(statement)
    })
}

fn read_import(statement: &Node) -> Import {
    let specifiers = statement
        .dfs()
        .filter(|node| node.kind() == "import_specifier");
    Import {
        names: specifiers
            .map(|node| {
                (
                    field(&node, "name").unwrap_or_default(),
                    field(&node, "alias"),
                )
            })
            .collect(),
        source: field(statement, "source")
            .unwrap_or_default()
            .trim_matches(['"', '\''])
            .to_owned(),
        type_only: has(statement, "type"),
    }
}

fn field(node: &Node, name: &str) -> Option<String> {
    node.field(name).map(|field| field.text().into_owned())
}

/// One line without its end that imports what `import` says; nothing for types in JavaScript.
#[must_use]
pub fn import_line(import: &Import, form: &Form) -> String {
    if import.type_only && form.language == Language::JavaScript {
        return String::new();
    }
    let source = style::quote(&with_suffix(&import.source, form.suffix), form.style.quotes);
    let names = name_list(import, if form.is_common_js() { ": " } else { " as " });
    let keyword = if import.type_only {
        "import type"
    } else {
        "import"
    };
    let default = import.names.first().filter(|(name, _)| name == "default");
    let line = match (form.is_common_js(), names.is_empty()) {
        (true, false) if default.is_some() => {
            format!("const {} = require({source})", local(default))
        }
        (false, false) if default.is_some() => format!("import {} from {source}", local(default)),
        (true, true) => format!("require({source})"),
        (true, false) => format!("const {{ {names} }} = require({source})"),
        (false, true) => format!("import {source}"),
        (false, false) => format!("{keyword} {{ {names} }} from {source}"),
    };
    if form.style.semicolons {
        line + ";"
    } else {
        line
    }
}

fn local(name: Option<&(String, Option<String>)>) -> &str {
    name.and_then(|(_, alias)| alias.as_deref())
        .unwrap_or_default()
}

fn name_list(import: &Import, renamed: &str) -> String {
    let names = import.names.iter().map(|(name, alias)| match alias {
        Some(alias) => format!("{name}{renamed}{alias}"),
        None => name.clone(),
    });
    names.collect::<Vec<_>>().join(", ")
}

/// Relative imports with the ending that the neighbours write.
pub(super) fn add_suffix(tree: &Tree, suffix: &str) -> Result<Tree, Refusal> {
    pass(tree, |node, edits| {
        if let Some(source) = node.field("source").filter(|_| is_module_statement(node)) {
            let name = source.text();
            let name = name.trim_matches(['"', '\'']);
            let at = source.range().end - 1;
            edits.push(Edit::insert(at, &with_suffix(name, suffix)[name.len()..]));
        }
        node.parent().is_none()
    })
}

fn is_module_statement(node: &Node) -> bool {
    tree::is(node, &["import_statement", "export_statement"])
}

fn with_suffix(source: &str, suffix: &str) -> String {
    let name = source.rsplit('/').next().unwrap_or_default();
    let has_ending = ENDINGS.iter().any(|ending| name.ends_with(ending));
    let is_file = !["", ".", ".."].contains(&name);
    let is_relative = source.starts_with("./") || source.starts_with("../");
    if is_relative && is_file && !has_ending {
        format!("{source}{suffix}")
    } else {
        source.to_owned()
    }
}

/// Endings that a file name keeps; `./health.check` has none.
const ENDINGS: [&str; 8] = [
    ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".json", ".node",
];

/// ES modules as `CommonJS`: `require`, and one `module.exports` at the end.
pub(super) fn to_common_js(tree: &Tree) -> Result<Tree, Refusal> {
    let (mut names, mut edits) = (Vec::new(), Vec::new());
    for statement in tree.root().children() {
        match &*statement.kind() {
            "import_statement" => edits.extend(import_edits(&statement)),
            "export_statement" => {
                if let Some(declaration) = statement.field("declaration") {
                    edits.push(Edit::replace(
                        statement.range().start..declaration.range().start,
                        "",
                    ));
                    declared_names(&declaration, &mut names);
                }
            }
            _ => {}
        }
    }
    let text = tree::text(tree);
    let end = format!("\n{}", exports(&names));
    edits.push(Edit::replace(text.trim_end().len()..text.len(), end));
    tree::edited(tree, edits)
}

/// `import { a as b } from "x"` to `const { a: b } = require("x")`, and `import "x"` to `require("x")`.
fn import_edits(statement: &Node) -> Vec<Edit> {
    let (Some(keyword), Some(source)) = (child(statement, "import"), statement.field("source"))
    else {
        return Vec::new();
    };
    let mut edits = vec![Edit::insert(source.range().end, ")")];
    if let Some(from) = child(statement, "from") {
        edits.push(Edit::replace(keyword.range(), "const"));
        edits.push(Edit::replace(
            from.range().start..source.range().start,
            "= require(",
        ));
        edits.extend(statement.dfs().filter_map(|node| rename(&node)));
    } else {
        edits.push(Edit::replace(
            keyword.range().start..source.range().start,
            "require(",
        ));
    }
    edits
}

fn rename(specifier: &Node) -> Option<Edit> {
    let (name, alias) = (specifier.field("name")?, specifier.field("alias")?);
    Some(Edit::replace(name.range().end..alias.range().start, ": "))
}

/// The names that a declaration or a pattern binds.
fn declared_names(node: &Node, names: &mut Vec<String>) {
    match &*node.kind() {
        "identifier" | "type_identifier" | "shorthand_property_identifier_pattern" => {
            names.push(node.text().into_owned());
        }
        "lexical_declaration" | "object_pattern" | "array_pattern" | "rest_pattern" => {
            node.named_children()
                .for_each(|part| declared_names(&part, names));
        }
        _ => {
            if let Some(part) = ["name", "value", "left"]
                .iter()
                .find_map(|field| node.field(field))
            {
                declared_names(&part, names);
            }
        }
    }
}

/// The statement that exports `names`, after a blank line.
fn exports(names: &[String]) -> String {
    let line = format!("module.exports = {{ {} }};", names.join(", "));
    if names.is_empty() {
        String::new()
    } else if layout::width(&line) <= WIDTH {
        format!("\n{line}\n")
    } else {
        format!("\nmodule.exports = {{\n  {},\n}};\n", names.join(",\n  "))
    }
}
