//! Which names a Python file binds, and which it uses, by their place in the tree alone.

use std::collections::BTreeSet;

use crate::edit::python::stdlib::BUILTINS;
use crate::edit::python::style::is_definition;
use crate::edit::script::{Node, Script};

/// Whether an identifier makes a name known: as a variable, parameter, definition or import.
#[must_use]
pub fn binds(identifier: &Node<'_>) -> bool {
    let Some(parent) = identifier.parent() else {
        return false;
    };
    match &*parent.kind() {
        "assignment" | "augmented_assignment" | "for_statement" | "for_in_clause" => {
            is_field(&parent, "left", identifier)
        }
        "function_definition"
        | "class_definition"
        | "named_expression"
        | "default_parameter"
        | "typed_default_parameter" => is_field(&parent, "name", identifier),
        "aliased_import" => is_field(&parent, "alias", identifier),
        "dotted_name" => binds_import(&parent, identifier),
        "parameters"
        | "lambda_parameters"
        | "typed_parameter"
        | "as_pattern_target"
        | "list_splat_pattern"
        | "dictionary_splat_pattern"
        | "case_pattern"
        | "pattern_list"
        | "tuple_pattern"
        | "list_pattern" => true,
        _ => false,
    }
}

/// `import a.b` binds `a`, `from m import a` binds `a`; with an alias neither does. A bare name in a `case` is bound, too.
fn binds_import(dotted: &Node<'_>, identifier: &Node<'_>) -> bool {
    let Some(statement) = dotted.parent() else {
        return false;
    };
    match &*statement.kind() {
        "import_statement" => dotted.range().start == identifier.range().start,
        "import_from_statement" => !is_field(&statement, "module_name", dotted),
        "case_pattern" => dotted.range() == identifier.range(),
        _ => false,
    }
}

fn is_field(parent: &Node<'_>, field: &str, node: &Node<'_>) -> bool {
    parent
        .field(field)
        .is_some_and(|found| found.node_id() == node.node_id())
}

/// Whether an identifier stands for a value: it binds nothing, and is no attribute, keyword or part of an import.
#[must_use]
pub fn is_use(identifier: &Node<'_>) -> bool {
    let Some(parent) = identifier.parent() else {
        return false;
    };
    let elsewhere = match &*parent.kind() {
        "attribute" => is_field(&parent, "attribute", identifier),
        "keyword_argument" => is_field(&parent, "name", identifier),
        "dotted_name" | "aliased_import" | "global_statement" | "nonlocal_statement" => true,
        _ => false,
    };
    !elsewhere && !binds(identifier)
}

/// The first place where `name` is bound for the code at byte `at`: at the top of the file, or in a function around `at`.
/// What stands below `if TYPE_CHECKING:` is never run and binds nothing.
#[must_use]
pub fn binding<'a>(script: &'a Script, name: &str, at: usize) -> Option<Node<'a>> {
    let root = script.root();
    root.dfs()
        .filter(|n| n.kind() == "identifier" && n.text() == name && binds(n))
        .filter(|n| !is_for_types_only(n))
        .find(|n| match scope(n) {
            Some(scope) => scope.range().contains(&at) && scope.kind() != "class_definition",
            None => true,
        })
}

fn is_for_types_only(node: &Node<'_>) -> bool {
    node.ancestors().any(|n| {
        let condition = n.field("condition").filter(|_| n.kind() == "if_statement");
        condition.is_some_and(|condition| condition.text().ends_with("TYPE_CHECKING"))
    })
}

/// The function, class or comprehension that a bound name is local to.
fn scope<'a>(identifier: &Node<'a>) -> Option<Node<'a>> {
    let mut child = identifier.clone();
    for parent in identifier.ancestors() {
        let own_name = is_field(&parent, "name", &child);
        let is_scope = match &*parent.kind() {
            "function_definition" | "class_definition" => !own_name,
            "lambda"
            | "list_comprehension"
            | "set_comprehension"
            | "dictionary_comprehension"
            | "generator_expression" => true,
            _ => false,
        };
        if is_scope {
            return Some(parent);
        }
        child = parent;
    }
    None
}

/// The first name that `after` uses, that `before` did not use, and that neither the file binds nor the language gives.
#[must_use]
pub fn undeclared(before: &Script, after: &Script) -> Option<String> {
    let known = used(before);
    let bound = identifiers(after, binds);
    let is_new = |name: &String| {
        !known.contains(name) && !bound.contains(name) && !BUILTINS.contains(&name.as_str())
    };
    used(after).into_iter().find(is_new)
}

/// The functions and classes at the top of a file.
#[must_use]
pub fn defined(script: &Script) -> Vec<String> {
    let root = script.root();
    let statements = root.children().filter(is_definition);
    statements.filter_map(|node| defined_name(&node)).collect()
}

fn defined_name(statement: &Node<'_>) -> Option<String> {
    let decorated = statement.field("definition");
    let name = decorated.as_ref().unwrap_or(statement).field("name")?;
    Some(name.text().into_owned())
}

fn used(script: &Script) -> BTreeSet<String> {
    identifiers(script, is_use)
}

fn identifiers(script: &Script, wanted: impl Fn(&Node<'_>) -> bool) -> BTreeSet<String> {
    script
        .root()
        .dfs()
        .filter(|n| n.kind() == "identifier" && wanted(n))
        .map(|n| n.text().into_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Script {
        Script::parse("a.py", text.into())
    }

    #[test]
    fn names_are_bound_in_many_ways() {
        let script = parse(
            "import a.x, y as b\nfrom m import c, z as d\nfrom .n import (e,)\nf: int = 1\ng, (h, *i) = j = 1\n\
             def k(l, m=1, *n, o: int = 2, **p): pass\nclass q: pass\nwith r() as s: pass\n\
             try: pass\nexcept E as t: pass\nfor u in v: pass\n[w for w in v]\nlambda aa: aa\nif (bb := 1): pass\n",
        );
        let bound = identifiers(&script, binds);
        let all = "a b c d e f g h i j k l m n o p q s t u w aa bb";
        assert_eq!(bound, all.split(' ').map(str::to_owned).collect());
        assert_eq!(
            used(&script),
            "E aa int r v w".split(' ').map(str::to_owned).collect()
        );
    }

    #[test]
    fn only_what_the_place_can_see_counts() {
        let text = "def f(a):\n    b = 1\n    x\n\nclass C:\n    c = 1\n";
        let script = parse(text);
        let at = text.find('x').expect("it is there");
        assert!(binding(&script, "a", at).is_some() && binding(&script, "b", at).is_some());
        assert!(binding(&script, "f", at).is_some() && binding(&script, "C", 0).is_some());
        assert!(binding(&script, "c", at).is_none() && binding(&script, "a", text.len()).is_none());
    }

    #[test]
    fn a_new_name_that_nobody_declares_is_found() {
        let before = parse("a()\n");
        assert_eq!(undeclared(&before, &parse("a(print, x=1).y\n")), None);
        assert_eq!(undeclared(&before, &parse("a(b)\n")), Some("b".to_owned()));
        assert_eq!(undeclared(&before, &parse("from m import b\na(b)\n")), None);
    }
}
