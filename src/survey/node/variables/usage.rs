//! What becomes of a variable where it is read: whether the service can do without it, fails in one function, or does not
//! work at all. A fallback, a guard or a comparison says that it may be missing.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, bare, is_function, string_value};
use crate::survey::node::variables::around::{around, handles_keys};
use crate::survey::node::variables::branches::{fails, refuses};
use crate::survey::node::variables::choices::Need;
use crate::survey::node::variables::forms::{
    CHOICE, alias, function_of, is_choice, is_tested, operator, outermost, plain_name,
};
use crate::survey::node::variables::program::Program;
use crate::survey::node::variables::providers::is_key_of_client;
use crate::survey::node::variables::reads::{Read, reads};
use crate::survey::node::variables::texts::Text;
use crate::survey::variables::around::Told;
use crate::survey::variables::names::{is_given, is_secret, signs};
use crate::survey::variables::needs::Usage;

/// How many names are followed to their uses: what goes through more hands serves some function, and is counted so.
const HOPS: usize = 3;

/// A variable whose value is followed.
#[derive(Clone, Copy)]
pub(crate) struct Followed<'n> {
    /// Its name.
    pub(crate) name: &'n str,
    /// Whether it is read while the service starts.
    at_start: bool,
    /// How many more names are followed.
    hops: usize,
}

impl Followed<'_> {
    /// The same behind another name.
    pub(crate) fn further(self) -> Option<Self> {
        let hops = self.hops.checked_sub(1)?;
        Some(Self { hops, ..self })
    }
}

impl<'s> Program<'s> {
    /// What the reads of one script need.
    pub(crate) fn needs_in(&self, script: &'s Script) -> Vec<Need> {
        let reads = reads(script);
        let guarded: Vec<(&str, Option<usize>)> = reads
            .iter()
            .filter(|read| !read.bound && is_tested(&outermost(&read.node)))
            .filter(|read| !is_refused_without(&read.node))
            .filter_map(|read| Some((read.name.as_deref()?, function_of(&read.node))))
            .collect();
        let mut found = Vec::new();
        for read in &reads {
            let Some(name) = read
                .name
                .as_deref()
                .filter(|name| !is_given(self.survey, name))
            else {
                continue;
            };
            if guarded.contains(&(name, function_of(&read.node))) {
                found.extend(self.guarded(script, &read.node, name));
            } else {
                found.extend(self.needs_of(script, name, read));
            }
        }
        found.extend(named_for_sequelize(script));
        found
    }

    fn needs_of(&self, script: &'s Script, name: &str, read: &Read<'s>) -> Vec<Need> {
        let weighed = |need: Need| need.weighed();
        let variable = Followed {
            name,
            at_start: self.runs_at_start(script, &read.node),
            hops: HOPS,
        };
        if read.bound {
            let needs = self.needs_of_name(script, &read.node, variable);
            return needs.into_iter().map(weighed).collect();
        }
        let choice = CHOICE.around(&read.node);
        let operands = CHOICE.operands(&choice);
        if operands.len() == 1 {
            let needs = self.needs(script, &read.node, variable);
            return needs.into_iter().map(weighed).collect();
        }
        let last = operands.last().and_then(string_value);
        if is_secret(name) && last.is_some_and(|text| !text.is_empty()) {
            return vec![Need::always(name, Usage::with_fallback(name))];
        }
        let names: Option<Vec<String>> = operands.iter().map(plain_name).collect();
        let names = names.filter(|names| names.iter().all(|name| !is_given(self.survey, name)));
        let Some(mut names) = names.filter(|names| names.first().is_some_and(|n| n == name)) else {
            return Vec::new();
        };
        names.sort();
        names.dedup();
        let needs = self.needs(script, &choice, variable).into_iter();
        let of_all = |need: Need| Need {
            names: names.clone(),
            ..need
        };
        needs.map(of_all).map(weighed).collect()
    }

