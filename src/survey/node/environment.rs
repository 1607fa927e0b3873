//! Which block of a database config a service takes: the one that `NODE_ENV` names, or one that the code fixes.
//! A config is one by what is in it: blocks with the names of environments, which say how to reach a database. Other keys
//! of it, such as one for a second database, are no environments.

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::code::helpers::Deed;
use crate::code::javascript::modules::{Export, exported, resolve};
use crate::code::javascript::names::{Declared, bound_name, declared, reference};
use crate::edit::script::{Node, Script, arguments, bare, is_function, method_call, string_value};
use crate::survey::fact::{Captures, Fact, Site};
use crate::survey::node::service::Service;
use crate::survey::word::Row;
use crate::tree::Literal;
use crate::tree::paths::{folder, join};

/// The words of this room.
pub(crate) const WORDS: &[Row<Service>] = &[
    Row::fact(
        "fixed-environment",
        "the block of the database config is chosen by a name in the code",
        |it, _| it.fixed_environment(),
    ),
    Row::list(
        "fixed-environments",
        "names of an environment in the code, where that of NODE_ENV belongs",
        &["environment"],
        |it| Fact::Present(it.environments().fixed.clone()),
    ),
    Row::list(
        "fixed-blocks",
        "what takes the block of a fixed environment out of a database config",
        &["configs", "environment"],
        |it| Fact::Present(it.environments().chosen.clone()),
    ),
    Row::fact("sequelize", "the service uses Sequelize", |it, _| {
        it.sequelize()
    }),
];

/// The values of `NODE_ENV` that a deployment has. `test` is none: what names it is a test.
const ENVIRONMENTS: &[&str] = &["development", "production", "staging", "dev", "prod"];

/// Keys of a block that say how to reach a database.
const BLOCK: &[&str] = &["dialect", "database", "storage", "use_env_variable"];

/// What of a service does not follow `NODE_ENV`.
#[derive(Default)]
pub(crate) struct Environments {
    /// Names of an environment in the code, where one from outside belongs.
    pub(crate) fixed: Vec<Site>,
    /// Expressions that take the block of such an environment, or of any where some are fixed elsewhere.
    pub(crate) chosen: Vec<Site>,
    unguarded: Vec<Site>,
    /// Why a choice cannot be put right.
    pub(crate) unclear: Option<String>,
}

impl Environments {
    pub(crate) fn of(service: &Service<'_>) -> Self {
        let survey = service.survey;
        let mut found = Self::default();
        if !uses_sequelize(service) {
            return found;
        }
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
        for list in [&mut found.fixed, &mut found.chosen] {
            list.sort_by(|a, b| (&a.path, a.range.start).cmp(&(&b.path, b.range.start)));
            list.dedup();
        }
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
        let captures = Captures::from([
            (
                "configs".to_owned(),
                Value::from(configs.text().into_owned()),
            ),
            ("environment".to_owned(), Value::from(chosen.code(key))),
        ]);
        let site = Site {
            captures,
            ..site(script, node)
        };
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

/// By what a block is chosen.
enum Chosen<'a> {
    /// A name of an environment in the code: a key, or the string that a key always holds.
    Fixed(Node<'a>),
    /// Whatever an expression gives.
    Computed,
}

impl<'a> Chosen<'a> {
    fn by(key: &Node<'a>) -> Option<Self> {
        let is_environment = |n: &Node<'_>| {
            let name = string_value(n).unwrap_or_else(|| n.text().into_owned());
            ENVIRONMENTS.contains(&&*name)
        };
        match &*key.kind() {
            "property_identifier" | "string" | "template_string" => {
                is_environment(key).then(|| Self::Fixed(key.clone()))
            }
            "number" => None,
            _ => Some(literal(key).map_or(Self::Computed, Self::Fixed)),
        }
    }

    /// The name of the environment, as code.
    fn code(&self, key: &Node<'_>) -> String {
        match (self, &*key.kind()) {
            (Self::Computed, _) | (_, "identifier") => key.text().into_owned(),
            (Self::Fixed(name), _) => {
                let name = string_value(name).unwrap_or_else(|| name.text().into_owned());
                following(&name)
            }
        }
    }
}

impl Service<'_> {
    /// The service chooses the block of its database config by a name in the code.
    pub(crate) fn fixed_environment(&self) -> Fact<Value> {
        let found = self.environments();
        match &found.unclear {
            Some(reason) => Fact::Unknown(reason.clone()),
            None if found.fixed.is_empty() && found.chosen.is_empty() => Fact::Absent,
            None => Fact::Present(Value::from(true)),
        }
    }

