//! What an inserted text imports, merged into the imports of the file it lands in.
//! A name that the file uses for something else is never shadowed.

mod join;
mod lines;
mod order;
#[cfg(test)]
mod tests;

use crate::edit::python::imports::join::{join, joins};
use crate::edit::python::imports::lines::{new_lines, written};
use crate::edit::python::imports::order::{member_key, rank, sort_key};
use crate::edit::python::style::is_definition;
use crate::edit::python::{Style, names, parsed};
use crate::edit::script::{Node, Script};
use crate::edit::{Edit, Refusal, line_end, line_start, splice};

/// `import module` (no names, perhaps an alias), or `from module import …`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The module, with its dots.
    pub module: String,
    /// The alias of a whole module.
    pub alias: Option<String>,
    /// What is imported out of it, and under which other name.
    pub names: Vec<(String, Option<String>)>,
}

impl Import {
    /// The names that it binds.
    pub fn binds(&self) -> impl Iterator<Item = &str> {
        let top = self.module.split('.').next().unwrap_or(&self.module);
        let whole = self.alias.as_deref().unwrap_or(top);
        let names = self.names.iter();
        let names = names.map(|(name, alias)| alias.as_deref().unwrap_or(name));
        self.names
            .is_empty()
            .then_some(whole)
            .into_iter()
            .chain(names)
    }

    /// What is imported by name, as it is written, in order.
    fn members(&self) -> Vec<String> {
        let written = |(name, alias): &(String, Option<String>)| match alias {
            Some(alias) if alias != name => format!("{name} as {alias}"),
            _ => name.clone(),
        };
        let mut members: Vec<String> = self.names.iter().map(written).collect();
        members.sort_by_key(|name| member_key(name));
        members
    }
}

/// The imports at the top of a fragment, and the rest of it without leading blank lines.
///
/// # Errors
/// A fragment that does not parse.
pub fn split(fragment: &str) -> Result<(Vec<Import>, String), Refusal> {
    let text = fragment.replace("\r\n", "\n");
    let script = parsed(&text)?;
    let (mut imports, mut edits) = (Vec::new(), Vec::new());
    for statement in script.root().children().filter(is_import) {
        imports.extend(read(&statement));
        let range = statement.range();
        edits.push(Edit::replace(
            line_start(&text, range.start)..line_end(&text, range.end),
            "",
        ));
    }
    let rest = splice(&text, edits)?;
    Ok((imports, rest.trim_start_matches('\n').to_owned()))
}

fn is_import(node: &Node<'_>) -> bool {
    matches!(
        &*node.kind(),
        "import_statement" | "import_from_statement" | "future_import_statement"
    )
}

/// What a file imports, anywhere in it.
#[must_use]
pub fn all(script: &Script) -> Vec<Import> {
    let root = script.root();
    root.dfs()
        .filter(is_import)
        .flat_map(|it| read(&it))
        .collect()
}

/// What a file imports at its top, whatever happens.
#[must_use]
pub fn at_top(script: &Script) -> Vec<Import> {
    let root = script.root();
    let statements = root.children().filter(is_import);
    statements.flat_map(|it| read(&it)).collect()
}

/// What a statement imports.
fn read(statement: &Node<'_>) -> Vec<Import> {
    let named = |node: &Node<'_>| match (node.field("name"), node.field("alias")) {
        (Some(name), Some(alias)) => (name.text().into_owned(), Some(alias.text().into_owned())),
        _ => (node.text().into_owned(), None),
    };
    let imported = imported(statement);
    if statement.kind() == "import_statement" {
        let whole = |(module, alias)| Import {
            module,
            alias,
            names: Vec::new(),
        };
        return imported.iter().map(named).map(whole).collect();
    }
    let module = statement.field("module_name");
    vec![Import {
        module: module.map_or("__future__".to_owned(), |module| module.text().into_owned()),
        alias: None,
        names: imported.iter().map(named).collect(),
    }]
}

/// The nodes of what is imported.
fn imported<'a>(statement: &Node<'a>) -> Vec<Node<'a>> {
    let module = statement.field("module_name").map(|node| node.node_id());
    statement
        .named_children()
        .filter(|n| {
            matches!(&*n.kind(), "dotted_name" | "aliased_import") && Some(n.node_id()) != module
        })
        .collect()
}

