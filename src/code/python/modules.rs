//! From a dotted name to the file that it means, and from an expression to its definition, across files.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::names::{
    Bound, bound, bound_in, dotted, imported_module, imports, imports_all, join, values_of,
};
use crate::code::python::syntax::{bare, callee, functions_around, own};
use crate::edit::script::{Node, Script};
use crate::tree::Overlay;
use crate::tree::paths::folder;

/// Packages that a folder of a service is often named for, and is not.
const FOREIGN: &[&str] = &[
    "aioredis",
    "asyncpg",
    "celery",
    "fastapi",
    "motor",
    "psycopg",
    "psycopg2",
    "pydantic",
    "pymongo",
    "redis",
    "socketio",
    "sqlalchemy",
    "sqlmodel",
    "starlette",
    "uvicorn",
];

/// How far names are followed.
const HOPS: usize = 8;

/// A module of the repository, and what remains of a dotted name behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Module {
    pub(crate) path: String,
    /// The folder that absolute names start from; `None` for a relative import.
    pub(crate) root: Option<String>,
    pub(crate) rest: Vec<String>,
}

/// The file that a dotted name means in the file `from`; `None` for packages from elsewhere.
pub(crate) fn locate(overlay: &Overlay, from: &str, dotted: &str) -> Option<Module> {
    let dots = dotted.len() - dotted.trim_start_matches('.').len();
    let parts: Vec<&str> = dotted[dots..]
        .split('.')
        .filter(|p| !p.is_empty())
        .collect();
    if dots > 0 {
        let mut base = folder(from);
        for _ in 1..dots {
            base = (!base.is_empty()).then(|| folder(base))?;
        }
        let (path, rest) = longest(overlay, base, &parts, true)?;
        return Some(Module {
            path,
            root: None,
            rest,
        });
    }
    // most imports are of packages from elsewhere
    if parts.first().is_some_and(|first| !overlay.has_name(first)) {
        return None;
    }
    let below = |root: String| {
        let (path, rest) = longest(overlay, &root, &parts, false)?;
        Some(Module {
            path,
            root: Some(root),
            rest,
        })
    };
    // a file that only begins like the name, or the importing file itself, gives way to one further up
    let best = |found: &mut dyn Iterator<Item = Module>| {
        found.min_by_key(|module| (module.path == from, module.rest.len()))
    };
    let found = best(&mut roots(overlay, from).into_iter().filter_map(below));
    // a program may be started in a folder that is a package, too
    let is_foreign = parts.first().is_some_and(|first| FOREIGN.contains(first));
    found.or_else(|| {
        let started_in = around(from).filter(|_| !is_foreign).map(str::to_owned);
        best(&mut started_in.filter_map(below))
    })
}

/// The folder of a file, and all above it.
fn around(from: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(folder(from)), |at| {
        (!at.is_empty()).then(|| folder(at))
    })
}

/// The folders that absolute imports of a file may start from: those around it that are no packages, the nearest first.
pub(crate) fn roots(overlay: &Overlay, from: &str) -> Vec<String> {
    around(from)
        .filter(|at| !overlay.is_listed(&within(at, "__init__.py")))
        .map(str::to_owned)
        .collect()
}

/// A path below a folder, which may be the root.
pub(crate) fn within(folder: &str, name: &str) -> String {
    match (folder.is_empty(), name.is_empty()) {
        (true, _) => name.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{name}"),
    }
}

/// The file of the longest beginning of `parts`, and what is left of them.
fn longest(
    overlay: &Overlay,
    base: &str,
    parts: &[&str],
    may_be_empty: bool,
) -> Option<(String, Vec<String>)> {
    (usize::from(!may_be_empty)..=parts.len())
        .rev()
        .find_map(|count| {
            let path = within(base, &parts[..count].join("/"));
            let file = [format!("{path}.py"), within(&path, "__init__.py")]
                .into_iter()
                .find(|file| overlay.is_listed(file))?;
            let rest = parts[count..].iter().map(|part| (*part).to_owned());
            Some((file, rest.collect()))
        })
}

/// The modules of the repository that a script imports, in order.
pub(crate) fn imported(survey: &Survey<'_>, script: &Script) -> Vec<Module> {
    import_statements(script)
        .flat_map(|statement| imported_by(survey, script, &statement))
        .collect()
}

