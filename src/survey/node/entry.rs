//! Which file a service starts with: what a command names, else the manifest, else the usual names.

use crate::code::Survey;
use crate::survey::docker::instructions::{Instruction, instructions};
use crate::survey::node::command::{Started, started, tails};
use crate::survey::node::launcher::launched;
use crate::survey::node::package::{Package, source_file};
use crate::survey::node::reach::reached_from;
use crate::tree::Literal;
use crate::tree::paths::join;

/// How many scripts are followed that only start another one.
const LAUNCHES: usize = 3;

/// The file that a command starts: that of the Dockerfile, or of a script.
pub(crate) fn commanded_entry(
    survey: &Survey<'_>,
    package: &Package,
    files: &[String],
) -> Option<String> {
    let entry = commanded(survey, package, files)?.0;
    Some(serving(survey, package, files, entry))
}

/// The files that Node loads before the entry.
pub(crate) fn preloaded(survey: &Survey<'_>, package: &Package, files: &[String]) -> Vec<String> {
    let commanded = commanded(survey, package, files);
    let preloads = commanded.map(|(_, preloads)| preloads).unwrap_or_default();
    existing(survey, package, files, &preloads)
}

/// The script that the first command starts which starts any, and what is loaded before it. Of several, as a process manager
/// starts them, it is the first that serves.
fn commanded(
    survey: &Survey<'_>,
    package: &Package,
    files: &[String],
) -> Option<(String, Vec<String>)> {
    let entry = |command: String| {
        let Started { scripts, preloads } = started(survey, package, &command);
        let scripts = existing(survey, package, files, &scripts);
        let listens = |path: &&String| {
            let reached = reached_from(survey, path);
            reached
                .iter()
                .any(|path| survey.overlay.has_literal(path, Literal::Listen))
        };
        let serving = scripts.iter().find(listens).or(scripts.first())?;
        Some((serving.clone(), preloads))
    };
    commands(survey, package).find_map(entry)
}

/// The commands that may start the service, the surest first.
fn commands(survey: &Survey<'_>, package: &Package) -> impl Iterator<Item = String> {
    let dockerfile = join(&package.folder, "Dockerfile");
    let docker = dockerfile
        .and_then(|path| survey.overlay.text(&path).ok().flatten())
        .and_then(|text| docker_command(&text));
    let scripts = ["start", "start:prod", "serve", "dev", "start:dev"]
        .iter()
        .filter_map(|name| package.command(name))
        .map(str::to_owned);
    docker.into_iter().chain(scripts)
}

/// The files of the package that are meant by these names.
fn existing(
    survey: &Survey<'_>,
    package: &Package,
    files: &[String],
    names: &[String],
) -> Vec<String> {
    let file = |name: &String| {
        // `node .`
        let name = match &**name {
            "." => package.main().unwrap_or("index"),
            name => name,
        };
        let paths = tails(name).filter_map(|it| source_file(survey, &package.folder, it));
        let mut own = paths.filter(|path| files.contains(path));
        own.next()
    };
    names.iter().filter_map(file).collect()
}

/// The script that serves, where `entry` does not and starts another one in a process of its own.
fn serving(survey: &Survey<'_>, package: &Package, files: &[String], entry: String) -> String {
    let mut entry = entry;
    for _ in 0..LAUNCHES {
        let reached = reached_from(survey, &entry);
        if reached
            .iter()
            .any(|path| survey.overlay.has_literal(path, Literal::Listen))
        {
            return entry;
        }
        let scripts = reached.iter().filter_map(|path| survey.script(path));
        let mut next = scripts.flat_map(|script| launched(survey, script, &package.folder));
        match next.find(|path| files.contains(path)) {
            Some(next) => entry = next,
            None => return entry,
        }
    }
    entry
}

/// The file that the process starts with where no command says so: `main`, or one of the usual names.
pub(crate) fn usual_entry(
    survey: &Survey<'_>,
    package: &Package,
    files: &[String],
) -> Option<String> {
    let usual = [
        "server",
        "app",
        "index",
        "main",
        "src/server",
        "src/app",
        "src/index",
        "src/main",
        "bin/www",
    ]
    .map(str::to_owned);
    package
        .main()
        .map(str::to_owned)
        .into_iter()
        .chain(usual)
        .filter_map(|name| source_file(survey, &package.folder, &name))
        .find(|path| files.contains(path))
}

/// What the last stage of a Dockerfile starts, as one line: the words of `CMD` are arguments of those of `ENTRYPOINT`.
fn docker_command(text: &str) -> Option<String> {
    let all = instructions(text);
    let starts = |it: &Instruction<'_>| matches!(&*it.keyword, "CMD" | "ENTRYPOINT");
    let at = all.iter().rposition(starts)?;
    let stage = all[..at].iter().rposition(|it| it.keyword == "FROM");
    let stage = &all[stage.unwrap_or(0)..=at];
    let line = |keyword: &str| {
        let last = stage.iter().rfind(|it| it.keyword == keyword);
        last.map(|it| it.line.trim().to_owned())
    };
    let (Some(entrypoint), Some(command)) = (line("ENTRYPOINT"), line("CMD")) else {
        return line("ENTRYPOINT").or_else(|| line("CMD"));
    };
    let words = |line: &str| serde_json::from_str::<Vec<String>>(line).ok();
    match (words(&entrypoint), words(&command)) {
        // a shell takes no arguments
        (None, _) => Some(entrypoint),
        (Some(first), Some(then)) => serde_json::to_string(&[first, then].concat()).ok(),
        (Some(first), None) => Some(format!("{} {command}", first.join(" "))),
    }
}
