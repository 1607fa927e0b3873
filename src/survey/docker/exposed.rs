//! What gets into an image although nobody wants it there, as far as the tree tells where it is or will be: environment files
//! where a service looks for them, secrets that git tracks, the history of the repository, packages of the machine that builds.

use crate::code::Survey;
use crate::code::javascript::dotenv::loads_of as loads_of_script;
use crate::code::python::dotenv::{loads_of as loads_of_python, reads_settings};
use crate::edit::script::Script;
use crate::survey::docker::contexts::Context;
use crate::survey::docker::copies::Copied;
use crate::survey::docker::ignore::Ignore;
use crate::survey::docker::unwanted::{LINES, Line};
use crate::survey::gitignore::{Ignored, file_in};
use crate::tree::paths::{below, file_name, folder, is_test, upwards, within};

/// The files that one names after its kind of machine, beside `.env`.
const USUAL: [&str; 2] = [".env.local", ".env.production"];

/// What marks the example of an environment file by its name, which stands where the real one will be.
const EXAMPLES: [&str; 4] = ["example", "sample", "template", "dist"];

/// A manifest tells that a folder is a package of its own.
const MANIFESTS: [&str; 3] = ["package.json", "requirements.txt", "pyproject.toml"];

/// Paths of what a build would take although it is secret or left over, as the context sees them.
pub(crate) fn at_risk(
    survey: &Survey<'_>,
    context: &Context,
    own: &[&str],
    copied: &[Copied],
) -> Vec<String> {
    let top = [".env".to_owned()].into_iter();
    let mut found: Vec<String> = top.chain(ignored_by_git(survey, context)).collect();
    let services = services(survey, context, copied).into_iter();
    let reading = services.filter(|it| reads_own_file(survey, &below(&context.folder, it)));
    found.extend(reading.map(|it| below(&it, ".env")));
    let examples = own.iter().filter(|path| is_example(file_name(path)));
    found.extend(examples.map(|path| below(folder(path), ".env")));
    let secrets = LINES.iter().filter(|line| line.is_secret);
    let secrets: Vec<&Ignore> = secrets.map(Line::rule).collect();
    let is_secret = |path: &&&str| secrets.iter().any(|it| it.excludes(path));
    let tracked = own.iter().filter(is_secret);
    found.extend(
        tracked
            .filter(|path| !is_example(file_name(path)))
            .map(|path| (*path).to_owned()),
    );
    if context.folder.is_empty() {
        found.push(".git/config".to_owned());
    }
    if own.contains(&"package.json") {
        found.push("node_modules/a/index.js".to_owned());
    }
    let brings =
        |it: &Copied, path: &str| !context.others.contains(&it.dockerfile) && it.brings(path);
    found.retain(|path| copied.iter().any(|it| brings(it, path)));
    found.sort();
    found.dedup();
    found
}

/// Environment files at the top of the context that git leaves out, so that they are there on some machine.
fn ignored_by_git(survey: &Survey<'_>, context: &Context) -> Vec<String> {
    let folders = upwards(&context.folder);
    let texts = folders.map(|it| survey.text(&file_in(it)));
    let texts: Vec<_> = texts.map(Option::unwrap_or_default).collect();
    let ignored = Ignored::of(survey);
    let is_ignored = |name: &str| ignored.ignores(&below(&context.folder, name));
    let named = texts.iter().flat_map(|text| text.lines().map(str::trim));
    let named = named.filter_map(|line| {
        let name = line.trim_start_matches('/');
        let is_one = name.starts_with(".env.") && !name.contains(['/', '*', '?', '[']);
        (is_one && !is_example(name)).then_some(name)
    });
    let all = USUAL.into_iter().chain(named);
    all.filter(|name| is_ignored(name))
        .map(str::to_owned)
        .collect()
}

/// The folders below the context whose services its images run: those of the Dockerfiles, or the one package that a
/// Dockerfile elsewhere copies.
fn services(survey: &Survey<'_>, context: &Context, copied: &[Copied]) -> Vec<String> {
    let has_manifest = |at: &str| {
        let path = |name: &&str| survey.overlay.exists(&below(at, name));
        MANIFESTS.iter().any(path)
    };
    let mut found = Vec::new();
    for dockerfile in context.dockerfiles.difference(&context.others) {
        let here = folder(dockerfile);
        if within(here, &context.folder) && has_manifest(here) {
            found.push(here.to_owned());
            continue;
        }
        let sources = copied.iter().filter(|it| it.dockerfile == *dockerfile);
        let folders = sources.filter_map(Copied::path);
        let mut packages: Vec<String> = folders
            .map(|path| below(&context.folder, &path))
            .filter(|path| has_manifest(path))
            .collect();
        packages.sort();
        packages.dedup();
        if let [one] = &packages[..] {
            found.push(one.clone());
        }
    }
    let seen = |path: &String| {
        path[context.folder.len()..]
            .trim_start_matches('/')
            .to_owned()
    };
    let mut seen: Vec<String> = found.iter().map(seen).collect();
    seen.retain(|path| !path.is_empty());
    seen
}

/// Whether the code in a folder loads the `.env` of the folder that it runs in.
fn reads_own_file(survey: &Survey<'_>, service: &str) -> bool {
    let own = survey.overlay.paths_below(service);
    let mut code = own.filter(|path| !is_test(path));
    code.any(|path| {
        let mentions = |text: &str| {
            ["dotenv", "loadEnvFile", "env_file"]
                .iter()
                .any(|word| text.contains(word))
        };
        let text = survey.text(path).filter(|text| mentions(text));
        let is_code = path.ends_with(".py") || is_script(path);
        let script = text.filter(|_| is_code).and_then(|_| survey.script(path));
        script.is_some_and(|script| loads_usual_file(path, script))
    })
}

fn loads_usual_file(path: &str, script: &Script) -> bool {
    if path.ends_with(".py") {
        return loads_of_python(script).iter().any(|load| !load.names_file)
            || reads_settings(script);
    }
    loads_of_script(script).iter().any(|load| !load.names_file)
}

fn is_script(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|it| matches!(it, "js" | "cjs" | "mjs" | "ts" | "cts" | "mts"))
}

/// Whether a file is the example of an environment file, by its name.
pub(crate) fn is_example(name: &str) -> bool {
    let parts = name
        .strip_prefix(".env")
        .unwrap_or_default()
        .split(['.', '-']);
    parts.skip(1).any(|part| EXAMPLES.contains(&part))
}
