//! The branches that code stands in. Of those of a choice that is made once, a process takes a single one.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::code::statements::is_field;
use crate::edit::script::{
    Node, Script, arguments, bare, is_function, method_call, parameters, string_value,
};
use crate::survey::node::variables::around::{
    holds_in_production, is_start_of_program, names_environment,
};
use crate::survey::node::variables::forms::operator;
use crate::survey::node::variables::program::Program;

/// A branch of a choice that is made once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Branch {
    /// Where the choice stands: the file, its start and its end.
    pub(crate) choice: (String, usize, usize),
    /// How many branches it has that do not fail.
    pub(crate) of: usize,
    /// Which of them this is.
    pub(crate) number: usize,
}

/// Under what code is run.
#[derive(Default)]
pub(crate) struct Conditions {
    /// The choices around it, nearest first.
    pub(crate) branches: Vec<Branch>,
    /// Whether it also depends on what is another thing each time.
    pub(crate) vary: bool,
    /// Whether production never takes it.
    pub(crate) outside_production: bool,
}

impl<'s> Program<'s> {
    /// Under what `node` is run.
    pub(crate) fn conditions(&self, script: &'s Script, node: &Node<'s>) -> Conditions {
        let mut found = Conditions::default();
        let mut inner = node.clone();
        for outer in node.ancestors() {
            self.look(script, &outer, &inner, &mut found);
            inner = outer;
        }
        found
    }

    fn look(&self, script: &'s Script, outer: &Node<'s>, inner: &Node<'s>, found: &mut Conditions) {
        let is = |field: &str| is_field(inner, field);
        match &*outer.kind() {
            "if_statement" | "ternary_expression" if !is("condition") => {
                let Some(condition) = outer.field("condition") else {
                    return;
                };
                if holds_in_production(&condition).is_some() || is_start_of_program(&condition) {
                    return;
                }
                if self.asks_what_no_block_has(script, &condition) {
                    found.outside_production |= is("consequence");
                } else if !self.is_fixed(script, &condition) {
                    found.vary = true;
                } else if !returns_early(outer) {
                    found.add(in_chain(script, outer, is("consequence")));
                }
            }
            "binary_expression" if operator(outer) == "&&" && is("right") => {
                let condition = outer.field("left");
                found.vary |= condition.is_some_and(|n| holds_in_production(&n).is_none());
            }
            "assignment_pattern" | "required_parameter" => found.vary = true,
            "switch_case" | "switch_default" if !is("value") => {
                self.look_at_case(script, outer, found);
            }
            "statement_block" => self.look_above(script, outer, inner, found),
            _ => {}
        }
    }

    fn look_at_case(&self, script: &'s Script, case: &Node<'s>, found: &mut Conditions) {
        let Some(body) = case.parent() else { return };
        let Some(value) = body.parent().and_then(|switch| switch.field("value")) else {
            return;
        };
        let cases: Vec<Node<'s>> = body.named_children().filter(is_case).collect();
        let taken = grouped(&cases);
        let is_own = |group: &Vec<Node<'s>>| group.iter().any(|n| n.node_id() == case.node_id());
        let Some(number) = taken.iter().position(is_own) else {
            return;
        };
        let has_default = cases.iter().any(|n| n.kind() == "switch_default");
        if names_environment(&value) {
            let is_named = |group: &Vec<Node<'s>>| group.iter().any(is_case_of_production);
            let production = taken.iter().position(is_named).or_else(|| {
                let is_default = |n: &Node<'s>| n.kind() == "switch_default";
                taken.iter().position(|group| group.iter().any(is_default))
            });
            found.outside_production |= production != Some(number);
        } else if self.is_fixed(script, &value) {
            let works = |group: &&Vec<Node<'s>>| !group.last().is_some_and(fails);
            found.add(Branch {
                choice: place(script, &body),
                of: taken.iter().filter(works).count() + usize::from(!has_default),
                number,
            });
        }
    }

    /// `if (…) { return …; }` above a statement of the same block: the rest is another branch.
    fn look_above(
        &self,
        script: &'s Script,
        block: &Node<'s>,
        inner: &Node<'s>,
        found: &mut Conditions,
    ) {
        let mut of = 1;
        let mut number = 0;
        for statement in block.named_children().filter(returns_early) {
            let Some(condition) = statement.field("condition") else {
                continue;
            };
            let is_above = statement.range().end <= inner.range().start;
            if let Some(production) = holds_in_production(&condition) {
                found.outside_production |= is_above && production;
            } else if !self.asks_what_no_block_has(script, &condition)
                && self.is_fixed(script, &condition)
            {
                of += 1;
                number += usize::from(is_above);
            }
        }
        if of > 1 {
            found.add(Branch {
                choice: place(script, block),
                of,
                number,
            });
        }
    }

    /// Whether a condition is the same each time that this process comes by.
    fn is_fixed(&self, script: &'s Script, condition: &Node<'s>) -> bool {
        if condition.ancestors().any(|n| takes_request(&n)) {
            return false;
        }
        let started = self.runs_at_start(script, condition);
        let stays = |n: Node<'s>| match &*n.kind() {
            "call_expression" | "new_expression" | "this" => started,
            "await_expression" | "yield_expression" | "assignment_expression" => false,
            "identifier" => match declared(&n.text(), &n) {
                Some(Declared::Value { name, .. }) => started || is_constant(&name),
                Some(Declared::Parameter(_) | Declared::Uninitialised(_)) => false,
                _ => true,
            },
            _ => true,
        };
        condition.dfs().all(stays)
    }
}

