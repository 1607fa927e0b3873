//! Which Dockerfile an image of a package is built from: one in its folder, one that is built from there, or one further up
//! that speaks of it.

use crate::code::Survey;
use crate::survey::docker::contexts::{Context, contexts};
use crate::survey::docker::image::base_image;
use crate::survey::docker::instructions::instructions;
use crate::tree::paths::{file_name, folder, join, upwards, within};

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
    let nearest = upwards(folder(path)).find(|folder| {
        join(folder, "package.json").is_some_and(|path| survey.overlay.exists(&path))
    });
    if within(path, package) && nearest == Some(package) || context.folder == package {
        return !package.is_empty() || said.is_of_node();
    }
    if !within(package, &context.folder) {
        // the Dockerfile of another package is that one's, whatever it is called
        let is_nobodys = nearest.is_none_or(str::is_empty);
        return is_nobodys && is_called(path, package) && said.is_of_node();
    }
    said.speaks_of(&context.folder, package, name)
        || said.is_of_node() && (is_called(path, package) || said.takes_all)
}

/// Whether the path of a Dockerfile has the name of a folder among its parts: `dockerfile.web`, `docker/web/Dockerfile`.
fn is_called(path: &str, package: &str) -> bool {
    let name = file_name(package).to_lowercase();
    let parts = path.split(['/', '.', '-', '_']).map(str::to_lowercase);
    !name.is_empty() && parts.into_iter().any(|part| part == name)
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
        let words = all.iter().flat_map(|it| it.line.split(is_end));
        let words = words.map(|word| word.trim_start_matches("./").trim_end_matches('/'));
        let takes_all = |line: &str| {
            let mut words = line.split_whitespace().filter(|it| !it.starts_with("--"));
            !line.contains("--from=") && words.next().is_some_and(|it| matches!(it, "." | "./"))
        };
        Self {
            takes_all: all
                .iter()
                .any(|it| it.keyword == "COPY" && takes_all(&it.line)),
            words: words.map(str::to_owned).collect(),
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
        self.words.iter().any(|word| {
            within(word, path)
                || word == last
                || name
                    .is_some_and(|name| word == name || word.ends_with(name) && name.contains('/'))
        })
    }
}
