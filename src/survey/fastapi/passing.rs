//! Whether a guard lets a request through: its statements are followed for one path, as far as conditions speak of the path.

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{definition, is_function_definition};
use crate::code::python::names::{Bound, bound};
use crate::code::python::syntax::{
    bare, callee, keyword, method_call, positional, statements, string_value,
};
use crate::code::python::texts::text;
use crate::edit::script::{Node, Script};

/// Answers that keep nobody out for who they are: too large, too slow, too many, broken.
const HARMLESS: &[u16] = &[
    405, 408, 409, 411, 413, 414, 415, 422, 429, 431, 500, 502, 503, 504,
];

/// What is known of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Truth {
    Yes,
    No,
    Perhaps,
}

impl Truth {
    fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    fn not(self) -> Self {
        match self {
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Perhaps => Self::Perhaps,
        }
    }
}

/// The way of a request on one path through a function.
pub(crate) struct Passing<'s, 'p> {
    survey: &'s Survey<'s>,
    script: &'s Script,
    path: &'p str,
    /// How the function hands a request on.
    next: Vec<String>,
    /// Where it may be refused.
    pub(crate) refusal: Option<Node<'s>>,
    /// The last members of lists of paths that are let through, and that this one is not in.
    pub(crate) lists: Vec<Located<'s>>,
}

impl<'s, 'p> Passing<'s, 'p> {
    pub(crate) fn new(
        survey: &'s Survey<'s>,
        script: &'s Script,
        path: &'p str,
        parameters: &[String],
    ) -> Self {
        let is_next = |name: &&String| name.contains("next");
        let named = parameters.iter().filter(is_next);
        let mut next: Vec<String> = named.map(|name| format!("{name}(")).collect();
        next.push("self.app(".to_owned());
        Self {
            survey,
            script,
            path,
            next,
            refusal: None,
            lists: Vec::new(),
        }
    }

    /// Follows the statements of a block; whether its end is reached.
    pub(crate) fn walk(&mut self, block: &Node<'s>) -> bool {
        statements(block)
            .iter()
            .all(|statement| self.step(statement))
    }

    /// Whether the statement behind this one is reached.
    fn step(&mut self, statement: &Node<'s>) -> bool {
        match &*statement.kind() {
            "if_statement" => self.branches(statement),
            "try_statement" | "with_statement" => {
                statement.field("body").is_none_or(|body| self.walk(&body))
            }
            "for_statement" | "while_statement" => {
                if let Some(body) = statement.field("body") {
                    self.walk(&body);
                }
                true
            }
            "return_statement" | "raise_statement" => {
                if !self.hands_on(statement) {
                    self.note(statement);
                }
                false
            }
            "function_definition" | "class_definition" | "decorated_definition" => true,
            _ => {
                let hands_on = self.hands_on(statement);
                if !hands_on {
                    self.note(statement);
                }
                !hands_on
            }
        }
    }

    fn branches(&mut self, statement: &Node<'s>) -> bool {
        let mut goes_on = false;
        let mut clauses = vec![statement.clone()];
        clauses.extend(statement.field_children("alternative"));
        for clause in clauses {
            let truth = match clause.field("condition") {
                Some(condition) => self.truth(&condition),
                None => Truth::Yes,
            };
            let body = clause.field("consequence").or_else(|| clause.field("body"));
            if truth != Truth::No
                && let Some(body) = body
            {
                goes_on |= self.walk(&body);
            }
            if truth == Truth::Yes {
                return goes_on;
            }
        }
        true
    }

    fn hands_on(&self, statement: &Node<'_>) -> bool {
        let text = statement.text();
        self.next.iter().any(|next| text.contains(next.as_str()))
    }

    fn note(&mut self, statement: &Node<'s>) {
        let is_it = |node: &Node<'s>| is_refusal(self.survey, self.script, node);
        if self.refusal.is_none() && statement.dfs().any(|node| is_it(&node)) {
            self.refusal = Some(statement.clone());
        }
    }

