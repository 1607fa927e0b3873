//! Texts of one environment as another one says them: the word for it in strings, and the addresses of its network.

use hcl_edit::Span;
use hcl_edit::expr::Expression;
use hcl_edit::structure::{Attribute, Block, Body};
use hcl_edit::template::{Element, StringTemplate};
use hcl_edit::visit::{self, Visit};

use crate::edit::Edit;
use crate::survey::aws::environment::network::Moved;
use crate::survey::terraform::environments::plan::Plan;

/// Which words become which.
#[derive(Clone, Debug)]
pub(super) struct Words {
    words: Vec<(String, String)>,
}

impl Words {
    /// Those of a plan.
    pub(super) fn of(plan: &Plan) -> Self {
        let mut words = vec![(plan.stage.clone(), plan.word.clone())];
        let (from, to) = plan.folder_words();
        words.push((from, to));
        if ["dev", "develop"].contains(&plan.stage.as_str()) {
            words.push(("development".to_owned(), "production".to_owned()));
        }
        Self { words }
    }

    /// A text with these words replaced, as they are written; nothing where it has none of them. `/dev/xvda` is a device.
    pub(super) fn replace(&self, text: &str) -> Option<String> {
        let mut new = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
            let end = rest[start..]
                .find(|c: char| !c.is_ascii_alphanumeric())
                .map_or(rest.len(), |end| start + end);
            let before = text.len() - rest.len() + start;
            let is_device = text[..before].trim_end_matches('/').is_empty()
                && before > 0
                && rest[end..].starts_with('/');
            let word = &rest[start..end];
            new += &rest[..start];
            new += &self
                .word(word)
                .filter(|_| !is_device)
                .unwrap_or_else(|| word.to_owned());
            rest = &rest[end..];
        }
        new += rest;
        (new != text).then_some(new)
    }

    fn word(&self, word: &str) -> Option<String> {
        let (_, to) = self
            .words
            .iter()
            .find(|(from, _)| from.eq_ignore_ascii_case(word))?;
        let is_upper = |c: char| c.is_ascii_uppercase();
        Some(if word.len() > 1 && word.chars().all(is_upper) {
            to.to_uppercase()
        } else if word.starts_with(is_upper) {
            to[..1].to_uppercase() + &to[1..]
        } else {
            to.clone()
        })
    }
}

/// The edits that make a file of the reference one of production.
pub(super) fn edits(text: &str, body: &Body, words: &Words, moved: Option<&Moved>) -> Vec<Edit> {
    let mut walk = Walk {
        text,
        words,
        moved,
        edits: Vec::new(),
    };
    walk.visit_body(body);
    walk.edits
}

struct Walk<'t> {
    text: &'t str,
    words: &'t Words,
    moved: Option<&'t Moved>,
    edits: Vec<Edit>,
}

impl Walk<'_> {
    fn text(&mut self, node: &impl Span) {
        let Some((span, text)) = node
            .span()
            .and_then(|span| Some((span.clone(), self.text.get(span)?)))
        else {
            return;
        };
        let moved = self.moved.and_then(|moved| moved.replace(text));
        if let Some(new) = moved.or_else(|| self.words.replace(text)) {
            self.edits.push(Edit::replace(span, new));
        }
    }
}

impl Visit for Walk<'_> {
    fn visit_block(&mut self, node: &Block) {
        // names of files, modules and providers are no names of an environment
        if node.has_ident("required_providers") {
            return;
        }
        if !node.has_ident("module") {
            return visit::visit_block(self, node);
        }
        for attribute in node.body.attributes() {
            self.visit_attr(attribute);
        }
    }

    fn visit_attr(&mut self, node: &Attribute) {
        if !matches!(node.key.as_str(), "source" | "version" | "required_version") {
            visit::visit_attr(self, node);
        }
    }

    fn visit_expr(&mut self, node: &Expression) {
        match node {
            Expression::String(text) => self.text(text),
            _ => visit::visit_expr(self, node),
        }
    }

    fn visit_string_template(&mut self, node: &StringTemplate) {
        let is_path = self.starts_with_path(node);
        for element in node {
            match element {
                Element::Literal(text) if !is_path => self.text(text),
                Element::Literal(_) => {}
                _ => visit::visit_element(self, element),
            }
        }
    }
}

impl Walk<'_> {
    /// A path of a file, which is copied under its own name.
    fn starts_with_path(&self, node: &StringTemplate) -> bool {
        let text = node
            .span()
            .and_then(|span| self.text.get(span))
            .unwrap_or_default();
        text.trim_start_matches('"').starts_with("${path.")
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn words_are_replaced_as_they_are_written() {
        let pairs = [("dev", "prod"), ("development", "production")];
        let words = Words {
            words: pairs
                .iter()
                .map(|(from, to)| ((*from).to_owned(), (*to).to_owned()))
                .collect(),
        };
        for (text, expected) in [
            ("\"app-dev\"", Some("\"app-prod\"")),
            ("dev/terraform.tfstate", Some("prod/terraform.tfstate")),
            ("envs/dev/state", Some("envs/prod/state")),
            ("Dev", Some("Prod")),
            ("DEV_development", Some("PROD_production")),
            ("/dev/xvda", None),
            ("devops and device", None),
        ] {
            assert_eq!(words.replace(text).as_deref(), expected, "{text}");
        }
    }
}
