//! A variable in a block of a config that code takes by the name of an environment: `configs[env]`. Where only one of two
//! branches works with the block, its variables are those of the branch.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::exports::{Export, exported};
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, bare, string_value};
use crate::survey::node::sequelize::blocks::config_path;
use crate::survey::node::variables::around::holds_in_production;
use crate::survey::node::variables::choices::Need;
use crate::survey::node::variables::program::Program;
use crate::survey::node::variables::usage::{Followed, uses_of};

/// A value in a block of a config.
struct InBlock<'s> {
    /// The object of all blocks.
    configs: Located<'s>,
    /// The name of the value in its block.
    key: String,
}

impl<'s> Program<'s> {
    /// Whether a condition holds in production, where that can be told: of the environment, or of what no block for it says.
    pub(super) fn holds(&self, script: &'s Script, condition: &Node<'s>) -> Option<bool> {
        holds_in_production(condition).or_else(|| {
            let condition = bare(condition);
            match &*condition.kind() {
                "unary_expression" => self
                    .holds(script, &condition.field("argument")?)
                    .map(|holds| !holds),
                "member_expression" => self.is_never_said(script, &condition).then_some(false),
                _ => None,
            }
        })
    }

    /// `config.use_env_variable` where no block for production has that key.
    fn is_never_said(&self, script: &'s Script, member: &Node<'s>) -> bool {
        let blocks = member
            .field("object")
            .and_then(|block| self.block_of(script, &block));
        let key = member.field("property").map(|key| key.text().into_owned());
        let (Some(configs), Some(key)) = (blocks, key) else {
            return false;
        };
        let named: Vec<Node<'s>> = configs.named_children().collect();
        let mut blocks = named.iter().filter(|block| named_by_environment(block));
        let lacks = |block: &Node<'s>| {
            let block = block.field("value").filter(|it| it.kind() == "object");
            block.is_some_and(|block| {
                block.named_children().all(|it| {
                    matches!(
                        &*it.kind(),
                        "pair" | "shorthand_property_identifier" | "comment"
                    ) && name_of(&it).is_none_or(|name| name != key)
                })
            })
        };
        let is_plain = named
            .iter()
            .all(|it| matches!(&*it.kind(), "pair" | "comment"));
        is_plain && blocks.clone().next().is_some() && blocks.all(lacks)
    }

    /// The object of all blocks that a block is taken of by a computed name.
    fn block_of(&self, script: &'s Script, block: &Node<'s>) -> Option<Node<'s>> {
        let taken = self.survey.definition(script, block)?;
        let index = taken.node.field("index")?;
        let object = taken.node.field("object")?;
        if string_value(&index).is_some() {
            return None;
        }
        let found = self.survey.definition(taken.script, &object);
        let object_of = |it: Located<'s>| Some(it.node).filter(|node| node.kind() == "object");
        found.and_then(object_of).or_else(|| {
            let path = config_path(self.survey, taken.script, &object)?;
            let config = self.survey.script(&path)?;
            match exported(config, &[])? {
                Export::Here(node) => object_of(self.survey.definition(config, &node)?),
                Export::From(_) => None,
            }
        })
    }

    /// What is done with a value in a block, where it is only used in branches; none where it is needed anyway.
    pub(super) fn needs_of_block(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        variable: Followed<'_>,
    ) -> Option<Vec<Need>> {
        let variable = variable.further()?;
        let held = InBlock::of(script, node)?;
        let needs = self.needs_of_uses(&self.uses_in_blocks(&held), variable);
        let is_in_branches = |need: &Need| !need.branches.is_empty();
        (!needs.is_empty() && needs.iter().all(is_in_branches)).then_some(needs)
    }

    /// Where code works with the value; where nothing names it, where it works with the block.
    fn uses_in_blocks(&self, held: &InBlock<'s>) -> Vec<Located<'s>> {
        let scripts = self
            .files
            .iter()
            .filter_map(|path| self.survey.script(path));
        let scripts: Vec<&'s Script> = scripts.filter(|script| held.may_be_in(script)).collect();
        let uses = |find: &dyn Fn(&'s Script, &Node<'s>) -> Vec<Located<'s>>| {
            let found = scripts.iter().flat_map(|script| {
                let root = script.root();
                root.dfs()
                    .flat_map(|node| find(script, &node))
                    .collect::<Vec<_>>()
            });
            found.collect::<Vec<_>>()
        };
        let named = uses(&|script, node| self.named_use(script, node, held));
        if named.is_empty() {
            uses(&|script, node| self.whole_use(script, node, held))
        } else {
            named
        }
    }

    /// `config.password`, or the uses of `const { password } = configs[env]`.
    fn named_use(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        held: &InBlock<'s>,
    ) -> Vec<Located<'s>> {
        let key = &held.key;
        let is_key = |it: &Node<'s>| it.text() == *key;
        match &*node.kind() {
            "member_expression" if node.field("property").as_ref().is_some_and(is_key) => {
                let object = node.field("object");
                let is_it = object.is_some_and(|it| self.is_block(script, &it, held));
                let node = node.clone();
                is_it
                    .then_some(Located { script, node })
                    .into_iter()
                    .collect()
            }
            "shorthand_property_identifier_pattern" if is_key(node) => match declared(key, node) {
                Some(Declared::Value { value, .. }) if self.is_block(script, &value, held) => {
                    uses_of(script, node)
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// `config` as a whole, or the uses of `const { …, ...rest } = configs[env]`.
    fn whole_use(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        held: &InBlock<'s>,
    ) -> Vec<Located<'s>> {
        match &*node.kind() {
            "rest_pattern" => match (node.named_children().next(), taken_from(node)) {
                (Some(rest), Some(value)) if self.is_block(script, &value, held) => {
                    uses_of(script, &rest)
                }
                _ => Vec::new(),
            },
            "identifier"
                if !is_object(node) && !is_bound(node) && self.is_block(script, node, held) =>
            {
                let node = node.clone();
                vec![Located { script, node }]
            }
            _ => Vec::new(),
        }
    }

    /// Whether an expression is a block that is taken by a computed name.
    fn is_block(&self, script: &'s Script, node: &Node<'s>, held: &InBlock<'s>) -> bool {
        let Some(taken) = self.survey.definition(script, node) else {
            return false;
        };
        let index = taken.node.field("index");
        let Some(object) = taken
            .node
            .field("object")
            .filter(|_| index.is_some_and(|index| string_value(&index).is_none()))
        else {
            return false;
        };
        let found = self.survey.definition(taken.script, &object);
        found.is_some_and(|it| it.is(&held.configs))
            || config_path(self.survey, taken.script, &object)
                .is_some_and(|path| path == held.configs.script.path)
    }
}

impl<'s> InBlock<'s> {
    /// Whether a file may have blocks in its hands: that of the config, and those that load it.
    fn may_be_in(&self, script: &Script) -> bool {
        let config = &self.configs.script.path;
        let stem = config.rsplit('/').next().unwrap_or(config);
        let stem = stem.split('.').next().unwrap_or(stem);
        let folder = config.rsplit('/').nth(1).unwrap_or(stem);
        script.path == *config || script.text.contains(stem) || script.text.contains(folder)
    }

    /// `{ production: { password: process.env.X } }`, which a module keeps.
    fn of(script: &'s Script, node: &Node<'s>) -> Option<Self> {
        let value = node.parent().filter(|n| n.kind() == "pair")?;
        let block = value
            .parent()?
            .parent()
            .filter(|n| n.kind() == "pair" && named_by_environment(n))?;
        let configs = block.parent().filter(|n| n.kind() == "object")?;
        let key = value.field("key")?;
        let key = string_value(&key).unwrap_or_else(|| key.text().into_owned());
        Some(Self {
            configs: Located {
                script,
                node: configs,
            },
            key,
        })
    }
}

/// Whether a member is taken of a node.
fn is_object(node: &Node<'_>) -> bool {
    let object = node.parent().and_then(|parent| parent.field("object"));
    object.is_some_and(|object| object.node_id() == node.node_id())
}

/// `const { x, ...rest } = value`: the value.
fn taken_from<'s>(rest: &Node<'s>) -> Option<Node<'s>> {
    let declarator = rest.parent()?.parent()?;
    declarator
        .field("value")
        .filter(|_| declarator.kind() == "variable_declarator")
}

fn named_by_environment(pair: &Node<'_>) -> bool {
    name_of(pair)
        .is_some_and(|name| matches!(&*name, "production" | "prod" | "staging" | "default"))
}

/// The name of a member of an object.
fn name_of(member: &Node<'_>) -> Option<String> {
    let key = match &*member.kind() {
        "shorthand_property_identifier" => member.clone(),
        _ => member.field("key")?,
    };
    Some(string_value(&key).unwrap_or_else(|| key.text().into_owned()))
}

/// Whether a name is declared or imported here, not used.
fn is_bound(node: &Node<'_>) -> bool {
    let Some(parent) = node.parent() else {
        return false;
    };
    parent.kind().contains("import")
        || parent.kind().contains("export")
        || parent
            .field("name")
            .is_some_and(|name| name.node_id() == node.node_id())
}
