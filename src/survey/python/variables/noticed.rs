//! Which variables a service notices to be missing while it starts: those whose lack raises or ends it, by itself or by code
//! that asks.

use std::collections::BTreeSet;

use crate::code::Survey;
use crate::code::located::Located;
use crate::code::python::definitions::{definition, member};
use crate::code::python::names::{Bound, bound};
use crate::code::python::syntax::{all_calls, bare, class_around, method_call, returned};
use crate::code::statements::is_field;
use crate::edit::script::{Node, Script};
use crate::survey::python::variables::program::Program;
use crate::survey::python::variables::reads::{Otherwise, reads, reads_in};
use crate::survey::python::variables::shape::{catches, ends};
use crate::survey::python::variables::values::{before, conditions_of, values_beside};
use crate::survey::variables::names::is_given;

/// How far names are followed to what they are made from: of a loop to its list, to what fills that, to what reads the environment.
const HOPS: usize = 5;

/// What is noticed at one place.
pub(crate) struct Check {
    pub(crate) place: String,
    pub(crate) noticed: Noticed,
}

/// The variables whose lack is noticed.
pub(crate) enum Noticed {
    /// All that belong to a schema or list.
    All,
    /// These.
    Names(Names),
}

impl<'s> Program<'s> {
    /// All places that notice a missing variable at start.
    pub(crate) fn checks_in(&self, script: &'s Script) -> Vec<Check> {
        let check = |node: &Node<'s>, noticed| Check {
            place: format!("{}:{}", script.path, script.line(node.range().start)),
            noticed,
        };
        let mut found = Vec::new();
        if let Some(node) = self.schema(script) {
            found.push(check(&node, Noticed::All));
        }
        for read in reads(self.survey, script) {
            let name = read.name.filter(|name| !is_given(self.survey, name));
            if let Some(name) = name.filter(|_| read.otherwise == Otherwise::Raises)
                && !catches(&read.node)
                && self.runs_always(script, &read.node)
            {
                let names = Names {
                    found: BTreeSet::from([name]),
                    ..Names::default()
                };
                found.push(check(&read.node, Noticed::Names(names)));
            }
        }
        for end in script.found_by("ends of the process", ends) {
            let names = self.asked_before(script, &end);
            let noticed = match names {
                Names { all: true, .. } => Noticed::All,
                names if names.is_empty() => continue,
                names => Noticed::Names(names),
            };
            if self.runs_at_start(script, &end) && !self.is_of_a_choice(script, &end) {
                found.push(check(&end, noticed));
            }
        }
        found
    }

    /// The variables that decide whether a `raise`, `assert` or `exit` is run.
    fn asked_before(&self, script: &'s Script, end: &Node<'s>) -> Names {
        let mut names = Names::default();
        if end.kind() == "assert_statement" {
            self.relate(script, end, HOPS, true, &mut names);
        }
        let around = end
            .ancestors()
            .take_while(|n| !matches!(&*n.kind(), "function_definition" | "lambda"));
        let mut inner = end.clone();
        for outer in around {
            let condition = outer.field("condition").filter(|condition| {
                matches!(&*outer.kind(), "if_statement" | "elif_clause")
                    && condition.node_id() != inner.node_id()
            });
            if let Some(condition) = condition {
                let is_else = inner.kind() == "else_clause";
                self.relate(script, &condition, HOPS, is_else, &mut names);
            }
            if outer.kind() == "try_statement" && inner.kind() == "except_clause" {
                self.raising(script, &outer, &mut names);
            }
            inner = outer;
        }
        names
    }

    /// What `try` reads so that its lack is an error.
    fn raising(&self, script: &'s Script, statement: &Node<'s>, names: &mut Names) {
        let Some(body) = statement.field("body") else {
            return;
        };
        for read in reads_in(self.survey, script, &body) {
            if read.otherwise == Otherwise::Raises {
                names.add(self.survey, read.name, read.otherwise);
            }
        }
    }

    /// The variables whose lack an expression tells. It must deny something: that a switch is on tells of no lack.
    fn relate(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        hops: usize,
        denied: bool,
        names: &mut Names,
    ) {
        let Some(hops) = hops.checked_sub(1) else {
            return;
        };
        let choice = bare(node);
        if choice.kind() == "conditional_expression" {
            let parts = choice.named_children().enumerate();
            let values = parts.filter(|(at, _)| *at != 1);
            let values = values.map(|(_, node)| Located { script, node });
            self.relate_one_of(&values.collect::<Vec<_>>(), hops, denied, names);
            return;
        }
        let is_denied = |part: &Node<'s>| denied || is_denied(part, node);
        for read in reads_in(self.survey, script, node) {
            if is_denied(&read.node) {
                names.add(self.survey, read.name, read.otherwise);
            }
        }
        for part in node.dfs() {
            match &*part.kind() {
                "identifier" if !is_member(&part) => {
                    self.relate_name(script, &part, hops, is_denied(&part), names);
                }
                "attribute" => {
                    if let Some(found) = self.attribute(script, &part)
                        && found.node.range() != part.range()
                    {
                        let denied = is_denied(&part);
                        let at = Located { script, node: part };
                        let values = before(values_beside(&found), &at);
                        self.relate_one_of(&values, hops, denied, names);
                    }
                }
                _ => {}
            }
        }
    }

    fn relate_name(
        &self,
        script: &'s Script,
        name: &Node<'s>,
        hops: usize,
        denied: bool,
        names: &mut Names,
    ) {
        match bound(&name.text(), name) {
            Some(Bound::Value(value)) if is_empty_list(&value) => {
                for condition in conditions_of_filling(script, name, &value) {
                    self.relate(script, &condition, hops, false, names);
                }
            }
            Some(Bound::Value(node)) if !contains(&node, name) => {
                let values = values_beside(&Located { script, node });
                let node = name.clone();
                let values = before(values, &Located { script, node });
                self.relate_one_of(&values, hops, denied, names);
            }
            Some(Bound::Loop(list)) if !contains(&list, name) => {
                self.relate(script, &list, hops, denied, names);
            }
            Some(Bound::Definition(_) | Bound::Import(_)) => {
                let found = definition(self.survey, script, name);
                let found = found
                    .filter(|found| !matches!(&*found.node.kind(), "module" | "class_definition"));
                let Some(found) = found else { return };
                let values = match &*found.node.kind() {
                    "function_definition" => {
                        let results = returned(&found.node).into_iter();
                        results.map(|node| found.at(node)).collect()
                    }
                    _ => values_beside(&found),
                };
                if denied && values.len() > 1 {
                    self.relate_one_of(&values, hops, denied, names);
                    return;
                }
                for read in reads_in(self.survey, found.script, &found.node) {
                    if denied || is_denied(&read.node, &found.node) {
                        names.add(self.survey, read.name, read.otherwise);
                    }
                }
            }
            _ => {}
        }
    }

    /// The variables whose lack a value tells that is one of several: what each of them reads, else one of those that they do.
    fn relate_one_of(&self, values: &[Located<'s>], hops: usize, denied: bool, names: &mut Names) {
        if let [value] = values {
            self.relate(value.script, &value.node, hops, denied, names);
            return;
        }
        let related = values.iter().map(|value| {
            let mut names = Names::default();
            self.relate(value.script, &value.node, hops, denied, &mut names);
            names
        });
        let related: Vec<Names> = related.collect();
        names.all |= related.iter().any(|it| it.all);
        if related.iter().any(Names::is_empty) {
            return;
        }
        let mut of_all = related.iter().map(|it| it.found.clone());
        let of_each = of_all.next().unwrap_or_default();
        let of_each = of_all.fold(of_each, |one, other| &one & &other);
        if !of_each.is_empty() {
            names.found.extend(of_each);
            return;
        }
        let group: BTreeSet<String> = related.into_iter().flat_map(Names::every).collect();
        if !group.is_empty() {
            names.one_of.insert(group.into_iter().collect());
        }
        for value in values {
            for condition in conditions_of(&value.node) {
                self.told_by(value.script, &condition, hops, &mut names.switches);
            }
        }
    }

    /// The variables that decide what an expression is.
    fn told_by(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        hops: usize,
        found: &mut BTreeSet<String>,
    ) {
        let Some(hops) = hops.checked_sub(1) else {
            return;
        };
        let read = reads_in(self.survey, script, node).into_iter();
        let named = read.filter_map(|read| read.name);
        found.extend(named.filter(|name| !is_given(self.survey, name)));
        for part in node.dfs() {
            let value = match &*part.kind() {
                "identifier" if !is_member(&part) => definition(self.survey, script, &part),
                "attribute" => self.attribute(script, &part),
                _ => None,
            };
            if let Some(value) = value.filter(|it| !contains(&it.node, &part))
                && !matches!(&*value.node.kind(), "module" | "class_definition")
            {
                self.told_by(value.script, &value.node, hops, found);
            }
        }
    }

    /// `settings.X`, `self.X`.
    fn attribute(&self, script: &'s Script, attribute: &Node<'s>) -> Option<Located<'s>> {
        let object = attribute.field("object")?;
        if !matches!(&*object.text(), "self" | "cls") {
            return definition(self.survey, script, attribute);
        }
        let class = class_around(attribute)?;
        let class = Located {
            script,
            node: class,
        };
        member(self.survey, &class, &attribute.field("attribute")?.text())
    }
}

