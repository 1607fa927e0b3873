//! Files that a deployment replaces with others: `mv config.cloud.js config.js`. What only they read, production may never ask for.

use std::collections::BTreeMap;

use serde_yaml::Value;

use crate::code::Survey;
use crate::survey::docker::builds::is_workflow;
use crate::survey::docker::contexts::is_deployed;
use crate::survey::docker::instructions::instructions;
use crate::survey::docker::shell::{Command, Place, commands_in, is_told};
use crate::survey::environments::is_of_another_environment;
use crate::survey::variables::written::{deploys, may_deploy};
use crate::tree::paths::{file_name, folder, join};

/// The files that are replaced, each with the file that takes its place; worked out once a survey.
struct Replaced(BTreeMap<String, String>);

/// Whether a deployment puts another file of the repository in the place of one, and that speaks of none of these names.
pub(crate) fn is_replaced(survey: &Survey<'_>, path: &str, names: &[String]) -> bool {
    let find = || Replaced(find(survey));
    let source = survey.answers.or_find(find).0.get(path);
    let text = source.and_then(|source| survey.text(source));
    text.is_some_and(|text| !names.iter().any(|name| text.contains(name)))
}

fn find(survey: &Survey<'_>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in survey.overlay.paths() {
        let read = || survey.text(path).unwrap_or_default();
        if is_deployed(path) && !is_of_another_environment(path) {
            in_dockerfile(survey, path, &read(), &mut found);
        } else if may_deploy(path) && is_workflow(path) {
            in_workflow(survey, path, &read(), &mut found);
        } else if may_deploy(path) {
            let text = read();
            if deploys(path, &text) {
                in_script(survey, &text, folder(path), &["", folder(path)], &mut found);
            }
        }
    }
    found
}

/// The steps of jobs that deploy.
fn in_workflow(survey: &Survey<'_>, path: &str, text: &str, found: &mut BTreeMap<String, String>) {
    if !deploys(path, text) {
        return;
    }
    let Ok(workflow) = serde_yaml::from_str::<Value>(text) else {
        return;
    };
    let folder_of = |it: &Value| it.get("working-directory")?.as_str().map(str::to_owned);
    let usual = |it: &Value| it.get("defaults")?.get("run").and_then(folder_of);
    let whole = usual(&workflow);
    let jobs = workflow.get("jobs").and_then(Value::as_mapping);
    for (name, job) in jobs.into_iter().flatten() {
        let is_other = name.as_str().is_some_and(is_of_another_environment);
        if is_other || !deploys(path, &serde_yaml::to_string(job).unwrap_or_default()) {
            continue;
        }
        let own = usual(job).or_else(|| whole.clone());
        let steps = job.get("steps").and_then(Value::as_sequence);
        for step in steps.into_iter().flatten() {
            let at = folder_of(step).or_else(|| own.clone()).unwrap_or_default();
            let run = step.get("run").and_then(Value::as_str);
            in_script(survey, run.unwrap_or_default(), "", &[&at], found);
        }
    }
    let is_pipeline = path.starts_with(".gitlab-ci");
    let jobs = workflow.as_mapping().filter(|_| is_pipeline);
    for (_, job) in jobs.into_iter().flatten() {
        if deploys(path, &serde_yaml::to_string(job).unwrap_or_default()) {
            let lines = ["before_script", "script"].map(|key| job.get(key));
            let lines = lines.into_iter().flatten().filter_map(Value::as_sequence);
            let lines: Vec<&str> = lines.flatten().filter_map(Value::as_str).collect();
            in_script(survey, &lines.join("\n"), "", &[""], found);
        }
    }
}

/// The files that a script replaces that is started in one of some folders.
fn in_script(
    survey: &Survey<'_>,
    text: &str,
    here: &str,
    starts: &[&str],
    found: &mut BTreeMap<String, String>,
) {
    for command in commands_in(text, here) {
        let Some(at) = &command.at else { continue };
        for target in targets(&command) {
            let there = starts
                .iter()
                .filter_map(|start| file(survey, at, start, &target));
            found.extend(there.take(1));
        }
    }
}

/// What a command writes over, with what it is written from, or takes away.
struct Target {
    path: String,
    source: Option<String>,
}

