//! Which services a repository holds. A service is found by its manifest and confirmed by its code: what serves is
//! decided by what starts it, never by the name of a folder.

use std::fmt;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::Value;

use super::Survey;
use super::express;
use super::fastapi;
use super::nextjs;
use super::script::is_script;
use super::script::modules::{folder, join};
use super::terraform;
use crate::tree::Literal;

/// The kinds of services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stack {
    /// A Node service on Express.
    Express,
    /// A Python service on FastAPI.
    Fastapi,
    /// A frontend on Next.js.
    Nextjs,
    /// A tree of Terraform modules and environments.
    Terraform,
    /// The repository itself, once.
    Repository,
}

impl fmt::Display for Stack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Express => "express",
            Self::Fastapi => "fastapi",
            Self::Nextjs => "nextjs",
            Self::Terraform => "terraform",
            Self::Repository => "repository",
        })
    }
}

/// What is deployed on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// The folder, relative to the root; `.` for the root itself.
    pub path: String,
    /// What it is built on.
    pub stack: Stack,
    /// The file that the process starts with, where there is one.
    pub entry: Option<String>,
    /// A manifest that cannot be read, and why: nothing else is known of the service then.
    pub unreadable: Option<Unreadable>,
}

/// A file that cannot be read, with the place and the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The file.
    pub path: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The fact, with the place.
    pub reason: String,
}

impl Service {
    /// The folder as a prefix of paths: empty for the root.
    #[must_use]
    pub fn folder(&self) -> &str {
        if self.path == "." { "" } else { &self.path }
    }
}

/// All services of the repository, in order of path and stack.
#[must_use]
pub fn services(survey: &Survey<'_>) -> Vec<Service> {
    let manifests: Vec<Package> = packages(survey);
    let express = || -> Vec<Service> {
        manifests
            .par_iter()
            .filter(|package| package.runs_on("express"))
            .filter_map(|package| express::service(survey, package, &manifests))
            .collect()
    };
    let others = || rayon::join(|| fastapi::services(survey), || terraform::services(survey));
    let (mut found, (fastapi, terraform)) = rayon::join(express, others);
    found.extend(unreadable_services(survey, &manifests));
    // an Express app that serves the pages, too, is one service
    let mut nextjs = nextjs::services(&manifests);
    nextjs.retain(|it| found.iter().all(|express| express.path != it.path));
    found.extend(nextjs);
    found.extend(fastapi);
    found.extend(terraform);
    found.sort_by(|a, b| (&a.path, a.stack).cmp(&(&b.path, b.stack)));
    found
}

/// Folders whose `package.json` is none, beside scripts that speak of Express.
fn unreadable_services(survey: &Survey<'_>, readable: &[Package]) -> Vec<Service> {
    let broken = |path: &&str| {
        path.rsplit('/').next() == Some("package.json")
            && !is_test(path)
            && !readable
                .iter()
                .any(|package| package.folder == folder(path))
    };
    let speaks_of_express = |path: &&str| {
        let own = |file: &&str| {
            is_script(file) && folder(file).starts_with(folder(path)) && !is_test(file)
        };
        survey
            .overlay
            .paths()
            .filter(own)
            .any(|file| survey.overlay.has_literal(file, Literal::Express))
    };
    let service = |path: &str| {
        let text = survey.overlay.text(path).ok().flatten()?;
        let error = serde_json::from_str::<Value>(&text).err()?;
        let reason = format!(
            "cannot parse `{path}` at {}:{}; mend it first",
            error.line(),
            error.column()
        );
        let unreadable = Unreadable {
            path: path.to_owned(),
            line: error.line().max(1),
            reason,
        };
        let path = if folder(path).is_empty() {
            "."
        } else {
            folder(path)
        };
        Some(Service {
            path: path.to_owned(),
            stack: Stack::Express,
            entry: None,
            unreadable: Some(unreadable),
        })
    };
    survey
        .overlay
        .paths()
        .filter(broken)
        .filter(speaks_of_express)
        .filter_map(service)
        .collect()
}

/// The lists of dependencies of a `package.json`.
const LISTS: [&str; 3] = ["dependencies", "devDependencies", "peerDependencies"];

/// A `package.json` and its folder.
pub struct Package {
    /// The folder; empty for the root.
    pub folder: String,
    manifest: Value,
}

impl Package {
    #[cfg(test)]
    pub(super) fn of(folder: &str, manifest: &str) -> Self {
        Self {
            folder: folder.to_owned(),
            manifest: serde_json::from_str(manifest).expect("the test's manifest is JSON"),
        }
    }

    /// Whether any list of dependencies names `package`.
    #[must_use]
    pub fn depends_on(&self, package: &str) -> bool {
        LISTS.iter().any(|list| {
            self.manifest
                .get(list)
                .and_then(|list| list.get(package))
                .is_some()
        })
    }

    /// Whether `package` is among the dependencies of the running service.
    #[must_use]
    pub fn runs_on(&self, package: &str) -> bool {
        self.manifest
            .get("dependencies")
            .and_then(|list| list.get(package))
            .is_some()
    }

