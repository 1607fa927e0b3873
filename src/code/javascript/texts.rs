//! Which texts an expression stands for.

use crate::code::Survey;
use crate::edit::script::{Node, Script, string_value};

impl Survey<'_> {
    /// The texts that an expression stands for: a string, a constant, a template or sum of such, the default of a
    /// parameter, or a list of them.
    #[must_use]
    pub fn texts<'s>(&'s self, script: &'s Script, node: &Node<'s>) -> Vec<String> {
        let Some(found) = self.definition(script, node) else {
            return Vec::new();
        };
        let part = |node: Node<'s>| self.texts(found.script, &node).into_iter().next();
        match &*found.node.kind() {
            "array" => found
                .node
                .named_children()
                .flat_map(|item| self.texts(found.script, &item))
                .collect(),
            "binary_expression" => {
                let sides = found
                    .node
                    .field("left")
                    .and_then(part)
                    .zip(found.node.field("right").and_then(part));
                sides
                    .map(|(left, right)| left + &right)
                    .into_iter()
                    .collect()
            }
            "template_string" => {
                let piece = |n: Node<'s>| match &*n.kind() {
                    "string_fragment" => Some(n.text().into_owned()),
                    _ => n.named_children().next().and_then(part),
                };
                found
                    .node
                    .named_children()
                    .map(piece)
                    .collect::<Option<String>>()
                    .into_iter()
                    .collect()
            }
            "required_parameter" | "optional_parameter" | "assignment_pattern" => {
                let default = found
                    .node
                    .field("value")
                    .or_else(|| found.node.field("right"));
                default.map_or_else(Vec::new, |value| self.texts(found.script, &value))
            }
            _ => string_value(&found.node).into_iter().collect(),
        }
    }
}
