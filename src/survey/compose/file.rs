//! A compose file as it is meant: services with what `extends` and `include` bring them.

use std::sync::Arc;

use crate::code::Survey;
use crate::code::answers::Memo;
use crate::edit::ParseError;
use crate::edit::yaml::{Node, Value, parse};
use crate::survey::compose::fields::{
    Command, Mount, Port, command, mounts, names, pairs, ports, resolved, texts,
};
use crate::survey::compose_names::is_compose;
use crate::tree::paths::{folder, join};

/// How many files and services are followed that stand on each other.
const HOPS: usize = 4;

/// Keys of a service that may matter in production and have no meaning here.
const UNREAD: &[&str] = &[
    "entrypoint",
    "working_dir",
    "network_mode",
    "privileged",
    "devices",
    "cap_add",
    "secrets",
    "configs",
    "gpus",
    "runtime",
    "volumes_from",
    "pid",
    "ipc",
];

/// A compose file.
#[derive(Clone, Debug)]
pub(crate) struct ComposeFile {
    pub(crate) path: String,
    pub(crate) services: Vec<ComposeService>,
    /// What stands in it and cannot be followed, with the place.
    pub(crate) lost: Option<String>,
}

/// A service of a compose file.
#[derive(Clone, Debug, Default)]
pub(crate) struct ComposeService {
    pub(crate) name: String,
    pub(crate) line: usize,
    pub(crate) build: Option<Build>,
    pub(crate) image: Option<String>,
    pub(crate) command: Option<Command>,
    pub(crate) environment: Vec<(String, Option<String>)>,
    pub(crate) env_files: Vec<String>,
    pub(crate) ports: Vec<Port>,
    pub(crate) mounts: Vec<Mount>,
    pub(crate) depends_on: Vec<String>,
    pub(crate) profiles: Vec<String>,
    pub(crate) restarts: bool,
    /// Keys that say something of the machine or of what runs first, which nothing here understands.
    pub(crate) unread: Vec<&'static str>,
    /// Whether compose is to follow changes of the sources.
    pub(crate) is_watched: bool,
}

/// What a service's image is built from; paths from the root, and none where they are filled in later or lead out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Build {
    pub(crate) context: Option<String>,
    pub(crate) dockerfile: Option<String>,
    pub(crate) target: Option<String>,
    pub(crate) arguments: Vec<(String, Option<String>)>,
}

/// A compose file that does not parse.
#[derive(Clone, Debug)]
pub(crate) struct Unparsed {
    pub(crate) path: String,
    pub(crate) error: ParseError,
}

/// All compose files in order of path, each or why it cannot be read. A file that is called so and holds no services is none.
/// Worked out once a survey.
pub(crate) fn files<'s>(survey: &'s Survey<'_>) -> &'s [Result<ComposeFile, Unparsed>] {
    struct Files(Vec<Result<ComposeFile, Unparsed>>);
    let find = || {
        let paths = survey.overlay.paths().filter(|path| is_compose(path));
        Files(paths.filter_map(|path| read(survey, path)).collect())
    };
    &survey.answers.or_find(find).0
}

fn read(survey: &Survey<'_>, path: &str) -> Option<Result<ComposeFile, Unparsed>> {
    let root = match root_of(survey, path)? {
        Ok(root) => root,
        Err(error) => {
            let path = path.to_owned();
            return Some(Err(Unparsed { path, error }));
        }
    };
    let holds = |key: &str| root.get(key).is_some();
    if !holds("services") && !holds("include") {
        return None;
    }
    let mut file = ComposeFile {
        path: path.to_owned(),
        services: Vec::new(),
        lost: None,
    };
    file.take(survey, path, &root, HOPS);
    Some(Ok(file))
}

/// What each file says, by its path and text.
type Roots = Memo<(String, Arc<str>), Result<Arc<Node>, ParseError>>;

fn root_of(survey: &Survey<'_>, path: &str) -> Option<Result<Arc<Node>, ParseError>> {
    let text = survey.text(path)?;
    let kept = survey.parsed.answers.of::<Roots>();
    Some(kept.of((path.to_owned(), text.clone()), || parse(&text)))
}

impl ComposeFile {
    /// The services of the file at `path` and of those that it includes.
    fn take(&mut self, survey: &Survey<'_>, path: &str, root: &Node, hops: usize) {
        for included in root.get("include").into_iter().flat_map(|it| it.items()) {
            let paths = included.get("path").unwrap_or(included);
            for name in texts(paths) {
                let there = resolved(&name).and_then(|name| join(folder(path), &name));
                let found = there.and_then(|it| Some((root_of(survey, &it)?.ok()?, it)));
                match (found, hops.checked_sub(1)) {
                    (Some((root, it)), Some(hops)) => self.take(survey, &it, &root, hops),
                    _ => self.lose(path, included.line, &format!("includes `{name}`")),
                }
            }
        }
        let services = root.get("services").map(|it| it.entries());
        for (key, node) in services.into_iter().flatten() {
            let layers = match layers(survey, path, root, node, HOPS) {
                Ok(layers) => layers,
                Err(base) => {
                    self.lose(path, key.line, &format!("extends `{base}`"));
                    vec![(path.to_owned(), node.clone())]
                }
            };
            let service = Layers(&layers).service(key);
            self.services.retain(|known| known.name != service.name);
            self.services.push(service);
        }
    }

