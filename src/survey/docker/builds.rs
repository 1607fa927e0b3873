//! Which builds a repository speaks of: in compose files, in workflows, and as commands in scripts.

use serde_yaml::Value;

use crate::code::Survey;
use crate::tree::paths::{file_name, folder, join};

/// A build: its context and its Dockerfile, both from the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Build {
    pub(crate) context: String,
    pub(crate) dockerfile: String,
}

impl Build {
    /// What stands in a file of `from`; nothing where it leaves the repository, is filled in later, or is not there.
    fn of(survey: &Survey<'_>, from: &str, context: &str, dockerfile: &str) -> Option<Self> {
        let is_literal = |text: &str| !text.contains(['$', '`', ':']);
        let build = Self {
            context: join(from, context)?,
            dockerfile: dockerfile.to_owned(),
        };
        let is_there = survey.overlay.is_listed(dockerfile);
        (is_literal(context) && is_there).then_some(build)
    }
}

/// All builds that some file speaks of.
pub(crate) fn builds(survey: &Survey<'_>) -> Vec<Build> {
    let read = |path: &str| {
        let name = file_name(path);
        let text = || survey.text(path);
        if is_compose(name) {
            text().map_or_else(Vec::new, |text| in_compose(survey, path, &text))
        } else if is_workflow(path) {
            let text = text().unwrap_or_default();
            let mut found = in_commands(survey, path, &text);
            if let Ok(workflow) = serde_yaml::from_str(&text) {
                in_actions(survey, &workflow, &mut found);
            }
            found
        } else if name.ends_with(".sh") || name == "Makefile" {
            text().map_or_else(Vec::new, |text| in_commands(survey, path, &text))
        } else {
            Vec::new()
        }
    };
    let mut all: Vec<Build> = survey.overlay.paths().flat_map(read).collect();
    all.sort();
    all.dedup();
    all
}

pub(crate) fn is_compose(name: &str) -> bool {
    (name.ends_with(".yml") || name.ends_with(".yaml")) && name.contains("compose")
}

fn is_workflow(path: &str) -> bool {
    let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
    is_yaml && (path.starts_with(".github/workflows/") || path.starts_with(".gitlab-ci"))
}

/// The `build` of each service.
fn in_compose(survey: &Survey<'_>, path: &str, text: &str) -> Vec<Build> {
    let Ok(compose) = serde_yaml::from_str::<Value>(text) else {
        return Vec::new();
    };
    let services = compose.get("services").and_then(Value::as_mapping);
    let builds = services.into_iter().flatten();
    let builds = builds.filter_map(|(_, service)| service.get("build"));
    let build = |build: &Value| {
        let text = |key: &str| build.get(key).and_then(Value::as_str);
        let context = build.as_str().or_else(|| text("context")).unwrap_or(".");
        let from = join(folder(path), context)?;
        let dockerfile = join(&from, text("dockerfile").unwrap_or("Dockerfile"))?;
        Build::of(survey, folder(path), context, &dockerfile)
    };
    builds.filter_map(build).collect()
}

/// What `docker/build-push-action` is given, wherever it stands.
fn in_actions(survey: &Survey<'_>, value: &Value, found: &mut Vec<Build>) {
    match value {
        Value::Sequence(items) => items.iter().for_each(|it| in_actions(survey, it, found)),
        Value::Mapping(mapping) => {
            let uses = value.get("uses").and_then(Value::as_str);
            let with = value.get("with");
            if uses.is_some_and(|it| it.starts_with("docker/build-push-action@")) {
                let text = |key: &str| with.and_then(|it| it.get(key)).and_then(Value::as_str);
                let context = text("context").unwrap_or(".");
                let usual = || join(context, "Dockerfile");
                let file = text("file").map_or_else(usual, |file| join("", file));
                found.extend(file.and_then(|file| Build::of(survey, "", context, &file)));
            }
            mapping
                .iter()
                .for_each(|(_, it)| in_actions(survey, it, found));
        }
        _ => {}
    }
}

/// Options of `docker build` that stand before their value.
const WITH_VALUE: &[&str] = &[
    "--add-host",
    "--build-arg",
    "--build-context",
    "--builder",
    "--cache-from",
    "--cache-to",
    "--label",
    "--network",
    "--output",
    "--platform",
    "--progress",
    "--secret",
    "--ssh",
    "--tag",
    "--target",
    "-o",
    "-t",
];

/// What `docker build` is told, run at the root or in the folder of the file.
fn in_commands(survey: &Survey<'_>, path: &str, text: &str) -> Vec<Build> {
    let joined = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let told = joined.lines().filter_map(told);
    let build = |(file, context): (Option<String>, String)| {
        let at = |from: &str| {
            let here = join(from, &context)?;
            let usual = || join(&here, "Dockerfile");
            let file = file.as_ref().map_or_else(usual, |file| join(from, file))?;
            Build::of(survey, from, &context, &file)
        };
        at("").or_else(|| at(folder(path)))
    };
    told.filter_map(build).collect()
}

/// The Dockerfile and the context in a line that builds an image.
fn told(line: &str) -> Option<(Option<String>, String)> {
    let unquoted = |word: &str| word.trim_matches(['"', '\'']).to_owned();
    let mut words = line
        .split_whitespace()
        .skip_while(|word| !word.ends_with("docker"));
    words.next()?;
    let first = words.next()?;
    let builds = first == "build" || first == "buildx" && words.next()? == "build";
    let mut file = None;
    while let Some(word) = words.next().filter(|_| builds) {
        if let Some(path) = word.strip_prefix("--file=") {
            file = Some(unquoted(path));
        } else if matches!(word, "-f" | "--file") {
            file = words.next().map(unquoted);
        } else if WITH_VALUE.contains(&word) {
            words.next()?;
        } else if !word.starts_with('-') {
            return Some((file, unquoted(word)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn the_context_is_the_first_word_that_is_no_option() {
        let cases = [
            ("docker build .", Some((None, "."))),
            ("  run: docker build -t a/b:1 ./web", Some((None, "./web"))),
            (
                "docker buildx build --push --file=web/Dockerfile --platform linux/amd64 \".\"",
                Some((Some("web/Dockerfile"), ".")),
            ),
            (
                "docker build -f a/Dockerfile . && x",
                Some((Some("a/Dockerfile"), ".")),
            ),
            ("docker compose build web", None),
            ("docker push a", None),
        ];
        for (line, expected) in cases {
            let expected = expected.map(|(file, context): (Option<&str>, &str)| {
                (file.map(str::to_owned), context.to_owned())
            });
            assert_eq!(told(line), expected, "{line}");
        }
    }
}
