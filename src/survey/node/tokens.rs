//! Where a service verifies JSON web tokens with jsonwebtoken, and with which secret of the environment: one that cannot be
//! changed without signing everybody out, or for which the code has a fallback. Public keys and secrets that are made up of
//! several things have no previous value, so they are no concern of this.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::javascript::members::definition;
use crate::code::javascript::names::{Declared, bound_name, declared, reference};
use crate::code::located::Located;
use crate::edit::script::{
    Node, Script, arguments, bare, is_function, is_typescript, property, string_value,
};
use crate::survey::fact::{Captures, Fact, Site};
use crate::survey::node::service::Service;
use crate::survey::node::variables::is_environment;
use crate::survey::word::Row;
use crate::tree::Literal;

/// The words of this room.
pub(crate) const WORDS: &[Row<Service>] = &[
    Row::fact(
        "jwt",
        "tokens are verified with secrets of the environment",
        |it, _| it.jwt(),
    ),
    Row::fact(
        "jwt-secrets",
        "the variables whose values tokens are signed or verified with",
        |it, _| Fact::Present(it.jwt_secrets()),
    ),
    Row::fact(
        "jwt-algorithms",
        "what tokens may be signed with, as code",
        |it, _| Fact::Present(it.jwt_algorithms()),
    ),
    Row::fact(
        "single-jwt-secret",
        "a secret of tokens cannot be changed at run time, or has a fallback",
        |it, _| it.single_jwt_secret(),
    ),
    Row::list(
        "single-secret-verifies",
        "functions of jsonwebtoken that verify with one secret only",
        &["previous", "verify"],
        |it| Fact::Present(it.tokens().single.clone()),
    ),
    Row::list(
        "jwt-secret-fallbacks",
        "secrets of tokens for which the code has a fallback",
        &["secret"],
        |it| Fact::Present(it.tokens().fallbacks.clone()),
    ),
    Row::list(
        "hardcoded-jwt-secrets",
        "secrets of tokens that stand in the code",
        &[],
        |it| Fact::Present(it.tokens().literal.clone()),
    ),
    Row::fact(
        "signs-with-fallback",
        "such a secret signs tokens that something else than jsonwebtoken verifies",
        |it, _| it.signs_with_fallback(),
    ),
];

const PACKAGE: &str = "jsonwebtoken";

/// The secret whose previous values need no naming.
const USUAL: &str = "JWT_SECRET";

/// The most names and modules that a secret is followed through.
const HOPS: usize = 6;

/// What of the tokens of a service is wrong, and what is right already.
#[derive(Default)]
pub(crate) struct Tokens {
    /// Some token is verified with a secret of the environment.
    verifies: bool,
    /// Callees of `verify` that know one secret only.
    pub(crate) single: Vec<Site>,
    /// Secrets of the environment with a fallback in the code.
    pub(crate) fallbacks: Vec<Site>,
    /// The variables that tokens are signed or verified with.
    variables: BTreeSet<String>,
    /// Secrets that stand in the code.
    pub(crate) literal: Vec<Site>,
    /// Why a secret cannot be told.
    unclear: Option<String>,
    /// What tokens are signed with; none where that cannot be told.
    algorithms: Option<BTreeSet<String>>,
}

/// What a token is signed or verified with.
enum Secret {
    /// A variable of the environment.
    Variable(String),
    /// A string in the code.
    Literal(Site),
    /// A key of another kind, which is not ours to rotate.
    Other,
    /// What it is shows only when the service runs.
    Unclear,
}

