//! What the text of Terraform files says of environments: literals under the names that tell one, and workspaces.

use std::ops::Range;

use hcl_edit::expr::{Expression, ObjectKey, ObjectValue, Traversal, TraversalOperator};
use hcl_edit::structure::{Attribute, Block, Body};
use hcl_edit::template::Element;
use hcl_edit::visit::{self, Visit};
use hcl_edit::{Decorated, Span};

use crate::survey::environments::{is_production, says_environment};

/// Names of what is called after its environment.
const NAMES: [&str; 8] = [
    "identifier",
    "name",
    "name_prefix",
    "prefix",
    "project",
    "project_name",
    "resource_prefix",
    "stack",
];

/// What a file says.
#[derive(Debug, Default)]
pub(crate) struct Sayings {
    /// Where it says that what stands here is production.
    pub(crate) production: Option<Range<usize>>,
    /// Where a single resource is tagged as one of production: tags are copied along, and decide nothing.
    pub(crate) tagged: Option<Range<usize>>,
    /// Where something is named after production.
    pub(crate) named: Option<Range<usize>>,
    /// The value that says which other environment this is.
    pub(crate) environment: Option<String>,
    /// Where it asks for its workspace.
    pub(crate) workspace: Option<Range<usize>>,
    in_resource: bool,
    in_tags: bool,
}

impl Sayings {
    /// What `body` says.
    pub(crate) fn of(body: &Body) -> Self {
        let mut found = Self::default();
        found.visit_body(body);
        found
    }

    fn value(&mut self, key: &str, value: &Expression) {
        let Some(span) = value.span() else { return };
        let texts = texts(value);
        let says = texts.iter().any(|text| is_production(text));
        if says_environment(key) {
            match value.as_str() {
                Some(_) if says && self.in_tags => _ = self.tagged.get_or_insert(span),
                Some(_) if says => _ = self.production.get_or_insert(span),
                Some(text) if !text.is_empty() => {
                    self.environment.get_or_insert_with(|| text.to_owned());
                }
                _ => {}
            }
        } else if says && NAMES.contains(&key.to_lowercase().as_str()) {
            self.named.get_or_insert(span);
        }
    }
}

impl Visit for Sayings {
    fn visit_block(&mut self, node: &Block) {
        let label = node.labels.first().map_or("", |label| label.as_str());
        match node.ident.as_str() {
            // only its default is a value, for the rest describes and checks
            "variable" => {
                if let Some(default) = node.body.get_attribute("default") {
                    self.value(label, &default.value);
                }
                return;
            }
            "module" if is_production(label) => {
                self.production = self.production.take().or_else(|| node.span());
            }
            "backend" | "workspaces" => {
                let state = node.body.attributes().find(|attribute| {
                    let is_path =
                        ["key", "name", "path", "prefix"].contains(&attribute.key.as_str());
                    is_path
                        && texts(&attribute.value)
                            .iter()
                            .any(|text| is_production(text))
                });
                let place = state.and_then(Span::span);
                self.production = self.production.take().or(place);
                // a prefix or tags leave open which workspace is meant
                let is_open = ["prefix", "tags"]
                    .iter()
                    .any(|key| node.body.has_attribute(key));
                if node.has_ident("workspaces") && is_open {
                    self.workspace = self.workspace.take().or_else(|| node.span());
                }
            }
            _ => {}
        }
        let around = self.in_resource;
        self.in_resource |= node.has_ident("resource");
        visit::visit_block(self, node);
        self.in_resource = around;
    }

    fn visit_attr(&mut self, node: &Attribute) {
        self.value(node.key.as_str(), &node.value);
        self.in_tags = self.in_resource && node.key.as_str() == "tags";
        visit::visit_attr(self, node);
        self.in_tags = false;
    }

    fn visit_object_item(&mut self, key: &ObjectKey, value: &ObjectValue) {
        let name = match key {
            ObjectKey::Ident(name) => Some(name.as_str()),
            ObjectKey::Expression(name) => name.as_str(),
        };
        if let Some(name) = name {
            self.value(name, value.expr());
        }
        visit::visit_object_item(self, key, value);
    }

    fn visit_traversal(&mut self, node: &Traversal) {
        let root = node.expr.as_variable().map_or("", |root| root.as_str());
        let first = node.operators.first().map(Decorated::value);
        let is_workspace =
            matches!(first, Some(TraversalOperator::GetAttr(name)) if name.as_str() == "workspace");
        if root == "terraform" && is_workspace {
            self.workspace = self.workspace.take().or_else(|| node.span());
        }
        visit::visit_traversal(self, node);
    }
}

/// The texts of a string, and of what stands around insertions in one.
fn texts(value: &Expression) -> Vec<&str> {
    match value {
        Expression::String(text) => vec![text.as_str()],
        Expression::StringTemplate(template) => template
            .iter()
            .filter_map(|element| match element {
                Element::Literal(text) => Some(text.as_str()),
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::Sayings;
    use crate::edit::hcl::parse;

    fn of(text: &str) -> Sayings {
        Sayings::of(&parse(text).expect("it is HCL"))
    }

    #[test]
    fn what_is_written_under_a_telling_name_counts() {
        for text in [
            "variable \"environment\" {\n  default = \"prod\"\n}\n",
            "locals {\n  env = \"production\"\n}\n",
            "provider \"aws\" {\n  default_tags {\n    tags = { Environment = \"Prod\" }\n  }\n}\n",
            "terraform {\n  backend \"s3\" {\n    key = \"prod/terraform.tfstate\"\n  }\n}\n",
            "module \"prod\" {\n  source = \"./app\"\n}\n",
        ] {
            assert!(of(text).production.is_some(), "{text}");
        }
        for text in [
            "variable \"environment\" {\n  description = \"dev or prod\"\n}\n",
            "locals {\n  is_prod = var.environment == \"prod\"\n}\n",
            "variable \"x\" {\n  validation {\n    condition = contains([\"dev\", \"prod\"], var.x)\n  }\n}\n",
            "resource \"x\" \"y\" {\n  environment = { NODE_ENV = \"production\" }\n}\n",
        ] {
            let said = of(text);
            assert!(said.production.is_none() && said.named.is_none(), "{text}");
        }
    }

    #[test]
    fn the_tag_of_a_resource_decides_nothing() {
        let said = of("resource \"x\" \"y\" {\n  tags = { Environment = \"production\" }\n}\n");
        assert!(said.production.is_none() && said.tagged.is_some());
    }

    #[test]
    fn a_name_after_production_and_a_workspace_are_seen() {
        assert!(
            of("resource \"x\" \"y\" {\n  name = \"${var.project}-prod\"\n}\n")
                .named
                .is_some()
        );
        assert!(
            of("locals {\n  env = terraform.workspace\n}\n")
                .workspace
                .is_some()
        );
    }
}
