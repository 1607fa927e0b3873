//! A variable that a module keeps for others: `export const config = { url: process.env.URL }`. What depends on it is told
//! by what they do with it, where that can be seen.

use crate::code::javascript::declarations::Declared;
use crate::code::javascript::names::declared;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, is_function};
use crate::survey::node::variables::choices::Need;
use crate::survey::node::variables::program::Program;
use crate::survey::node::variables::usage::Followed;
use crate::survey::variables::needs::Usage;

/// A value that a module keeps, and the name of it.
struct Kept<'s> {
    script: &'s Script,
    value: Node<'s>,
    key: String,
}

impl<'s> Program<'s> {
    /// What is done with a value that a module keeps, where it is only used in branches; none where it is needed anyway.
    pub(crate) fn needs_of_kept(
        &self,
        script: &'s Script,
        node: &Node<'s>,
        variable: Followed<'_>,
    ) -> Option<Vec<Need>> {
        let variable = variable.further()?;
        let kept = Kept::by(script, node)?;
        let uses = self.uses_of_kept(&kept)?;
        let needs = self.needs_of_uses(&uses, variable).into_iter();
        let as_before = |need: Need| Need {
            otherwise: Usage::Essential,
            ..need
        };
        let needs: Vec<Need> = needs.map(as_before).collect();
        let is_in_branches = |need: &Need| !need.branches.is_empty();
        (!needs.is_empty() && needs.iter().all(is_in_branches)).then_some(needs)
    }

    /// Where the value is used; none where a pattern may take it out of what nobody knows.
    fn uses_of_kept(&self, kept: &Kept<'s>) -> Option<Vec<Located<'s>>> {
        let survey = self.survey;
        let mut found = Vec::new();
        for path in &self.files {
            let text = survey.overlay.text(path).ok().flatten();
            if !text.is_some_and(|text| text.contains(&kept.key)) {
                continue;
            }
            let Some(script) = survey.script(path) else {
                continue;
            };
            let root = script.root();
            for node in root.dfs().filter(|n| n.text() == kept.key) {
                let Some(around) = node.parent() else {
                    continue;
                };
                let used = match (&*node.kind(), &*around.kind()) {
                    ("property_identifier", "pair_pattern") => return None,
                    ("shorthand_property_identifier_pattern", _) if is_parameter(&node) => {
                        return None;
                    }
                    ("property_identifier", "member_expression") => around,
                    ("identifier", "import_specifier" | "export_specifier") => continue,
                    ("identifier" | "shorthand_property_identifier", _) => node,
                    _ => continue,
                };
                let definition = survey.definition(script, &used);
                if definition.is_some_and(|known| kept.is(known.script, &known.node)) {
                    found.push(Located { script, node: used });
                }
            }
        }
        found.retain(|it| !is_declared(&it.node) && !Kept::is_handed_on(it.script, &it.node));
        Some(found)
    }
}

impl<'s> Kept<'s> {
    /// A value in an object at the top of a module, or of a constant that the module exports.
    fn by(script: &'s Script, node: &Node<'s>) -> Option<Self> {
        if node.ancestors().any(|n| is_function(&n)) {
            return None;
        }
        let around = node.parent()?;
        let kept = |value: Node<'s>, key: &Node<'s>| Self {
            script,
            value,
            key: key.text().into_owned(),
        };
        match &*around.kind() {
            "pair" if is_held(&around) => {
                let key = around.field("key")?;
                let is_value = around
                    .field("value")
                    .is_some_and(|value| value.node_id() == node.node_id());
                (is_value && key.kind() == "property_identifier").then(|| kept(node.clone(), &key))
            }
            "object" if node.kind() == "shorthand_property_identifier" && is_held(node) => {
                match declared(&node.text(), node)? {
                    Declared::Value { value, .. } => Some(kept(value, node)),
                    _ => None,
                }
            }
            "variable_declarator" => {
                let name = around.field("name")?;
                let is_exported = around
                    .ancestors()
                    .any(|outer| outer.kind() == "export_statement");
                (is_exported && name.kind() == "identifier").then(|| kept(node.clone(), &name))
            }
            _ => None,
        }
    }

    fn is(&self, script: &Script, node: &Node<'_>) -> bool {
        let (own, other) = (self.value.range(), node.range());
        self.script.path == script.path && own.start <= other.start && other.end <= own.end
    }

    /// `module.exports = { url }`: those who load it use it.
    fn is_handed_on(script: &'s Script, node: &Node<'s>) -> bool {
        node.kind() == "shorthand_property_identifier" && Self::by(script, node).is_some()
    }
}

/// Whether a member belongs to an object that is a value by itself.
fn is_held(member: &Node<'_>) -> bool {
    let is_part = |n: &Node<'_>| {
        matches!(
            &*n.kind(),
            "pair" | "object" | "as_expression" | "satisfies_expression"
        )
    };
    member
        .ancestors()
        .find(|n| !is_part(n))
        .is_some_and(|holder| {
            matches!(
                &*holder.kind(),
                "variable_declarator" | "assignment_expression" | "export_statement"
            )
        })
}

fn is_parameter(node: &Node<'_>) -> bool {
    node.ancestors()
        .find(|n| !n.kind().ends_with("pattern"))
        .is_some_and(|n| n.kind().contains("parameter"))
}

/// Whether a name is declared here, not used.
fn is_declared(node: &Node<'_>) -> bool {
    node.parent()
        .and_then(|around| around.field("name"))
        .is_some_and(|name| name.node_id() == node.node_id())
}
