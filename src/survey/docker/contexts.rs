//! Build contexts: the folders that images are built from, with their Dockerfiles and the file that says what stays outside.

use std::collections::{BTreeMap, BTreeSet};

use elsa::sync::FrozenMap;

use crate::code::Survey;
use crate::survey::docker::builds::{Build, Builds, builds};
use crate::survey::docker::copies::{Copied, copied};
use crate::tree::paths::{below, file_name, folder, is_test, upwards, within};

/// A build context, as far as one file says what stays outside of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Context {
    /// The folder; empty for the root.
    pub(crate) folder: String,
    /// The `.dockerignore` that its builds read, there or not.
    pub(crate) ignore_file: String,
    pub(crate) dockerfiles: BTreeSet<String>,
    /// Those of them whose images run none of the services in question.
    pub(crate) others: BTreeSet<String>,
    /// Builds that cannot be read, where no other names one of the Dockerfiles: the context may be another.
    pub(crate) unread: Vec<String>,
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

/// The contexts that are the folder of no service, and that the image of at least one is built from: by a Dockerfile in the
/// folder of the service, or where there is none, by any.
pub(crate) fn shared<'s>(survey: &'s Survey<'_>, services: &[String]) -> Vec<&'s Context> {
    let known = survey.answers.of::<Shared>();
    let found = known.get(services).unwrap_or_else(|| {
        let found = shared_by(contexts(survey), services);
        known.insert(services.to_vec(), Box::new(found))
    });
    found.iter().collect()
}

/// What services share, by their folders.
type Shared = FrozenMap<Vec<String>, Box<Vec<Context>>>;

fn shared_by(all: &[Context], services: &[String]) -> Vec<Context> {
    let lies_in = |dockerfile: &str, service: &String| within(folder(dockerfile), service);
    let has_own = |service: &&String| {
        let mut dockerfiles = all.iter().flat_map(|it| &it.dockerfiles);
        dockerfiles.any(|it| lies_in(it, service))
    };
    let without: Vec<&String> = services.iter().filter(|it| !has_own(it)).collect();
    let runs_one = |context: &Context, dockerfile: &str| {
        let is_below = |service: &&String| within(service, &context.folder);
        let mut below = services.iter().filter(is_below);
        below.any(|it| lies_in(dockerfile, it)) || without.iter().any(is_below)
    };
    let seen = |context: &Context| Context {
        others: context
            .dockerfiles
            .iter()
            .filter(|it| !runs_one(context, it))
            .cloned()
            .collect(),
        ..context.clone()
    };
    let not_own = all.iter().filter(|it| !services.contains(&it.folder));
    let counts = |it: &Context| it.others.len() < it.dockerfiles.len();
    not_own.map(seen).filter(counts).collect()
}

fn find(survey: &Survey<'_>) -> Vec<Context> {
    let paths = survey.overlay.paths();
    let dockerfiles: Vec<&str> = paths.filter(|path| is_deployed(path)).collect();
    if dockerfiles.is_empty() {
        return Vec::new();
    }
    let Builds { mut all, unread } = builds(survey, &dockerfiles);
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
    let context = |((folder, ignore_file), dockerfiles): (_, BTreeSet<String>)| Context {
        unread: if dockerfiles.is_subset(&named) {
            Vec::new()
        } else {
            unread.clone()
        },
        others: BTreeSet::new(),
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
        ..Context::default()
    };
    folders.iter().filter(is_new).map(context).collect()
}

/// The nearest folder around a Dockerfile that holds all that it copies by name; its own where none does, or where an ignore
/// file lies in it: whoever wrote that takes it for the context, and a guess does not know better.
fn context_of<'p>(survey: &Survey<'_>, dockerfile: &'p str) -> &'p str {
    let copied = copied(survey, &BTreeSet::from([dockerfile.to_owned()]));
    let paths = copied.iter().filter_map(Copied::path);
    let sources: Vec<String> = paths.filter(|it| !it.contains(['*', '?', '['])).collect();
    let own = folder(dockerfile);
    if survey.overlay.exists(&below(own, ".dockerignore")) {
        return own;
    }
    let holds = |folder: &&str| {
        let is_there = |source: &String| {
            let path = below(folder, source);
            path.is_empty() || survey.overlay.exists(&path) || survey.overlay.has_files_below(&path)
        };
        sources.iter().all(is_there)
    };
    upwards(own).find(holds).unwrap_or(own)
}

/// Whether a file is a Dockerfile of an image that is deployed.
pub(crate) fn is_deployed(path: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::is_deployed;

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
