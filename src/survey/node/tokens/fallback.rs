//! Texts in the code for a secret that is not set.

use crate::code::statements::found_in;
use crate::edit::script::{Node, Script, bare, is_typescript, string_value};
use crate::survey::fact::Site;
use crate::survey::node::service::Service;
use crate::survey::node::tokens::secret::{reads_environment, variable};

/// Where the service has a text of its own for a secret that is not set.
pub(crate) fn fallbacks(service: &Service<'_>, variable: &str) -> Vec<Site> {
    let survey = service.survey;
    let mentions = |path: &&String| {
        let text = survey.overlay.text(path).ok().flatten();
        text.is_some_and(|text| text.contains(variable))
    };
    let scripts = service
        .own_files()
        .filter(mentions)
        .filter_map(|path| survey.script(path));
    found_in(scripts, |script, node| fallback(script, &node, variable))
}

/// `process.env.NAME || "text"`, or `{ NAME = "text" } = process.env`.
fn fallback(script: &Script, node: &Node<'_>, name: &str) -> Option<Site> {
    if !matches!(
        &*node.kind(),
        "binary_expression" | "object_assignment_pattern"
    ) {
        return None;
    }
    let (given, text) = (node.field("left")?, node.field("right")?);
    let is_text = string_value(&text).is_some_and(|text| !text.is_empty());
    let (secret, is_named) = if node.kind() == "binary_expression" {
        let operator = node.field("operator")?;
        let chosen = matches!(&*operator.text(), "||" | "??");
        (given.text().into_owned(), chosen && reads(&given, name))
    } else {
        let declarator = node
            .ancestors()
            .find(|n| n.kind() == "variable_declarator")?;
        let read = reads_environment(&declarator.field("value")?);
        (given.text().into_owned(), read && given.text() == name)
    };
    if !is_text || !is_named {
        return None;
    }
    let typed = is_typescript(&script.path) && node.kind() == "binary_expression";
    // what is asserted already needs no second assertion
    let asserted = given.kind() == "as_expression" || given.kind() == "non_null_expression";
    let code = if typed && !asserted {
        format!("{secret} as string")
    } else {
        secret
    };
    Some(Site::at(script, node).with("secret", code))
}

/// Whether an expression is a variable of the environment, or that where another one is not set.
fn reads(given: &Node<'_>, name: &str) -> bool {
    let given = bare(given);
    if given.kind() == "binary_expression" {
        let sides = ["left", "right"].map(|side| given.field(side));
        return sides.iter().flatten().any(|side| reads(side, name));
    }
    variable(&given).as_deref() == Some(name)
}