    /// The service speaks to its database through Sequelize.
    pub(crate) fn sequelize(&self) -> Fact<Value> {
        Fact::from_option(uses_sequelize(self).then(|| Value::from(true)))
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

/// The object and the key of `configs.development`, `configs["development"]`, `configs[env]`.
fn choice<'a>(node: &Node<'a>) -> Option<(Node<'a>, Node<'a>)> {
    let key = match &*node.kind() {
        "member_expression" => node.field("property")?,
        "subscript_expression" => bare(&node.field("index")?),
        _ => return None,
    };
    Some((node.field("object")?, key))
}

/// The second argument of our helper, which names the environment.
fn given_name<'a>(survey: &Survey<'_>, script: &Script, node: &Node<'a>) -> Option<Node<'a>> {
    let chooses = survey.calls_helper(script, node, Deed::ChoosesConfig);
    arguments(node).into_iter().nth(1).filter(|_| chooses)
}

/// The string that a key is, itself or by a name that always holds it.
fn literal<'a>(key: &Node<'a>) -> Option<Node<'a>> {
    let value = match &*key.kind() {
        "string" | "template_string" => return string_value(key).map(|_| key.clone()),
        "identifier" => match declared(&key.text(), key)? {
            Declared::Value { name, value, path } if path.is_empty() && !is_reassigned(&name) => {
                bare(&value)
            }
            _ => return None,
        },
        _ => return None,
    };
    let text = string_value(&value)?;
    ENVIRONMENTS.contains(&&*text).then_some(value)
}

/// Whether some statement of the file gives a declared name another value.
fn is_reassigned(name: &Node<'_>) -> bool {
    let text = name.text();
    let Some(root) = name.ancestors().last() else {
        return false;
    };
    root.dfs().any(|n| {
        matches!(
            &*n.kind(),
            "assignment_expression" | "augmented_assignment_expression"
        ) && n.field("left").is_some_and(|left| left.text() == text)
    })
}

/// Whether what is taken depends on a condition, so that the code does choose.
pub(crate) fn depends(node: &Node<'_>) -> bool {
    let conditional = |n: &Node<'_>| {
        matches!(
            &*n.kind(),
            "if_statement" | "ternary_expression" | "switch_statement" | "binary_expression"
        )
    };
    node.ancestors().any(|n| conditional(&n))
}

fn is_assigned(node: &Node<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        parent.kind() == "assignment_expression"
            && parent
                .field("left")
                .is_some_and(|left| left.node_id() == node.node_id())
    })
}

/// The keys under which a file takes blocks out of `configs`; a computed one counts as one of its own.
fn chosen_keys(script: &Script, configs: &Node<'_>) -> BTreeSet<String> {
    let text = configs.text();
    let key = |node: Node<'_>| -> Option<String> {
        let (object, key) = choice(&node)?;
        let name = || string_value(&key).unwrap_or_else(|| key.text().into_owned());
        (object.text() == text).then(name)
    };
    script.root().dfs().filter_map(key).collect()
}

/// The blocks of a database config, where they can be read.
struct Blocks {
    path: String,
    /// `None`: the file is not in the repository.
    names: Option<Vec<String>>,
}

impl Blocks {
    fn of(survey: &Survey<'_>, script: &Script, configs: &Node<'_>) -> Option<Self> {
        let configs = bare(configs);
        let Some(path) = config_file(&configs) else {
            return Self::in_script(survey, script, &configs);
        };
        match resolve(survey.overlay, &script.path, &path) {
            Some(path) if path.ends_with(".json") => Self::in_json(survey, path),
            Some(path) => Self::in_script(survey, script, &configs).or_else(|| {
                let there = survey.script(&path)?;
                let Export::Here(node) = exported(there, &[])? else {
                    return None;
                };
                Self::in_script(survey, there, &node)
            }),
            // a config that is kept out of git; what else would be asked for an environment here?
            None => Some(Self {
                path: join(folder(&script.path), &path)?,
                names: None,
            })
            .filter(|_| {
                path.starts_with('.')
                    && survey.overlay.has_literal(&script.path, Literal::Sequelize)
            }),
        }
    }

    fn in_json(survey: &Survey<'_>, path: String) -> Option<Self> {
        let text = survey.overlay.text(&path).ok().flatten()?;
        let json: serde_json::Value = serde_json::from_str(&text).ok()?;
        let blocks = json.as_object()?;
        let is_block = |block: &serde_json::Value| BLOCK.iter().any(|key| block.get(key).is_some());
        blocks.values().any(is_block).then(|| Self {
            path,
            names: Some(blocks.keys().cloned().collect()),
        })
    }

