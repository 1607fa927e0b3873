//! Whether a service ends, or throws, while it starts where a variable is missing: by a package, a schema or code of its own.

use crate::code::helpers::Deed;
use crate::code::javascript::bindings::bound_in;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::functions::call_given;
use crate::code::javascript::modules::loads;
use crate::code::javascript::names::declared;
use crate::edit::script::{Node, Script, arguments, is_function, method_call, parameters};
use crate::survey::node::variables::program::Program;
use crate::survey::node::variables::reads::{is_environment, reads_anything};

/// Packages whose purpose is this check.
const PACKAGES: &[&str] = &[
    "@t3-oss/env-core",
    "convict",
    "dotenv-safe",
    "envalid",
    "env-schema",
    "env-var",
    "envsafe",
    "ts-dotenv",
    "znv",
];

/// Packages that hold values against a schema.
const SCHEMAS: &[&str] = &[
    "@hapi/joi",
    "@sinclair/typebox",
    "ajv",
    "arktype",
    "class-validator",
    "io-ts",
    "joi",
    "superstruct",
    "valibot",
    "yup",
    "zod",
    "celebrate",
];

/// How many names are followed to what they are made from: `name` of a loop, the list that it goes through, the object that this
/// is made of, and what reads the environment.
const HOPS: usize = 4;

impl<'s> Program<'s> {
    /// Where the environment is checked: a file and line.
    pub(crate) fn check(&self) -> Option<&str> {
        self.check.or_find(|| self.find_check()).as_deref()
    }

    /// The entry may check what a module has read.
    fn find_check(&self) -> Option<String> {
        let entry = self.files.first().and_then(|path| self.survey.script(path));
        let mut scripts = self.scripts().chain(entry).chain(self.refusing());
        scripts.find_map(|script| {
            // it ends the service for a weak secret, and one that is missing is none to it
            let helper = self.survey.helper(&script.path);
            if helper.is_some_and(|helper| helper.does == Some(Deed::ChecksSecrets)) {
                return None;
            }
            let node = self.check_in(script)?;
            Some(format!(
                "{}:{}",
                script.path,
                script.line(node.range().start)
            ))
        })
    }

