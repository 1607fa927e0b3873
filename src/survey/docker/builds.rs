//! Which builds a repository speaks of: in compose files, in workflows, and as commands in scripts.

use serde_yaml::Value;

use crate::code::Survey;
use crate::survey::docker::composed::in_compose;
use crate::survey::docker::shell::{Told, builds_in, is_told};
use crate::tree::paths::{below, file_name, folder, join, upwards};

/// A build: its context and its Dockerfile, both from the root.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Build {
    pub(crate) context: String,
    pub(crate) dockerfile: String,
}

/// The builds that some file speaks of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Builds {
    pub(crate) all: Vec<Build>,
    /// Where a build stands that cannot be read, and why.
    pub(crate) unread: Vec<String>,
}

impl Builds {
    /// Takes a build whose Dockerfile is there.
    pub(super) fn add(&mut self, survey: &Survey<'_>, context: String, dockerfile: String) -> bool {
        let is_there = survey.overlay.exists(&dockerfile);
        if is_there {
            self.all.push(Build {
                context,
                dockerfile,
            });
        }
        is_there
    }

    pub(super) fn add_unread(&mut self, place: &str, what: &str) {
        let said = format!("`{place}` builds from `{what}`, which is told only when it runs");
        self.unread.push(said);
    }
}

/// All builds that some file speaks of.
pub(crate) fn builds(survey: &Survey<'_>, dockerfiles: &[&str]) -> Builds {
    let mut found = Builds::default();
    for path in survey.overlay.paths() {
        let name = file_name(path);
        let read = || survey.text(path).unwrap_or_default();
        if is_compose(name) {
            in_compose(survey, path, &mut found);
        } else if is_workflow(path) {
            in_workflow(survey, path, &read(), &mut found);
        } else if name.ends_with(".sh") {
            let starts = ["", folder(path)];
            in_commands(survey, path, &read(), &starts, 0, &mut found);
        } else if name == "Makefile" {
            in_makefile(survey, path, &read(), &mut found);
        } else if name == "package.json" {
            in_package(survey, path, &read(), &mut found);
        }
    }
    // What git leaves out may be there all the same, or even be tracked
    let usual =
        ["compose", "docker-compose"].map(|name| [format!("{name}.yaml"), format!("{name}.yml")]);
    let folders = dockerfiles.iter().flat_map(|path| upwards(folder(path)));
    let mut unlisted: Vec<String> = folders
        .flat_map(|at| usual.iter().flatten().map(move |name| below(at, name)))
        .filter(|path| !survey.overlay.is_listed(path) && survey.overlay.exists(path))
        .collect();
    unlisted.sort();
    unlisted.dedup();
    for path in unlisted {
        in_compose(survey, &path, &mut found);
    }
    found.all.sort();
    found.all.dedup();
    found.unread.sort();
    found.unread.dedup();
    found
}

pub(crate) fn is_compose(name: &str) -> bool {
    (name.ends_with(".yml") || name.ends_with(".yaml")) && name.contains("compose")
}

pub(crate) fn is_workflow(path: &str) -> bool {
    let is_yaml = path.ends_with(".yml") || path.ends_with(".yaml");
    is_yaml && (path.starts_with(".github/workflows/") || path.starts_with(".gitlab-ci"))
}

