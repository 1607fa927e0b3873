//! What an inserted text imports, merged into the import block of the file it lands in.
//! A name that the file uses for something else is never shadowed.

use crate::code::Survey;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::{reference_of_name, required};
use crate::edit::script::lower::{Form, Import, import_line};
use crate::edit::script::{Node, Script, statements, string_value};
use crate::edit::{Edit, Refusal, line_ending};
use crate::step::Job;
use crate::survey::node::imports::{ImportPlace, Imports};

/// A file of the user's, and what lands in it.
pub(super) struct Landing<'a, 'j, 'f> {
    pub(super) job: &'a Job<'j, 'f>,
    pub(super) script: &'a Script,
    pub(super) form: &'a Form,
    /// The first byte of the file that needs one of the imports.
    pub(super) used_at: usize,
}

impl Landing<'_, '_, '_> {
    /// The edits that make `imports` known in the file. What is imported already is left alone; a name from a module that is
    /// imported by name joins that import.
    ///
    /// # Errors
    /// A name that the file uses for something else.
    pub(super) fn edits(&self, imports: &[Import]) -> Result<Vec<Edit>, Refusal> {
        let (survey, script) = (self.job.survey, self.script);
        let mut lines: Vec<Import> = Vec::new();
        let mut edits = Vec::new();
        let mut merged: Vec<Import> = Vec::new();
        for import in imports {
            merge(&mut merged, import.clone());
        }
        for import in &merged {
            let missing = missing_names(survey, script, import)?;
            if missing.names.is_empty() && !import.names.is_empty() {
                continue;
            }
            match named_import(survey, script, &missing) {
                Some(known) => edits.extend(join_names(&missing, &known, script)),
                None => lines.push(missing),
            }
        }
        edits.extend(self.line_edits(&lines)?);
        Ok(edits)
    }

    fn line_edits(&self, imports: &[Import]) -> Result<Vec<Edit>, Refusal> {
        let app_package = self.job.facts.app_package().unwrap_or_default();
        // the tree with the files that steps made since, among them what is imported
        let survey = &Survey::new(self.job.tree, self.job.survey.parsed);
        let script = self.script;
        let known = Imports { survey, script };
        let mut placed: Vec<(ImportPlace, String)> = Vec::new();
        for import in imports {
            let line = import_line(import, self.form);
            if !line.is_empty() {
                placed.push((
                    known.place(&import.source, self.used_at, app_package)?,
                    line,
                ));
            }
        }
        placed.sort_by(|(a, _), (b, _)| a.at.cmp(&b.at).then(a.order(b)));
        let newline = line_ending(&script.text, 0);
        let last = placed.len().saturating_sub(1);
        let edit = |(number, (place, line)): (usize, &(ImportPlace, String))| {
            let ends_line = place.at == 0 || script.text[..place.at].ends_with('\n');
            let opens = if ends_line { "" } else { newline };
            let gap = if place.first && number == last {
                newline
            } else {
                ""
            };
            Edit::insert(place.at, format!("{opens}{line}{newline}{gap}"))
        };
        Ok(placed.iter().enumerate().map(edit).collect())
    }
}

/// Two imports of one module become one line.
fn merge(lines: &mut Vec<Import>, import: Import) {
    match lines
        .iter_mut()
        .find(|other| other.source == import.source && !other.names.is_empty())
    {
        Some(other) => {
            let new: Vec<_> = import
                .names
                .into_iter()
                .filter(|name| !other.names.contains(name))
                .collect();
            other.names.extend(new);
        }
        None => lines.push(import),
    }
}

/// `import` without the names that mean the same thing in the file already.
fn missing_names(survey: &Survey<'_>, script: &Script, import: &Import) -> Result<Import, Refusal> {
    let mut missing = Import {
        names: Vec::new(),
        ..import.clone()
    };
    for (imported, alias) in &import.names {
        let local = alias.as_ref().unwrap_or(imported);
        let uses = binding(script, local);
        match uses {
            None => missing.names.push((imported.clone(), alias.clone())),
            Some(node) if same_import(survey, script, &node, import, imported) => {}
            Some(node) => {
                let line = script.line(node.range().start);
                return Err(Refusal::new(format!(
                    "the name `{local}` is taken at `{}:{line}`; call that something else",
                    script.path
                )));
            }
        }
    }
    Ok(missing)
}

