//! Build contexts: the folders that images are built from, with their Dockerfiles and the file that says what stays outside.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Survey;
use crate::survey::docker::builds::{Build, builds};
use crate::survey::docker::instructions::instructions;
use crate::tree::paths::{below, file_name, folder, is_test, join, upwards, within};

/// A build context, as far as one file says what stays outside of it.
#[derive(Clone, Debug)]
pub(crate) struct Context {
    /// The folder; empty for the root.
    pub(crate) folder: String,
    /// The `.dockerignore` that its builds read, there or not.
    pub(crate) ignore_file: String,
    pub(crate) dockerfiles: BTreeSet<String>,
}

/// All contexts, worked out once a survey.
struct Contexts(Vec<Context>);

/// The contexts of images that are deployed, in order of folder. Those of tests, examples and development are left out.
pub(crate) fn contexts<'s>(survey: &'s Survey<'_>) -> &'s [Context] {
    let found = survey.answers.or_find(|| Contexts(find(survey)));
    &found.0
}

/// The contexts that are the folder of a service.
pub(crate) fn own<'s>(survey: &'s Survey<'_>, service: &str) -> Vec<&'s Context> {
    let all = contexts(survey).iter();
    all.filter(|it| it.folder == service).collect()
}

/// The contexts that are the folder of no service, and hold at least one.
pub(crate) fn shared<'s>(survey: &'s Survey<'_>, services: &[String]) -> Vec<&'s Context> {
    let is_own = |it: &&Context| !services.contains(&it.folder);
    let holds = |it: &&Context| services.iter().any(|service| within(service, &it.folder));
    let all = contexts(survey).iter();
    all.filter(is_own).filter(holds).collect()
}

fn find(survey: &Survey<'_>) -> Vec<Context> {
    let paths = survey.overlay.paths();
    let dockerfiles: Vec<&str> = paths.filter(|path| is_deployed(path)).collect();
    if dockerfiles.is_empty() {
        return Vec::new();
    }
    let mut all = builds(survey);
    all.retain(|build| dockerfiles.contains(&&*build.dockerfile));
    let named: BTreeSet<String> = all.iter().map(|build| build.dockerfile.clone()).collect();
    let others = dockerfiles.iter().filter(|path| !named.contains(**path));
    all.extend(others.map(|path| Build {
        context: context_of(survey, path).to_owned(),
        dockerfile: (*path).to_owned(),
    }));
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for Build {
        context,
        dockerfile,
    } in all
    {
        let own = format!("{dockerfile}.dockerignore");
        let usual = || below(&context, ".dockerignore");
        let ignore_file = if survey.overlay.exists(&own) {
            own
        } else {
            usual()
        };
        let place = found.entry((context, ignore_file)).or_default();
        place.insert(dockerfile);
    }
    let found = found.into_iter();
    let context = |((folder, ignore_file), dockerfiles)| Context {
        folder,
        ignore_file,
        dockerfiles,
    };
    found.map(context).collect()
}

/// The contexts among `folders`, from which images will be built that are not there yet, that are none of `known`.
pub(crate) fn to_come(folders: &[String], known: &[&Context]) -> Vec<Context> {
    let is_new = |folder: &&String| known.iter().all(|it| it.folder != **folder);
    let context = |folder: &String| Context {
        folder: folder.clone(),
        ignore_file: below(folder, ".dockerignore"),
        dockerfiles: BTreeSet::new(),
    };
    folders.iter().filter(is_new).map(context).collect()
}

