//! What a fallback in the code gives way to: a secret that is made for as long as the process runs, and in production an end.

use crate::code::Survey;
use crate::code::helpers::{Deed, Helper};
use crate::edit::indentation;
use crate::edit::script::{Node, Script};
use crate::survey::fact::Site;
use crate::survey::python::tokens::known::replaced;

/// Columns of the longest line that formatters leave whole.
const WIDTH: usize = 88;

/// The code that makes a secret in the place of a variable.
fn made(survey: &Survey<'_>, script: &Script, variable: &str) -> String {
    let helper = survey.helper_that(Deed::MakesSecrets, script);
    format!("{}(\"{variable}\")", helper.map_or("", Helper::main))
}

/// `read or made("X")` in the place of `node`.
pub(crate) fn unless_read(
    survey: &Survey<'_>,
    script: &Script,
    node: &Node<'_>,
    read: &str,
    variable: &str,
) -> Site {
    let whole = [
        "argument_list",
        "assignment",
        "keyword_argument",
        "pair",
        "parenthesized_expression",
        "return_statement",
    ];
    let is_whole = node
        .parent()
        .is_some_and(|parent| whole.contains(&&*parent.kind()));
    let code = format!("{read} or {}", made(survey, script, variable));
    let code = if is_whole { code } else { format!("({code})") };
    replaced(script, node, &code).with("made", true)
}

/// What makes the default of a field of settings, where neither the environment nor a file gives it one.
pub(crate) fn factory(
    survey: &Survey<'_>,
    script: &Script,
    variable: &str,
    is_secret: bool,
) -> String {
    let made = made(survey, script, variable);
    let value = if is_secret {
        format!("SecretStr({made})")
    } else {
        made
    };
    format!("default_factory=lambda: {value}")
}

/// `Field(default_factory=…)` in the place of the default of a field.
pub(crate) fn field(script: &Script, default: &Node<'_>, factory: &str) -> Site {
    let start = default.range().start;
    let indent = indentation(&script.text, start);
    let line = script.text[..start].rfind('\n').map_or(0, |at| at + 1);
    let columns = start - line + "Field()".len() + factory.len();
    let code = if columns > WIDTH {
        format!("Field(\n{indent}    {factory}\n{indent})")
    } else {
        format!("Field({factory})")
    };
    replaced(script, default, &code)
        .with("made", true)
        .with("field", true)
}
