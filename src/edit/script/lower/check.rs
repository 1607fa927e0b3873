//! What a template may hold: only what each of the three forms can say, so nothing is lowered to code of another meaning.
//! Everything else is refused with its line and the reason, when the template is loaded.

use ast_grep_language::SupportLang;

use crate::edit::Refusal;
use crate::edit::script::lower::tree::{self, Tree, has, is};
use crate::edit::script::{Node, is_function};

/// Refuses a template that cannot be lowered to every form.
///
/// # Errors
/// A line with something that a template may not hold, and the reason.
pub fn check(source: &str) -> Result<(), Refusal> {
    let tree = tree::parse(source, SupportLang::TypeScript);
    check_tree(&tree)
}

/// The same for a parsed template.
pub(super) fn check_tree(tree: &Tree) -> Result<(), Refusal> {
    tree::refuse_broken(tree)?;
    check_node(&tree.root())
}

/// The same for one node and all that it holds.
pub(super) fn check_node(node: &Node) -> Result<(), Refusal> {
    [not_erasable, not_portable, not_in_shape]
        .iter()
        .try_for_each(|reason| refuse(node, reason))
}

/// Refuses TypeScript whose types cannot be cut without changing what runs.
pub(super) fn check_erasable(tree: &Tree) -> Result<(), Refusal> {
    tree::refuse_broken(tree)?;
    refuse(&tree.root(), not_erasable)
}

fn refuse(node: &Node, reason: impl Fn(&Node) -> Option<&'static str>) -> Result<(), Refusal> {
    let mut parts = node.dfs().filter(Node::is_named);
    match parts.find_map(|part| Some((tree::line(&part), reason(&part)?))) {
        Some((line, reason)) => Err(Refusal::new(format!("line {line}: {reason}"))),
        None => Ok(()),
    }
}

/// Syntax of TypeScript that is more than a type.
fn not_erasable(node: &Node) -> Option<&'static str> {
    match &*node.kind() {
        "enum_declaration" => Some("an enum is code; use an object `as const`"),
        "internal_module" | "module" => Some("a namespace is code; use a file of its own"),
        "decorator" => Some("a decorator has no form in JavaScript"),
        "required_parameter" | "optional_parameter" if is_property(node) => {
            Some("a parameter property is code; assign it in the constructor")
        }
        "type_assertion" => Some("a cast in front of a value; use `as`"),
        "satisfies_expression" => Some("`satisfies` is unknown to old parsers; annotate instead"),
        "as_expression" if joins_next_line(node) => {
            Some("without `;` the next line would join what is cast")
        }
        "public_field_definition" if is_like_modifier(node) => {
            Some("without `;` this field would become a modifier of the next member")
        }
        "import_alias" | "import_require_clause" => Some("`import =` has no form in ES modules"),
        "export_statement" if has(node, "=") || has(node, "namespace") => {
            Some("`export =` has no form in ES modules")
        }
        "import_specifier" | "export_specifier" if has(node, "type") => {
            Some("an inline `type` is unknown to old parsers; use `import type`")
        }
        _ => None,
    }
}

/// `x as T⏎(y)` is two statements, and the grammar does not know it.
fn joins_next_line(cast: &Node) -> bool {
    let chain = [
        "call_expression",
        "member_expression",
        "subscript_expression",
    ];
    let parent = cast.parent().filter(|parent| is(parent, &chain));
    parent.is_some_and(|parent| parent.range().start == cast.range().start)
}

/// `get: string⏎post: string` would become a getter.
fn is_like_modifier(field: &Node) -> bool {
    let name = field.field("name").map(|name| name.text().into_owned());
    let is_last = field.next().is_none_or(|next| next.kind() != ";");
    let is_modifier = name.is_some_and(|name| ["get", "set", "static"].contains(&name.as_str()));
    is_modifier && is_last && field.field("value").is_none()
}

fn is_property(parameter: &Node) -> bool {
    parameter.children().any(|child| {
        is(&child, &["accessibility_modifier", "override_modifier"]) || child.kind() == "readonly"
    })
}

/// Syntax that some of the forms cannot say.
fn not_portable(node: &Node) -> Option<&'static str> {
    match &*node.kind() {
        "import_clause" if has(node, "identifier") => {
            Some("a default import fails in CommonJS; import by name")
        }
        "namespace_import" => {
            Some("`import * as` differs between Node and compilers; import by name")
        }
        "import_attribute" => Some("import attributes have no form in CommonJS"),
        "export_statement" => export_not_portable(node),
        "await_expression" if is_top_level(node) => {
            Some("`await` outside of a function fails in CommonJS")
        }
        "for_in_statement" if has(node, "await") && is_top_level(node) => {
            Some("`await` outside of a function fails in CommonJS")
        }
        "meta_property" if node.text().starts_with("import") => {
            Some("`import.meta` fails in CommonJS")
        }
        "call_expression" if is_relative_import(node) => {
            Some("a relative `import()` needs a suffix even in CommonJS")
        }
        "identifier" if is_common_js_name(node) => Some("this name exists only in CommonJS"),
        "number" if node.text().ends_with('n') => {
            Some("a bigint needs a newer target than services have")
        }
        _ => None,
    }
}

fn export_not_portable(node: &Node) -> Option<&'static str> {
    let clause = tree::child(node, "export_clause");
    let names = clause.is_some_and(|clause| has(&clause, "export_specifier"));
    let variable = node
        .field("declaration")
        .is_some_and(|it| has(&it, "let") || it.kind() == "variable_declaration");
    if has(node, "default") {
        Some("a default export fails in CommonJS; export by name")
    } else if has(node, "*") || has(node, "namespace_export") {
        Some("`export *` has no form in CommonJS; export by name")
    } else if names && !has(node, "type") {
        Some("export names at their declarations")
    } else if variable {
        Some("an exported variable that changes stays behind in CommonJS; use `const`")
    } else {
        None
    }
}

fn is_top_level(node: &Node) -> bool {
    !node.ancestors().any(|ancestor| is_function(&ancestor))
}

fn is_relative_import(call: &Node) -> bool {
    let imports = call
        .field("function")
        .is_some_and(|function| function.kind() == "import");
    imports
        && call
            .field("arguments")
            .is_some_and(|arguments| arguments.text()[1..].contains("./"))
}

fn is_common_js_name(name: &Node) -> bool {
    ["require", "__dirname", "__filename"].contains(&&*name.text())
}

/// What the passes count on: imports stand first, and every statement has its `;`.
fn not_in_shape(node: &Node) -> Option<&'static str> {
    match &*node.kind() {
        "import_statement" if follows_code(node) => {
            Some("an import below other code; imports stand first")
        }
        kind if ENDED.contains(&kind) && !has(node, ";") => Some("a statement without `;`"),
        "public_field_definition" if node.next().is_none_or(|next| next.kind() != ";") => {
            Some("a statement without `;`")
        }
        _ => None,
    }
}

fn follows_code(import: &Node) -> bool {
    import
        .prev_all()
        .any(|before| !is(&before, &["import_statement", "comment", "hash_bang_line"]))
}

/// The kinds of statements that end with a `;`.
const ENDED: [&str; 9] = [
    "expression_statement",
    "lexical_declaration",
    "variable_declaration",
    "return_statement",
    "throw_statement",
    "break_statement",
    "continue_statement",
    "import_statement",
    "type_alias_declaration",
];
