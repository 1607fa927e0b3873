//! Whether code is run while a service starts: at the top of a file, or in a function that is called there.

use std::sync::MutexGuard;

use crate::code::javascript::functions::{FUNCTIONS, call_given, called_as};
use crate::edit::script::{Node, Script, arguments, is_function, method_call};
use crate::survey::node::variables::program::{Program, Started};

/// Methods that call what they are given while the service starts.
const RUNNERS: &[&str] = &[
    "catch", "each", "every", "filter", "finally", "find", "flatMap", "forEach", "listen", "map",
    "nextTick", "reduce", "some", "sort", "then",
];

impl<'s> Program<'s> {
    /// Whether `node` is run while the service starts.
    pub(crate) fn runs_at_start(&self, script: &'s Script, node: &Node<'s>) -> bool {
        self.runs_at_start_bounded(script, node, FUNCTIONS)
    }

    fn runs_at_start_bounded(&self, script: &'s Script, node: &Node<'s>, hops: usize) -> bool {
        let Some(function) = node.ancestors().find(is_function) else {
            return true;
        };
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        if is_run_in_place(&function) {
            return self.runs_at_start_bounded(script, &function, hops);
        }
        let key = (script.path.clone(), function.range().start, hops);
        if let Some(known) = self.started().get(&key) {
            return *known;
        }
        let calls = self.calls(script, &function);
        let is_started = calls
            .into_iter()
            .any(|(script, call)| self.runs_at_start_bounded(script, &call, hops));
        self.started().insert(key, is_started);
        is_started
    }

    fn started(&self) -> MutexGuard<'_, Started> {
        self.started.lock().expect("nobody panics while holding it")
    }

    /// The calls of a function that has a name, in all scripts.
    pub(crate) fn calls(
        &self,
        home: &'s Script,
        function: &Node<'s>,
    ) -> Vec<(&'s Script, Node<'s>)> {
        let Some(name) = name_of(function) else {
            return self.calls_of_default(home, function);
        };
        let survey = self.survey;
        let mentions = |path: &&String| {
            let text = survey.overlay.text(path).ok().flatten();
            text.is_some_and(|text| text.contains(&*name))
        };
        let scripts = self.files.iter().filter(mentions);
        scripts
            .filter_map(|path| survey.script(path))
            .flat_map(|script| {
                let is_call = |call: &Node<'s>| self.calls_it(script, call, &name, home, function);
                script
                    .calls_of(&name)
                    .filter(is_call)
                    .map(|call| (script, call))
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    /// The calls of a function that a file exports as a whole, under whatever name it is imported.
    fn calls_of_default(
        &self,
        home: &'s Script,
        function: &Node<'s>,
    ) -> Vec<(&'s Script, Node<'s>)> {
        let is_default = function
            .parent()
            .is_some_and(|parent| match &*parent.kind() {
                "export_statement" => true,
                "assignment_expression" => parent
                    .field("left")
                    .is_some_and(|left| left.text() == "module.exports"),
                _ => false,
            });
        let stem = home
            .path
            .rsplit('/')
            .next()
            .and_then(|it| it.split('.').next());
        let Some(stem) = stem.filter(|_| is_default) else {
            return Vec::new();
        };
        let survey = self.survey;
        let files = self.files.iter().filter(|path| **path != home.path);
        let mentions = |path: &&String| {
            let text = survey.overlay.text(path).ok().flatten();
            text.is_some_and(|text| stem == "index" || text.contains(stem))
        };
        let scripts = files
            .filter(mentions)
            .filter_map(|path| survey.script(path));
        let mut found = Vec::new();
        for script in scripts {
            let is_it = |call: &Node<'s>| {
                let callee = call.field("function");
                let callee = callee.filter(|it| it.kind() == "identifier");
                let definition = callee.and_then(|it| survey.definition(script, &it));
                definition.is_some_and(|it| {
                    it.script.path == home.path && it.node.range() == function.range()
                })
            };
            let root = script.root();
            let calls = root.dfs().filter(|n| n.kind() == "call_expression");
            found.extend(calls.filter(is_it).map(|call| (script, call)));
        }
        found
    }

    fn calls_it(
        &self,
        script: &'s Script,
        call: &Node<'s>,
        name: &str,
        home: &'s Script,
        function: &Node<'s>,
    ) -> bool {
        let callee = match &*call.kind() {
            "call_expression" => call.field("function"),
            "new_expression" => call.field("constructor"),
            _ => None,
        };
        let Some(callee) = callee else { return false };
        let is_method = callee.kind() == "member_expression";
        let named = match callee.field("property").filter(|_| is_method) {
            Some(property) => property.text() == name,
            None => callee.text() == name,
        };
        if !named {
            return false;
        }
        let own = callee
            .field("object")
            .is_some_and(|object| object.kind() == "this");
        if own || script.path == home.path {
            return true;
        }
        let found = self.survey.definition(script, &callee);
        // of a plain name that cannot be followed, the name must do
        found.map_or(!is_method, |found| {
            found.script.path == home.path
                && (found.node.range() == function.range()
                    || found.node.kind() == "class_declaration")
        })
    }
}

/// The name by which a function is called, also where something holds it under one.
fn name_of(function: &Node<'_>) -> Option<String> {
    called_as(function).or_else(|| assigned_name(function))
}

/// `exports.connect = () => { … }`, `{ connect: () => { … } }`.
fn assigned_name(function: &Node<'_>) -> Option<String> {
    let parent = function.parent()?;
    match &*parent.kind() {
        "assignment_expression" => {
            let left = parent.field("left")?;
            let name = left.field("property").unwrap_or(left);
            Some(name.text().into_owned()).filter(|name| name != "exports")
        }
        "pair" => Some(parent.field("key")?.text().into_owned()),
        _ => None,
    }
}

/// A function that is called where it stands, or handed to something that calls it soon.
fn is_run_in_place(function: &Node<'_>) -> bool {
    let Some(parent) = function.parent() else {
        return false;
    };
    match &*parent.kind() {
        "parenthesized_expression" | "await_expression" => is_run_in_place(&parent),
        "call_expression" => true,
        "arguments" => {
            let call = call_given(function);
            let method = call
                .as_ref()
                .and_then(method_call)
                .map(|(_, method)| method);
            match method {
                Some(method) => RUNNERS.contains(&&*method),
                // a function that is handed one calls it, but not for a request
                None => call.is_some_and(|call| arguments(&call).len() == 1),
            }
        }
        _ => false,
    }
}