fn targets(command: &Command) -> Vec<Target> {
    let words = || command.words.iter().map(String::as_str);
    let mut words_of = words().skip_while(|word| *word == "sudo");
    let program = words_of.next().map(file_name);
    let plain: Vec<&str> = words_of
        .take_while(|word| !word.contains(['<', '>']))
        .filter(|word| !word.starts_with('-'))
        .collect();
    let mut found = Vec::new();
    match (program, &plain[..]) {
        (Some("mv" | "cp" | "install"), [source, target]) => found.push(Target {
            path: (*target).to_owned(),
            source: Some((*source).to_owned()),
        }),
        (Some("rm" | "unlink"), files) => found.extend(files.iter().map(|path| Target {
            path: (*path).to_owned(),
            source: None,
        })),
        _ => {}
    }
    let mut words = words().skip_while(|word| *word != ">" && !is_joined(word));
    let written = words.next().and_then(|word| match word.strip_prefix('>') {
        Some("") | None => words.next(),
        Some(path) => Some(path),
    });
    found.extend(written.map(|path| Target {
        path: path.to_owned(),
        source: None,
    }));
    found
}

/// `>file`
fn is_joined(word: &str) -> bool {
    word.starts_with('>') && !word.starts_with(">>") && !word.starts_with(">&")
}

/// The file of the repository that a target is, for a script that is started in `start`, and the one that takes its place: another
/// of the repository by another name, and for production. What a build writes over its own input takes nothing away.
fn file(survey: &Survey<'_>, at: &Place, start: &str, target: &Target) -> Option<(String, String)> {
    let whole = |path: &str| {
        Some(path)
            .filter(|it| is_plain(it))
            .and_then(|it| at.join(it)?.from(start))
    };
    let path = whole(&target.path)?;
    let source = whole(target.source.as_deref()?)?;
    let inside = join(&path, file_name(&source));
    let file = [Some(path), inside]
        .into_iter()
        .flatten()
        .find(|it| survey.overlay.is_listed(it))?;
    let is_other = file_name(&source) != file_name(&file)
        && survey.overlay.is_listed(&source)
        && !is_of_another_environment(&source);
    is_other.then_some((file, source))
}

fn is_plain(path: &str) -> bool {
    is_told(path.trim_start_matches('\u{0}').trim_start_matches('/')) && !path.starts_with('/')
}

/// `COPY config.prod.js config.js`, and what `RUN` does.
fn in_dockerfile(
    survey: &Survey<'_>,
    dockerfile: &str,
    text: &str,
    found: &mut BTreeMap<String, String>,
) {
    let mut home = "/".to_owned();
    for it in instructions(text) {
        match &*it.keyword {
            "FROM" => "/".clone_into(&mut home),
            "WORKDIR" => it.line.trim().clone_into(&mut home),
            "RUN" => in_script(survey, &it.line, "", &[folder(dockerfile), ""], found),
            "COPY" | "ADD" => {
                let words: Vec<&str> = it.line.split_whitespace().collect();
                let flags = words.iter().take_while(|word| word.starts_with("--"));
                let is_of_stage = flags.clone().any(|word| word.starts_with("--from="));
                let ([source, target], false) = (&words[flags.count()..], is_of_stage) else {
                    continue;
                };
                let below = |target: &str| {
                    let inside = target.strip_prefix(home.trim_end_matches('/'));
                    Some(inside?.strip_prefix('/')?.to_owned())
                };
                let path = if target.starts_with('/') {
                    below(target)
                } else {
                    Some((*target).to_owned())
                };
                let Some(path) = path else { continue };
                let target = Target {
                    path: if path.is_empty() {
                        ".".to_owned()
                    } else {
                        path
                    },
                    source: Some((*source).to_owned()),
                };
                let root = Place::Root(folder(dockerfile).to_owned());
                let places = [root, Place::Root(String::new())];
                let is_file = |at: &Place| {
                    let source = at.join(source).and_then(|it| it.from(""));
                    source.is_some_and(|it| survey.overlay.is_listed(&it))
                };
                let at = places.iter().find(|at| is_file(at));
                found.extend(at.and_then(|at| file(survey, at, "", &target)));
            }
            _ => {}
        }
    }
}