    fn in_script(survey: &Survey<'_>, script: &Script, configs: &Node<'_>) -> Option<Self> {
        let home = survey.script(&script.path)?;
        let configs = home.node(&configs.kind(), &configs.range())?;
        let found = survey.definition(home, &configs)?;
        let object = Some(found.node).filter(|node| node.kind() == "object")?;
        let keys: Vec<String> = object.named_children().filter_map(|n| key_of(&n)).collect();
        // a block may be a name, so what it holds may stand anywhere in the file
        let says_how = found
            .script
            .root()
            .dfs()
            .any(|n| key_of(&n).is_some_and(|key| BLOCK.contains(&&*key)));
        let has_environment = keys.iter().any(|key| ENVIRONMENTS.contains(&&**key));
        (says_how && has_environment).then(|| Self {
            path: found.script.path.clone(),
            names: Some(keys),
        })
    }

    /// Following `NODE_ENV` would keep production from starting where its block is missing.
    fn lacks_production(&self, script: &Script, node: &Node<'_>) -> Option<String> {
        let names = self.names.as_ref()?;
        (!names.iter().any(|name| name == "production")).then(|| {
            format!(
                "`{}` has no block called production, and `{}:{}` always takes another; add one",
                self.path,
                script.path,
                script.line(node.range().start)
            )
        })
    }
}

fn key_of(member: &Node<'_>) -> Option<String> {
    match &*member.kind() {
        "pair" => {
            let key = member.field("key")?;
            Some(string_value(&key).unwrap_or_else(|| key.text().into_owned()))
        }
        "shorthand_property_identifier" => Some(member.text().into_owned()),
        _ => None,
    }
}

/// The specifier of the file that a config comes from: of an import, of `require("…")`, of `require(__dirname + "/…")` or
/// of `require(path.join(__dirname, "…"))`.
fn config_file(configs: &Node<'_>) -> Option<String> {
    if let Some(reference) = reference(configs) {
        return reference.path.is_empty().then_some(reference.module);
    }
    let configs = match &*configs.kind() {
        "identifier" => match declared(&configs.text(), configs)? {
            Declared::Value { value, path, .. } if path.is_empty() => value,
            _ => return None,
        },
        _ => configs.clone(),
    };
    let is_require = configs
        .field("function")
        .is_some_and(|callee| callee.text() == "require");
    let argument = arguments(&configs)
        .into_iter()
        .next()
        .filter(|_| is_require)?;
    let parts: Vec<Node<'_>> = match &*argument.kind() {
        "binary_expression" => [argument.field("left")?, argument.field("right")?].into(),
        "template_string" => {
            return beside(&argument.text().replace("${__dirname}", "").replace('`', ""));
        }
        "call_expression" => {
            method_call(&argument).filter(|(_, name)| matches!(&**name, "join" | "resolve"))?;
            arguments(&argument)
        }
        _ => return None,
    };
    let (first, rest) = parts.split_first()?;
    let rest: Option<Vec<String>> = rest.iter().map(string_value).collect();
    (first.text() == "__dirname").then_some(())?;
    beside(&rest?.join("/"))
}

/// A path below the file's own folder as a specifier.
fn beside(path: &str) -> Option<String> {
    let path = path.trim_start_matches('/');
    (!path.contains('$')).then(|| {
        if path.starts_with('.') {
            path.to_owned()
        } else {
            format!("./{path}")
        }
    })
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
        (left.text() == "process.env.NODE_ENV" && ENVIRONMENTS.contains(&&*environment) && !own)
            .then(|| named(script, &value))
    };
    script.root().dfs().filter_map(value).collect()
}

/// The name of the environment: the one given from outside, else what it has always been here.
fn following(name: &str) -> String {
    format!("process.env.NODE_ENV || \"{name}\"")
}

/// A string that names an environment.
fn named(script: &Script, name: &Node<'_>) -> Site {
    let code = following(&string_value(name).unwrap_or_default());
    Site {
        captures: Captures::from([("environment".to_owned(), Value::from(code))]),
        ..site(script, name)
    }
}

fn site(script: &Script, node: &Node<'_>) -> Site {
    Site {
        path: script.path.clone(),
        range: node.range(),
        line: script.line(node.range().start),
        captures: Captures::new(),
    }
}
