//! What must hold of the imports that a patch adds to a script, in every form that it is compiled to: what is imported is
//! there, stands above its first use, and has a name of its own.

use std::collections::BTreeSet;

use crate::code::javascript::declarations::{declared_names, imported_module};
use crate::code::javascript::exports::exported;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::{reference_in, required};
use crate::code::{Parsed, Survey};
use crate::edit::script::{Node, Script, is_function, is_use, statements};
use crate::tree::Overlay;

/// What is wrong with the imports that `after` has and `before` has not.
pub(super) fn problem(
    tree: &Overlay,
    parsed: &Parsed,
    before: &Script,
    after: &Script,
) -> Option<String> {
    let survey = Survey::new(tree, parsed);
    let root = before.root();
    let known: Vec<Node<'_>> = statements(&root);
    let known: BTreeSet<String> = known.iter().map(|it| it.text().into_owned()).collect();
    let root = after.root();
    let all = statements(&root);
    let new = all.iter().filter(|it| !known.contains(&*it.text()));
    let mut imports = new.filter_map(|statement| Some((statement, module_of(statement)?)));
    imports.find_map(|(statement, module)| {
        let mut names = declared_names(statement).into_iter();
        names.find_map(|name| {
            lost(&survey, after, statement, &module, &name)
                .or_else(|| used_above(after, statement, &name))
                .or_else(|| bound_twice(&all, &name))
        })
    })
}

/// The module that a statement imports from.
fn module_of(statement: &Node<'_>) -> Option<String> {
    if statement.kind() == "import_statement" {
        let is_type = statement.children().any(|part| part.kind() == "type");
        return imported_module(statement).filter(|_| !is_type);
    }
    let mut declarators = statement
        .named_children()
        .filter(|part| part.kind() == "variable_declarator");
    declarators.find_map(|it| required(&it.field("value")?))
}

/// A name that the file of a module does not give.
fn lost(
    survey: &Survey<'_>,
    script: &Script,
    statement: &Node<'_>,
    module: &str,
    name: &str,
) -> Option<String> {
    let path = resolve(survey.overlay, &script.path, module).filter(|_| module.starts_with('.'))?;
    let reference = reference_in(statement, name)?;
    let home = survey.script(&path)?;
    let is_given = reference.path.is_empty() || exported(home, &reference.path[..1]).is_some();
    (!is_given).then(|| format!("`{path}` gives no `{}`", reference.path[0]))
}

/// A use of a name while the file is loaded, above the statement that imports it.
fn used_above(script: &Script, statement: &Node<'_>, name: &str) -> Option<String> {
    let root = script.root();
    let is_early = |node: &Node<'_>| {
        node.range().end <= statement.range().start
            && is_use(node)
            && node.text() == name
            && !node
                .ancestors()
                .any(|outer| is_function(&outer) || outer.kind() == "import_statement")
    };
    let use_ = root.dfs().find(is_early)?;
    let line = script.line(use_.range().start);
    Some(format!("line {line} uses `{name}` above its import"))
}

fn bound_twice(statements: &[Node<'_>], name: &str) -> Option<String> {
    let binds = |it: &&Node<'_>| declared_names(it).iter().any(|bound| bound == name);
    let is_twice = statements.iter().filter(binds).count() > 1;
    is_twice.then(|| format!("`{name}` is declared twice"))
}
