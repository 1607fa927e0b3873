//! Which Sequelize of a service connects to a host that stands in the code, so that every environment uses the same database.

use crate::code::Survey;
use crate::code::javascript::members::definition;
use crate::code::javascript::names::reference;
use crate::code::located::Located;
use crate::edit::script::{Node, Script, arguments, property, string_value};
use crate::survey::fact::{Fact, Site};
use crate::survey::node::sequelize::chosen::depends;
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::Literal;

vocabulary! { Service:
    /// hosts and addresses of databases that stand in the code
    list "hardcoded-connections" = |it| Fact::Present(it.hardcoded_connections());
}

impl Service<'_> {
    /// Hosts and addresses of databases that stand in the code.
    fn hardcoded_connections(&self) -> Vec<Site> {
        let survey = self.survey;
        let scripts = self
            .reached()
            .iter()
            .filter(|path| survey.overlay.has_literal(path, Literal::Sequelize))
            .filter_map(|path| survey.script(path));
        let mut found: Vec<Site> = scripts
            .flat_map(|script| connections(survey, script))
            .collect();
        Site::sort(&mut found);
        found
    }
}

fn connections(survey: &Survey<'_>, script: &Script) -> Vec<Site> {
    let root = script.root();
    let made = root.dfs().filter(|node| {
        node.kind() == "new_expression"
            && node
                .field("constructor")
                .and_then(|class| reference(&class))
                .is_some_and(|class| matches!(&*class.module, "sequelize" | "sequelize-typescript"))
            && !depends(node)
    });
    made.filter_map(|node| fixed_host(survey, script, &node))
        .collect()
}

/// The text in the code that says where `new Sequelize(…)` connects to.
fn fixed_host<'s>(survey: &'s Survey<'_>, script: &'s Script, made: &Node<'s>) -> Option<Site> {
    let given = arguments(made);
    let stands_for = |node: &Node<'s>| {
        let node = node.clone();
        let at = Located { script, node };
        definition(survey, &at).unwrap_or(at)
    };
    let first = stands_for(given.first()?);
    let address = string_value(&first.node).filter(|text| text.contains("://"));
    if address.is_some_and(|address| !address.starts_with("sqlite:")) {
        return Some(Site::at(first.script, &first.node));
    }
    let options = given
        .iter()
        .map(stands_for)
        .find(|given| given.node.kind() == "object")?;
    let host = options.at(property(&options.node, "host")?);
    let host = definition(survey, &host).unwrap_or(host);
    string_value(&host.node).map(|_| Site::at(host.script, &host.node))
}
