//! The blocks of a database config, where they can be read: in a file of JSON, in an object of the same script or of another.

use crate::code::Survey;
use crate::code::javascript::declarations::Declared;
use crate::code::javascript::exports::{Export, exported};
use crate::code::javascript::modules::resolve;
use crate::code::javascript::names::{declared, reference};
use crate::edit::script::{Node, Script, arguments, bare, method_call, string_value};
use crate::survey::node::sequelize::chosen::is_environment_name;
use crate::tree::Literal;
use crate::tree::paths::{folder, join};

/// Keys of a block that say how to reach a database.
const BLOCK: &[&str] = &["dialect", "database", "storage", "use_env_variable"];

/// The blocks of a database config, where they can be read.
pub(crate) struct Blocks {
    path: String,
    /// `None`: the file is not in the repository.
    names: Option<Vec<String>>,
}

impl Blocks {
    pub(crate) fn of(survey: &Survey<'_>, script: &Script, configs: &Node<'_>) -> Option<Self> {
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
        let has_environment = keys.iter().any(|key| is_environment_name(key));
        (says_how && has_environment).then(|| Self {
            path: found.script.path.clone(),
            names: Some(keys),
        })
    }

    /// Following `NODE_ENV` would keep production from starting where its block is missing.
    pub(crate) fn lacks_production(&self, script: &Script, node: &Node<'_>) -> Option<String> {
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

/// The file of the repository that a config comes from.
pub(crate) fn config_path(
    survey: &Survey<'_>,
    script: &Script,
    configs: &Node<'_>,
) -> Option<String> {
    resolve(survey.overlay, &script.path, &config_file(&bare(configs))?)
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
