//! The files of pm2, which list the apps that it starts: a script, a data file in JSON or YAML.

use serde_json::Value;

use crate::code::Survey;
use crate::code::javascript::computed::computed;
use crate::code::javascript::exports::{Export, exported};
use crate::edit::script::{Node, Script, bare, is_script, items, property, string_value};
use crate::survey::node::package::Package;
use crate::tree::paths::{folder, join};

/// Whether the words of a command call the process manager.
pub(crate) fn is_manager(words: &[String]) -> bool {
    words
        .iter()
        .any(|word| matches!(&**word, "pm2" | "pm2-runtime" | "pm2-docker" | "pm2-dev"))
}

/// The commands of the apps in the file that pm2 is given; none where that is a script to start.
pub(crate) fn apps(
    survey: &Survey<'_>,
    package: &Package,
    named: &[String],
) -> Option<Vec<String>> {
    let name = named.first()?;
    let path = join(&package.folder, name)?;
    if is_script(name) {
        let is_config = name.contains(".config.");
        let script = survey.script(&path).filter(|_| is_config)?;
        return Some(
            listed(script)
                .iter()
                .filter_map(|app| command(|key| value(script, app, key)))
                .collect(),
        );
    }
    let text = survey.overlay.text(&path).ok().flatten()?;
    let file: Value = serde_yaml::from_str(&text).ok()?;
    let apps = file.get("apps").unwrap_or(&file);
    let apps = apps
        .as_array()
        .cloned()
        .unwrap_or_else(|| vec![apps.clone()]);
    let text = |app: &Value, key: &str| match app.get(key)? {
        Value::Array(words) => {
            let words: Option<Vec<&str>> = words.iter().map(Value::as_str).collect();
            Some(words?.join(" "))
        }
        value => value.as_str().map(str::to_owned),
    };
    Some(
        apps.iter()
            .filter_map(|app| command(|key| text(app, key)))
            .collect(),
    )
}

/// The objects of `module.exports = { apps: […] }`.
fn listed(script: &Script) -> Vec<Node<'_>> {
    let apps = ["apps".to_owned()];
    let list = if let Some(Export::Here(list)) = exported(script, &apps) {
        Some(list)
    } else {
        let root = script.root();
        let mut objects = root.dfs().filter(|node| node.kind() == "object");
        objects.find_map(|object| property(&object, "apps"))
    };
    let list = list.map(|list| bare(&list));
    match list {
        Some(list) if list.kind() == "array" => items(&list).collect(),
        Some(app) => vec![app],
        None => Vec::new(),
    }
}

/// The text of a value; of a list its words, and of `path.join(__dirname, "src", "server.js")` the path.
fn value(script: &Script, app: &Node<'_>, key: &str) -> Option<String> {
    let value = property(app, key)?;
    if value.kind() == "array" {
        let words: Option<Vec<String>> = items(&value).map(|item| string_value(&item)).collect();
        return Some(words?.join(" "));
    }
    let path = || computed(&value).path(script, folder(&script.path));
    string_value(&value).or_else(path)
}

/// What starts an app by what its row says.
fn command(value: impl Fn(&str) -> Option<String>) -> Option<String> {
    let script = value("script")?;
    let script = match value("cwd").filter(|folder| folder.starts_with("./") && is_script(&script))
    {
        Some(folder) => format!(
            "{}/{}",
            folder.trim_end_matches('/'),
            script.trim_start_matches("./")
        ),
        None => script,
    };
    let options = ["node_args", "interpreter_args"]
        .iter()
        .find_map(|key| value(key));
    let arguments = value("args");
    let words = [
        options,
        Some(script),
        arguments.filter(|_| value("script").is_some_and(|it| !is_script(&it))),
    ];
    Some(words.into_iter().flatten().collect::<Vec<_>>().join(" "))
}
