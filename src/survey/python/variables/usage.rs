//! What becomes of a variable where it is read: whether the service can do without it, fails in one function, or does not
//! work at all. A default, a guard or a comparison says that it may be missing.

use crate::code::helpers::Deed;
use crate::code::located::Located;
use crate::code::python::definitions::definition;
use crate::code::python::names::{Bound, bound};
use crate::code::python::syntax::{bare, callee, function_around, is_function};
use crate::code::statements::is_field;
use crate::edit::script::{Node, Script};
use crate::survey::python::connecting::needed::is_of_documents;
use crate::survey::python::databases::clients::made_by;
use crate::survey::python::variables::around::around;
use crate::survey::python::variables::program::Program;
use crate::survey::python::variables::reads::{Otherwise, Read, read_at, reads};
use crate::survey::python::variables::shape::{CHOICE, catches, is_guarded, is_tested, outermost};
use crate::survey::python::variables::values::values_beside;
use crate::survey::variables::around::Told;
use crate::survey::variables::names::{is_given, is_secret};
use crate::survey::variables::needs::{Meaning, Usage};

/// How many names and functions are followed to their uses: what goes through more hands serves some function, and is counted so.
const HOPS: usize = 4;

impl<'s> Program<'s> {
    /// What the reads of one file say.
    pub(crate) fn meanings(&self, script: &'s Script) -> Vec<Meaning> {
        let reads = reads(self.survey, script);
        reads
            .iter()
            .filter_map(|read| self.meaning(script, read))
            .collect()
    }

    fn meaning(&self, script: &'s Script, read: &Read<'s>) -> Option<Meaning> {
        let name = read
            .name
            .clone()
            .filter(|name| !is_given(self.survey, name))?;
        let one = |usage: Usage| Some(Meaning::Name(name.clone(), usage));
        if read.otherwise == Otherwise::Raises {
            return one(self.usage_of_raising(script, read, &name));
        }
        let choice = CHOICE.around(&read.node);
        let operands = CHOICE.operands(&choice);
        let others: Vec<Option<Read<'s>>> = operands
            .iter()
            .map(|node| read_at(self.survey, script, node))
            .collect();
        let last = operands.last().filter(|_| operands.len() > 1);
        let is_text = read.otherwise == Otherwise::Text
            || last.is_some_and(|last| last.kind() == "string" && last.text().len() > 2)
            || last
                .and_then(callee)
                .is_some_and(|callee| self.survey.is_helper(script, &callee, Deed::MakesSecrets));
        let may_be_missing = others.iter().any(|other| {
            other
                .as_ref()
                .is_none_or(|other| matches!(other.otherwise, Otherwise::Default | Otherwise::Text))
        });
        if may_be_missing {
            return (is_secret(&name) && is_text).then(|| {
                let usage = Usage::with_fallback(&name);
                Meaning::Name(name, usage)
            });
        }
        let usage = self.usage(script, &choice, &name, HOPS);
        if operands.len() < 2 {
            return one(usage.weighed(&name));
        }
        let mut group: Vec<String> = others
            .into_iter()
            .flatten()
            .filter_map(|it| it.name)
            .collect();
        if group.first() != Some(&name) || group.iter().any(|name| is_given(self.survey, name)) {
            return None;
        }
        group.sort();
        group.dedup();
        let usage = group.iter().map(|name| usage.weighed(name)).min()?;
        Some(Meaning::AnyOf(group, usage))
    }

    /// `os.environ["X"]` fails by itself wherever it is run.
    fn usage_of_raising(&self, script: &'s Script, read: &Read<'s>, name: &str) -> Usage {
        let around = around(&read.node, name);
        if around.tells(Told::Unneeded) || catches(&read.node) {
            Usage::None
        } else if around.tells(Told::Conditional) {
            Usage::Late
        } else if self.runs_always(script, &read.node) {
            Usage::Essential
        } else if self.runs_at_start(script, &read.node) || self.is_of_a_choice(script, &read.node)
        {
            Usage::Late
        } else {
            Usage::Essential.weighed(name)
        }
    }

    /// What depends on the value of an expression.
    fn usage(&self, script: &'s Script, node: &Node<'s>, name: &str, hops: usize) -> Usage {
        let Some(hops) = hops.checked_sub(1) else {
            return Usage::Late;
        };
        let node = outermost(node);
        if is_tested(&node) {
            return Usage::None;
        }
        if is_guarded(&node, name) {
            let fails_later = function_around(&node).is_some();
            return if fails_later {
                Usage::Late
            } else {
                Usage::None
            };
        }
        let around = around(&node, name);
        if around.tells(Told::Unneeded) {
            return Usage::None;
        }
        let followed = match held_by(&node) {
            Some(Held::Name(target, value)) => {
                self.usage_of_name(script, &target, &value, name, hops)
            }
            Some(Held::Returned) => self.usage_of_result(script, &node, name, hops),
            None if self.is_of_a_choice(script, &node) || self.is_dispensable(&node) => Usage::Late,
            None if around.tells(Told::Essential)
                || around.tells(Told::Text)
                || self.runs_at_start(script, &node) =>
            {
                Usage::Essential
            }
            None => Usage::Late,
        };
        if around.tells(Told::Conditional) {
            followed.min(Usage::Late)
        } else {
            followed
        }
    }