    fn lose(&mut self, path: &str, line: usize, what: &str) {
        let said = || format!("`{path}`:{line} {what}, which cannot be followed");
        self.lost.get_or_insert_with(said);
    }
}

/// A service and what it extends, each with the file that it stands in; else what cannot be found.
fn layers(
    survey: &Survey<'_>,
    path: &str,
    root: &Node,
    node: &Arc<Node>,
    hops: usize,
) -> Result<Vec<(String, Arc<Node>)>, String> {
    let own = (path.to_owned(), node.clone());
    let Some(extends) = node.get("extends") else {
        return Ok(vec![own]);
    };
    let part = |key: &str| extends.get(key).and_then(|it| it.text());
    let name = extends
        .text()
        .or_else(|| part("service"))
        .unwrap_or_default();
    let lost = || name.to_owned();
    let hops = hops.checked_sub(1).ok_or_else(lost)?;
    let other = part("file").map(|file| {
        let there = join(folder(path), file)?;
        let root = root_of(survey, &there)?.ok()?;
        Some((there, root))
    });
    let there = match &other {
        None => Some((path, root)),
        Some(found) => found.as_ref().map(|(path, root)| (path.as_str(), &**root)),
    };
    let (path, root) = there.ok_or_else(lost)?;
    let base = root.get("services").and_then(|it| it.get(name));
    let base = layers(survey, path, root, base.ok_or_else(lost)?, hops)?;
    Ok([own].into_iter().chain(base).collect())
}

/// A service, and below it what it extends.
struct Layers<'n>(&'n [(String, Arc<Node>)]);

impl Layers<'_> {
    /// A field of the highest layer that has it, with the file of that layer.
    fn first(&self, key: &str) -> Option<(&str, &Arc<Node>)> {
        let mut all = self.0.iter();
        all.find_map(|(path, node)| Some((path.as_str(), node.get(key)?)))
    }

    /// What all layers give to a list, the lowest first.
    fn all<T>(&self, key: &str, read: impl Fn(&Node) -> Vec<T>) -> Vec<T> {
        let fields = self.0.iter().rev().filter_map(|(_, node)| node.get(key));
        fields.flat_map(|node| read(node)).collect()
    }

    fn text(&self, key: &str) -> Option<String> {
        let (_, node) = self.first(key)?;
        node.text().map(str::to_owned)
    }

    fn service(&self, key: &Node) -> ComposeService {
        let restart = self.text("restart");
        ComposeService {
            name: key.text().unwrap_or_default().to_owned(),
            line: key.line,
            build: self.first("build").map(|(path, node)| build(path, node)),
            image: self.text("image"),
            command: self.first("command").and_then(|(_, it)| command(it)),
            environment: latest(self.all("environment", pairs)),
            env_files: self.all("env_file", env_files),
            ports: self.all("ports", ports),
            mounts: self.all("volumes", mounts),
            depends_on: [self.all("depends_on", names), self.all("links", linked)].concat(),
            unread: UNREAD
                .iter()
                .copied()
                .filter(|it| self.first(it).is_some())
                .collect(),
            profiles: self.all("profiles", texts),
            restarts: restart.is_some_and(|it| it != "no") || self.first("deploy").is_some(),
            is_watched: self.first("develop").is_some(),
        }
    }
}

/// Of several values of a name the last.
fn latest(all: Vec<(String, Option<String>)>) -> Vec<(String, Option<String>)> {
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    for (name, value) in all {
        match found.iter_mut().find(|(known, _)| *known == name) {
            Some(known) => known.1 = value,
            None => found.push((name, value)),
        }
    }
    found
}

/// Services that are linked, without the names that they get.
fn linked(node: &Node) -> Vec<String> {
    let links = texts(node).into_iter();
    links
        .map(|link| link.split(':').next().unwrap_or_default().to_owned())
        .collect()
}

fn env_files(node: &Node) -> Vec<String> {
    let long = |node: &Arc<Node>| texts(node.get("path").unwrap_or(node));
    match &node.value {
        Value::List(items) => items.iter().flat_map(long).collect(),
        _ => texts(node),
    }
}

fn build(path: &str, node: &Node) -> Build {
    let text = |key: &str| node.get(key).and_then(|it| it.text());
    let context = node.text().or_else(|| text("context")).unwrap_or(".");
    let is_here = |it: &String| !it.contains("://") && !it.starts_with('/');
    let context = resolved(context).filter(is_here);
    let context = context.and_then(|it| join(folder(path), &it));
    let dockerfile = resolved(text("dockerfile").unwrap_or("Dockerfile"));
    let dockerfile = dockerfile.and_then(|it| join(context.as_ref()?, &it));
    Build {
        dockerfile: dockerfile.filter(|_| node.get("dockerfile_inline").is_none()),
        context,
        target: text("target").and_then(resolved),
        arguments: node.get("args").map(|it| pairs(it)).unwrap_or_default(),
    }
}