    /// What depends on the value of an expression.
    pub(crate) fn needs(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        variable: Followed<'_>,
    ) -> Vec<Need> {
        let name = variable.name;
        let node = outermost(node);
        let choice = CHOICE.around(&node);
        if CHOICE.operands(&choice).len() > 1 && choice.node_id() != node.node_id()
            || is_tested(&node)
        {
            return Vec::new();
        }
        if let Some(alias) = alias(&node) {
            return self.needs_of_name(script, &alias, variable);
        }
        if let Some(needs) = self.needs_of_held(script, &node, variable) {
            return needs;
        }
        if self.has_default(script, &node) {
            return Vec::new();
        }
        let around = around(&node, name);
        if around.tells(Told::Guarded) {
            return self.guarded(script, &node, name).into_iter().collect();
        }
        let conditions = self.conditions(script, &node);
        if around.tells(Told::Unneeded) || conditions.outside_production {
            return Vec::new();
        }
        let text = Text::around(&node);
        let is_said = text
            .filter(|text| !variable.at_start && !text.leads_to(name) && !signs_for_service(name));
        if let Some(alias) = is_said.as_ref().and_then(|text| alias(&text.node)) {
            return self.needs_of_name(script, &alias, variable);
        }
        let is_essential = (around.tells(Told::Text) && is_said.is_none()
            || around.tells(Told::Essential)
            || self.is_for_start(script, &node))
            && !self.is_switched(script, &node);
        let usage = |conditional: bool| {
            if is_essential && !conditional {
                Usage::Essential
            } else {
                Usage::Late
            }
        };
        vec![Need {
            usage: usage(conditions.vary),
            otherwise: usage(around.tells(Told::Conditional) || self.is_below_gate(script, &node)),
            branches: conditions.branches,
            by_name: !is_key_of_client(self.survey, script, &node, name),
            ..Need::always(name, Usage::Late)
        }]
    }

    /// What depends on a value that a module keeps for others, by itself or in a block of a config.
    fn needs_of_held(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        variable: Followed<'_>,
    ) -> Option<Vec<Need>> {
        self.needs_of_kept(script, node, variable)
            .or_else(|| self.needs_of_block(script, node, variable))
    }

    /// Whether a value is for what runs at start, or for a key.
    fn is_for_start(&self, script: &'s Script, node: &Node<'s>) -> bool {
        handles_keys(script, node) || self.runs_at_start(script, node)
    }

    /// A read that nothing depends on, for the value was asked for before; it still says which branch reads what.
    pub(crate) fn guarded(&self, script: &'s Script, node: &Node<'s>, name: &str) -> Option<Need> {
        let node = outermost(node);
        if is_tested(&node) || around(&node, name).tells(Told::Unneeded) {
            return None;
        }
        let conditions = self.conditions(script, &node);
        (!conditions.outside_production).then(|| Need {
            branches: conditions.branches,
            ..Need::always(name, Usage::None)
        })
    }

    /// What depends on a name that holds the value.
    fn needs_of_name(
        &self,
        script: &'s Script,
        bound: &Node<'s>,
        variable: Followed<'_>,
    ) -> Vec<Need> {
        let name = variable.name;
        let Some(variable) = variable.further() else {
            return vec![Need::always(name, Usage::Late)];
        };
        let is_exported = bound
            .ancestors()
            .take_while(|n| !is_function(n))
            .any(|n| n.kind() == "export_statement");
        if is_exported {
            let value = bound
                .parent()
                .and_then(|declarator| declarator.field("value"));
            let kept = value.and_then(|value| self.needs_of_kept(script, &value, variable));
            let usage = if self.is_switched(script, bound) {
                Usage::Late
            } else {
                Usage::Essential
            };
            return kept.unwrap_or_else(|| vec![Need::always(name, usage)]);
        }
        let uses = uses_of(script, bound);
        // `if (!key) throw …` fails the function
        let thrown = uses.iter().any(|it| is_thrown_for(&it.node));
        let thrown = thrown.then(|| Need::always(name, Usage::Late));
        let needs = self.needs_of_uses(&uses, variable);
        needs.into_iter().chain(thrown).collect()
    }

