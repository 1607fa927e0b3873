//! Which FastAPI services a repository holds: a manifest that names FastAPI, and the app that is served from its folder, as
//! told by what starts it.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Survey;
use crate::code::python::modules::{imported, locate};
use crate::edit::script::is_python;
use crate::survey::fact::Fact;
use crate::survey::fastapi::NAME;
use crate::survey::fastapi::app::{Run, choose, made, runs};
use crate::survey::fastapi::registered::has_routes;
use crate::survey::python::starts::{Start, starts};
use crate::survey::service::Service;
use crate::tree::Literal;
use crate::tree::paths::{below, folder, is_test, join, within};

/// Names of files that serve more often than others.
const USUAL: &[&str] = &[
    "main",
    "app",
    "server",
    "api",
    "asgi",
    "application",
    "run",
    "wsgi",
];

/// Folders of code that shows or tries something, below the folder of a service.
const ASIDE: &[&str] = &[
    "benchmark",
    "benchmarks",
    "demo",
    "demos",
    "doc",
    "docs",
    "docs_src",
    "example",
    "examples",
    "notebooks",
    "sample",
    "samples",
    "tutorial",
    "tutorials",
];

/// The app that a service serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Served {
    pub(crate) entry: String,
    /// What the module calls the app, where what starts it says so.
    pub(crate) name: Option<String>,
}

/// All FastAPI services, in order of path.
#[must_use]
pub(crate) fn services(survey: &Survey<'_>) -> Vec<Service> {
    let speaks = |path: &str| survey.overlay.has_literal(path, Literal::FastApi);
    if !survey
        .overlay
        .paths()
        .any(|path| is_python(path) && speaks(path))
    {
        return Vec::new();
    }
    let folders = folders(survey);
    let service = |folder: &String| {
        let served = served(survey, folder, &folders)?;
        Some(Service {
            path: if folder.is_empty() {
                ".".to_owned()
            } else {
                folder.clone()
            },
            stack: NAME,
            entry: Some(served.entry),
            unreadable: None,
        })
    };
    folders.iter().filter_map(service).collect()
}

/// The folders with a manifest that names FastAPI, and those whose Dockerfile installs it without one.
fn folders(survey: &Survey<'_>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut images = BTreeSet::new();
    for path in survey.overlay.paths().filter(|path| !is_test(path)) {
        let name = path.rsplit('/').next().unwrap_or(path);
        let here = folder(path);
        let listed = name.ends_with(".txt") || name.ends_with(".in");
        let home = if listed && folder_name(here) == "requirements" {
            folder(here)
        } else if listed && name.starts_with("requirements")
            || matches!(
                name,
                "pyproject.toml" | "setup.py" | "setup.cfg" | "Pipfile"
            )
        {
            here
        } else if is_image(name) {
            if text(survey, path).is_some_and(|text| names_package(&text, "fastapi")) {
                images.insert(here.to_owned());
            }
            continue;
        } else {
            continue;
        };
        // a module of the service may be called setup.py as well
        let is_manifest = |text: &str| {
            name != "setup.py"
                || ["setuptools", "distutils"]
                    .iter()
                    .any(|by| text.contains(by))
        };
        if text(survey, path)
            .is_some_and(|text| is_manifest(&text) && names_package(&text, "fastapi"))
        {
            found.insert(home.to_owned());
        }
    }
    images.retain(|image| !found.iter().any(|folder| within(image, folder)));
    found.extend(images);
    found
}

fn folder_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

pub(crate) fn text(survey: &Survey<'_>, path: &str) -> Option<std::sync::Arc<str>> {
    survey.overlay.text(path).ok().flatten()
}

pub(crate) fn is_image(name: &str) -> bool {
    name.starts_with("Dockerfile")
        || name.ends_with(".dockerfile")
        || name.starts_with("Containerfile")
}

/// Whether a manifest names `package`, in whichever of the formats.
pub(crate) fn names_package(text: &str, package: &str) -> bool {
    let code = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or(line));
    code.flat_map(|line| {
        line.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
    })
    .any(|word| word.eq_ignore_ascii_case(package))
}

/// The app that is served from `home`: told by what starts it, else by how its modules stand to each other.
pub(crate) fn served(
    survey: &Survey<'_>,
    home: &str,
    folders: &BTreeSet<String>,
) -> Option<Served> {
    let files = files(survey, home, folders);
    let apps: Vec<&String> = files
        .iter()
        .filter(|path| survey.overlay.has_literal(path, Literal::FastApi))
        .collect();
    if apps.is_empty() {
        return None;
    }
    let mut scripts = Vec::new();
    for start in starts(survey, home) {
        match start {
            Start::App(module, name) => {
                if let Some(served) = named(survey, home, &files, &module, Some(&name)) {
                    return Some(served);
                }
            }
            Start::Script(path) => scripts.push(path),
        }
    }
    let scripts = scripts
        .iter()
        .filter_map(|path| file_of(survey, home, &files, path));
    for script in scripts {
        if let Some(served) =
            run_by(survey, home, &files, &script).or_else(|| serves(survey, &script))
        {
            return Some(served);
        }
    }
    let mut running: Vec<Served> = files
        .iter()
        .filter(|path| survey.overlay.has_literal(path, Literal::Uvicorn))
        .filter_map(|path| run_by(survey, home, &files, path))
        .collect();
    running.sort_by_key(|served| rank(&served.entry));
    running
        .into_iter()
        .next()
        .or_else(|| central(survey, &apps))
}

