//! The public variables of an app: their values are compiled into its pages.

use std::collections::BTreeMap;

use crate::edit::script::{Node, Script, string_value};
use crate::survey::nextjs::app::Nextjs;
use crate::survey::node::variables::forms::CHOICE;
use crate::tree::Literal;

const PREFIX: &str = "NEXT_PUBLIC_";

/// Public variables that Vercel gives, and nobody else.
const OF_VERCEL: &str = "NEXT_PUBLIC_VERCEL_";

/// Where this very machine is meant.
const LOCAL: &[&str] = &["localhost", "127.0.0.1"];

impl Nextjs<'_> {
    /// The public variables that the code reads, each with the place of a fallback to the visitor's own machine.
    pub(crate) fn public_names(&self) -> BTreeMap<String, Option<String>> {
        let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
        for path in self.sources_with(Literal::NextPublic) {
            let Some(script) = self.survey.script(&path) else {
                continue;
            };
            for node in script.root().dfs() {
                let Some(name) = public_name(&node) else {
                    continue;
                };
                let place = found.entry(name).or_default();
                if place.is_none() {
                    *place = local_fallback(script, &node);
                }
            }
        }
        found
    }
}

/// A name of a public variable, as a member, a key or a text.
fn public_name(node: &Node<'_>) -> Option<String> {
    let name = match &*node.kind() {
        "property_identifier"
        | "shorthand_property_identifier"
        | "shorthand_property_identifier_pattern" => node.text().into_owned(),
        "string" => string_value(node)?,
        _ => return None,
    };
    let rest = name.strip_prefix(PREFIX)?;
    let is_name = !rest.is_empty()
        && rest
            .bytes()
            .all(|it| it.is_ascii_alphanumeric() || it == b'_');
    (is_name && !name.starts_with(OF_VERCEL)).then_some(name)
}

/// Where the value of a variable that is missing would be an address of the visitor's own machine.
fn local_fallback(script: &Script, name: &Node<'_>) -> Option<String> {
    let read = name
        .parent()
        .filter(|it| matches!(&*it.kind(), "member_expression" | "subscript_expression"))?;
    let choice = CHOICE.around(&read);
    let operands = CHOICE.operands(&choice);
    let is_local = |it: &Node<'_>| LOCAL.iter().any(|local| it.text().contains(local));
    operands[1..]
        .iter()
        .any(is_local)
        .then(|| format!("{}:{}", script.path, script.line(read.range().start)))
}