/// The imports of a script, wherever they stand.
pub(crate) fn import_statements(script: &Script) -> impl Iterator<Item = Node<'_>> {
    script.found_by("imports", |node| {
        matches!(&*node.kind(), "import_from_statement" | "import_statement")
    })
}

/// The modules of the repository that a statement imports.
pub(crate) fn imported_by(
    survey: &Survey<'_>,
    script: &Script,
    statement: &Node<'_>,
) -> Vec<Module> {
    let locate = |dotted: &str| locate(survey.overlay, &script.path, dotted);
    if imports_all(statement) {
        let module = imported_module(statement).and_then(|name| locate(&name));
        return module.into_iter().collect();
    }
    if statement.kind() == "import_from_statement" {
        let names = imports(statement).into_iter();
        return names.filter_map(|(_, dotted)| locate(&dotted)).collect();
    }
    let names = statement.field_children("name");
    names
        .filter_map(|name| locate(&name.field("name").unwrap_or(name).text()))
        .collect()
}

/// What Python runs before the module at `path`: the beginnings of the packages that it lies in.
pub(crate) fn packages_of(overlay: &Overlay, path: &str) -> Vec<String> {
    around(path)
        .map(|folder| within(folder, "__init__.py"))
        .filter(|path| overlay.is_listed(path))
        .collect()
}

/// A definition as one that two expressions can share.
pub(crate) fn key(found: &Located<'_>) -> (String, usize, usize) {
    let range = found.node.range();
    (found.script.path.clone(), range.start, range.end)
}

/// The definition behind an expression: the value of a name, a function, a class, a parameter, a module (its root), or what
/// it is itself.
pub(crate) fn definition<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<Located<'s>> {
    bounded(survey, script, node, HOPS)
}

fn bounded<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
    hops: usize,
) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    let node = bare(node);
    match &*node.kind() {
        "identifier" => match bound(&node.text(), &node) {
            Some(Bound::Value(value)) => bounded(survey, script, &value, hops),
            Some(Bound::Import(dotted)) => follow_bounded(survey, script, &dotted, hops),
            Some(Bound::Definition(node) | Bound::Parameter(node)) => {
                Some(Located { script, node })
            }
            Some(Bound::Loop(_)) => None,
            None => from_all(survey, script, &node.text(), hops),
        },
        "attribute" => {
            if let Some(found) =
                dotted(&node).and_then(|dotted| follow_bounded(survey, script, &dotted, hops))
            {
                return Some(found);
            }
            let object = bounded(survey, script, &node.field("object")?, hops)?;
            member_bounded(survey, &object, &node.field("attribute")?.text(), hops)
        }
        _ => Some(Located { script, node }),
    }
}

/// What `from … import *` brings.
fn from_all<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    name: &str,
    hops: usize,
) -> Option<Located<'s>> {
    let root = script.root();
    root.children()
        .filter(imports_all)
        .filter_map(|statement| imported_module(&statement))
        .find_map(|module| follow_bounded(survey, script, &join(&module, name), hops))
}

/// What a dotted name means in `script`, where it leads to a file of the repository.
pub(crate) fn follow<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    dotted: &str,
) -> Option<Located<'s>> {
    follow_bounded(survey, script, dotted, HOPS)
}

fn follow_bounded<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    dotted: &str,
    hops: usize,
) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    let module = locate(survey.overlay, &script.path, dotted)?;
    let home = survey.script(&module.path)?;
    let mut found = Located {
        script: home,
        node: home.root(),
    };
    for name in &module.rest {
        found = member_bounded(survey, &found, name, hops)?;
    }
    Some(found)
}

/// A name of a module, or an attribute of a class or of an object that a class or function makes.
pub(crate) fn member<'s>(
    survey: &'s Survey<'s>,
    object: &Located<'s>,
    name: &str,
) -> Option<Located<'s>> {
    member_bounded(survey, object, name, HOPS)
}