impl Tokens {
    pub(crate) fn of(service: &Service<'_>) -> Self {
        let survey = service.survey;
        let mut tokens = Self {
            algorithms: Some(BTreeSet::new()),
            ..Self::default()
        };
        let mut variables = BTreeSet::new();
        let mentions = |path: &&String| survey.overlay.has_literal(path, Literal::Jwt);
        for path in service.files.iter().filter(mentions) {
            if let Some(reason) = survey.unreadable(path) {
                tokens.unclear.get_or_insert(reason);
            }
            let Some(script) = survey.script(path) else {
                continue;
            };
            for node in script.root().dfs() {
                if is_member(&node, "verify") {
                    tokens.verify(survey, script, &node, &mut variables);
                } else if is_member(&node, "sign") {
                    tokens.sign(survey, script, &node, &mut variables);
                }
            }
        }
        for variable in &variables {
            tokens.fallbacks.extend(fallbacks(service, variable));
        }
        tokens.variables = variables;
        for list in [
            &mut tokens.single,
            &mut tokens.fallbacks,
            &mut tokens.literal,
        ] {
            list.sort_by(|a, b| (&a.path, a.range.start).cmp(&(&b.path, b.range.start)));
            list.dedup();
        }
        tokens
    }

    fn verify<'s>(
        &mut self,
        survey: &'s Survey<'_>,
        script: &'s Script,
        verify: &Node<'s>,
        variables: &mut BTreeSet<String>,
    ) {
        let rotates = is_given_to_helper(survey, script, verify);
        let verify = if rotates {
            call_around(verify)
        } else {
            Some(verify.clone())
        };
        let Some(verify) = verify else {
            return;
        };
        let calls = calls_of(script, &verify);
        let mut found: Vec<Secret> = calls
            .iter()
            .filter(|call| !is_asymmetric(survey, script, call))
            .map(|call| secret_of(survey, script, call))
            .collect();
        for secret in found.extract_if(.., |secret| matches!(secret, Secret::Literal(_))) {
            if let Secret::Literal(site) = secret {
                self.literal.push(site);
            }
        }
        let names: BTreeSet<&String> = found
            .iter()
            .filter_map(|secret| match secret {
                Secret::Variable(name) => Some(name),
                _ => None,
            })
            .collect();
        variables.extend(names.iter().map(|name| (*name).clone()));
        self.verifies |= !names.is_empty();
        if rotates {
            return;
        }
        let is_unclear = found.iter().any(|secret| matches!(secret, Secret::Unclear));
        match names.first() {
            _ if is_unclear || names.len() > 1 => {
                self.verifies = true;
                self.unclear.get_or_insert(format!(
                    "which secret `{}:{}` verifies with shows only when the service runs; read it from `process.env` there",
                    script.path,
                    script.line(verify.range().start)
                ));
            }
            Some(name) => self.single.push(single(script, &verify, name)),
            None => {}
        }
    }

    fn sign<'s>(
        &mut self,
        survey: &'s Survey<'_>,
        script: &'s Script,
        sign: &Node<'s>,
        variables: &mut BTreeSet<String>,
    ) {
        for call in calls_of(script, sign) {
            match secret_of(survey, script, &call) {
                Secret::Variable(name) => drop(variables.insert(name)),
                Secret::Literal(site) => self.literal.push(site),
                Secret::Other => continue,
                Secret::Unclear => {}
            }
            let used = algorithm(survey, script, &call);
            self.algorithms = self.algorithms.take().zip(used).map(|(mut all, used)| {
                all.insert(used);
                all
            });
        }
    }
}

