//! Which file a service starts with: what a command names, else the manifest, else the usual names.

use crate::code::Survey;
use crate::edit::script::is_script;
use crate::survey::node::package::{Package, source_file};
use crate::tree::paths::join;

/// How many scripts of the manifest are followed: `start` runs `serve`, and that one starts a file.
const HOPS: usize = 3;

/// The file that a command starts: that of the Dockerfile, or of a script.
pub(crate) fn commanded_entry(
    survey: &Survey<'_>,
    package: &Package,
    files: &[String],
) -> Option<String> {
    let dockerfile = join(&package.folder, "Dockerfile");
    let docker = dockerfile
        .and_then(|path| survey.overlay.text(&path).ok().flatten())
        .and_then(|text| docker_command(&text));
    let scripts = ["start", "start:prod", "serve", "dev", "start:dev"]
        .iter()
        .filter_map(|name| package.command(name))
        .map(str::to_owned);
    docker
        .into_iter()
        .chain(scripts)
        .flat_map(|command| files_started(package, &command, HOPS))
        .filter_map(|name| source_file(survey, &package.folder, &name))
        .find(|path| files.contains(path))
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

/// The last `CMD` or `ENTRYPOINT` of a Dockerfile, as one line.
fn docker_command(text: &str) -> Option<String> {
    let command = |line: &str| {
        line.strip_prefix("CMD ")
            .or_else(|| line.strip_prefix("ENTRYPOINT "))
            .map(str::to_owned)
    };
    text.lines().rev().find_map(|line| command(line.trim()))
}

/// The files that a command starts, through `npm run NAME` and its like.
fn files_started(package: &Package, command: &str, hops: usize) -> Vec<String> {
    let Some(hops) = hops.checked_sub(1) else {
        return Vec::new();
    };
    let words: Vec<&str> = command
        .split(|c: char| c.is_whitespace() || "[],\"'".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let runner = |word: &str| matches!(word, "npm" | "yarn" | "pnpm" | "bun");
    let script = words.iter().position(|word| runner(word)).and_then(|at| {
        let rest = words[at + 1..]
            .iter()
            .filter(|word| !word.starts_with('-') && **word != "run");
        rest.into_iter()
            .next()
            .and_then(|name| package.command(name))
    });
    match script {
        Some(next) => files_started(package, next, hops),
        None => files_in(command),
    }
}

/// The words of a command that look like a file of the service.
fn files_in(command: &str) -> Vec<String> {
    let words = command.split([' ', ',', '[', ']', '"', '\'', '=']);
    words
        .filter(|word| is_script(word))
        .map(|word| word.trim_start_matches("./").to_owned())
        .collect()
}