/// The nearest folder around a Dockerfile that holds all that it copies by name; its own where none does.
fn context_of<'p>(survey: &Survey<'_>, dockerfile: &'p str) -> &'p str {
    let text = survey.text(dockerfile).unwrap_or_default();
    let all = instructions(&text);
    let copies = all
        .iter()
        .filter(|it| matches!(&*it.keyword, "COPY" | "ADD"));
    let mut sources: Vec<String> = copies.flat_map(|it| sources(&it.line)).collect();
    sources.retain(|source| !source.contains(['*', '?', '[', '$']));
    let own = folder(dockerfile);
    let holds = |folder: &&str| {
        let is_there = |source: &String| {
            join(folder, source.trim_start_matches('/')).is_some_and(|path| {
                path.is_empty()
                    || survey.overlay.exists(&path)
                    || survey.overlay.has_files_below(&path)
            })
        };
        sources.iter().all(is_there)
    };
    upwards(own).find(holds).unwrap_or(own)
}

/// Whether a file is a Dockerfile of an image that is deployed.
fn is_deployed(path: &str) -> bool {
    let name = file_name(path).to_lowercase();
    let is_dockerfile = name == "dockerfile"
        || name.starts_with("dockerfile.") && !name.ends_with(".dockerignore")
        || name.ends_with(".dockerfile");
    // what a generator makes one of
    let is_template = name.rsplit('.').next().is_some_and(|ending| {
        matches!(
            ending,
            "ejs" | "erb" | "hbs" | "j2" | "jinja" | "tmpl" | "tpl" | "template" | "md" | "txt"
        )
    });
    let is_development = name
        .split(['.', '-'])
        .any(|part| matches!(part, "dev" | "development" | "local" | "test"));
    let is_example =
        |part: &str| matches!(part, "example" | "examples" | "samples" | ".devcontainer");
    is_dockerfile
        && !is_template
        && !is_development
        && !is_test(path)
        && !folder(path).split('/').any(is_example)
}

/// What the Dockerfiles of a context copy from it, as they write it: the Dockerfile and the source.
pub(crate) fn copied(survey: &Survey<'_>, context: &Context) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in &context.dockerfiles {
        let text = survey.text(path).unwrap_or_default();
        for it in instructions(&text) {
            if matches!(&*it.keyword, "COPY" | "ADD") {
                let sources = sources(&it.line).into_iter();
                found.extend(sources.map(|source| (path.clone(), source)));
            }
        }
    }
    found
}

/// The sources of `COPY` and `ADD` in the context: no other stage's, no address and no text that stands in the Dockerfile.
fn sources(line: &str) -> Vec<String> {
    let line = line.trim();
    if line
        .split_whitespace()
        .any(|word| word.starts_with("--from="))
    {
        return Vec::new();
    }
    let start = line.find('[').filter(|at| {
        line[..*at]
            .split_whitespace()
            .all(|it| it.starts_with("--"))
    });
    let list = start.and_then(|at| serde_json::from_str::<Vec<String>>(&line[at..]).ok());
    let mut words = list.unwrap_or_else(|| {
        let words = line
            .split_whitespace()
            .filter(|word| !word.starts_with("--"));
        words
            .map(|word| word.trim_matches(['"', '\'']).to_owned())
            .collect()
    });
    words.pop();
    words.retain(|word| !word.contains("://") && !word.starts_with("<<"));
    words
}

#[cfg(test)]
mod tests {
    use super::{is_deployed, sources};

    #[test]
    fn sources_are_what_the_context_gives() {
        assert_eq!(sources("--chown=a:b a.txt b/ /c/"), ["a.txt", "b/"]);
        assert_eq!(sources("[\"a b\", \"/c\"]"), ["a b"]);
        assert!(sources("--from=build /a /b").is_empty());
        assert!(sources("https://example.com/a /a").is_empty());
    }

    #[test]
    fn images_for_development_are_nobodys() {
        for path in [
            "Dockerfile",
            "a/dockerfile.web",
            "web.Dockerfile",
            "Dockerfile.prod",
        ] {
            assert!(is_deployed(path), "{path}");
        }
        for path in [
            "Dockerfile.dev",
            "Dockerfile.dockerignore",
            "Dockerfile.hbs",
            "examples/a/Dockerfile",
            "tests/Dockerfile",
        ] {
            assert!(!is_deployed(path), "{path}");
        }
    }
}
