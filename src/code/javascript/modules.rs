//! What a module takes from others and what it gives: imports, exports, and the file that a specifier means.
//! Both module systems are read alike: a default export is the module itself.

use crate::code::Survey;
use crate::code::javascript::names::{Declared, declared_by, imported_module, reference, required};
use crate::code::javascript::symbols::Symbol;
use crate::edit::script::{
    Node, Reference, Script, bare, is_typescript, property, statements, string_value,
};
use crate::tree::Overlay;
use crate::tree::paths::{folder, join, relative};

const ENDINGS: &[&str] = &[
    "", ".js", ".ts", ".mjs", ".cjs", ".tsx", ".jsx", ".mts", ".cts", ".json",
];
const INDEXES: &[&str] = &[
    "/index.js",
    "/index.ts",
    "/index.mjs",
    "/index.cjs",
    "/index.tsx",
];

/// The file of the repository that `specifier` means in the file `from`; `None` for packages from elsewhere.
#[must_use]
pub fn resolve(overlay: &Overlay, from: &str, specifier: &str) -> Option<String> {
    if specifier.starts_with('.') {
        return source_of(overlay, &join(folder(from), specifier)?);
    }
    overlay
        .aliased(from, specifier)
        .iter()
        .find_map(|base| source_of(overlay, base))
}

/// The listed file that a path without ending means, or one with the ending of what is compiled.
fn source_of(overlay: &Overlay, base: &str) -> Option<String> {
    let listed = |path: &String| overlay.is_listed(path);
    let source =
        |ending: &str, to: &str| base.strip_suffix(ending).map(|stem| format!("{stem}{to}"));
    let sources = [
        source(".js", ".ts"),
        source(".js", ".tsx"),
        source(".mjs", ".mts"),
        source(".cjs", ".cts"),
    ];
    let direct = ENDINGS
        .iter()
        .chain(INDEXES)
        .map(|ending| format!("{base}{ending}"));
    direct.chain(sources.into_iter().flatten()).find(listed)
}

/// `path` as a specifier in the file `from`: `./utils/health.js`.
#[must_use]
pub fn specifier(from: &str, path: &str) -> String {
    let (up, down) = relative(from, path);
    let up = "../".repeat(up);
    let start = if up.is_empty() { "./" } else { &up };
    // the folder itself is `.`, and `./health` lies below it
    format!("{start}{}", down.join("/"))
        .trim_end_matches('/')
        .to_owned()
}

/// The ending of relative imports: as the neighbours write it; where there are none, what the runtime needs. `is_module`
/// says whether Node takes the package's plain files for ES modules.
#[must_use]
pub fn relative_ending(script: &Script, es: bool, is_module: bool) -> &'static str {
    let specifiers = loads(script);
    // these are named in full by everybody
    let full = |s: &str| {
        [".json", ".mjs", ".cjs"]
            .iter()
            .any(|ending| s.ends_with(ending))
    };
    let relative: Vec<&String> = specifiers
        .iter()
        .filter(|s| s.starts_with('.') && !full(s))
        .collect();
    if relative.is_empty() {
        return if es && (is_module || !is_typescript(&script.path)) {
            ".js"
        } else {
            ""
        };
    }
    let all = |ending: &&&str| {
        relative
            .iter()
            .all(|specifier| specifier.ends_with(**ending))
    };
    [".js", ".ts"].iter().find(all).copied().unwrap_or("")
}

/// All specifiers that a script loads, in order: imports, re-exports, `require`, `import()`.
#[must_use]
pub fn loads(script: &Script) -> &[String] {
    script.loads_by(|script| {
        let load = |node: Node<'_>| match &*node.kind() {
            "import_statement" | "export_statement" => imported_module(&node),
            "call_expression" => required(&node),
            _ => None,
        };
        script.root().dfs().filter_map(load).collect()
    })
}

/// The name of what an ES module exports without one.
const DEFAULT: &str = "default";

/// The expression that a script exports under `path` (empty: the module itself), or the module that it passes on.
#[must_use]
pub fn exported<'a>(script: &'a Script, path: &[String]) -> Option<Export<'a>> {
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
#[must_use]
pub fn names_export(script: &Script, name: &str) -> bool {
    script.has_es_syntax() && named(script, name).is_some()
}

/// Where an exported value comes from.
pub enum Export<'a> {
    /// An expression or declared name of this file.
    Here(Node<'a>),
    /// A value of another module, passed on.
    From(Reference),
}

/// `module.exports = X`, `export default X`, or `export = X` of TypeScript.
fn whole(script: &Script) -> Option<Node<'_>> {
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
    let node = bare(node);
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
        } if taken.is_empty() && value.kind() == "object" => member(script, &value, path),
        _ => None,
    }
}

/// Assignments among the statements, as the text of the left side and the right side; `a = b = x` gives both.
fn assignments<'a>(list: &[Node<'a>]) -> Vec<(String, Node<'a>)> {
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

/// The paths under which a script exports the thing of `symbol`, shortest first.
#[must_use]
pub fn export_paths(survey: &Survey<'_>, script: &Script, symbol: &Symbol) -> Vec<Vec<String>> {
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
