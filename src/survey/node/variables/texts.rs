//! What a variable is in a text: the base of an address, or a part that only this text lacks.

use crate::edit::script::{Node, bare, is_wrapper, string_value};
use crate::survey::node::variables::forms::operator;

/// What stands for a part of a text that is not written out.
const PART: char = '\u{fffc}';

/// The text around a part of it.
pub(crate) struct Text<'s> {
    /// The whole text.
    pub(crate) node: Node<'s>,
    before: String,
    after: String,
}

impl<'s> Text<'s> {
    /// The text that is made with the value of an expression.
    pub(crate) fn around(node: &Node<'s>) -> Option<Self> {
        let parent = node.parent()?;
        match &*parent.kind() {
            _ if is_wrapper(&parent) => Self::around(&parent),
            "template_substitution" => Self::of(&parent.parent()?, &parent, template_parts),
            "binary_expression" if operator(&parent) == "+" => {
                let mut sum = parent;
                while let Some(outer) = sum.parent().filter(|outer| operator(outer) == "+") {
                    sum = outer;
                }
                Self::of(&sum, node, summands)
            }
            _ => None,
        }
    }

    fn of(
        whole: &Node<'s>,
        part: &Node<'s>,
        parts: fn(&Node<'s>) -> Vec<(Node<'s>, String)>,
    ) -> Option<Self> {
        let parts = parts(whole);
        let at = parts
            .iter()
            .position(|(node, _)| node.range() == part.range())?;
        let text = |parts: &[(Node<'s>, String)]| parts.iter().map(|(_, text)| &**text).collect();
        Some(Self {
            node: whole.clone(),
            before: text(&parts[..at]),
            after: text(&parts[at + 1..]),
        })
    }

    /// Whether a variable is where the text leads to, and not what it says there: `${SITE_URL}/welcome`, but not
    /// `https://example.com/?key=${KEY}`.
    pub(crate) fn leads_to(&self, name: &str) -> bool {
        let is_end = |c: char| c.is_whitespace() || "\"'<>(),".contains(c);
        let address = self.before.rsplit(is_end).next().unwrap_or_default();
        match address.rsplit_once("://") {
            Some((scheme, host)) => {
                !scheme.ends_with("http") && !scheme.ends_with("https")
                    || !host.contains(['/', '?'])
            }
            None if address.contains(['/', '?', PART]) => false,
            None => self.after.starts_with('/') || names_address(name),
        }
    }
}

/// Whether a name is one for an address.
fn names_address(name: &str) -> bool {
    let last = name.rsplit('_').next();
    last.is_some_and(|last| {
        matches!(
            last,
            "URL" | "URI" | "HOST" | "DOMAIN" | "ORIGIN" | "ENDPOINT"
        )
    })
}

fn template_parts<'s>(template: &Node<'s>) -> Vec<(Node<'s>, String)> {
    let text = |part: &Node<'s>| match &*part.kind() {
        "string_fragment" => part.text().into_owned(),
        "escape_sequence" => " ".to_owned(),
        _ => PART.to_string(),
    };
    template
        .named_children()
        .map(|part| (part.clone(), text(&part)))
        .collect()
}

fn summands<'s>(sum: &Node<'s>) -> Vec<(Node<'s>, String)> {
    match (sum.field("left"), sum.field("right")) {
        (Some(left), Some(right)) if operator(sum) == "+" => {
            [summands(&left), summands(&right)].concat()
        }
        _ => {
            let text = string_value(&bare(sum)).unwrap_or_else(|| PART.to_string());
            vec![(sum.clone(), text)]
        }
    }
}
