//! Which block of a database config a service takes: the one that `NODE_ENV` names, or one that the code fixes.
//! A config is one by what is in it: blocks with the names of environments, which say how to reach a database. Other keys
//! of it, such as one for a second database, are no environments.

use minijinja::Value;

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::javascript::bindings::bound_name;
use crate::edit::script::{Node, Script, arguments, bare, is_function, string_value};
use crate::survey::fact::{Fact, Site};
use crate::survey::node::sequelize::blocks::Blocks;
use crate::survey::node::sequelize::chosen::{
    Chosen, choice, chosen_keys, depends, following, is_assigned, is_environment_name, literal,
};
use crate::survey::node::service::Service;
use crate::survey::word::vocabulary;
use crate::tree::Literal;

vocabulary! { Service:
    /// the block of the database config is chosen by a name in the code
    fact "fixed-environment" = |it, _| it.fixed_environment();
    /// names of an environment in the code, where that of NODE_ENV belongs
    list "fixed-environments" ["environment"] = |it| Fact::Present(it.environments().fixed.clone());
    /// what takes the block of a fixed environment out of a database config
    list "fixed-blocks" ["configs", "environment"] = |it| Fact::Present(it.environments().chosen.clone());
    /// the service uses Sequelize
    fact "sequelize" = |it, _| { Fact::flag(uses_sequelize(it)) };
}

/// What of a service does not follow `NODE_ENV`.
#[derive(Default)]
struct Environments {
    /// Names of an environment in the code, where one from outside belongs.
    fixed: Vec<Site>,
    /// Expressions that take the block of such an environment, or of any where some are fixed elsewhere.
    chosen: Vec<Site>,
    unguarded: Vec<Site>,
    /// Why a choice cannot be put right.
    unclear: Option<String>,
}

impl Environments {
    fn of(service: &Service<'_>) -> Self {
        if !uses_sequelize(service) {
            return Self::default();
        }
        let survey = service.survey;
        let mut found = Self::default();
        let mentions = |path: &&String| {
            [Literal::Environment, Literal::Sequelize]
                .iter()
                .any(|literal| survey.overlay.has_literal(path, *literal))
        };
        let scripts: Vec<&Script> = service
            .files
            .iter()
            .filter(mentions)
            .filter_map(|path| survey.script(path))
            .collect();
        for script in &scripts {
            for node in script.root().dfs() {
                found.look(survey, script, &node);
            }
        }
        if scripts.iter().any(|script| follows_node_env(script)) {
            let served = |script: &&&Script| service.reached().contains(&script.path);
            for script in scripts.iter().filter(served) {
                found.fixed.extend(assigned(script));
            }
        }
        // where a name is fixed no more, any may come in
        if !found.fixed.is_empty() || !found.chosen.is_empty() {
            found.chosen.append(&mut found.unguarded);
        }
        Site::sort(&mut found.fixed);
        Site::sort(&mut found.chosen);
        found
    }

    fn look<'s>(&mut self, survey: &'s Survey<'_>, script: &'s Script, node: &Node<'s>) {
        if let Some((configs, key)) = choice(node) {
            self.choose(survey, script, node, &configs, &key);
        } else if let Some(name) = given_name(survey, script, node) {
            self.fixed.extend(literal(&name).map(|n| named(script, &n)));
        }
    }

    /// `configs[key]`, or the same with a name behind a point.
    fn choose<'s>(
        &mut self,
        survey: &'s Survey<'_>,
        script: &'s Script,
        node: &Node<'s>,
        configs: &Node<'s>,
        key: &Node<'s>,
    ) {
        let Some(chosen) = Chosen::by(key).filter(|_| !is_assigned(node)) else {
            return;
        };
        let Some(blocks) = Blocks::of(survey, script, configs) else {
            return;
        };
        let site = Site::at(script, node)
            .with("configs", configs.text().into_owned())
            .with("environment", chosen.code(key));
        let Chosen::Fixed(name) = chosen else {
            self.unguarded.push(site);
            return;
        };
        if depends(node) || chosen_keys(script, configs).len() > 1 {
            return;
        }
        if let Some(reason) = blocks.lacks_production(script, node) {
            self.unclear.get_or_insert(reason);
            return;
        }
        if key.kind() == "identifier" {
            self.fixed.push(named(script, &name));
        }
        self.chosen.push(site);
    }
}

impl Service<'_> {
    fn environments(&self) -> &Environments {
        self.answers.or_find(|| Environments::of(self))
    }

    /// The service chooses the block of its database config by a name in the code.
    fn fixed_environment(&self) -> Fact<Value> {
        let found = self.environments();
        Fact::wrong(found.unclear.as_ref(), &[&found.fixed, &found.chosen])
    }
}

fn uses_sequelize(service: &Service<'_>) -> bool {
    let survey = service.survey;
    let loads = |path: &&String| {
        let packages = ["sequelize", "sequelize-typescript"];
        survey.overlay.has_literal(path, Literal::Sequelize)
            && survey
                .loads(path)
                .iter()
                .any(|module| packages.contains(&&**module))
    };
    service.files.iter().any(|path| loads(&path))
}

/// The second argument of our helper, which names the environment.
fn given_name<'a>(survey: &Survey<'_>, script: &Script, node: &Node<'a>) -> Option<Node<'a>> {
    let chooses = survey.calls_helper(script, node, Deed::ChoosesConfig);
    arguments(node).into_iter().nth(1).filter(|_| chooses)
}

/// Whether a file asks for the environment.
fn follows_node_env(script: &Script) -> bool {
    let asks = |n: Node<'_>| n.text() == "process.env.NODE_ENV" && !is_assigned(&n);
    script
        .root()
        .dfs()
        .filter(|n| n.kind() == "member_expression")
        .any(asks)
}

/// `process.env.NODE_ENV = "development"`, whatever was given from outside.
fn assigned(script: &Script) -> Vec<Site> {
    let value = |n: Node<'_>| -> Option<Site> {
        let left = n
            .field("left")
            .filter(|_| n.kind() == "assignment_expression")?;
        let value = bare(&n.field("right")?);
        let environment = string_value(&value)?;
        let own = n.ancestors().any(|n| is_function(&n)) || depends(&n) || bound_name(&n).is_some();
        (left.text() == "process.env.NODE_ENV" && is_environment_name(&environment) && !own)
            .then(|| named(script, &value))
    };
    script.root().dfs().filter_map(value).collect()
}

/// A string that names an environment.
fn named(script: &Script, name: &Node<'_>) -> Site {
    let code = following(&string_value(name).unwrap_or_default());
    Site::at(script, name).with("environment", code)
}