/// The conditions on which an empty list is filled: `missing.append(name)` under one.
fn conditions_of_filling<'s>(
    script: &'s Script,
    list: &Node<'s>,
    value: &Node<'s>,
) -> Vec<Node<'s>> {
    let is_it = |other: &Node<'s>| {
        other.text() == list.text()
            && matches!(bound(&other.text(), other), Some(Bound::Value(it)) if it.range() == value.range())
    };
    let fills = |call: &Node<'s>| {
        method_call(call).is_some_and(|(filled, method)| {
            matches!(&*method, "append" | "extend") && is_it(&filled)
        })
    };
    let mut conditions = Vec::new();
    for call in all_calls(script).filter(fills) {
        let around = call.ancestors();
        let around = around.take_while(|n| n.kind() != "function_definition");
        conditions.extend(around.filter_map(|outer| outer.field("condition")));
    }
    conditions
}

/// The names of variables that something asks for.
#[derive(Default)]
pub(crate) struct Names {
    /// Those that must be there.
    pub(crate) found: BTreeSet<String>,
    /// Of each group, one.
    pub(crate) one_of: BTreeSet<Vec<String>>,
    /// Those that say which of a group.
    pub(crate) switches: BTreeSet<String>,
    /// Of a list that is gone through.
    all: bool,
}