/// The first place where the file binds `name`: a declaration, a parameter, an import.
fn binding<'a>(script: &'a Script, name: &str) -> Option<Node<'a>> {
    let root = script.root();
    root.dfs().find(|n| {
        let is_name = matches!(
            &*n.kind(),
            "identifier" | "shorthand_property_identifier_pattern" | "type_identifier"
        ) && n.text() == name;
        is_name && n.parent().is_some_and(|parent| binds(&parent, n))
    })
}

fn binds(parent: &Node<'_>, name: &Node<'_>) -> bool {
    let is_field = |field: &str| {
        parent
            .field(field)
            .is_some_and(|n| n.node_id() == name.node_id())
    };
    match &*parent.kind() {
        "variable_declarator"
        | "function_declaration"
        | "class_declaration"
        | "function_expression" => is_field("name"),
        "import_specifier" => is_field("alias") || parent.field("alias").is_none(),
        "arrow_function" => is_field("parameter"),
        "pair_pattern" => is_field("value"),
        "import_clause" | "namespace_import" | "formal_parameters" | "required_parameter"
        | "optional_parameter" | "object_pattern" | "array_pattern" | "rest_pattern" => true,
        "assignment_pattern" | "object_assignment_pattern" => is_field("left"),
        _ => false,
    }
}

fn same_import(
    survey: &Survey<'_>,
    script: &Script,
    bound: &Node<'_>,
    import: &Import,
    name: &str,
) -> bool {
    let Some(found) = reference_of_binding(bound) else {
        return false;
    };
    let same_module = found.0 == import.source
        || resolve(survey.overlay, &script.path, &found.0).is_some_and(|path| {
            resolve(survey.overlay, &script.path, &import.source) == Some(path)
        });
    same_module && found.1.as_deref().unwrap_or("default") == name
}

/// The module and member behind a bound name.
fn reference_of_binding(bound: &Node<'_>) -> Option<(String, Option<String>)> {
    let found = reference_of_name(bound)?;
    (found.path.len() < 2).then(|| (found.module, found.path.into_iter().next()))
}

/// The names of an import by name from the same module, to which more can be added.
fn named_import<'a>(
    survey: &Survey<'_>,
    script: &'a Script,
    import: &Import,
) -> Option<Vec<Node<'a>>> {
    let plain = !import.names.is_empty() && import.names.iter().all(|(name, _)| name != "default");
    let wanted = resolve(survey.overlay, &script.path, &import.source);
    let root = script.root();
    statements(&root)
        .iter()
        .filter(|_| plain)
        .find_map(|statement| {
            let (source, names) = names_of(statement)?;
            let same = source == import.source
                || wanted.is_some() && resolve(survey.overlay, &script.path, &source) == wanted;
            let names = names.named_children().filter(|n| n.kind() != "comment");
            Some(names.collect()).filter(|names: &Vec<_>| same && !names.is_empty())
        })
}

/// The specifier and the braces of `import { … } from "x"` or `const { … } = require("x")`.
fn names_of<'a>(statement: &Node<'a>) -> Option<(String, Node<'a>)> {
    if statement.kind() == "import_statement" {
        let clause = statement.children().find(|n| n.kind() == "import_clause")?;
        let names = clause
            .named_children()
            .find(|n| n.kind() == "named_imports")?;
        let typed = statement.children().any(|n| n.kind() == "type");
        return string_value(&statement.field("source")?)
            .filter(|_| !typed)
            .map(|source| (source, names));
    }
    let declarator = statement
        .named_children()
        .find(|n| n.kind() == "variable_declarator")?;
    let names = declarator
        .field("name")
        .filter(|n| n.kind() == "object_pattern")?;
    Some((required(&declarator.field("value")?)?, names))
}

/// New names stand behind the last known one that sorts before them: whichever patch brings its name first, the list is one.
fn join_names(import: &Import, known: &[Node<'_>], script: &Script) -> Vec<Edit> {
    let separator = if script.has_es_syntax() { " as " } else { ": " };
    let text = |(name, alias): &(String, Option<String>)| match alias {
        Some(alias) if alias != name => format!("{name}{separator}{alias}"),
        _ => name.clone(),
    };
    let mut new: Vec<String> = import.names.iter().map(text).collect();
    new.sort();
    let edit = |name: String| match known.iter().rev().find(|it| *it.text() < *name) {
        Some(before) => Edit::insert(before.range().end, format!(", {name}")),
        None => Edit::insert(known[0].range().start, format!("{name}, ")),
    };
    new.into_iter().map(edit).collect()
}