    /// The scripts that may refuse settings which others have read.
    fn refusing(&self) -> impl Iterator<Item = &'s Script> {
        let survey = self.survey;
        let refuses = move |path: &&String| {
            let text = survey.overlay.text(path).ok().flatten();
            text.is_some_and(|text| {
                let ends = text.contains("throw ") || text.contains("process.exit");
                let says = ["missing", "Missing", "required", "not set", "not defined"];
                ends && !text.contains("process.env") && says.iter().any(|it| text.contains(it))
            })
        };
        let files = self.files.iter().filter(refuses);
        files.filter_map(move |path| survey.script(path))
    }

    fn check_in(&self, script: &'s Script) -> Option<Node<'s>> {
        let loaded = loads(script);
        let loads_one_of = |names: &[&str]| {
            loaded.iter().any(|module| {
                names.iter().any(|name| {
                    module == name
                        || module
                            .strip_prefix(name)
                            .is_some_and(|rest| rest.starts_with('/'))
                })
            })
        };
        let root = script.root();
        if loads_one_of(PACKAGES) {
            return Some(root);
        }
        let has_schema = script.text.contains("process.env")
            && (loads_one_of(SCHEMAS)
                || loaded
                    .iter()
                    .any(|module| module.to_lowercase().contains("schema")));
        root.dfs().find(|node| {
            has_schema && is_parsed(node) || ends(node) && self.is_about_environment(script, node)
        })
    }

    /// Whether a `throw` or `exit` stands under a condition on the environment, and is run at start.
    fn is_about_environment(&self, script: &'s Script, end: &Node<'s>) -> bool {
        let within = end
            .ancestors()
            .take_while(|n| !is_function(n) || is_callback(n));
        let conditions = within
            .filter(|n| n.kind() == "if_statement")
            .filter_map(|n| n.field("condition"));
        let conditions: Vec<Node<'s>> = conditions.collect();
        // what a condition is about may take many files to tell
        !conditions.is_empty()
            && self.runs_at_start(script, end)
            && conditions
                .iter()
                .any(|condition| self.relates(script, condition, HOPS))
    }

    /// Whether an expression tells something of the environment.
    pub(super) fn tells_of_environment(&self, script: &'s Script, node: &Node<'s>) -> bool {
        self.relates(script, node, HOPS)
    }

    fn relates(&self, script: &'s Script, node: &Node<'s>, hops: usize) -> bool {
        if reads_anything(self.survey, node) {
            return true;
        }
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        node.dfs().any(|n| match &*n.kind() {
            "identifier" => self.name_relates(script, &n, hops),
            "member_expression" => self.survey.definition(script, &n).is_some_and(|found| {
                found.node.range() != n.range() && reads_anything(self.survey, &found.node)
            }),
            _ => false,
        })
    }

    fn name_relates(&self, script: &'s Script, name: &Node<'s>, hops: usize) -> bool {
        match declared(&name.text(), name) {
            Some(Declared::Value { value, .. }) => {
                value.range() != name.range() && self.relates(script, &value, hops)
                    || self.is_read_elsewhere(script, name)
            }
            Some(Declared::Uninitialised(bound)) => self.filled_from(script, &bound, hops),
            Some(Declared::Function(function)) => reads_anything(self.survey, &function),
            Some(Declared::Import(_)) => self.is_read_elsewhere(script, name),
            Some(Declared::Parameter(parameter)) => {
                self.argument_relates(script, name, &parameter, hops)
            }
            _ => false,
        }
    }

    /// What a name stands for in another place reads the environment.
    fn is_read_elsewhere(&self, script: &'s Script, name: &Node<'s>) -> bool {
        self.survey.definition(script, name).is_some_and(|found| {
            found.node.range() != name.range()
                && (reads_anything(self.survey, &found.node)
                    || self.is_made_of_environment(found.script, &found.node))
        })
    }

    /// `new Settings()`, a class whose fields read the environment.
    fn is_made_of_environment(&self, script: &'s Script, made: &Node<'s>) -> bool {
        let class = made
            .field("constructor")
            .and_then(|name| self.survey.definition(script, &name));
        class.is_some_and(|class| reads_anything(self.survey, &class.node))
    }

    /// `for (const name of names)`: what is gone through.
    fn filled_from(&self, script: &'s Script, bound: &Node<'s>, hops: usize) -> bool {
        let head = bound.ancestors().find(|n| n.kind() == "for_in_statement");
        let list = head.and_then(|head| head.field("right"));
        list.is_some_and(|list| self.relates(script, &list, hops))
    }

    /// What the parameter of a function is given where it is called at start.
    fn argument_relates(
        &self,
        script: &'s Script,
        name: &Node<'s>,
        parameter: &Node<'s>,
        hops: usize,
    ) -> bool {
        let Some(function) = name.ancestors().filter(is_function).find(|function| {
            parameters(function)
                .iter()
                .any(|own| own.range() == parameter.range())
        }) else {
            return false;
        };
        let at = parameters(&function)
            .iter()
            .position(|own| own.range() == parameter.range());
        let given = |(script, call): (&'s Script, Node<'s>)| {
            let argument = at.and_then(|at| arguments(&call).into_iter().nth(at));
            argument.is_some_and(|argument| self.relates(script, &argument, hops))
        };
        let is_plain = bound_in(parameter, Some(&name.text())).is_some();
        if is_callback(&function) {
            let list = function
                .parent()
                .and_then(|list| list.parent())
                .and_then(|call| method_call(&call));
            return list.is_some_and(|(receiver, _)| self.relates(script, &receiver, hops));
        }
        is_plain && self.calls(script, &function).into_iter().any(given)
    }
}

/// `throw …`, `process.exit(…)`.
fn ends(node: &Node<'_>) -> bool {
    match &*node.kind() {
        "throw_statement" => true,
        "call_expression" => node.field("function").is_some_and(|callee| {
            matches!(&*callee.text(), "process.exit" | "process.abort" | "exit")
        }),
        _ => false,
    }
}

/// `schema.parse(process.env)`, `Joi.validate(process.env, …)`.
fn is_parsed(node: &Node<'_>) -> bool {
    const METHODS: &[&str] = &[
        "parse",
        "parseAsync",
        "safeParse",
        "safeParseAsync",
        "validate",
        "validateSync",
        "validateAsync",
        "attempt",
        "assert",
        "create",
        "mask",
        "plainToInstance",
        "plainToClass",
    ];
    let is_call = node.kind() == "call_expression"
        && node.field("function").is_some_and(|callee| {
            let name = callee.field("property").unwrap_or(callee);
            METHODS.contains(&&*name.text())
        });
    is_call
        && arguments(node)
            .iter()
            .any(|argument| holds_environment(argument))
}

/// The environment as a whole, or an object made of it, here or behind a name.
fn holds_environment(node: &Node<'_>) -> bool {
    if node.dfs().any(|n| is_environment(&n)) {
        return true;
    }
    match declared(&node.text(), node) {
        Some(Declared::Value { value, .. }) => value.dfs().any(|n| is_environment(&n)),
        _ => false,
    }
}

/// A function that a method of a list calls: `names.forEach((name) => { … })`.
fn is_callback(function: &Node<'_>) -> bool {
    let call = call_given(function);
    let method = call
        .as_ref()
        .and_then(method_call)
        .map(|(_, method)| method);
    matches!(
        method.as_deref(),
        Some("forEach" | "filter" | "map" | "some" | "every" | "find")
    )
}