    fn truth(&mut self, condition: &Node<'s>) -> Truth {
        let condition = bare(condition);
        match &*condition.kind() {
            "not_operator" => condition
                .field("argument")
                .map_or(Truth::Perhaps, |inner| self.truth(&inner).not()),
            "boolean_operator" => {
                let sides = ["left", "right"].map(|side| condition.field(side));
                let is_and = condition
                    .field("operator")
                    .is_some_and(|operator| operator.kind() == "and");
                let decides = Truth::of(!is_and);
                let truths: Vec<Truth> = sides
                    .into_iter()
                    .flatten()
                    .map(|side| self.truth(&side))
                    .collect();
                if truths.contains(&decides) {
                    decides
                } else if truths.contains(&Truth::Perhaps) {
                    Truth::Perhaps
                } else {
                    decides.not()
                }
            }
            "comparison_operator" => self.comparison(&condition),
            "call" => self.call(&condition),
            _ => Truth::Perhaps,
        }
    }

    fn comparison(&mut self, node: &Node<'s>) -> Truth {
        let sides: Vec<Node<'s>> = node.named_children().collect();
        let [left, right] = &sides[..] else {
            return Truth::Perhaps;
        };
        let operator = node.text()
            [left.range().end - node.range().start..right.range().start - node.range().start]
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let Some(asked) = self.asked(left) else {
            return Truth::Perhaps;
        };
        let found = match &*operator {
            "==" | "!=" => text(self.survey, self.script, right).map(|text| text == asked),
            "in" | "not in" => self.among(right, &asked, |member, path| member == path),
            _ => None,
        };
        let found = found.map_or(Truth::Perhaps, Truth::of);
        if matches!(&*operator, "!=" | "not in") {
            found.not()
        } else {
            found
        }
    }

    /// Whether a list of texts has one that fits; a list of paths without one is remembered.
    fn among(
        &mut self,
        list: &Node<'s>,
        asked: &str,
        fits: impl Fn(&str, &str) -> bool,
    ) -> Option<bool> {
        let found = definition(self.survey, self.script, list)?;
        let call = matches!(&*found.node.kind(), "call").then(|| positional(&found.node));
        let node = call
            .and_then(|given| given.into_iter().next())
            .unwrap_or_else(|| found.node.clone());
        if !matches!(&*node.kind(), "list" | "tuple" | "set") {
            return None;
        }
        let members: Vec<Node<'s>> = node
            .named_children()
            .filter(|n| n.kind() != "comment")
            .collect();
        let texts: Option<Vec<String>> = members
            .iter()
            .map(|member| text(self.survey, found.script, member))
            .collect();
        let texts = texts?;
        let fits = texts.iter().any(|member| fits(member, asked));
        let is_of_paths = asked == self.path && texts.iter().all(|text| text.starts_with('/'));
        if let Some(last) = members.last().filter(|_| !fits && is_of_paths)
            && last.kind() == "string"
        {
            self.lists.push(found.at(last.clone()));
        }
        Some(fits)
    }

    /// `path.startswith(…)`, `any(path.startswith(prefix) for prefix in OPEN)`.
    fn call(&mut self, call: &Node<'s>) -> Truth {
        let any = callee(call).is_some_and(|callee| callee.text() == "any");
        let inner = call.field("arguments").filter(|_| any);
        if let Some(inner) = inner.filter(|inner| inner.kind() == "generator_expression") {
            let body = inner.field("body");
            let list = inner
                .named_children()
                .find(|n| n.kind() == "for_in_clause")
                .and_then(|clause| clause.field("right"));
            let starts = body.and_then(|body| {
                let (object, method) = method_call(&body)?;
                (method == "startswith").then_some(object)
            });
            let (Some(list), Some(object)) = (list, starts) else {
                return Truth::Perhaps;
            };
            let Some(asked) = self.asked(&object) else {
                return Truth::Perhaps;
            };
            let found = self.among(&list, &asked, |member, path| path.starts_with(member));
            return found.map_or(Truth::Perhaps, Truth::of);
        }
        let Some((object, _)) = method_call(call).filter(|(_, it)| it == "startswith") else {
            return Truth::Perhaps;
        };
        let (Some(asked), Some(start)) = (self.asked(&object), positional(call).into_iter().next())
        else {
            return Truth::Perhaps;
        };
        if let Some(start) = text(self.survey, self.script, &start) {
            return Truth::of(asked.starts_with(&start));
        }
        let found = self.among(&start, &asked, |member, path| path.starts_with(member));
        found.map_or(Truth::Perhaps, Truth::of)
    }