impl Names {
    fn is_empty(&self) -> bool {
        self.found.is_empty() && self.one_of.is_empty() && !self.all
    }

    /// All that must be there, or may have to.
    fn every(self) -> impl Iterator<Item = String> {
        let groups = self.one_of.into_iter().flatten();
        self.found.into_iter().chain(groups)
    }

    /// One that has a text for its default is asked what it is, not whether it is there.
    fn add(&mut self, survey: &Survey<'_>, name: Option<String>, otherwise: Otherwise) {
        match name {
            Some(name) if is_given(survey, &name) || otherwise == Otherwise::Text => {}
            Some(name) => {
                self.found.insert(name);
            }
            None => self.all = true,
        }
    }
}

/// Whether a part of an expression is denied in it: `not x`, `x is None`, `x not in …`.
fn is_denied(part: &Node<'_>, whole: &Node<'_>) -> bool {
    std::iter::once(part.clone())
        .chain(part.ancestors())
        .take_while(|n| contains(whole, n))
        .any(|n| match &*n.kind() {
            "not_operator" => true,
            "comparison_operator" => n
                .children()
                .any(|side| matches!(&*side.text(), "None" | "\"\"" | "''" | "!=" | "not in")),
            _ => false,
        })
}

fn is_empty_list(value: &Node<'_>) -> bool {
    value.kind() == "list" && value.named_children().next().is_none()
}

fn is_member(name: &Node<'_>) -> bool {
    name.parent().is_some_and(|parent| match &*parent.kind() {
        "attribute" => is_field(name, "attribute"),
        "keyword_argument" => is_field(name, "name"),
        _ => false,
    })
}

fn contains(outer: &Node<'_>, inner: &Node<'_>) -> bool {
    outer.range().start <= inner.range().start && inner.range().end <= outer.range().end
}
