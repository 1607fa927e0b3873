//! What an inserted text imports, merged into the imports of the file it lands in.
//! A name that the file uses for something else is never shadowed.

use crate::edit::python::stdlib::MODULES;
use crate::edit::python::style::is_definition;
use crate::edit::python::{Style, WIDTH, names, parsed};
use crate::edit::script::{Node, Script};
use crate::edit::{BYTE_ORDER_MARK, Edit, Refusal, indentation, line_end, line_start, splice};

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

/// The modules that a file imports, anywhere in it.
#[must_use]
pub fn modules(script: &Script) -> Vec<String> {
    let root = script.root();
    let statements = root.dfs().filter(is_import);
    statements
        .flat_map(|statement| read(&statement))
        .map(|import| import.module)
        .collect()
}

/// What a statement imports.
fn read(statement: &Node<'_>) -> Vec<Import> {
    let named = |node: &Node<'_>| match (node.field("name"), node.field("alias")) {
        (Some(name), Some(alias)) => (name.text().into_owned(), Some(alias.text().into_owned())),
        _ => (node.text().into_owned(), None),
    };
    let members = members(statement);
    if statement.kind() == "import_statement" {
        let whole = |(module, alias)| Import {
            module,
            alias,
            names: Vec::new(),
        };
        return members.iter().map(named).map(whole).collect();
    }
    let module = statement.field("module_name");
    vec![Import {
        module: module.map_or("__future__".to_owned(), |module| module.text().into_owned()),
        alias: None,
        names: members.iter().map(named).collect(),
    }]
}

/// The nodes of what is imported.
fn members<'a>(statement: &Node<'a>) -> Vec<Node<'a>> {
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
    for import in merged(imports) {
        let Some(missing) = missing(script, &import, used_at)? else {
            continue;
        };
        let joined = head.iter().rev().find(|line| joins(line, &missing));
        match joined {
            Some(line) => edits.extend(join(script, line, &missing, style)),
            None => lines.push((rank(&missing.module), written(&missing, style))),
        }
    }
    lines.sort_by_key(|(rank, line)| (*rank, sort_key(line)));
    edits.extend(new_lines(script, &head, &lines, style, &rank));
    Ok(edits)
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

