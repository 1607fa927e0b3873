//! What is not run on every start: code that a setting of the environment turns on, by a condition around it, above it or
//! around the calls of its function, and files that are only loaded there.

use std::collections::BTreeSet;

use crate::code::javascript::computed::computed_loads;
use crate::code::javascript::declarations::imported_module;
use crate::code::javascript::functions::FUNCTIONS;
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::required;
use crate::code::statements::is_field;
use crate::edit::script::{Node, Script, is_function};
use crate::survey::node::variables::around::{holds_in_production, is_start_of_program};
use crate::survey::node::variables::branches::{refuses, returns_early};
use crate::survey::node::variables::forms::operator;
use crate::survey::node::variables::program::Program;

impl<'s> Program<'s> {
    /// Whether a setting decides that `node` is reached at all: around the calls of its function, or where its file is loaded.
    pub(super) fn is_switched(&self, script: &'s Script, node: &Node<'s>) -> bool {
        !self.is_loaded(&script.path) || self.is_called_behind_gates(script, node, FUNCTIONS)
    }

    /// Whether a setting decides that `node` is run.
    pub(crate) fn is_turned_on(&self, script: &'s Script, node: &Node<'s>) -> bool {
        self.is_behind_gate(script, node) || self.is_called_behind_gates(script, node, FUNCTIONS)
    }

    /// Whether a function returns above `node` where a setting says so.
    pub(super) fn is_below_gate(&self, script: &'s Script, node: &Node<'s>) -> bool {
        let mut inner = node.clone();
        let mut ancestors = node.ancestors().take_while(|n| !is_function(n));
        ancestors.any(|outer| {
            let gated = self.is_gate_above(script, &outer, &inner);
            inner = outer;
            gated
        })
    }

    fn is_called_behind_gates(&self, script: &'s Script, node: &Node<'s>, hops: usize) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        node.ancestors().filter(is_function).any(|function| {
            let own = |call: &Node<'s>| function.range().contains(&call.range().start);
            let calls = self.calls(script, &function);
            let mut calls = calls
                .into_iter()
                .filter(|(home, call)| home.path != script.path || !own(call))
                .peekable();
            calls.peek().is_some()
                && calls.all(|(home, call)| {
                    self.is_behind_gate(home, &call)
                        || self.is_called_behind_gates(home, &call, hops)
                })
        })
    }

    /// Whether a condition around or above `node` asks for a setting.
    fn is_behind_gate(&self, script: &'s Script, node: &Node<'s>) -> bool {
        let mut inner = node.clone();
        node.ancestors().any(|outer| {
            let gated =
                self.is_gate(script, &outer, &inner) || self.is_gate_above(script, &outer, &inner);
            inner = outer;
            gated
        })
    }

    fn is_gate(&self, script: &'s Script, outer: &Node<'s>, inner: &Node<'s>) -> bool {
        let is = |field: &str| is_field(inner, field);
        let condition = match &*outer.kind() {
            "if_statement" | "ternary_expression" if !is("condition") => outer.field("condition"),
            "binary_expression" if operator(outer) == "&&" && is("right") => outer.field("left"),
            "switch_statement" if is("body") => outer.field("value"),
            _ => None,
        };
        condition.is_some_and(|condition| self.asks_for_setting(script, &condition))
    }

    fn is_gate_above(&self, script: &'s Script, block: &Node<'s>, inner: &Node<'s>) -> bool {
        let above = |statement: &Node<'s>| statement.range().end <= inner.range().start;
        block.kind() == "statement_block"
            && block
                .named_children()
                .filter(|statement| above(statement) && returns_early(statement))
                .filter(|statement| {
                    !statement
                        .field("consequence")
                        .is_some_and(|it| refuses(&it))
                })
                .filter_map(|statement| statement.field("condition"))
                .any(|condition| self.asks_for_setting(script, &condition))
    }

    /// Whether a condition is about a setting, and not about production or which process this is.
    fn asks_for_setting(&self, script: &'s Script, condition: &Node<'s>) -> bool {
        holds_in_production(condition).is_none()
            && !is_start_of_program(condition)
            && self.tells_of_environment(script, condition)
    }

    /// Whether every start loads a file.
    fn is_loaded(&self, path: &str) -> bool {
        let loaded = self.loaded.or_find(|| self.find_loaded());
        loaded.contains(path)
    }

    /// The files that are loaded whatever the settings are: the entry, what nobody else loads, and all that these load.
    fn find_loaded(&self) -> BTreeSet<String> {
        let every: BTreeSet<String> = self
            .files
            .iter()
            .flat_map(|path| self.loads_of(path, false))
            .collect();
        let is_root = |path: &&String| !every.contains(*path);
        let mut open: Vec<String> = self.files.iter().filter(is_root).cloned().collect();
        open.extend(self.files.first().cloned());
        let mut loaded = BTreeSet::new();
        while let Some(path) = open.pop() {
            if loaded.insert(path.clone()) {
                open.extend(self.loads_of(&path, true));
            }
        }
        loaded
    }

    /// The files that a file loads; only those of every start, where that is asked.
    fn loads_of(&self, path: &str, on_every_start: bool) -> Vec<String> {
        let survey = self.survey;
        let resolved = |specifier: &String| resolve(survey.overlay, path, specifier);
        let computed = || computed_loads(survey, path);
        let text = survey.overlay.text(path).ok().flatten().unwrap_or_default();
        if !on_every_start || !may_choose(&text) {
            return survey
                .loads(path)
                .iter()
                .filter_map(resolved)
                .chain(computed())
                .collect();
        }
        let Some(script) = survey.script(path) else {
            return Vec::new();
        };
        let root = script.root();
        let load = |node: Node<'s>| match &*node.kind() {
            "import_statement" | "export_statement" => imported_module(&node),
            "call_expression" => required(&node).filter(|_| {
                self.runs_at_start(script, &node) && !self.is_behind_gate(script, &node)
            }),
            _ => None,
        };
        let loaded: Vec<String> = root.dfs().filter_map(load).collect();
        loaded
            .iter()
            .filter_map(resolved)
            .chain(computed())
            .collect()
    }
}

/// Whether a file may load something elsewhere than in a statement of its own.
fn may_choose(text: &str) -> bool {
    let is_load = |line: &&str| line.contains("require(") || line.contains("import(");
    text.lines().filter(is_load).any(|line| {
        line.starts_with(char::is_whitespace)
            || ["if ", "if(", "&&", "?", "=>"]
                .iter()
                .any(|mark| line.contains(mark))
    })
}
