//! What of the value of `allow_origins` lets every origin in, followed to where it is written.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{all_definitions, definition, is_function_definition};
use crate::code::python::names::dotted;
use crate::code::python::syntax::{
    bare, callee, keyword, method_call, positional, returned, string_value,
};
use crate::edit::script::Node;
use crate::survey::fact::Site;

/// How far a value is followed: a setting of another module takes three, and a list, a choice or a call around it one each.
const HOPS: usize = 6;

/// What is found of values that are judged.
pub(crate) struct Origins<'s> {
    survey: &'s Survey<'s>,
    /// What lets every origin in.
    pub(crate) open: Vec<Site>,
    /// Reads of environment variables that let every origin in where these are not set.
    pub(crate) by_default: Vec<Site>,
    /// Why something that is open cannot be told how to write anew.
    pub(crate) unclear: Option<String>,
}

impl<'s> Origins<'s> {
    /// Nothing yet.
    pub(crate) fn new(survey: &'s Survey<'s>) -> Self {
        Self {
            survey,
            open: Vec::new(),
            by_default: Vec::new(),
            unclear: None,
        }
    }

    /// Notes what of the value of `allow_origins` lets every origin in.
    pub(crate) fn judge(&mut self, value: &Located<'s>) {
        self.judge_bounded(value, None, HOPS);
    }

    /// Notes a regular expression that matches every origin.
    pub(crate) fn judge_regex(&mut self, value: &Located<'s>) {
        for found in all_definitions(self.survey, value.script, &value.node) {
            if string_value(&found.node).is_some_and(|text| matches_all(&text)) {
                self.open(&found, true, None);
            }
        }
    }

    /// `split` is what the reader of the value parts it at, where it is a text.
    fn judge_bounded(&mut self, value: &Located<'s>, split: Option<&str>, hops: usize) {
        let Some(hops) = hops.checked_sub(1) else {
            return;
        };
        let value = value.at(bare(&value.node));
        let node = &value.node;
        if is_open(node) {
            self.open_value(&value, split);
        } else if reads_environment(node) {
            if default_text(node).is_some_and(|text| lists_star(&text)) {
                self.by_default.push(site(&value, false));
            }
        } else {
            let parted = parted_at(node);
            let split = parted.as_deref().or(split);
            let parts = self.parts(&value);
            if parts.is_empty() {
                self.unclear = self.unclear.take().or_else(|| self.lost(&value));
            }
            for part in parts {
                self.judge_bounded(&part, split, hops);
            }
        }
    }

    /// Why nobody can tell a value that is taken from what a function of the repository gives back.
    fn lost(&self, value: &Located<'s>) -> Option<String> {
        let object = value.node.field("object")?;
        let made = definition(self.survey, value.script, &object)?;
        let function = callee(&made.node)?;
        definition(self.survey, made.script, &function).filter(is_function_definition)?;
        Some(format!(
            "`{}:{}` takes the origins from what `{}` gives back, which cannot be followed; say by an annotation which class of settings that is",
            value.script.path,
            value.script.line(value.node.range().start),
            function.text()
        ))
    }

    /// What a value is made of, in the order of the text.
    fn parts(&self, value: &Located<'s>) -> Vec<Located<'s>> {
        let node = &value.node;
        let here: Vec<Node<'s>> = match &*node.kind() {
            "identifier" | "attribute" => {
                let mut found = all_definitions(self.survey, value.script, node);
                found.retain(|found| !found.is(value));
                return found;
            }
            "call" => return self.parts_of_call(value),
            "boolean_operator" | "binary_operator" => {
                let sides = ["left", "right"].into_iter();
                sides.filter_map(|side| node.field(side)).collect()
            }
            "conditional_expression" => {
                let branches: Vec<Node<'s>> = node.named_children().collect();
                match &branches[..] {
                    [yes, condition, no] if !asks_for_environment(condition) => {
                        vec![yes.clone(), no.clone()]
                    }
                    _ => Vec::new(),
                }
            }
            "list_comprehension" => {
                let clauses = node
                    .named_children()
                    .filter(|n| n.kind() == "for_in_clause");
                clauses.filter_map(|n| n.field("right")).collect()
            }
            _ => Vec::new(),
        };
        here.into_iter().map(|node| value.at(node)).collect()
    }