/// Future imports, the standard library, packages, the service's own modules.
fn rank(module: &str, is_local: &dyn Fn(&str) -> bool) -> u8 {
    let top = module.split('.').next().unwrap_or(module);
    match top {
        "__future__" => 0,
        "" => 4,
        _ if is_local(module) => 3,
        _ if MODULES.contains(&top) => 1,
        _ => 2,
    }
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

/// Whether names can be added to a statement at the top of the file.
fn joins(statement: &Node<'_>, import: &Import) -> bool {
    let module = statement.field("module_name");
    let plain = !statement.children().any(|n| n.kind() == "wildcard_import");
    plain && !import.names.is_empty() && module.is_some_and(|module| module.text() == import.module)
}

/// Adds names to `from m import …`, each where it sorts if they are sorted, in the layout that is there.
fn join(script: &Script, statement: &Node<'_>, import: &Import, style: &Style) -> Vec<Edit> {
    let text = &script.text;
    let members = members(statement);
    let all: Vec<String> = members.iter().map(|n| n.text().into_owned()).collect();
    let mut new: Vec<String> = import.names.iter().map(name_text).collect();
    new.sort_by_key(|name| member_key(name));
    let in_parentheses = statement.children().any(|n| n.kind() == "(");
    let over_lines = text[statement.range()].contains('\n');
    let line =
        &text[line_start(text, statement.range().start)..line_end(text, statement.range().end)];
    let added: usize = new.iter().map(|name| name.chars().count() + 2).sum();
    let has_comment = line.contains('#') || statement.dfs().any(|n| n.kind() == "comment");
    if !over_lines && !has_comment && line.trim_end().chars().count() + added > WIDTH {
        let merged = in_order(&all, &new);
        let lines: String = merged
            .iter()
            .map(|name| format!("{}{name},{}", style.indent, style.newline))
            .collect();
        let names = members
            .first()
            .map_or(statement.range().end, |first| first.range().start);
        let start = if in_parentheses {
            text[..names].rfind('(').unwrap_or(names)
        } else {
            names
        };
        return vec![Edit::replace(
            start..statement.range().end,
            format!("({}{lines})", style.newline),
        )];
    }
    let sorted = is_sorted(&all);
    let one_a_line = over_lines
        && members
            .windows(2)
            .all(|pair| text[pair[0].range().end..pair[1].range().start].contains('\n'));
    let mut edits = Vec::new();
    for name in new {
        let later = members
            .iter()
            .zip(&all)
            .find(|(_, other)| sorted && member_key(other) > member_key(&name));
        match (later, members.last()) {
            (Some((node, _)), _) => {
                let gap = if one_a_line {
                    format!("{}{}", style.newline, indentation(text, node.range().start))
                } else {
                    " ".to_owned()
                };
                edits.push(Edit::insert(node.range().start, format!("{name},{gap}")));
            }
            (None, Some(last)) => {
                let gap = if one_a_line {
                    format!("{}{}", style.newline, indentation(text, last.range().start))
                } else {
                    " ".to_owned()
                };
                edits.push(Edit::insert(last.range().end, format!(",{gap}{name}")));
            }
            (None, None) => {}
        }
    }
    edits
}

/// Old and new names together, sorted where the old ones are.
fn in_order(old: &[String], new: &[String]) -> Vec<String> {
    let mut all: Vec<String> = old.iter().chain(new).cloned().collect();
    if is_sorted(old) {
        all.sort_by_key(|name| member_key(name));
    }
    all
}

fn is_sorted(names: &[String]) -> bool {
    names
        .windows(2)
        .all(|pair| member_key(&pair[0]) <= member_key(&pair[1]))
}

/// As import sorters have it: `CONSTANTS` before `Classes` before the rest.
fn member_key(name: &str) -> (u8, String) {
    let is_constant = name.len() > 1 && !name.contains(char::is_lowercase);
    let rank = match name.chars().next() {
        Some(first) if first.is_uppercase() => u8::from(!is_constant),
        _ => 2,
    };
    (rank, name.to_lowercase())
}

fn name_text((name, alias): &(String, Option<String>)) -> String {
    match alias {
        Some(alias) if alias != name => format!("{name} as {alias}"),
        _ => name.clone(),
    }
}

/// The statement of an import, without a line break at its end.
fn written(import: &Import, style: &Style) -> String {
    let module = &import.module;
    if import.names.is_empty() {
        return match &import.alias {
            Some(alias) => format!("import {module} as {alias}"),
            None => format!("import {module}"),
        };
    }
    let mut names: Vec<String> = import.names.iter().map(name_text).collect();
    names.sort_by_key(|name| member_key(name));
    let line = format!("from {module} import {}", names.join(", "));
    if line.chars().count() <= WIDTH {
        return line;
    }
    let (indent, newline) = (&style.indent, style.newline);
    let lines: String = names
        .iter()
        .map(|name| format!("{indent}{name},{newline}"))
        .collect();
    format!("from {module} import ({newline}{lines})")
}

/// As import sorters have it: `import x` before `from x import y`, each by module.
fn sort_key(line: &str) -> (bool, String) {
    let module = line.split_whitespace().nth(1).unwrap_or_default();
    (line.starts_with("from"), module.to_lowercase())
}

/// The edits for lines of their own, each in the group of its rank.
fn new_lines(
    script: &Script,
    head: &[Node<'_>],
    lines: &[(u8, String)],
    style: &Style,
    rank: &dyn Fn(&str) -> u8,
) -> Vec<Edit> {
    let (text, newline) = (&script.text, style.newline);
    let rank_of = |statement: &Node<'_>| {
        read(statement)
            .first()
            .map_or(2, |import| rank(&import.module))
    };
    let ranks: Vec<u8> = head.iter().map(rank_of).collect();
    let mut edits = Vec::new();
    for group in lines.chunk_by(|(one, _), (other, _)| one == other) {
        let own = group[0].0;
        if let Some(last) = ranks.iter().rposition(|rank| *rank == own) {
            for (_, line) in group {
                let at = sorted_place(text, head, &ranks, last, line);
                edits.push(behind(text, at, line, newline));
            }
            continue;
        }
        let group: Vec<&str> = group.iter().map(|(_, line)| line.as_str()).collect();
        let group = group.join(newline);
        let lower = ranks.iter().rposition(|rank| *rank < own);
        let at = match (lower, head.first()) {
            (Some(lower), _) => line_end(text, head[lower].range().end),
            (None, Some(first)) => start_of(text, first),
            (None, None) => top(script),
        };
        let follows = !text[at..]
            .lines()
            .next()
            .unwrap_or_default()
            .trim()
            .is_empty();
        let first = if lower.is_some() { newline } else { "" };
        let last = if follows { newline } else { "" };
        let Edit { range, text } = behind(text, at, &group, newline);
        let text = format!("{first}{text}{last}");
        edits.push(Edit { range, text });
    }
    edits
}

/// A line put at the start of a line, or behind a last line that has no end.
fn behind(text: &str, at: usize, line: &str, newline: &str) -> Edit {
    let above = text[..at].trim_start_matches(BYTE_ORDER_MARK);
    if above.is_empty() || above.ends_with('\n') {
        Edit::insert(at, format!("{line}{newline}"))
    } else {
        Edit::insert(at, format!("{newline}{line}"))
    }
}

/// Where a line sorts among the neighbours of the import `last`; behind them, if they are not sorted.
fn sorted_place(text: &str, head: &[Node<'_>], ranks: &[u8], last: usize, line: &str) -> usize {
    let adjacent = |at: &usize| {
        let between = &text[head[*at].range().end..head[*at + 1].range().start];
        let same_group = between.trim().is_empty() && between.matches('\n').count() == 1;
        ranks[*at] == ranks[last] && same_group
    };
    let first = (0..last).rev().take_while(adjacent).last().unwrap_or(last);
    let group = &head[first..=last];
    let key = |node: &Node<'_>| sort_key(&node.text());
    let sorted = group.windows(2).all(|pair| key(&pair[0]) <= key(&pair[1]));
    let next = group
        .iter()
        .find(|node| sorted && key(node) > sort_key(line));
    next.map_or_else(
        || line_end(text, head[last].range().end),
        |next| start_of(text, next),
    )
}

/// Where the line of an import begins; a byte order mark stays in front of everything.
fn start_of(text: &str, statement: &Node<'_>) -> usize {
    let mark = if text.starts_with(BYTE_ORDER_MARK) {
        3
    } else {
        0
    };
    line_start(text, statement.range().start).max(mark)
}

/// Behind the comments and the docstring that a file begins with.
fn top(script: &Script) -> usize {
    let text = &script.text;
    let root = script.root();
    let mut at = if text.starts_with(BYTE_ORDER_MARK) {
        3
    } else {
        0
    };
    let mut first = true;
    for node in root.children() {
        let docstring = first
            && node.kind() == "expression_statement"
            && node.child(0).is_some_and(|n| n.kind() == "string");
        let comment = node.kind() == "comment" && text[at..node.range().start].trim().is_empty();
        if !docstring && !comment {
            break;
        }
        first = first && comment;
        at = line_end(text, node.range().end);
    }
    // a comment directly above a statement belongs to it
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start_matches(['\r', '\n']).len())
}

#[cfg(test)]
mod tests;