    /// What an expression is of the request that is followed: its path, its method, its kind.
    fn asked(&self, node: &Node<'s>) -> Option<String> {
        let node = bare(node);
        let said = node.text();
        let said = said.replace('\'', "\"");
        let said = said
            .strip_suffix(".rstrip(\"/\")")
            .or_else(|| said.strip_suffix(".lower()"))
            .unwrap_or(&said);
        if self.path.is_empty() {
            return None;
        }
        match said {
            _ if said.ends_with(".url.path") => Some(self.path.to_owned()),
            "scope[\"path\"]" | "scope.get(\"path\")" | "request.scope[\"path\"]" => {
                Some(self.path.to_owned())
            }
            "scope.get(\"path\", \"\")" => Some(self.path.to_owned()),
            "scope[\"type\"]" => Some("http".to_owned()),
            "scope[\"method\"]" => Some("GET".to_owned()),
            _ if said.ends_with("request.method") => Some("GET".to_owned()),
            _ if node.kind() == "identifier" => match bound(&node.text(), &node)? {
                Bound::Value(value) => self.asked(&value),
                _ => None,
            },
            _ => None,
        }
    }
}

/// Whether a node answers that somebody may not come in, or sends them elsewhere.
pub(crate) fn is_refusal<'s>(survey: &'s Survey<'s>, script: &'s Script, node: &Node<'s>) -> bool {
    if node.kind() == "pair" {
        let key = node.field("key").and_then(|key| string_value(&key));
        let value = node.field("value");
        return key.as_deref() == Some("status") && value.is_some_and(|it| refuses(&it.text()));
    }
    let Some(called) = callee(node) else {
        return false;
    };
    let name = called.field("attribute").unwrap_or_else(|| called.clone());
    let name = name.text().into_owned();
    if name == "RedirectResponse" {
        return true;
    }
    if name.ends_with("HTTPException") {
        let first = positional(node).into_iter().next();
        let status = keyword(node, "status_code").or(first);
        return status.is_some_and(|status| refuses(&status.text()));
    }
    if name.ends_with("Response") {
        let second = positional(node).into_iter().nth(1);
        let status = keyword(node, "status_code").or(second);
        return status.is_some_and(|status| refuses(&status.text()));
    }
    let lower = name.to_lowercase();
    if called.kind() == "attribute" && called.text().starts_with("self.") {
        return ["deny", "forbid", "refuse", "reject", "unauthor"]
            .iter()
            .any(|word| lower.contains(word));
    }
    let helper = definition(survey, script, &called).filter(is_function_definition);
    helper.is_some_and(|helper| {
        let inner: Vec<Node<'s>> = helper.node.dfs().filter(|n| n.kind() == "call").collect();
        inner.iter().any(|call| {
            let name = callee(call)
                .map(|it| it.text().into_owned())
                .unwrap_or_default();
            (name.ends_with("Response") || name.ends_with("HTTPException"))
                && is_refusal(survey, helper.script, call)
        })
    })
}

/// Whether a status keeps somebody out; one that cannot be told may.
fn refuses(status: &str) -> bool {
    let digits: String = status.chars().filter(char::is_ascii_digit).collect();
    match digits.parse::<u16>() {
        Ok(status) => (300..600).contains(&status) && !HARMLESS.contains(&status),
        Err(_) => true,
    }
}