impl Conditions {
    /// Of a chain, the nearest says which branch it is.
    fn add(&mut self, branch: Branch) {
        if self
            .branches
            .iter()
            .all(|known| known.choice != branch.choice)
        {
            self.branches.push(branch);
        }
    }
}

/// A handler runs for each request: whichever branch one takes, another may take the other.
fn takes_request(function: &Node<'_>) -> bool {
    is_function(function)
        && parameters(function).iter().any(|parameter| {
            let text = parameter.text();
            text.trim_start_matches('_').starts_with("req")
        })
}

/// A constant of the file.
fn is_constant(name: &Node<'_>) -> bool {
    let declaration = name.ancestors().find(|n| n.kind() == "lexical_declaration");
    !name.ancestors().any(|n| is_function(&n))
        && declaration.is_some_and(|n| n.text().starts_with("const"))
}

/// The branch of `if … else if … else`, or of `a ? b : c ? d : e`.
fn in_chain(script: &Script, choice: &Node<'_>, is_consequence: bool) -> Branch {
    let mut number = usize::from(!is_consequence);
    let mut first = choice.clone();
    while let Some(outer) = continued(&first) {
        number += 1;
        first = outer;
    }
    Branch {
        choice: place(script, &first),
        of: branches_of(&first),
        number,
    }
}

/// The choice that `choice` is the `else` of.
fn continued<'s>(choice: &Node<'s>) -> Option<Node<'s>> {
    let is_form = |n: &Node<'s>| matches!(&*n.kind(), "else_clause" | "parenthesized_expression");
    let outer = choice.ancestors().find(|n| !is_form(n))?;
    let is_alternative = outer.kind() == choice.kind()
        && outer
            .field("alternative")
            .is_some_and(|n| n.range().start <= choice.range().start);
    let condition = outer.field("condition").filter(|_| is_alternative)?;
    holds_in_production(&condition).is_none().then_some(outer)
}

fn branches_of(first: &Node<'_>) -> usize {
    let own = usize::from(!first.field("consequence").is_some_and(|n| fails(&n)));
    let alternative = first.field("alternative").map(|n| match &*n.kind() {
        "else_clause" => n.named_children().last().unwrap_or(n),
        _ => bare(&n),
    });
    own + match alternative {
        Some(next) if next.kind() == first.kind() => branches_of(&next),
        Some(next) => usize::from(!fails(&next)),
        None => 1,
    }
}

/// The cases of a `switch` by what they run: one without statements runs the next.
fn grouped<'s>(cases: &[Node<'s>]) -> Vec<Vec<Node<'s>>> {
    let mut groups: Vec<Vec<Node<'s>>> = Vec::new();
    let mut is_open = false;
    for case in cases {
        match groups.last_mut().filter(|_| is_open) {
            Some(group) => group.push(case.clone()),
            None => groups.push(vec![case.clone()]),
        }
        is_open = case.field("body").is_none();
    }
    groups
}

fn is_case(node: &Node<'_>) -> bool {
    matches!(&*node.kind(), "switch_case" | "switch_default")
}

fn is_case_of_production(case: &Node<'_>) -> bool {
    let value = case.field("value").and_then(|value| string_value(&value));
    value.is_some_and(|value| value == "production")
}

/// `if (…) { return …; }` without an `else`.
pub(super) fn returns_early(statement: &Node<'_>) -> bool {
    statement.kind() == "if_statement"
        && statement.field("alternative").is_none()
        && statement
            .field("consequence")
            .and_then(|body| last_of(&body))
            .is_some_and(|last| last.kind() == "return_statement")
}

/// Whether statements end with `throw` or the end of the process.
pub(crate) fn fails(body: &Node<'_>) -> bool {
    last_of(body).is_some_and(|last| match &*last.kind() {
        "throw_statement" => true,
        "expression_statement" => last.text().starts_with("process.exit("),
        _ => false,
    })
}

/// Whether statements fail, or answer a request with a fault of the server's own.
pub(super) fn refuses(body: &Node<'_>) -> bool {
    fails(body) || answers_fault(body)
}

/// Whether statements answer a request with a fault of the server's own.
fn answers_fault(body: &Node<'_>) -> bool {
    body.dfs().any(|call| {
        let Some((_, method)) = method_call(&call) else {
            return false;
        };
        let first = arguments(&call).into_iter().next();
        matches!(&*method, "status" | "sendStatus" | "writeHead")
            && first.is_some_and(|status| status.text().starts_with('5'))
    })
}

fn last_of<'s>(body: &Node<'s>) -> Option<Node<'s>> {
    match &*body.kind() {
        "statement_block" | "switch_case" | "switch_default" => {
            let last = body
                .named_children()
                .filter(|n| n.kind() != "comment")
                .last()?;
            last_of(&last)
        }
        _ => Some(body.clone()),
    }
}

fn place(script: &Script, node: &Node<'_>) -> (String, usize, usize) {
    (script.path.clone(), node.range().start, node.range().end)
}
