//! Whether code is run while a service starts: when its module is loaded, or in a function that is called then.

use std::sync::MutexGuard;

use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::syntax::{
    all_calls, bare, callee, class_around, is_for_main, is_function, method_call,
};
use crate::code::statements::is_field;
use crate::edit::script::{Node, Script};
use crate::survey::python::variables::loading::Loaded;
use crate::survey::python::variables::program::{Program, RunAtStart};
use crate::survey::python::variables::shape::follows_exit;

/// How many functions are followed to where they are called. Services start behind one or two; the rest is room, and functions
/// that call each other come to an end.
const HOPS: usize = 5;

impl<'s> Program<'s> {
    /// Whether `node` is run while the service starts.
    pub(crate) fn runs_at_start(&self, script: &'s Script, node: &Node<'s>) -> bool {
        self.loaded(script) == Loaded::AtStart && self.runs_bounded(script, node, HOPS)
    }

    /// The same for a file that is loaded at start.
    pub(crate) fn runs_when_loaded(&self, script: &'s Script, node: &Node<'s>) -> bool {
        self.runs_bounded(script, node, HOPS)
    }

    fn runs_bounded(&self, script: &'s Script, node: &Node<'s>, hops: usize) -> bool {
        if is_for_main(node) {
            return false;
        }
        let Some(function) = node.ancestors().find(is_function) else {
            return true;
        };
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        let known = (script.path.clone(), function.range().start, hops);
        if let Some(known) = self.known_to_run().get(&known) {
            return *known;
        }
        let function = Located {
            script,
            node: function,
        };
        let runs = self.framework.runs_at_start(&function.node)
            || self
                .calls_of(&function)
                .iter()
                .any(|call| self.runs_bounded(call.script, &call.node, hops));
        self.known_to_run().insert(known, runs);
        runs
    }

    /// Whether every start runs `node`: nothing around it, and around the calls that lead there, decides that.
    pub(crate) fn runs_always(&self, script: &'s Script, node: &Node<'s>) -> bool {
        self.loaded(script) == Loaded::AtStart && self.runs_always_bounded(script, node, HOPS)
    }

    fn runs_always_bounded(&self, script: &'s Script, node: &Node<'s>, hops: usize) -> bool {
        let Some(hops) = hops.checked_sub(1) else {
            return false;
        };
        if is_for_main(node) || is_decided(node) {
            return false;
        }
        let Some(node) = node.ancestors().find(is_function) else {
            return true;
        };
        let function = Located { script, node };
        self.framework.runs_at_start(&function.node)
            || self
                .calls_of(&function)
                .iter()
                .any(|call| self.runs_always_bounded(call.script, &call.node, hops))
    }

    /// Whether `node` is run only where something is chosen: it stands in a function or class that others use in branches alone.
    pub(crate) fn is_of_a_choice(&self, script: &'s Script, node: &Node<'s>) -> bool {
        let Some(function) = node.ancestors().find(|n| n.kind() == "function_definition") else {
            return false;
        };
        let class = class_around(&function);
        let node = class.unwrap_or(function);
        let calls = self.calls_of(&Located { script, node });
        !calls.is_empty() && calls.iter().all(|call| is_chosen(&call.node))
    }

    fn known_to_run(&self) -> MutexGuard<'_, RunAtStart> {
        self.run_at_start
            .lock()
            .expect("nobody panics while holding it")
    }

    /// The calls of a function, or of the class that it makes, in all files.
    pub(crate) fn calls_of(&self, function: &Located<'s>) -> Vec<Located<'s>> {
        let wanted = called(function);
        let Some(name) = wanted.node.field("name").map(|n| n.text().into_owned()) else {
            return Vec::new();
        };
        let is_own_method = |call: &Located<'s>| {
            call.script.path == function.script.path
                && method_call(&call.node)
                    .is_some_and(|(object, method)| object.text() == "self" && method == name)
        };
        let is_it = |call: &Located<'s>| {
            is_own_method(call)
                || callee(&call.node)
                    .and_then(|callee| definition(self.survey, call.script, &callee))
                    .is_some_and(|found| found.is(&wanted))
        };
        let mut found = Vec::new();
        for script in self.scripts_with(&name) {
            let calls = all_calls(script);
            let named = calls.filter(|call| {
                callee(call).is_some_and(|callee| {
                    let last = callee.field("attribute").unwrap_or(callee);
                    last.text() == name
                })
            });
            found.extend(named.map(|node| Located { script, node }).filter(is_it));
        }
        found
    }
}

/// Whether something around a node in its function decides that it is run: a branch, a choice, or an exit before it.
fn is_decided(node: &Node<'_>) -> bool {
    deciding(node, |_| true) || follows_exit(node)
}

/// Whether a node is run where something was chosen. What is made where it is not there yet, is made all the same.
fn is_chosen(node: &Node<'_>) -> bool {
    deciding(node, |condition| {
        let condition = bare(condition);
        let is_lazy = condition.kind() == "not_operator"
            || condition.kind() == "comparison_operator" && condition.text().ends_with("None");
        !is_lazy
    })
}

/// Whether a branch or a choice around a node in its function decides that it is run, by a condition that counts.
fn deciding(node: &Node<'_>, counts: impl Fn(&Node<'_>) -> bool) -> bool {
    let mut inner = node.clone();
    let decides = |outer: &Node<'_>, inner: &Node<'_>| match &*outer.kind() {
        "if_statement" | "elif_clause" | "while_statement" => {
            let condition = outer.field("condition");
            !is_field(inner, "condition") && condition.is_some_and(|it| counts(&it))
        }
        "except_clause" | "match_statement" | "case_clause" => true,
        "boolean_operator" => is_field(inner, "right"),
        "conditional_expression" => {
            let mut parts = outer.named_children();
            parts.position(|it| it.node_id() == inner.node_id()) != Some(1)
        }
        _ => false,
    };
    for outer in node.ancestors().take_while(|n| !is_function(n)) {
        if decides(&outer, &inner) {
            return true;
        }
        inner = outer;
    }
    false
}

/// What a call of a function names: of a constructor, the class.
fn called<'s>(function: &Located<'s>) -> Located<'s> {
    let is_constructor = function
        .node
        .field("name")
        .is_some_and(|name| name.text() == "__init__");
    let class = class_around(&function.node).filter(|_| is_constructor);
    class.map_or_else(|| function.clone(), |class| function.at(class))
}
