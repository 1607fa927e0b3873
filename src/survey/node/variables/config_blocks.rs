//! A variable in a block of a config that code takes by the name of an environment: `configs[env]`. Where only one of two
//! branches works with the block, its variables are those of the branch.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::exports::{Export, exported};
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, bare, string_value};
use crate::survey::node::sequelize::blocks::config_path;
use crate::survey::node::variables::around::around;
use crate::survey::node::variables::choices::Need;
use crate::survey::node::variables::program::Program;
use crate::survey::node::variables::reads::is_environment;
use crate::survey::node::variables::usage::{Followed, uses_of};
use crate::survey::variables::around::Told;

/// A value in a block of a config.
struct InBlock<'s> {
    /// The object of all blocks.
    configs: Located<'s>,
    /// The name of the value in its block.
    key: String,
}

impl<'s> Program<'s> {
    /// What is done with a value in a block, where it is only used in branches; none where it is needed anyway.
    pub(super) fn needs_of_block(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        variable: Followed<'_>,
    ) -> Option<Vec<Need>> {
        let name = variable.name;
        let variable = variable.further()?;
        let held = InBlock::of(script, node)?;
        if around(node, name).tells(Told::Unneeded) {
            return Some(Vec::new());
        }
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
                if !is_object(node)
                    && !is_bound(node)
                    && !is_beside_address(node)
                    && self.is_block(script, node, held) =>
            {
                let node = node.clone();
                vec![Located { script, node }]
            }
            _ => Vec::new(),
        }
    }

    /// Whether an expression is a block that is taken by a computed name.
    fn is_block(&self, script: &'s Script, node: &Node<'s>, held: &InBlock<'s>) -> bool {
        let Some(object) = self.taken_by_name(script, node) else {
            return false;
        };
        let found = self.survey.definition(object.script, &object.node);
        found.is_some_and(|it| it.is(&held.configs))
            || config_path(self.survey, object.script, &object.node)
                .is_some_and(|path| path == held.configs.script.path)
    }

    /// What an expression takes a member of, by a computed name: `configs[env]`.
    fn taken_by_name(&self, script: &'s Script, node: &Node<'s>) -> Option<Located<'s>> {
        let taken = self.survey.definition(script, node)?;
        let index = taken.node.field("index")?;
        let object = taken.node.field("object")?;
        string_value(&index).is_none().then_some(Located {
            script: taken.script,
            node: object,
        })
    }

    /// Whether a condition asks for what no block of production has, as the code of `sequelize init` does:
    /// `if (config.use_env_variable)`.
    pub(super) fn asks_what_no_block_has(&self, script: &'s Script, condition: &Node<'s>) -> bool {
        let condition = bare(condition);
        let (Some(object), Some(key)) = (condition.field("object"), condition.field("property"))
        else {
            return false;
        };
        self.taken_by_name(script, &object)
            .and_then(|configs| self.object_of(&configs))
            .is_some_and(|configs| lacks(&configs, &key.text()))
    }

    /// The object that holds the blocks, in the same file or another.
    fn object_of(&self, configs: &Located<'s>) -> Option<Node<'s>> {
        let is_object = |it: &Located<'s>| it.node.kind() == "object";
        let here = self.survey.definition(configs.script, &configs.node);
        let found = here.filter(is_object).or_else(|| {
            let path = config_path(self.survey, configs.script, &configs.node)?;
            let there = self.survey.script(&path)?;
            let Export::Here(node) = exported(there, &[])? else {
                return None;
            };
            self.survey.definition(there, &node).filter(is_object)
        });
        found.map(|it| it.node)
    }
}

/// Whether all blocks of production can be read, and none has this key.
fn lacks(configs: &Node<'_>, key: &str) -> bool {
    let blocks = configs.named_children().filter(named_by_environment);
    let blocks: Vec<Node<'_>> = blocks.collect();
    let is_other = |member: Node<'_>| match &*member.kind() {
        "pair" => member.field("key").is_some_and(|name| {
            name.kind() != "computed_property_name"
                && string_value(&name).unwrap_or_else(|| name.text().into_owned()) != key
        }),
        kind => kind == "comment",
    };
    !blocks.is_empty()
        && blocks.iter().all(|block| {
            let block = block.field("value").filter(|it| it.kind() == "object");
            block.is_some_and(|block| block.named_children().all(is_other))
        })
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

/// `new Sequelize(process.env[name], config)`: what an address says, the block need not.
fn is_beside_address(node: &Node<'_>) -> bool {
    let first = node
        .parent()
        .filter(|around| around.kind() == "arguments")
        .and_then(|around| around.named_children().next());
    first.is_some_and(|first| {
        first
            .field("object")
            .is_some_and(|object| is_environment(&object))
    })
}

/// `const { x, ...rest } = value`: the value.
fn taken_from<'s>(rest: &Node<'s>) -> Option<Node<'s>> {
    let declarator = rest.parent()?.parent()?;
    declarator
        .field("value")
        .filter(|_| declarator.kind() == "variable_declarator")
}

fn named_by_environment(pair: &Node<'_>) -> bool {
    let key = pair.field("key");
    key.is_some_and(|key| {
        let name = string_value(&key).unwrap_or_else(|| key.text().into_owned());
        matches!(&*name, "production" | "prod" | "staging" | "default")
    })
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