    /// What a call makes its value of.
    fn parts_of_call(&self, call: &Located<'s>) -> Vec<Located<'s>> {
        let node = &call.node;
        let here = if is_field(node) {
            let first = positional(node).into_iter().next();
            let default = first.or_else(|| keyword(node, "default"));
            let factory = || keyword(node, "default_factory")?.field("body");
            default.or_else(factory).into_iter().collect()
        } else if let Some(text) = split_text(node) {
            vec![text]
        } else {
            let callee = callee(node);
            let function = callee.and_then(|callee| {
                definition(self.survey, call.script, &callee).filter(is_function_definition)
            });
            if let Some(function) = function {
                let values = returned(&function.node).into_iter();
                return values.map(|value| function.at(value)).collect();
            }
            if passes_on(node) {
                positional(node)
            } else {
                Vec::new()
            }
        };
        here.into_iter().map(|node| call.at(node)).collect()
    }

    /// Notes an open value; a text stays one where its reader parts it.
    fn open_value(&mut self, value: &Located<'s>, split: Option<&str>) {
        let is_text = value.node.kind() == "string";
        if is_text && split.is_none() && is_field_of_text(&value.node) {
            let line = value.script.line(value.node.range().start);
            self.unclear.get_or_insert(format!(
                "the setting at `{}:{line}` is a text, and CORSMiddleware takes a list; make it `list[str]`",
                value.script.path
            ));
        }
        self.open(value, false, split.filter(|_| is_text));
    }

    fn open(&mut self, value: &Located<'s>, is_regex: bool, split: Option<&str>) {
        let site = site(value, is_regex).with("separator", split.unwrap_or_default().to_owned());
        let is_known = |known: &Site| known.path == site.path && known.range == site.range;
        if !self.open.iter().any(is_known) {
            self.open.push(site);
        }
    }
}

/// The place of something that lets origins in, and whether it is a regular expression.
pub(crate) fn site(at: &Located<'_>, is_regex: bool) -> Site {
    Site::at(at.script, &at.node).with("regex", is_regex)
}

/// Whether a value lets every origin in by itself: `"*"`, `["*"]`, `"*".split(",")`.
fn is_open(node: &Node<'_>) -> bool {
    match &*node.kind() {
        "list" | "tuple" | "set" => node.named_children().any(|item| is_star(&item)),
        "string" => is_star(node),
        "call" => {
            split_text(node)
                .and_then(|text| string_value(&text))
                .as_deref()
                == Some("*")
        }
        _ => false,
    }
}

pub(crate) fn is_star(node: &Node<'_>) -> bool {
    string_value(node).is_some_and(|text| text.trim() == "*")
}

/// Whether a list in a text has a star in it.
fn lists_star(text: &str) -> bool {
    text.split([',', '"', '[', ']', ' '])
        .any(|part| part == "*")
}

/// The text that a read of the environment gives where the variable is not set.
fn default_text(read: &Node<'_>) -> Option<String> {
    let second = positional(read).into_iter().nth(1);
    string_value(&second.or_else(|| keyword(read, "default"))?)
}

/// pydantic's `Field(…)`.
fn is_field(call: &Node<'_>) -> bool {
    let name = callee(call).and_then(|callee| dotted(&callee));
    name.is_some_and(|name| name.ends_with(".Field") || name == "Field")
}

/// What `….split(",")` and the like are called on.
fn split_text<'a>(call: &Node<'a>) -> Option<Node<'a>> {
    let (text, method) = method_call(call)?;
    matches!(method.as_str(), "split" | "strip" | "rstrip" | "copy").then_some(text)
}

/// What a call parts a text at: `….split(",")`.
fn parted_at(call: &Node<'_>) -> Option<String> {
    let (_, method) = method_call(call)?;
    let separator = positional(call).into_iter().next();
    let separator = separator.and_then(|it| string_value(&it));
    (method == "split").then(|| separator.unwrap_or_else(|| " ".to_owned()))
}

/// Whether a value is that of a field whose type is a text.
fn is_field_of_text(value: &Node<'_>) -> bool {
    let assigned = value.ancestors().find(|n| n.kind() == "assignment");
    let kind = assigned.and_then(|it| it.field("type"));
    kind.is_some_and(|kind| {
        let kind = kind.text();
        kind.contains("str") && !kind.to_lowercase().contains("list") && !kind.contains('[')
            || kind == "Optional[str]"
    })
}

/// Whether a regular expression matches every origin.
fn matches_all(text: &str) -> bool {
    let text = text.trim_start_matches('^').trim_end_matches('$');
    let rest = [
        "https?://",
        "http(s)?://",
        "(https?|http)://",
        "(http|https)://",
        "http://",
        "https://",
        "http",
    ]
    .iter()
    .find_map(|scheme| text.strip_prefix(scheme))
    .unwrap_or(text);
    matches!(rest, ".*" | ".+" | "(.*)" | "(.+)" | ".*?" | "[^/]+")
}

/// `os.getenv(…)`, `os.environ.get(…)`, `config("NAME", default=…)`.
fn reads_environment(call: &Node<'_>) -> bool {
    let name = callee(call)
        .and_then(|callee| dotted(&callee))
        .unwrap_or_default();
    matches!(
        name.as_str(),
        "os.getenv"
            | "os.environ.get"
            | "decouple.config"
            | "environs.Env"
            | "starlette.config.Config"
    )
}

/// Calls that give their argument back in another form.
fn passes_on(call: &Node<'_>) -> bool {
    callee(call).is_some_and(|callee| {
        matches!(
            &*callee.text(),
            "list" | "tuple" | "set" | "sorted" | "json.loads" | "cast"
        )
    })
}

/// Whether a condition tells production from development: what it opens there is meant. That it reads the environment says nothing.
pub(crate) fn asks_for_environment(condition: &Node<'_>) -> bool {
    let text = condition.text().to_lowercase();
    let text = text.replace("getenv", "").replace("environ", "");
    ["prod", "dev", "debug", "local", "test", "env", "stag"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use crate::survey::fastapi::origins::matches_all;

    #[test]
    fn only_expressions_without_a_host_match_all() {
        for open in [".*", "^.*$", "https?://.*", "^https://.*$", ".+"] {
            assert!(matches_all(open), "{open}");
        }
        for closed in [
            "https://.*\\.example\\.com",
            "http://localhost:.*",
            "http://(a|b):.*",
        ] {
            assert!(!matches_all(closed), "{closed}");
        }
    }
}