    /// Whether a value goes to a database that the service starts without.
    fn is_dispensable(&self, node: &Node<'s>) -> bool {
        let mut calls = node.ancestors().filter_map(|n| made_by(&n));
        self.starts_without_documents && calls.any(|client| is_of_documents(client.kind))
    }

    /// What depends on a name that holds the value: a variable, or an attribute of a class or object.
    fn usage_of_name(
        &self,
        script: &'s Script,
        target: &Node<'s>,
        value: &Node<'s>,
        name: &str,
        hops: usize,
    ) -> Usage {
        let held = Located {
            script,
            node: bare(value),
        };
        let last = target.field("attribute").unwrap_or_else(|| target.clone());
        let text = last.text().into_owned();
        let local = function_around(target).filter(|_| target.kind() == "identifier");
        let mut usage = Usage::None;
        for script in self.scripts_with(&text) {
            if local.is_some() && script.path != held.script.path {
                continue;
            }
            let nodes = script.found_by("names", |n| n.kind() == "identifier");
            for node in nodes.filter(|n| n.text() == text && n.range() != last.range()) {
                let Some(node) = use_of(&node) else { continue };
                let at = Located { script, node };
                if self.is_use(&at, &held, target) {
                    usage = usage.max(self.usage(script, &at.node, name, hops));
                }
            }
        }
        if values_beside(&held).len() > 1 {
            usage.min(Usage::Late)
        } else {
            usage
        }
    }

    /// Whether an expression is the value that `target` holds.
    fn is_use(&self, at: &Located<'s>, held: &Located<'s>, target: &Node<'s>) -> bool {
        let is_same_file = at.script.path == held.script.path;
        if at.node.kind() == "attribute" && is_same_file && is_own(&at.node) {
            return target.kind() == "attribute" || in_class_body(target);
        }
        if is_same_file && at.node.kind() == "identifier" {
            return match bound(&at.node.text(), &at.node) {
                Some(Bound::Value(node)) => is_among(&held.at(node), held),
                _ => false,
            };
        }
        definition(self.survey, at.script, &at.node).is_some_and(|found| is_among(&found, held))
    }

    /// What depends on the result of the function around.
    fn usage_of_result(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        name: &str,
        hops: usize,
    ) -> Usage {
        let Some(function) = node.ancestors().find(is_function) else {
            return Usage::Late;
        };
        let calls = self.calls_of(&Located {
            script,
            node: function,
        });
        let usages = calls
            .iter()
            .map(|call| self.usage(call.script, &call.node, name, hops));
        usages.max().unwrap_or(Usage::Late)
    }
}

/// Whether a value is another, or assigned to the same name.
fn is_among(value: &Located<'_>, held: &Located<'_>) -> bool {
    let is_it = |value: &Located<'_>| value.at(bare(&value.node)).is(held);
    value.script.path == held.script.path
        && (is_it(value) || values_beside(value).iter().any(is_it))
}

/// What holds a value.
enum Held<'s> {
    /// A name or attribute, and the whole of what is assigned to it.
    Name(Node<'s>, Node<'s>),
    /// The result of a function.
    Returned,
}

/// What holds a value by itself, or in a dictionary or list.
fn held_by<'s>(node: &Node<'s>) -> Option<Held<'s>> {
    let parent = node.parent()?;
    match &*parent.kind() {
        "assignment" => {
            let left = parent.field("left")?;
            let is_target = matches!(&*left.kind(), "identifier" | "attribute");
            is_target.then(|| Held::Name(left, node.clone()))
        }
        "return_statement" => Some(Held::Returned),
        "pair"
        | "dictionary"
        | "list"
        | "tuple"
        | "string"
        | "interpolation"
        | "parenthesized_expression"
        | "await" => held_by(&parent),
        _ => None,
    }
}

/// The expression that a name is the end of: `config.X` for the `X` in it. Imports and names of arguments use nothing.
fn use_of<'s>(name: &Node<'s>) -> Option<Node<'s>> {
    let parent = name.parent()?;
    match &*parent.kind() {
        "dotted_name" | "aliased_import" | "global_statement" => None,
        "keyword_argument" if is_field(name, "name") => None,
        "assignment" if is_field(name, "left") => None,
        "attribute" if is_field(name, "attribute") => {
            let outer = parent.parent();
            let is_target = outer.is_some_and(|outer| outer.kind() == "assignment")
                && is_field(&parent, "left");
            (!is_target).then_some(parent)
        }
        _ => Some(name.clone()),
    }
}

/// `self.x`, `cls.x`.
fn is_own(attribute: &Node<'_>) -> bool {
    attribute
        .field("object")
        .is_some_and(|object| matches!(&*object.text(), "self" | "cls"))
}

fn in_class_body(node: &Node<'_>) -> bool {
    let scope = node
        .ancestors()
        .find(|n| is_function(n) || n.kind() == "class_definition");
    scope.is_some_and(|scope| scope.kind() == "class_definition")
}
