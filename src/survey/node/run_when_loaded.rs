//! Whether code is ever run by its own package. A library may hold an app that listens, in a function that others call:
//! that makes no service.

use std::collections::HashSet;

use crate::code::Survey;
use crate::code::javascript::exports::{Export, exported};
use crate::code::javascript::functions::called_as;
use crate::code::javascript::modules::resolve;
use crate::edit::script::{Node, Script};
use crate::survey::node::server_calls::listen_calls;
use crate::tree::Literal;

/// Whether any `.listen(…)` in `files` is run when they are loaded.
pub(crate) fn listens_when_loaded(survey: &Survey<'_>, files: &[String]) -> bool {
    let scripts = files
        .iter()
        .filter(|path| survey.overlay.has_literal(path, Literal::Listen))
        .filter_map(|path| survey.script(path));
    scripts.into_iter().any(|script| {
        listen_calls(script).any(|call| is_run(survey, files, script, &call, &mut HashSet::new()))
    })
}

/// Whether `node` is run: at the top of its file, or in a function that is called, or handed to somebody, where that is run.
fn is_run(
    survey: &Survey<'_>,
    files: &[String],
    script: &Script,
    node: &Node<'_>,
    seen: &mut HashSet<(String, usize)>,
) -> bool {
    let around = node
        .ancestors()
        .find_map(|function| Some((name_of(&function)?, function)));
    let Some((name, function)) = around else {
        return true;
    };
    if !seen.insert((script.path.clone(), function.range().start)) {
        return false;
    }
    if is_whole_export(script, &name) && files.iter().any(|path| loads(survey, path, &script.path))
    {
        return true;
    }
    files.iter().any(|path| {
        let mentions = survey
            .overlay
            .text(path)
            .is_ok_and(|text| text.is_some_and(|text| text.contains(&name)));
        let Some(other) = survey.script(path).filter(|_| mentions) else {
            return false;
        };
        let own =
            |n: &Node<'_>| other.path == script.path && function.range().contains(&n.range().start);
        let root = other.root();
        root.dfs()
            .filter(|n| is_use(n) && n.text() == name && !own(n))
            .any(|use_| is_run(survey, files, other, &use_, seen))
    })
}

/// Whether the function called `name` is what a script exports as a whole, to be called by any name.
fn is_whole_export(script: &Script, name: &str) -> bool {
    match exported(script, &[]) {
        Some(Export::Here(node)) => {
            node.text() == name || node.field("name").is_some_and(|own| own.text() == name)
        }
        _ => false,
    }
}

fn loads(survey: &Survey<'_>, path: &str, module: &str) -> bool {
    survey
        .loads(path)
        .iter()
        .any(|specifier| resolve(survey.overlay, path, specifier).as_deref() == Some(module))
}

/// The name by which a function is called, also where it is assigned to one.
fn name_of(function: &Node<'_>) -> Option<String> {
    called_as(function).or_else(|| assigned_name(function))
}

/// `exports.start = () => { … }`.
fn assigned_name(function: &Node<'_>) -> Option<String> {
    let assignment = function
        .parent()
        .filter(|parent| parent.kind() == "assignment_expression")?;
    let member = assignment
        .field("left")
        .filter(|left| left.kind() == "member_expression")?;
    let name = member.field("property")?.text().into_owned();
    (name != "exports").then_some(name)
}

/// Whether a name is used here: not declared, imported or exported.
fn is_use(node: &Node<'_>) -> bool {
    if !matches!(&*node.kind(), "identifier" | "property_identifier") {
        return false;
    }
    let Some(parent) = node.parent() else {
        return false;
    };
    let is_name = parent
        .field("name")
        .is_some_and(|name| name.node_id() == node.node_id());
    let renamed = parent.kind() == "import_specifier" && parent.field("alias").is_some();
    if renamed {
        return is_name;
    }
    let exported = node.ancestors().any(|n| {
        n.kind() == "import_statement"
            || n.kind() == "export_specifier"
            || n.kind() == "assignment_expression"
                && n.field("left")
                    .is_some_and(|left| left.text().contains("exports"))
    });
    let default = parent.kind() == "export_statement";
    !is_name && !exported && !default
}