    /// What depends on the uses of a value; what a function does with one that it has asked for depends on nothing.
    pub(crate) fn needs_of_uses(&self, uses: &[Located<'s>], variable: Followed<'_>) -> Vec<Need> {
        let function = |it: &Located<'s>| (&*it.script.path, function_of(&it.node));
        let is_asked =
            |it: &&Located<'s>| is_tested(&outermost(&it.node)) && !is_refused_without(&it.node);
        let asking: Vec<_> = uses.iter().filter(is_asked).map(function).collect();
        let needs = uses.iter().flat_map(|it| {
            if asking.contains(&function(it)) {
                let guarded = self.guarded(it.script, &it.node, variable.name);
                guarded.into_iter().collect()
            } else {
                self.needs(it.script, &it.node, variable)
            }
        });
        needs.collect()
    }
}

/// Whether what tests a value fails where it is missing: `if (!secret) return res.status(500).end()`.
fn is_refused_without(tested: &Node<'_>) -> bool {
    let mut within = tested.ancestors().take_while(|n| !is_function(n));
    let statement = within.find(|n| n.kind() == "if_statement");
    let denies = |n: &Node<'_>| {
        let condition = n.field("condition").map(|condition| bare(&condition));
        condition.is_some_and(|condition| {
            condition.range().end >= tested.range().end
                && (operator(&condition) == "!" || matches!(&*operator(&condition), "===" | "=="))
        })
    };
    let body = statement
        .filter(denies)
        .and_then(|n| n.field("consequence"));
    body.is_some_and(|body| refuses(&body))
}

/// Whether a test of a name ends with `throw`.
fn is_thrown_for(tested: &Node<'_>) -> bool {
    let mut within = tested.ancestors().take_while(|n| !is_function(n));
    let statement = within.find(|n| n.kind() == "if_statement");
    let is_condition = |n: &Node<'_>| {
        n.field("condition")
            .is_some_and(|condition| condition.range().end >= tested.range().end)
    };
    statement
        .filter(is_condition)
        .and_then(|n| n.field("consequence"))
        .is_some_and(|body| fails(&body))
}

/// A name for what the service itself signs with: what is not signed with it, a stranger may have made.
fn signs_for_service(name: &str) -> bool {
    signs(name) && !name.split('_').any(|part| part == "CLIENT")
}

/// The uses of a name that a declaration binds, in its file.
pub(super) fn uses_of<'s>(script: &'s Script, bound: &Node<'s>) -> Vec<Located<'s>> {
    let text = bound.text();
    let is_it = |n: &Node<'s>| match declared(&n.text(), n) {
        Some(Declared::Value { name, .. }) => name.range() == bound.range(),
        _ => false,
    };
    script
        .identifiers(&text)
        .filter(|n| n.range() != bound.range() && is_it(n))
        .map(|node| Located { script, node })
        .collect()
}

/// The variables that a script asks for before it does something with them: what they serve may be left out.
pub(crate) fn asked_for(script: &Script) -> Vec<String> {
    let is_asked = |read: &Read<'_>| {
        let node = outermost(&read.node);
        let denied = node
            .parent()
            .is_some_and(|parent| matches!(&*operator(&parent), "!" | "===" | "=="));
        !read.bound && !denied && is_tested(&node) && !is_choice_around(&node)
    };
    let asked = reads(script).into_iter().filter(is_asked);
    asked.filter_map(|read| read.name).collect()
}

fn is_choice_around(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| is_choice(&parent))
}

/// `use_env_variable: "DATABASE_URL"` in the config of sequelize.
fn named_for_sequelize(script: &Script) -> Vec<Need> {
    if !script.text.contains("use_env_variable") {
        return Vec::new();
    }
    let root = script.root();
    let pairs = root.dfs().filter(|n| {
        n.kind() == "pair"
            && n.field("key")
                .is_some_and(|key| key.text() == "use_env_variable")
    });
    pairs
        .filter_map(|pair| {
            let name = string_value(&pair.field("value")?)?;
            let needed = !around(&pair.field("value")?, &name).tells(Told::Unneeded);
            needed.then(|| Need::always(&name, Usage::Essential))
        })
        .collect()
}