/// The edits that make `imports` known in `script`, for the code at byte `used_at`. What is imported already is left alone; a name from
/// a module that is imported by name joins that import. `is_local` tells the service's own modules.
///
/// # Errors
/// A name that the file uses for something else.
pub fn edits(
    script: &Script,
    imports: &[Import],
    used_at: usize,
    style: &Style,
    is_local: &dyn Fn(&str) -> bool,
) -> Result<Vec<Edit>, Refusal> {
    let root = script.root();
    let head = head(&root, used_at);
    let rank = |module: &str| rank(module, is_local);
    let mut edits = Vec::new();
    let mut lines: Vec<(u8, String)> = Vec::new();
    let mut all = Vec::new();
    for import in merged(imports) {
        all.extend(
            missing(script, &import, used_at)?
                .into_iter()
                .flat_map(parted),
        );
    }
    for missing in all {
        let joined = head.iter().rev().find(|line| joins(line, &missing));
        match joined {
            Some(line) => edits.extend(join(&script.text, line, &missing, style)),
            None => lines.push((rank(&missing.module), written(&missing, style))),
        }
    }
    lines.sort_by_key(|(rank, line)| (*rank, sort_key(line)));
    edits.extend(new_lines(script, &head, &lines, style, &rank));
    Ok(edits)
}

/// An import of names, and one for each name that gets another.
fn parted(import: Import) -> Vec<Import> {
    let (renamed, plain): (Vec<_>, Vec<_>) = import
        .names
        .iter()
        .cloned()
        .partition(|(_, alias)| alias.is_some());
    if renamed.is_empty() {
        return vec![import];
    }
    let of = |names: Vec<_>| Import {
        names,
        ..import.clone()
    };
    let plain = (!plain.is_empty()).then(|| of(plain));
    let renamed = renamed.into_iter().map(|name| of(vec![name]));
    plain.into_iter().chain(renamed).collect()
}

/// Imports of one module become one.
fn merged(imports: &[Import]) -> Vec<Import> {
    let mut all: Vec<Import> = Vec::new();
    for import in imports {
        let same = |other: &&mut Import| {
            other.module == import.module
                && other.alias == import.alias
                && other.names.is_empty() == import.names.is_empty()
        };
        match all.iter_mut().find(same) {
            Some(other) => {
                let new = import
                    .names
                    .iter()
                    .filter(|name| !other.names.contains(name));
                let new: Vec<_> = new.cloned().collect();
                other.names.extend(new);
            }
            None => all.push(import.clone()),
        }
    }
    all
}

/// The imports at the top of the file: those before `used_at` and before the first definition.
fn head<'a>(root: &Node<'a>, used_at: usize) -> Vec<Node<'a>> {
    root.children()
        .take_while(|n| n.range().end <= used_at && !is_definition(n))
        .filter(is_import)
        .collect()
}

/// `import` without the names that mean the same thing in the file already; `None` where nothing is missing.
fn missing(script: &Script, import: &Import, used_at: usize) -> Result<Option<Import>, Refusal> {
    let is_known = |local: &str, name: Option<&str>| match names::binding(script, local, used_at) {
        None => Ok(false),
        Some(bound) if is_same(&bound, import, name) => Ok(true),
        Some(bound) => Err(taken(script, local, &bound)),
    };
    if import.names.is_empty() {
        let top = import.module.split('.').next().unwrap_or(&import.module);
        let known = is_known(import.alias.as_deref().unwrap_or(top), None)?;
        return Ok((!known).then(|| import.clone()));
    }
    let mut left = Vec::new();
    for (name, alias) in &import.names {
        if !is_known(alias.as_ref().unwrap_or(name), Some(name))? {
            left.push((name.clone(), alias.clone()));
        }
    }
    Ok((!left.is_empty()).then(|| Import {
        names: left,
        ..import.clone()
    }))
}

/// The refusal of a name that something else has.
#[must_use]
pub fn taken(script: &Script, name: &str, bound: &Node<'_>) -> Refusal {
    let line = script.line(bound.range().start);
    Refusal(format!(
        "the name `{name}` is taken at `{}:{line}`; call that something else",
        script.path
    ))
}

/// Whether a bound name comes from this very import.
fn is_same(bound: &Node<'_>, import: &Import, name: Option<&str>) -> bool {
    let statement = bound.ancestors().find(is_import);
    let Some(statement) = statement else {
        return false;
    };
    read(&statement).iter().any(|found| {
        let same = found.module == import.module;
        match name {
            Some(name) => same && found.names.iter().any(|(other, _)| other == name),
            None => same && found.names.is_empty() && found.alias == import.alias,
        }
    })
}