impl Service<'_> {
    /// The service verifies tokens with secrets of the environment.
    pub(crate) fn jwt(&self) -> Fact<Value> {
        Fact::from_option(self.tokens().verifies.then(|| Value::from(true)))
    }

    /// A secret cannot be changed without signing everybody out, or has a fallback.
    pub(crate) fn single_jwt_secret(&self) -> Fact<Value> {
        let tokens = self.tokens();
        match &tokens.unclear {
            Some(reason) => Fact::Unknown(reason.clone()),
            None if tokens.single.is_empty() && tokens.fallbacks.is_empty() => Fact::Absent,
            None => Fact::Present(Value::from(true)),
        }
    }

    /// Tokens are signed with a secret that has a fallback, and verified by something else than jsonwebtoken.
    pub(crate) fn signs_with_fallback(&self) -> Fact<Value> {
        let tokens = self.tokens();
        let only_signs = !tokens.verifies && !tokens.fallbacks.is_empty();
        Fact::from_option(only_signs.then(|| Value::from(true)))
    }

    /// The variables that tokens are signed or verified with, by name.
    pub(crate) fn jwt_secrets(&self) -> Value {
        self.tokens().variables.iter().cloned().collect()
    }

    /// What tokens may be signed with, as code: what the service itself uses, or all that a secret can.
    pub(crate) fn jwt_algorithms(&self) -> Value {
        let used = self.tokens().algorithms.clone().unwrap_or_default();
        let all = || ["HS256", "HS384", "HS512"].map(str::to_owned).into();
        let used = if used.is_empty() { all() } else { used };
        let quoted: Vec<String> = used.iter().map(|name| format!("\"{name}\"")).collect();
        Value::from(format!("[{}]", quoted.join(", ")))
    }
}

/// Whether a node is the function `name` of jsonwebtoken, where it is used and not where it is declared.
fn is_member(node: &Node<'_>, name: &str) -> bool {
    let is_use = match &*node.kind() {
        "member_expression" => node.field("property").is_some_and(|n| n.text() == name),
        "identifier" => node
            .parent()
            .is_some_and(|parent| matches!(&*parent.kind(), "call_expression" | "arguments")),
        _ => false,
    };
    is_use && reference(node).is_some_and(|r| r.is(PACKAGE, Some(name)))
}

/// Whether a function is the argument of our helper.
fn is_given_to_helper(survey: &Survey<'_>, script: &Script, function: &Node<'_>) -> bool {
    let call = call_around(function);
    call.is_some_and(|call| survey.calls_helper(script, &call, Deed::KnowsPreviousSecrets))
}

/// The call whose argument a node is.
fn call_around<'a>(argument: &Node<'a>) -> Option<Node<'a>> {
    argument
        .parent()
        .filter(|parent| parent.kind() == "arguments")?
        .parent()
}

/// The calls of a function: in place, or by what `promisify` makes of it.
fn calls_of<'a>(script: &'a Script, function: &Node<'a>) -> Vec<Node<'a>> {
    if let Some(call) = call_by(function) {
        return vec![call];
    }
    let promised = call_around(function).filter(|call| {
        call.field("function")
            .is_some_and(|callee| callee.text().ends_with("promisify"))
    });
    let Some(promised) = promised else {
        return Vec::new();
    };
    if let Some(call) = call_by(&promised) {
        return vec![call];
    }
    let Some(name) = bound_name(&promised).filter(|name| name.kind() == "identifier") else {
        return Vec::new();
    };
    let same = |callee: &Node<'_>| match declared(&callee.text(), callee) {
        Some(Declared::Value { name: bound, .. }) => bound.range() == name.range(),
        _ => false,
    };
    script
        .root()
        .dfs()
        .filter(|n| n.kind() == "call_expression")
        .filter(|call| {
            call.field("function").is_some_and(|callee| {
                callee.kind() == "identifier" && callee.text() == name.text() && same(&callee)
            })
        })
        .collect()
}

/// The call that a node is the callee of.
fn call_by<'a>(callee: &Node<'a>) -> Option<Node<'a>> {
    let around = callee.parent()?;
    match &*around.kind() {
        "call_expression" => around
            .field("function")
            .is_some_and(|n| n.node_id() == callee.node_id())
            .then_some(around),
        "parenthesized_expression" => call_by(&around),
        _ => None,
    }
}

fn single(script: &Script, verify: &Node<'_>, variable: &str) -> Site {
    let previous = (variable != USUAL).then(|| format!("{variable}_PREVIOUS"));
    let captures = Captures::from([
        ("verify".to_owned(), Value::from(verify.text().into_owned())),
        ("previous".to_owned(), Value::from(previous)),
    ]);
    Site {
        captures,
        ..site(script, verify)
    }
}