/// The Python files of a service, without those of nested ones, tests, and code that shows something.
pub(crate) fn files(survey: &Survey<'_>, home: &str, folders: &BTreeSet<String>) -> Vec<String> {
    let nested: Vec<&String> = folders
        .iter()
        .filter(|other| other.as_str() != home && within(other, home))
        .collect();
    let own = |path: &&str| {
        let inside = path.strip_prefix(home).unwrap_or(path);
        is_python(path)
            && within(path, home)
            && !is_test(inside)
            && !is_test_module(path)
            && !folder(inside).split('/').any(|part| ASIDE.contains(&part))
            && !nested.iter().any(|other| within(path, other))
    };
    survey
        .overlay
        .paths()
        .filter(own)
        .map(str::to_owned)
        .collect()
}

fn is_test_module(path: &str) -> bool {
    let stem = stem(path);
    stem.starts_with("test_") || stem.ends_with("_test") || stem == "conftest"
}

fn stem(path: &str) -> &str {
    let name = path.rsplit('/').next().unwrap_or(path);
    name.strip_suffix(".py").unwrap_or(name)
}

/// The usual names come first, then what lies higher.
fn rank(path: &str) -> (usize, usize, String) {
    let place = USUAL.iter().position(|name| *name == stem(path));
    (
        place.unwrap_or(USUAL.len()),
        path.matches('/').count(),
        path.to_owned(),
    )
}

/// What a file hands to a server itself.
fn run_by(survey: &Survey<'_>, home: &str, files: &[String], path: &str) -> Option<Served> {
    let script = survey.script(path)?;
    runs(script).into_iter().find_map(|run| match run {
        Run::Text(text) => {
            let (module, name) = text.split_once(':')?;
            let beside =
                locate(survey.overlay, path, module).filter(|module| module.rest.is_empty());
            let found = beside.and_then(|module| serves_as(survey, &module.path, Some(name)));
            found.or_else(|| named(survey, home, files, module, Some(name)))
        }
        Run::Expression(node) => {
            made(survey, script, &node, 5)?;
            let name = (node.kind() == "identifier").then(|| node.text().into_owned());
            let name = name.filter(|name| serves_as(survey, path, Some(name)).is_some());
            Some(Served {
                entry: path.to_owned(),
                name,
            })
        }
    })
}

fn serves(survey: &Survey<'_>, path: &str) -> Option<Served> {
    serves_as(survey, path, None)
}

/// The file as the entry, if it has an app of that name.
fn serves_as(survey: &Survey<'_>, path: &str, name: Option<&str>) -> Option<Served> {
    let script = survey.script(path)?;
    let name = name.map(|name| name.trim_end_matches("()"));
    choose(survey, script, name)?;
    Some(Served {
        entry: path.to_owned(),
        name: name.map(str::to_owned),
    })
}

/// The module that a start command names, as far as the folder holds it.
fn named(
    survey: &Survey<'_>,
    home: &str,
    files: &[String],
    module: &str,
    name: Option<&str>,
) -> Option<Served> {
    let relative = module.replace('.', "/");
    let mut found: Vec<String> = [format!("{relative}.py"), format!("{relative}/__init__.py")]
        .iter()
        .flat_map(|ending| {
            let direct = [below(home, ending), below(&below(home, "src"), ending)];
            let tail = format!("/{ending}");
            let inside: Vec<String> = files
                .iter()
                .filter(|file| file.ends_with(&tail))
                .cloned()
                .collect();
            direct.into_iter().chain(inside)
        })
        .filter(|path| files.contains(path))
        .collect();
    found.dedup();
    found.iter().find_map(|path| serves_as(survey, path, name))
}

/// The file that `python app/main.py` or `python -m app.main` means.
fn file_of(survey: &Survey<'_>, home: &str, files: &[String], path: &str) -> Option<String> {
    let _ = survey;
    let direct = [home.to_owned(), below(home, "src")]
        .iter()
        .filter_map(|base| join(base, path))
        .find(|path| files.contains(path));
    let tail = format!("/{path}");
    direct.or_else(|| files.iter().find(|file| file.ends_with(&tail)).cloned())
}

/// Of the files with an app that registers something, the one that no other of them imports; the usual names first.
fn central(survey: &Survey<'_>, apps: &[&String]) -> Option<Served> {
    let mut found: Vec<Served> = apps
        .iter()
        .filter_map(|path| serves(survey, path))
        .filter(|served| is_used(survey, &served.entry))
        .collect();
    let loads: BTreeMap<String, BTreeSet<String>> = found
        .iter()
        .map(|served| {
            let script = survey.script(&served.entry);
            let modules = script
                .map(|script| imported(survey, script))
                .unwrap_or_default();
            (
                served.entry.clone(),
                modules.into_iter().map(|module| module.path).collect(),
            )
        })
        .collect();
    let is_loaded = |path: &String| {
        loads
            .iter()
            .any(|(by, modules)| by != path && modules.contains(path))
    };
    found.sort_by_key(|served| (is_loaded(&served.entry), rank(&served.entry)));
    found.into_iter().next()
}

/// Whether the app of a file has routes, routers or mounts.
fn is_used(survey: &Survey<'_>, path: &str) -> bool {
    match crate::survey::fastapi::app::find(survey, path, None) {
        Fact::Present(app) => has_routes(survey, &app),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn manifests_name_packages_as_whole_words() {
        assert!(names_package("fastapi[standard]>=0.111\n", "fastapi"));
        assert!(names_package(
            "dependencies = [\"fastapi>=0.1\"]",
            "fastapi"
        ));
        assert!(names_package("FastAPI==0.1", "fastapi"));
        assert!(!names_package("fastapi-users\n# fastapi\n", "fastapi"));
    }
}
