//! Values of which the first that is there counts, in any language: `a or b`, `a || b`.

use crate::edit::script::Node;

/// How a language writes such a choice.
pub(crate) struct Choice {
    /// Whether a node is one, of a left and a right side.
    pub(crate) is_one: fn(&Node<'_>) -> bool,
    /// The expression inside of what changes no value, like parentheses.
    pub(crate) bare: for<'a> fn(&Node<'a>) -> Node<'a>,
}

impl Choice {
    /// The whole of `a or b or c` around an expression.
    pub(crate) fn around<'s>(&self, node: &Node<'s>) -> Node<'s> {
        let is_inside = |parent: &Node<'s>| {
            let outer = || parent.parent();
            (self.is_one)(parent)
                || parent.kind() == "parenthesized_expression"
                    && outer().is_some_and(|outer| (self.is_one)(&outer))
        };
        match node.parent().filter(is_inside) {
            Some(parent) => self.around(&parent),
            None => node.clone(),
        }
    }

    /// What is chosen from, in order; of no choice, the expression itself.
    pub(crate) fn operands<'s>(&self, choice: &Node<'s>) -> Vec<Node<'s>> {
        let node = (self.bare)(choice);
        match (node.field("left"), node.field("right")) {
            (Some(left), Some(right)) if (self.is_one)(&node) => {
                [self.operands(&left), self.operands(&right)].concat()
            }
            _ => vec![node],
        }
    }
}