/// The secret that a call of `sign` or `verify` gets.
fn secret_of<'s>(survey: &'s Survey<'_>, script: &'s Script, call: &Node<'s>) -> Secret {
    match arguments(call).into_iter().nth(1) {
        Some(node) => follow(survey, &Located { script, node }, HOPS),
        None => Secret::Unclear,
    }
}

fn follow<'s>(survey: &'s Survey<'_>, at: &Located<'s>, hops: usize) -> Secret {
    let Some(hops) = hops.checked_sub(1) else {
        return Secret::Unclear;
    };
    let node = bare(&at.node);
    if let Some(name) = variable(&node) {
        return if is_public(&name) {
            Secret::Other
        } else {
            Secret::Variable(name)
        };
    }
    let next = |node: Node<'s>| follow(survey, &at.at(node), hops);
    match &*node.kind() {
        "string" => Secret::Literal(site(at.script, &node)),
        "template_string" => match substitutions(&node).as_slice() {
            [] => Secret::Literal(site(at.script, &node)),
            // nothing but the variable
            [only] if node.text().len() == only.text().len() + 2 => {
                only.named_children().next().map_or(Secret::Other, next)
            }
            _ => Secret::Other,
        },
        "binary_expression" => {
            let operator = node.field("operator").map(|n| n.text().into_owned());
            match (operator.as_deref(), node.field("left")) {
                (Some("||" | "??"), Some(left)) => next(left),
                _ => Secret::Other,
            }
        }
        "ternary_expression" => {
            let branches = ["consequence", "alternative"].map(|side| node.field(side));
            let mut secrets = branches.into_iter().flatten().map(next);
            secrets
                .find(|secret| matches!(secret, Secret::Variable(_)))
                .unwrap_or(Secret::Unclear)
        }
        "arrow_function" | "function_expression" | "object" => Secret::Other,
        "call_expression" => converted(&node).map_or_else(|| called(&node), next),
        "identifier"
        | "shorthand_property_identifier"
        | "shorthand_property_identifier_pattern"
        | "member_expression" => {
            if is_public(&node.text()) {
                return Secret::Other;
            }
            match definition(survey, &at.at(node)) {
                Some(found) => follow(survey, &found, hops),
                None => Secret::Unclear,
            }
        }
        _ => Secret::Unclear,
    }
}

fn substitutions<'a>(template: &Node<'a>) -> Vec<Node<'a>> {
    template
        .children()
        .filter(|n| n.kind() == "template_substitution")
        .collect()
}

/// `process.env.NAME`, `process.env["NAME"]`, or the name of something that reads `process.env` as a whole: what envalid, joi
/// or zod make of it.
fn variable(node: &Node<'_>) -> Option<String> {
    let (object, name) = match &*node.kind() {
        "member_expression" => (
            node.field("object")?,
            node.field("property")?.text().into_owned(),
        ),
        "subscript_expression" => (node.field("object")?, string_value(&node.field("index")?)?),
        "identifier"
        | "shorthand_property_identifier"
        | "shorthand_property_identifier_pattern" => {
            let Declared::Value { value, path, .. } = declared(&node.text(), node)? else {
                return None;
            };
            let [name] = path.as_slice() else {
                return None;
            };
            return reads_environment(&value).then(|| name.clone());
        }
        _ => return None,
    };
    reads_environment(&object).then_some(name)
}

/// `process.env` itself, or what a call makes of it.
fn reads_environment(node: &Node<'_>) -> bool {
    let node = bare(node);
    match &*node.kind() {
        _ if is_environment(&node) => true,
        // `envSchema.safeParse(process.env).data`
        "member_expression" => node.field("object").is_some_and(|object| {
            object.kind() != "member_expression" && reads_environment(&object)
        }),
        "identifier" => match declared(&node.text(), &node) {
            Some(Declared::Value { value, .. }) => {
                value.kind() != "identifier" && reads_environment(&value)
            }
            _ => false,
        },
        "call_expression" => arguments(&node).iter().any(is_environment),
        _ => false,
    }
}