fn member_bounded<'s>(
    survey: &'s Survey<'s>,
    object: &Located<'s>,
    name: &str,
    hops: usize,
) -> Option<Located<'s>> {
    let hops = hops.checked_sub(1)?;
    let script = object.script;
    match &*object.node.kind() {
        "module" => match bound_in(&object.node, name) {
            Some(Bound::Value(value)) => bounded(survey, script, &value, hops),
            Some(Bound::Import(dotted)) => follow_bounded(survey, script, &dotted, hops),
            Some(Bound::Definition(node)) => Some(object.at(node)),
            Some(Bound::Parameter(_) | Bound::Loop(_)) => None,
            None => from_all(survey, script, name, hops),
        },
        "class_definition" => {
            let body = object.node.field("body")?;
            match bound_in(&body, name) {
                Some(Bound::Value(node) | Bound::Definition(node)) => return Some(object.at(node)),
                Some(_) => return None,
                None => {}
            }
            if let Some(value) = assigned_to_self(&body, name) {
                return Some(object.at(value));
            }
            let bases = object.node.field("superclasses")?;
            bases.named_children().find_map(|base| {
                let base = bounded(survey, script, &base, hops)?;
                member_bounded(survey, &base, name, hops)
            })
        }
        "call" => {
            let made = bounded(survey, script, &callee(&object.node)?, hops)?;
            match &*made.node.kind() {
                "class_definition" => member_bounded(survey, &made, name, hops),
                "function_definition" => {
                    let value = returned(&made.node).into_iter().next()?;
                    let value = bounded(survey, made.script, &value, hops)?;
                    member_bounded(survey, &value, name, hops)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// The value of `self.name = …` in the methods of a class.
fn assigned_to_self<'a>(body: &Node<'a>, name: &str) -> Option<Node<'a>> {
    let wanted = format!("self.{name}");
    body.dfs()
        .filter(|n| n.kind() == "assignment")
        .find(|n| n.field("left").is_some_and(|left| left.text() == wanted))
        .and_then(|n| n.field("right"))
}

/// The expressions that a function gives back.
pub(crate) fn returned<'a>(function: &Node<'a>) -> Vec<Node<'a>> {
    let Some(body) = function.field("body") else {
        return Vec::new();
    };
    own(&body)
        .into_iter()
        .filter(|n| n.kind() == "return_statement")
        .filter_map(|n| n.named_children().find(|n| n.kind() != "comment"))
        .collect()
}

/// The texts that an expression may stand for: strings, constants, sums and templates of such; what cannot be told is `None`.
pub(crate) fn text<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Option<String> {
    let found = definition(survey, script, node)?;
    let part = |node: &Node<'s>| text(survey, found.script, node);
    match &*found.node.kind() {
        "string" if found.node.children().any(|n| n.kind() == "interpolation") => {
            let mut whole = String::new();
            for piece in found.node.children() {
                match &*piece.kind() {
                    "string_content" => whole.push_str(&piece.text()),
                    "interpolation" => whole.push_str(&part(&piece.field("expression")?)?),
                    _ => {}
                }
            }
            Some(whole)
        }
        "string" | "concatenated_string" => crate::code::python::syntax::string_value(&found.node),
        "binary_operator" => {
            let left = part(&found.node.field("left")?)?;
            Some(left + &part(&found.node.field("right")?)?)
        }
        // pydantic's `Field("/api")`
        "call" => {
            let first = crate::code::python::syntax::positional(&found.node)
                .into_iter()
                .next();
            let default = crate::code::python::syntax::keyword(&found.node, "default").or(first)?;
            let name = dotted(&callee(&found.node)?)?;
            name.ends_with(".Field").then(|| part(&default))?
        }
        _ => None,
    }
}

/// All definitions that an expression may have, as far as several values are assigned to its name.
pub(crate) fn all_definitions<'s>(
    survey: &'s Survey<'s>,
    script: &'s Script,
    node: &Node<'s>,
) -> Vec<Located<'s>> {
    let node = bare(node);
    if node.kind() == "identifier" {
        match bound(&node.text(), &node) {
            Some(Bound::Value(_)) => {
                return values_of(script, &node.text(), &node)
                    .iter()
                    .filter_map(|value| definition(survey, script, value))
                    .collect();
            }
            Some(Bound::Loop(list)) => {
                return definition(survey, script, &list)
                    .filter(|found| matches!(&*found.node.kind(), "list" | "tuple"))
                    .map(|found| {
                        found
                            .node
                            .named_children()
                            .filter_map(|item| definition(survey, found.script, &item))
                            .collect()
                    })
                    .unwrap_or_default();
            }
            _ => {}
        }
    }
    definition(survey, script, &node).into_iter().collect()
}

/// The function around a node that holds its scope, if there is one.
pub(crate) fn function_around<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    functions_around(node).into_iter().next()
}