    /// The dependencies of the running service.
    pub fn dependencies(&self) -> impl Iterator<Item = &str> {
        let list = self.manifest.get("dependencies").and_then(Value::as_object);
        list.into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// The packages of all lists of dependencies.
    pub fn packages(&self) -> impl Iterator<Item = &str> {
        let lists = LISTS.iter().filter_map(|list| self.manifest.get(list));
        let names = lists.filter_map(Value::as_object).flatten();
        names.map(|(name, _)| name.as_str())
    }

    /// The versions of Node that the service may run on.
    #[must_use]
    pub fn engine(&self) -> Option<&str> {
        self.manifest.get("engines")?.get("node")?.as_str()
    }

    /// The range of versions of a dependency.
    #[must_use]
    pub fn version(&self, package: &str) -> Option<&str> {
        self.manifest.get("dependencies")?.get(package)?.as_str()
    }

    /// Whether plain `.js` files are ES modules.
    #[must_use]
    pub fn is_module(&self) -> bool {
        self.manifest.get("type").and_then(Value::as_str) == Some("module")
    }

    /// The command of a script.
    #[must_use]
    pub fn command(&self, script: &str) -> Option<&str> {
        self.manifest.get("scripts")?.get(script)?.as_str()
    }

    /// The commands of all scripts.
    pub fn commands(&self) -> impl Iterator<Item = &str> {
        let scripts = self.manifest.get("scripts").and_then(Value::as_object);
        let commands = scripts.into_iter().flatten();
        commands.filter_map(|(_, command)| command.as_str())
    }

    /// Where the schema of Prisma lies: a file or a folder of the package.
    #[must_use]
    pub fn prisma_schema(&self) -> Option<&str> {
        self.manifest.get("prisma")?.get("schema")?.as_str()
    }

    /// The name of the package, without a scope.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.manifest.get("name")?.as_str()?.rsplit('/').next()
    }

    /// The name by which others import the package.
    #[must_use]
    pub fn full_name(&self) -> Option<&str> {
        self.manifest.get("name")?.as_str()
    }

    /// The entry for those who import the package.
    #[must_use]
    pub fn main(&self) -> Option<&str> {
        self.manifest.get("main")?.as_str()
    }
}

/// The `package.json` files that parse, in order of path.
pub(super) fn packages(survey: &Survey<'_>) -> Vec<Package> {
    let is_manifest = |path: &&str| path.rsplit('/').next() == Some("package.json");
    let read = |path: &str| {
        let text = survey.overlay.text(path).ok().flatten()?;
        let manifest = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
        Some(Package {
            folder: folder(path).to_owned(),
            manifest,
        })
    };
    survey
        .overlay
        .paths()
        .filter(is_manifest)
        .filter_map(read)
        .collect()
}

/// The scripts that belong to `package` and not to one nested in it; tests and stand-ins are left out.
pub(super) fn scripts_of(survey: &Survey<'_>, package: &Package, all: &[Package]) -> Vec<String> {
    let inner: Vec<String> = all
        .iter()
        .filter(|other| other.folder != package.folder && within(&other.folder, &package.folder))
        .map(|other| format!("{}/", other.folder))
        .collect();
    let own = |path: &&str| {
        is_script(path)
            && within(path, &package.folder)
            && !is_test(path)
            && !inner.iter().any(|folder| path.starts_with(folder))
    };
    survey
        .overlay
        .paths()
        .filter(own)
        .map(str::to_owned)
        .collect()
}

/// Whether `path` is `folder` or lies below it.
#[must_use]
pub(super) fn within(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path == folder
        || path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
}

/// Whether a file is a test or a stand-in for something, by its path.
#[must_use]
pub(super) fn is_test(path: &str) -> bool {
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.split('.').next().unwrap_or(file);
    let stands_in = ["mock", "stub", "fake"]
        .iter()
        .any(|mark| stem.starts_with(mark) || stem.ends_with(mark));
    let test_folder = |name: &str| {
        matches!(
            name,
            "test"
                | "tests"
                | "integration-tests"
                | "__tests__"
                | "__mocks__"
                | "mocks"
                | "e2e"
                | "fixtures"
                | "cypress"
        )
    };
    stands_in
        || folders.split('/').any(test_folder)
        || [".test.", ".spec.", ".mock."]
            .iter()
            .any(|mark| file.contains(mark))
}

/// The existing file of `folder` that `name` means, with the source of what is compiled tried first.
#[must_use]
pub(super) fn source_file(survey: &Survey<'_>, folder: &str, name: &str) -> Option<String> {
    let path = join(folder, name)?;
    let built = ["dist/", "build/", "out/", "lib/"]
        .iter()
        .find_map(|output| {
            let rest = join("", name)?.strip_prefix(output)?.to_owned();
            Some(["src/", ""].map(|source| join(folder, &format!("{source}{rest}"))))
        });
    let candidates = built.into_iter().flatten().flatten().chain([path]);
    candidates.into_iter().find_map(|path| {
        let stem = path.strip_suffix(".js").unwrap_or(&path).to_owned();
        let endings = [".ts", ".js", ".mjs", ".cjs", "/index.js", "/index.ts"]
            .map(|ending| format!("{stem}{ending}"));
        [path]
            .into_iter()
            .chain(endings)
            .find(|path| survey.overlay.is_listed(path))
    })
}