/// Keys that others may know verify what only their owner signs.
fn is_public(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "public", "pub_key", "pubkey", "private", "cert", "pem", "jwk",
    ]
    .iter()
    .any(|word| name.contains(word))
}

/// `String(x)`, `x.toString()`, `x.trim()`, `Buffer.from(x)`: the same bytes.
fn converted<'a>(call: &Node<'a>) -> Option<Node<'a>> {
    let callee = call.field("function")?;
    let given = arguments(call);
    match (&*callee.text(), given.as_slice()) {
        ("String" | "Buffer.from", [only]) => return Some(only.clone()),
        ("Buffer.from", [text, encoding])
            if string_value(encoding).is_some_and(|name| name.starts_with("utf")) =>
        {
            return Some(text.clone());
        }
        _ => {}
    }
    let method = callee.field("property")?;
    (matches!(&*method.text(), "toString" | "trim") && given.is_empty())
        .then(|| callee.field("object"))?
}

/// A key that is read from a file or made is none of the environment.
fn called(call: &Node<'_>) -> Secret {
    let text = call.field("function").map(|n| n.text().into_owned());
    let reads = [
        "readFileSync",
        "readFile",
        "createPublicKey",
        "createSecretKey",
    ];
    match text {
        Some(name) if reads.iter().any(|it| name.ends_with(it)) => Secret::Other,
        _ => Secret::Unclear,
    }
}

/// Whether the options of `verify` ask for keys of another kind.
fn is_asymmetric(survey: &Survey<'_>, script: &Script, call: &Node<'_>) -> bool {
    let asked = option(survey, script, call, "algorithms");
    asked.is_some_and(|asked| !asked.is_empty() && asked.iter().all(|it| !it.starts_with("HS")))
}

/// What a call of `sign` signs with; `None` where it cannot be told.
fn algorithm(survey: &Survey<'_>, script: &Script, call: &Node<'_>) -> Option<String> {
    let usual = || Some("HS256".to_owned());
    let Some(options) = arguments(call).into_iter().nth(2) else {
        return usual();
    };
    if is_function(&options) {
        return usual();
    }
    let home = survey.script(&script.path)?;
    let options = survey.definition(home, &home.node(&options.kind(), &options.range())?)?;
    let object = Some(options.node).filter(|n| n.kind() == "object")?;
    match property(&object, "algorithm") {
        Some(name) => survey.texts(options.script, &name).into_iter().next(),
        None if object.children().any(|n| n.kind() == "spread_element") => None,
        None => usual(),
    }
}

/// The texts of an option of a call.
fn option(survey: &Survey<'_>, script: &Script, call: &Node<'_>, key: &str) -> Option<Vec<String>> {
    let options = arguments(call).into_iter().nth(2)?;
    let home = survey.script(&script.path)?;
    let options = survey.definition(home, &home.node(&options.kind(), &options.range())?)?;
    let value = property(&options.node, key).filter(|_| options.node.kind() == "object")?;
    Some(survey.texts(options.script, &value))
}

/// Where the service has a text of its own for a secret that is not set.
fn fallbacks(service: &Service<'_>, variable: &str) -> Vec<Site> {
    let survey = service.survey;
    let mentions = |path: &&String| {
        let text = survey.overlay.text(path).ok().flatten();
        text.is_some_and(|text| text.contains(variable))
    };
    let scripts = service
        .files
        .iter()
        .filter(mentions)
        .filter_map(|path| survey.script(path));
    scripts
        .flat_map(|script| {
            let root = script.root();
            let found = root.dfs().filter_map(|n| fallback(script, &n, variable));
            found.collect::<Vec<_>>()
        })
        .collect()
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
    let captures = Captures::from([("secret".to_owned(), Value::from(code))]);
    Some(Site {
        captures,
        ..site(script, node)
    })
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

fn site(script: &Script, node: &Node<'_>) -> Site {
    Site {
        path: script.path.clone(),
        range: node.range(),
        line: script.line(node.range().start),
        captures: Captures::new(),
    }
}
