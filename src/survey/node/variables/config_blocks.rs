//! A variable in a block of a config that code takes by the name of an environment: `configs[env]`. Where only one of two
//! branches works with the block, its variables are those of the branch.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, string_value};
use crate::survey::node::sequelize::blocks::config_path;
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
        let (mut named, mut whole) = (Vec::new(), Vec::new());
        for script in self
            .files
            .iter()
            .filter_map(|path| self.survey.script(path))
        {
            if !self.may_take(script, held) {
                continue;
            }
            for node in script.root().dfs() {
                let parent = node.parent();
                let is_object = parent
                    .as_ref()
                    .and_then(|n| n.field("object"))
                    .is_some_and(|object| object.node_id() == node.node_id());
                match &*node.kind() {
                    "member_expression" if named_by(&node, "property", &held.key) => {
                        let object = node.field("object");
                        if object.is_some_and(|it| self.is_block(script, &it, held)) {
                            named.push(Located { script, node });
                        }
                    }
                    "shorthand_property_identifier_pattern" if node.text() == held.key => {
                        if let Some(Declared::Value { value, .. }) = declared(&held.key, &node)
                            && self.is_block(script, &value, held)
                        {
                            named.extend(uses_of(script, &node));
                        }
                    }
                    "rest_pattern" => {
                        if let (Some(rest), Some(value)) =
                            (node.named_children().next(), taken_from(&node))
                            && self.is_block(script, &value, held)
                        {
                            whole.extend(uses_of(script, &rest));
                        }
                    }
                    "identifier" if !is_object && !is_bound(&node) => {
                        if self.is_block(script, &node, held) {
                            whole.push(Located { script, node });
                        }
                    }
                    _ => {}
                }
            }
        }
        if named.is_empty() { whole } else { named }
    }

    /// Whether a file has blocks in its hands: that of the config, and those that load it.
    fn may_take(&self, script: &Script, held: &InBlock<'s>) -> bool {
        let config = &held.configs.script.path;
        let stem = config.rsplit('/').next().unwrap_or(config);
        let stem = stem.split('.').next().unwrap_or(stem);
        let folder = config.rsplit('/').nth(1).unwrap_or(stem);
        script.path == *config || script.text.contains(stem) || script.text.contains(folder)
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

fn named_by(node: &Node<'_>, field: &str, name: &str) -> bool {
    node.field(field).is_some_and(|it| it.text() == name)
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
