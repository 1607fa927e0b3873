//! Names for local modules that are no paths: `paths` and `baseUrl` of a tsconfig, and packages of the same repository.
//! Read once a run, when a script first loads a module by such a name.

use std::collections::BTreeMap;

use jsonc_parser::ParseOptions;
use serde::Deserialize;

use crate::tree::Tree;
use crate::tree::paths::{self, resolved, split};

/// A name, perhaps with one `*`, that scripts of a folder may use for files of the repository.
#[derive(Debug)]
struct Alias {
    /// The folder whose scripts know it; empty for the root.
    folder: String,
    pattern: String,
    /// Paths relative to the root, with the same `*`.
    targets: Vec<String>,
}

/// All such names, those of the innermost folders first.
#[derive(Debug, Default)]
pub(super) struct Aliases(Vec<Alias>);

#[derive(Default, Deserialize)]
struct Config {
    extends: Option<serde_json::Value>,
    #[serde(default, rename = "compilerOptions")]
    options: Options,
}

#[derive(Default, Deserialize)]
struct Options {
    #[serde(rename = "baseUrl")]
    base_url: Option<String>,
    #[serde(default)]
    paths: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Manifest {
    name: Option<String>,
    main: Option<String>,
}

impl Aliases {
    /// The names that the configuration files of the tree give.
    pub(super) fn of(tree: &Tree) -> Self {
        let mut aliases = Vec::new();
        for path in tree.files.keys() {
            let (folder, file) = split(path);
            match file {
                "tsconfig.json" | "jsconfig.json" => {
                    aliases.extend(of_config(tree, folder, path, 2));
                }
                "package.json" => aliases.extend(of_package(tree, folder, path)),
                _ => {}
            }
        }
        aliases.sort_by_key(|alias| std::cmp::Reverse((alias.folder.len(), alias.pattern.len())));
        Self(aliases)
    }

    /// The paths, without endings, that `specifier` may mean in the file `from`.
    pub(super) fn targets(&self, from: &str, specifier: &str) -> Vec<String> {
        let knows = |alias: &&Alias| {
            alias.folder.is_empty() || from.starts_with(&format!("{}/", alias.folder))
        };
        let meant = |alias: &Alias| {
            let part = fits(&alias.pattern, specifier)?;
            Some(
                alias
                    .targets
                    .iter()
                    .map(|target| target.replace('*', part))
                    .collect::<Vec<_>>(),
            )
        };
        self.0
            .iter()
            .filter(knows)
            .filter_map(meant)
            .flatten()
            .collect()
    }
}

/// What the `*` of a pattern stands for; nothing where the name does not fit.
fn fits<'a>(pattern: &str, specifier: &'a str) -> Option<&'a str> {
    match pattern.split_once('*') {
        Some((before, after)) => specifier.strip_prefix(before)?.strip_suffix(after),
        None => (pattern == specifier).then_some(""),
    }
}

/// The aliases of a tsconfig, and of the one that it extends, for `folder`.
fn of_config(tree: &Tree, folder: &str, path: &str, hops: usize) -> Vec<Alias> {
    let text = tree.text(path).ok().flatten();
    let config: Option<Config> = text.and_then(|text| {
        jsonc_parser::parse_to_serde_value(
            text.trim_start_matches('\u{feff}'),
            &ParseOptions::default(),
        )
        .ok()
    });
    let (Some(config), Some(hops)) = (config, hops.checked_sub(1)) else {
        return Vec::new();
    };
    let here = paths::folder(path);
    let base = resolved(here, config.options.base_url.as_deref().unwrap_or("."));
    let mut aliases: Vec<Alias> = config
        .options
        .paths
        .iter()
        .map(|(pattern, targets)| Alias {
            folder: folder.to_owned(),
            pattern: pattern.clone(),
            targets: targets
                .iter()
                .map(|target| resolved(&base, target))
                .collect(),
        })
        .collect();
    if config.options.base_url.is_some() {
        aliases.push(Alias {
            folder: folder.to_owned(),
            pattern: "*".to_owned(),
            targets: vec![resolved(&base, "*")],
        });
    }
    let extended = config
        .extends
        .as_ref()
        .and_then(serde_json::Value::as_str)
        .filter(|name| name.starts_with('.'));
    if let Some(extended) = extended {
        let file = if extended.ends_with(".json") {
            extended.to_owned()
        } else {
            format!("{extended}.json")
        };
        aliases.extend(of_config(tree, folder, &resolved(here, &file), hops));
    }
    aliases
}

/// A package by its name, for all scripts: its main file, and the sources of what it builds.
fn of_package(tree: &Tree, folder: &str, path: &str) -> Vec<Alias> {
    let manifest: Option<Manifest> = tree
        .text(path)
        .ok()
        .flatten()
        .and_then(|text| serde_json::from_str(&text).ok());
    let Some(Manifest {
        name: Some(name),
        main,
    }) = manifest.filter(|_| !folder.is_empty())
    else {
        return Vec::new();
    };
    let everywhere = |pattern: String, targets: Vec<String>| Alias {
        folder: String::new(),
        pattern,
        targets,
    };
    let main = main.map(|main| resolved(folder, &main));
    let whole = main
        .into_iter()
        .chain(["src/index", "index"].map(|file| resolved(folder, file)));
    vec![
        everywhere(
            format!("{name}/dist/*"),
            vec![resolved(folder, "src/*"), resolved(folder, "*")],
        ),
        everywhere(
            format!("{name}/*"),
            vec![resolved(folder, "*"), resolved(folder, "src/*")],
        ),
        everywhere(name, whole.collect()),
    ]
}
