//! Which Dockerfile an image of a package is built from: one in its folder, one that is built from there, or one further up
//! that speaks of it.

use crate::code::Survey;
use crate::survey::docker::contexts::{Context, contexts};
use crate::survey::docker::image::base_image;
use crate::survey::docker::instructions::instructions;
use crate::tree::paths::{below, file_name, folder, upwards, within};

/// What runs code of Node, or serves what was built with it.
const OF_NODE: &[&str] = &[
    "node", "npm", "npx", "yarn", "pnpm", "bun", "next", "corepack", "turbo",
];

/// Images that hold nobody's code.
const DATABASES: &[&str] = &[
    "postgres",
    "postgis",
    "pgvector",
    "timescaledb",
    "mysql",
    "mariadb",
    "mongo",
    "redis",
    "valkey",
    "elasticsearch",
    "opensearch",
    "rabbitmq",
    "minio",
    "clickhouse-server",
];

/// The Dockerfile of an image that is deployed and holds the package called `name` in the folder `package`.
pub(crate) fn image_of(survey: &Survey<'_>, package: &str, name: Option<&str>) -> Option<String> {
    let one = |context: &Context| {
        let mut files = context.dockerfiles.iter();
        files
            .find(|path| is_of(survey, context, path, package, name))
            .cloned()
    };
    contexts(survey).iter().find_map(one)
}

/// Whether an image of the tree holds code of ours.
pub(crate) fn has_images(survey: &Survey<'_>) -> bool {
    let mut files = contexts(survey).iter().flat_map(|it| &it.dockerfiles);
    files.any(|path| holds_code(survey, path))
}

/// Whether the image of a Dockerfile holds more than a database.
pub(crate) fn holds_code(survey: &Survey<'_>, dockerfile: &str) -> bool {
    let base = survey.text(dockerfile).and_then(|text| base_image(&text));
    let name = base
        .as_deref()
        .map(|it| file_name(it).split([':', '@']).next().unwrap_or_default());
    name.is_none_or(|name| !DATABASES.contains(&name))
}

fn is_of(
    survey: &Survey<'_>,
    context: &Context,
    path: &str,
    package: &str,
    name: Option<&str>,
) -> bool {
    let text = survey.text(path).unwrap_or_default();
    let said = Said::of(&text);
    let nearest = upwards(folder(path)).find(|folder| is_package(survey, folder));
    if within(path, package) && nearest == Some(package) || context.folder == package {
        return !package.is_empty() || said.is_of_node();
    }
    // the Dockerfile of another package is that one's, whatever it copies and is called
    if nearest.is_some_and(|nearest| !within(package, nearest)) {
        return false;
    }
    if !within(package, &context.folder) {
        return is_called(path, package) && said.is_of_node();
    }
    let is_of_another = || {
        let mut packages = survey
            .overlay
            .paths()
            .filter(|it| file_name(it) == "package.json");
        packages.any(|it| is_called(path, folder(it)))
    };
    said.speaks_of(&context.folder, package, name)
        || said.is_of_node() && (is_called(path, package) || said.takes_all && !is_of_another())
}

fn is_package(survey: &Survey<'_>, folder: &str) -> bool {
    survey.overlay.exists(&below(folder, "package.json"))
}

/// Whether the path of a Dockerfile has the name of a folder among its parts: `dockerfile.web`, `docker/web/Dockerfile`.
fn is_called(path: &str, package: &str) -> bool {
    let name = file_name(package).to_lowercase();
    let path = path.to_lowercase();
    let mut parts = path.split(|c: char| "/.-_".contains(c));
    !name.is_empty() && parts.any(|part| part == name)
}

/// The words of a Dockerfile.
struct Said {
    words: Vec<String>,
    /// Whether it copies its whole context.
    takes_all: bool,
}

impl Said {
    fn of(text: &str) -> Self {
        let all = instructions(text);
        let is_end = |c: char| c.is_whitespace() || "\"'=,()[]{};&:@".contains(c);
        let mut words = Vec::new();
        for it in &all {
            let own = it.line.split(is_end).filter(|word| !word.is_empty());
            let own = own.map(|word| {
                word.trim_start_matches("./")
                    .trim_end_matches('/')
                    .to_owned()
            });
            words.extend(own);
            // where something is copied to says nothing of what it is
            if matches!(&*it.keyword, "COPY" | "ADD") {
                words.pop();
            }
        }
        let takes_all = |line: &str| {
            let mut words = line.split_whitespace().filter(|it| !it.starts_with("--"));
            !line.contains("--from=") && words.next().is_some_and(|it| matches!(it, "." | "./"))
        };
        Self {
            takes_all: all
                .iter()
                .any(|it| it.keyword == "COPY" && takes_all(&it.line)),
            words,
        }
    }

    fn is_of_node(&self) -> bool {
        let mut words = self.words.iter().map(|word| file_name(word));
        words.any(|word| OF_NODE.contains(&word))
    }

    /// Whether it names the folder of a package, as seen from the context, or the package.
    fn speaks_of(&self, context: &str, package: &str, name: Option<&str>) -> bool {
        let path = package[context.len()..].trim_start_matches('/');
        let last = file_name(package);
        // what is installed together is copied for each of its packages
        let words = self
            .words
            .iter()
            .filter(|word| !word.ends_with("package.json"));
        let mut words = words;
        words.any(|word| {
            within(word, path)
                || word == last
                || name
                    .is_some_and(|name| word == name || word.ends_with(name) && name.contains('/'))
        })
    }
}
