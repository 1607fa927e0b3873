//! Which values of `origin` let every origin in. A value is followed to where it stands, through names and local modules, so that
//! the fix lands there.

use crate::code::Survey;
use crate::code::javascript::bindings::bound_in;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{Node, arguments, bare, is_function, parameters, string_value};
use crate::survey::fact::Site;

/// The most names and modules that a value is followed through: options of another module and a constant there take three, a
/// choice or a fallback one each.
const HOPS: usize = 5;

/// The parts of an `origin` that let every origin in.
pub(crate) fn open_origins<'s>(survey: &'s Survey<'_>, origin: &Located<'s>) -> Vec<Site> {
    open_values(survey, origin, HOPS)
}

fn open_values<'s>(survey: &'s Survey<'_>, origin: &Located<'s>, hops: usize) -> Vec<Site> {
    let Some(hops) = hops.checked_sub(1) else {
        return Vec::new();
    };
    let node = bare(&origin.node);
    let within = |parts: Vec<Node<'s>>| -> Vec<Site> {
        parts
            .into_iter()
            .flat_map(|part| open_values(survey, &origin.at(part), hops))
            .collect()
    };
    match &*node.kind() {
        // `process.env.CORS_ORIGIN || "*"`: the fallback lets everybody in
        "binary_expression" => within(
            ["left", "right"]
                .iter()
                .filter_map(|side| node.field(side))
                .collect(),
        ),
        "ternary_expression" => within(production_branches(&node)),
        "identifier" | "shorthand_property_identifier" | "member_expression" => {
            if let Some(default) = default_of(&node) {
                return within(vec![default]);
            }
            let found = survey.definition(origin.script, &node);
            let elsewhere = |found: &Located<'_>| {
                found.node.range() != node.range() || found.script.path != origin.script.path
            };
            found
                .filter(elsewhere)
                .map_or_else(Vec::new, |found| open_values(survey, &found, hops))
        }
        "array" if node.named_children().any(|item| is_open_pattern(&item)) => {
            vec![Site::at(origin.script, &node)]
        }
        _ if is_open(&node) => vec![Site::at(origin.script, &node)],
        _ => Vec::new(),
    }
}

/// Whether a value by itself lets every origin in.
fn is_open(node: &Node<'_>) -> bool {
    match &*node.kind() {
        "true" => true,
        "string" | "template_string" => string_value(node).as_deref() == Some("*"),
        "regex" => is_open_pattern(node),
        _ => is_function(node) && allows_always(node),
    }
}

/// A pattern that any origin matches.
fn is_open_pattern(node: &Node<'_>) -> bool {
    let text = node.text();
    let body = text
        .strip_prefix('/')
        .and_then(|rest| rest.rsplit_once('/'));
    let patterns = [".*", "^.*$", ".+", "^.+$", ".", "^.*", ".*$"];
    node.kind() == "regex" && body.is_some_and(|(body, _)| patterns.contains(&body))
}

/// `const { CORS_ORIGIN = "*" } = process.env`: what the name is where nothing is set.
fn default_of<'a>(name: &Node<'a>) -> Option<Node<'a>> {
    let Declared::Value { name: bound, .. } = declared(&name.text(), name)? else {
        return None;
    };
    let pattern = bound
        .parent()
        .filter(|parent| parent.kind() == "object_assignment_pattern")?;
    pattern.field("right")
}

/// The branches of a choice that production may take: the one where the condition tells, else both.
pub(crate) fn production_branches<'a>(ternary: &Node<'a>) -> Vec<Node<'a>> {
    let condition = ternary
        .field("condition")
        .map(|n| n.text().to_lowercase())
        .unwrap_or_default();
    let denied = condition.contains("!=") || condition.starts_with('!');
    let names = |words: &[&str]| words.iter().any(|word| condition.contains(word));
    let sides: &[&str] = match (names(&["prod"]), names(&["dev", "local", "test"])) {
        (true, false) if denied => &["alternative"],
        (true, false) => &["consequence"],
        (false, true) if denied => &["consequence"],
        (false, true) => &["alternative"],
        _ => &["consequence", "alternative"],
    };
    sides
        .iter()
        .filter_map(|side| ternary.field(side))
        .collect()
}

/// A callback that never says no: every answer is yes, or the origin itself.
fn allows_always(function: &Node<'_>) -> bool {
    let parameters = parameters(function);
    let name = |at: usize| {
        parameters
            .get(at)
            .and_then(|p| bound_in(p, None))
            .map(|n| n.text().into_owned())
    };
    let (origin, Some(callback)) = (name(0), name(1)) else {
        return false;
    };
    let is_answer = |n: &Node<'_>| {
        n.kind() == "call_expression" && n.field("function").is_some_and(|f| f.text() == callback)
    };
    let says_yes = |answer: &Node<'_>| {
        let arguments = arguments(answer);
        let no_error = arguments
            .first()
            .is_some_and(|n| matches!(&*n.text(), "null" | "undefined"));
        no_error
            && arguments
                .get(1)
                .is_some_and(|n| is_yes(n, origin.as_deref()))
    };
    let answers: Vec<Node<'_>> = function.dfs().filter(is_answer).collect();
    let throws = function.dfs().any(|n| n.kind() == "throw_statement");
    !answers.is_empty() && !throws && answers.iter().all(says_yes)
}

/// `true`, `"*"`, the origin of the request, or a choice among these.
fn is_yes(value: &Node<'_>, origin: Option<&str>) -> bool {
    let value = bare(value);
    let side = |field: &str| value.field(field).is_some_and(|n| is_yes(&n, origin));
    match &*value.kind() {
        "true" | "string" | "template_string" => is_open(&value),
        "identifier" => Some(&*value.text()) == origin,
        "binary_expression" => side("left") && side("right"),
        _ => false,
    }
}