/// Steps of jobs, each in its folder.
fn in_workflow(survey: &Survey<'_>, path: &str, text: &str, found: &mut Builds) {
    let Ok(workflow) = serde_yaml::from_str::<Value>(text) else {
        if text.contains("docker") {
            found.unread.push(format!("`{path}` does not parse"));
        }
        return;
    };
    let place = |what: &str| format!("{path}:{}", line_of(text, what));
    let folder_of = |it: &Value| {
        it.get("working-directory")
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let usual = |it: &Value| it.get("defaults")?.get("run").and_then(folder_of);
    let whole = usual(&workflow);
    let jobs = workflow.get("jobs").and_then(Value::as_mapping);
    for (_, job) in jobs.into_iter().flatten() {
        let own = usual(job).or_else(|| whole.clone());
        let steps = job.get("steps").and_then(Value::as_sequence);
        for step in steps.into_iter().flatten() {
            in_action(survey, step, &place, found);
            let Some(run) = step.get("run").and_then(Value::as_str) else {
                continue;
            };
            let at = folder_of(step).or_else(|| own.clone()).unwrap_or_default();
            let first = run.lines().find(|line| !line.trim().is_empty());
            let line = line_of(text, first.unwrap_or_default().trim());
            in_commands(survey, path, run, &[&at], line - 1, found);
        }
    }
    in_pipeline(survey, path, text, &workflow, found);
}

/// Jobs of GitLab: `before_script` and `script`, run one after the other.
fn in_pipeline(survey: &Survey<'_>, path: &str, text: &str, pipeline: &Value, found: &mut Builds) {
    let jobs = pipeline.as_mapping().into_iter().flatten();
    for (_, job) in jobs.filter(|_| path.starts_with(".gitlab-ci")) {
        let lines = |key: &str| -> Vec<String> {
            let lines = job.get(key);
            let one = lines.and_then(Value::as_str).map(str::to_owned);
            let all = lines.and_then(Value::as_sequence).into_iter().flatten();
            one.into_iter()
                .chain(all.filter_map(|it| it.as_str().map(str::to_owned)))
                .collect()
        };
        let script = [lines("before_script"), lines("script")].concat();
        let build = script.iter().find(|line| line.contains("build"));
        let line = build.map_or(1, |it| line_of(text, it.lines().next().unwrap_or_default()));
        in_commands(survey, path, &script.join("\n"), &[""], line - 1, found);
    }
}

/// What `docker/build-push-action` is given.
fn in_action(
    survey: &Survey<'_>,
    step: &Value,
    place: &dyn Fn(&str) -> String,
    found: &mut Builds,
) {
    let uses = step.get("uses").and_then(Value::as_str);
    if !uses.is_some_and(|it| it.starts_with("docker/build-push-action@")) {
        return;
    }
    let text = |key: &str| {
        step.get("with")
            .and_then(|it| it.get(key))
            .and_then(Value::as_str)
    };
    let context = text("context").unwrap_or(".");
    let context = context
        .strip_prefix("{{defaultContext}}:")
        .unwrap_or(context);
    let context = if context == "{{defaultContext}}" {
        "."
    } else {
        context
    };
    let file = text("file");
    if let Some(what) = [Some(context), file]
        .into_iter()
        .flatten()
        .find(|it| !is_told(it))
    {
        found.add_unread(&place(what), what);
        return;
    }
    let Some(context) = join("", context).filter(|it| !it.contains(':')) else {
        return;
    };
    let usual = || join(&context, "Dockerfile");
    if let Some(file) = file.map_or_else(usual, |file| join("", file)) {
        found.add(survey, context, file);
    }
}

/// Every line of a recipe is run in the folder of the Makefile.
fn in_makefile(survey: &Survey<'_>, path: &str, text: &str, found: &mut Builds) {
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        let mut whole = line.to_owned();
        while whole.ends_with('\\') {
            let Some((_, next)) = lines.next() else { break };
            whole.push('\n');
            whole.push_str(next);
        }
        if whole.starts_with('\t') {
            let command = whole.trim_start().trim_start_matches(['@', '-']);
            in_commands(survey, path, command, &[folder(path)], at, found);
        }
    }
}

/// Scripts of a package, run in its folder.
fn in_package(survey: &Survey<'_>, path: &str, text: &str, found: &mut Builds) {
    if !text.contains(" build ") {
        return;
    }
    let package: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let scripts = package
        .get("scripts")
        .and_then(serde_json::Value::as_object);
    for command in scripts.into_iter().flat_map(|it| it.values()) {
        let command = command.as_str().unwrap_or_default();
        let line = line_of(text, command);
        in_commands(survey, path, command, &[folder(path)], line - 1, found);
    }
}

/// The builds of a script that is started in one of the folders `starts`, and stands behind so many lines of its file.
fn in_commands(
    survey: &Survey<'_>,
    path: &str,
    text: &str,
    starts: &[&str],
    above: usize,
    found: &mut Builds,
) {
    if !text.contains("bu") {
        return;
    }
    for told in builds_in(text, folder(path)) {
        let Told {
            line,
            at,
            file,
            context,
        } = told;
        let place = format!("{path}:{}", above + line);
        let Some(at) = at else {
            found.add_unread(&place, &context);
            continue;
        };
        let is_open = |it: &&str| {
            !is_told(it.trim_start_matches('\u{0}').trim_start_matches('/')) || it.starts_with('/')
        };
        let parts = [Some(&*context), file.as_deref()];
        if let Some(what) = parts.into_iter().flatten().find(is_open) {
            found.add_unread(&place, what);
            continue;
        }
        let whole = |start: &str, path: &str| at.join(path)?.from(start);
        let _ = starts.iter().find(|start| {
            let Some(context) = whole(start, &context).filter(|it| !it.contains(':')) else {
                return false;
            };
            let usual = || join(&context, "Dockerfile");
            let file = file.as_ref().map_or_else(usual, |file| whole(start, file));
            file.is_some_and(|file| found.add(survey, context, file))
        });
    }
}

/// The line of a text on which something stands first, counted from 1.
pub(super) fn line_of(text: &str, what: &str) -> usize {
    let at = text.find(what).unwrap_or_default();
    text[..at].matches('\n').count() + 1
}
