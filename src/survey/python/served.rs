//! Which apps a repository serves: a manifest that names the framework, and the app that is served from its folder, as told by
//! what starts it.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Survey;
use crate::code::python::modules::{imported, locate, module_root, roots};
use crate::code::python::names::calls;
use crate::code::python::syntax::{all_calls, keyword, positional, string_value};
use crate::edit::script::{Node, Script, is_python};
use crate::survey::fact::Fact;
use crate::survey::python::commands::{Command, Target, started};
use crate::survey::python::factories::Apps;
use crate::survey::python::manifest::folders_with;
use crate::tree::Literal;
use crate::tree::paths::{below, file_name, folder, is_test, join, within};

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

/// What is called to serve an app.
const SERVERS: &[&str] = &["uvicorn.run", "uvicorn.Config", "hypercorn.run"];

/// The app that a service serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Served {
    pub(crate) entry: String,
    /// What the module calls the app, where what starts it says so.
    pub(crate) name: Option<String>,
    /// The folder that Python imports from, where what starts it says so.
    pub(crate) root: Option<String>,
}

impl Served {
    fn from(self, root: Option<String>) -> Self {
        Self { root, ..self }
    }
}

/// What a server is given in a script: the text `module:app`, or the expression.
enum Run<'a> {
    Text(String),
    Expression(Node<'a>),
}

/// The folder of a service, with its files.
struct Home<'h> {
    folder: &'h str,
    files: Vec<String>,
}

impl Apps<'_> {
    /// What is served from each folder of the repository that has a manifest for it, in order of path.
    pub(crate) fn all_served(&self) -> Vec<(String, Served)> {
        let overlay = self.survey.overlay;
        let speaks = |path: &str| overlay.has_literal(path, self.framework.literal());
        let mut files = overlay.paths().filter(|path| is_python(path));
        if !files.any(speaks) {
            return Vec::new();
        }
        let folders = folders_with(self.survey, self.framework.package());
        let served = |home: &String| Some((home.clone(), self.served(home, &folders)?));
        folders.iter().filter_map(served).collect()
    }

    /// The app that is served from `home`: told by what starts it, else by how its modules stand to each other.
    pub(crate) fn served(&self, home: &str, folders: &BTreeSet<String>) -> Option<Served> {
        let survey = self.survey;
        let home = Home {
            folder: home,
            files: files(survey, home, folders),
        };
        let with = |literal| {
            let files = home.files.iter();
            files.filter(move |path| survey.overlay.has_literal(path, literal))
        };
        let apps: Vec<&String> = with(self.framework.literal()).collect();
        if apps.is_empty() {
            return None;
        }
        let mut scripts = Vec::new();
        for command in started(survey, home.folder) {
            if let Target::App(module, name) = &command.target {
                if let Some(served) = self.named_in(&home, &command, module, Some(name)) {
                    return Some(served);
                }
            } else {
                scripts.extend(self.run_as(&home, &command));
            }
        }
        let started = scripts.iter().find_map(|(script, root)| {
            let run = self.run_by(&home, script);
            let run = run.or_else(|| self.serves(script, None))?;
            let said = run.root.clone();
            Some(run.from(said.or_else(|| Some(root.clone()))))
        });
        let running = || {
            let running = with(Literal::Uvicorn).filter_map(|path| {
                let served = self.run_by(&home, path)?;
                let by_itself = || {
                    let is_package = survey
                        .overlay
                        .is_listed(&below(folder(path), "__init__.py"));
                    (!is_package).then(|| folder(path).to_owned())
                };
                let root = served.root.clone().or_else(by_itself);
                Some(served.from(root))
            });
            running.min_by_key(|served| rank(&served.entry))
        };
        started.or_else(running).or_else(|| self.central(&apps))
    }

    /// The files that Python is told to run for the service; none where a command serves the app, and the code only for
    /// development.
    pub(crate) fn scripts_run(&self, home: &str) -> Vec<String> {
        let folders = folders_with(self.survey, self.framework.package());
        let home = Home {
            folder: home,
            files: files(self.survey, home, &folders),
        };
        let commands = started(self.survey, home.folder);
        let is_served =
            |it: &Command| matches!(it.target, Target::App(..) | Target::FastapiFile(_));
        if commands.iter().any(is_served) {
            return Vec::new();
        }
        let run = commands.iter().filter_map(|it| self.run_as(&home, it));
        run.map(|(path, _)| path).collect()
    }

    /// What a file hands to a server itself.
    fn run_by(&self, home: &Home<'_>, path: &str) -> Option<Served> {
        let script = self.survey.script(path)?;
        runs(script).into_iter().find_map(|run| match run {
            Run::Text(text) => {
                let (module, name) = text.split_once(':')?;
                let beside = locate(self.survey.overlay, path, module)
                    .filter(|module| module.rest.is_empty());
                let found = beside.and_then(|found| {
                    let served = self.serves(&found.path, Some(name))?;
                    Some(served.from(module_root(&found.path, module)))
                });
                let command = Command::of(Target::Module(module.to_owned()));
                found.or_else(|| self.named_in(home, &command, module, Some(name)))
            }
            Run::Expression(node) => {
                self.app_behind(script, &node)?;
                let name = (node.kind() == "identifier").then(|| node.text().into_owned());
                let name = name.filter(|name| self.serves(path, Some(name)).is_some());
                Some(Served {
                    entry: path.to_owned(),
                    name,
                    root: None,
                })
            }
        })
    }

    /// The file that a command runs, and the folder that it imports from then.
    fn run_as(&self, home: &Home<'_>, command: &Command) -> Option<(String, String)> {
        match &command.target {
            Target::App(..) => None,
            Target::File(path) => {
                let file = home.file(command, path)?;
                let root = folder(&file).to_owned();
                Some((file, root))
            }
            Target::Module(module) => {
                let path = module.replace('.', "/");
                let run = [format!("{path}.py"), format!("{path}/__main__.py")];
                let file = run.iter().find_map(|path| home.file(command, path))?;
                let root = module_root(file.strip_suffix("/__main__.py").unwrap_or(&file), module)?;
                Some((file, root))
            }
            Target::FastapiFile(path) => {
                let file = home.file(command, path)?;
                let root = roots(self.survey.overlay, &file).into_iter().next()?;
                Some((file, root))
            }
        }
    }

    /// The file as the entry, if it has an app, of that name where one is given.
    fn serves(&self, path: &str, name: Option<&str>) -> Option<Served> {
        let script = self.survey.script(path)?;
        let name = name.map(|name| name.trim_end_matches("()"));
        self.choose(script, name)?;
        Some(Served {
            entry: path.to_owned(),
            name: name.map(str::to_owned),
            root: None,
        })
    }

    /// The module that a start command names, as far as the folder holds it.
    fn named_in(
        &self,
        home: &Home<'_>,
        command: &Command,
        module: &str,
        name: Option<&str>,
    ) -> Option<Served> {
        let relative = module.replace('.', "/");
        let endings = [format!("{relative}.py"), format!("{relative}/__init__.py")];
        let mut found: Vec<String> = endings
            .iter()
            .flat_map(|ending| home.candidates(command, ending))
            .filter(|path| home.files.contains(path))
            .collect();
        found.dedup();
        found.iter().find_map(|path| {
            let served = self.serves(path, name)?;
            Some(served.from(module_root(path, module)))
        })
    }

    /// Of the files with an app that registers something, the one that no other of them imports; the usual names first.
    fn central(&self, apps: &[&String]) -> Option<Served> {
        let used: Vec<Served> = apps
            .iter()
            .filter_map(|path| self.serves(path, None))
            .filter(|served| self.is_used(&served.entry))
            .collect();
        let modules = |served: &Served| -> BTreeSet<String> {
            let script = self.survey.script(&served.entry).into_iter();
            let modules = script.flat_map(|script| imported(self.survey, script));
            modules.map(|module| module.path).collect()
        };
        let loads: BTreeMap<&str, BTreeSet<String>> = used
            .iter()
            .map(|served| (&*served.entry, modules(served)))
            .collect();
        let is_loaded = |path: &str| {
            let mut others = loads.iter().filter(|(by, _)| **by != path);
            others.any(|(_, modules)| modules.contains(path))
        };
        let first = used
            .iter()
            .min_by_key(|served| (is_loaded(&served.entry), rank(&served.entry)));
        first.cloned()
    }

    /// Whether a file makes an app that answers something.
    pub(crate) fn is_app(&self, path: &str) -> bool {
        self.serves(path, None).is_some() && self.is_used(path)
    }

    /// Whether the app of a file has routes, routers or mounts.
    fn is_used(&self, path: &str) -> bool {
        match self.find(path, None) {
            Fact::Present(app) => self.framework.has_routes(self.survey, &app),
            _ => false,
        }
    }
}

impl Home<'_> {
    /// Where a module that a command names may lie: in the folder that it changes to, in that of the service or its `src`, else
    /// anywhere below.
    fn candidates(&self, command: &Command, ending: &str) -> Vec<String> {
        if !self.concerns(command) {
            return Vec::new();
        }
        let tail = format!("/{ending}");
        let inside = self.files.iter().filter(|file| file.ends_with(&tail));
        let direct = self.bases(command).into_iter();
        let direct = direct.map(|base| below(&base, ending));
        direct.chain(inside.cloned()).collect()
    }

    /// The folders that a command may be carried out in, the likely ones first.
    fn bases(&self, command: &Command) -> Vec<String> {
        let own = [self.folder.to_owned(), below(self.folder, "src")];
        command.from.iter().cloned().chain(own).collect()
    }

    /// Whether a command changes to no folder of another service.
    fn concerns(&self, command: &Command) -> bool {
        let from = command.from.as_deref();
        from.is_none_or(|from| within(from, self.folder) || within(self.folder, from))
    }

    /// The file that `python app/main.py` or `python -m app.main` means.
    fn file(&self, command: &Command, path: &str) -> Option<String> {
        if !self.concerns(command) {
            return None;
        }
        let direct = self
            .bases(command)
            .iter()
            .filter_map(|base| join(base, path))
            .find(|path| self.files.contains(path));
        let tail = format!("/{path}");
        let inside = || self.files.iter().find(|file| file.ends_with(&tail));
        direct.or_else(|| inside().cloned())
    }
}

/// The Python files of a service, without those of nested ones, tests, and code that shows something.
fn files(survey: &Survey<'_>, home: &str, folders: &BTreeSet<String>) -> Vec<String> {
    let nested: Vec<&String> = folders
        .iter()
        .filter(|other| other.as_str() != home && within(other, home))
        .collect();
    let own = |path: &&str| {
        let inside = path.strip_prefix(home).unwrap_or(path);
        is_python(path)
            && !is_test(inside)
            && !is_test_module(path)
            && !folder(inside).split('/').any(|part| ASIDE.contains(&part))
            && !nested.iter().any(|other| within(path, other))
    };
    let files = survey.overlay.paths_below(home).filter(own);
    files.map(str::to_owned).collect()
}

/// Whether a path is that of a test, or of code that shows something.
pub(crate) fn is_shown(path: &str) -> bool {
    is_test(path) || is_test_module(path) || path.split('/').any(|part| ASIDE.contains(&part))
}

fn is_test_module(path: &str) -> bool {
    let stem = stem(path);
    stem.starts_with("test_") || stem.ends_with("_test") || stem == "conftest"
}

fn stem(path: &str) -> &str {
    let name = file_name(path);
    name.strip_suffix(".py").unwrap_or(name)
}

/// The usual names come first, then what lies higher.
pub(crate) fn rank(path: &str) -> (usize, usize, String) {
    let place = USUAL.iter().position(|name| *name == stem(path));
    (
        place.unwrap_or(USUAL.len()),
        path.matches('/').count(),
        path.to_owned(),
    )
}

/// The apps that a script hands to a server itself.
fn runs(script: &Script) -> Vec<Run<'_>> {
    let given = all_calls(script)
        .filter(|call| calls(call, SERVERS))
        .filter_map(|call| {
            let first = positional(&call).into_iter().next();
            first.or_else(|| keyword(&call, "app"))
        });
    given
        .map(|app| string_value(&app).map_or(Run::Expression(app), Run::Text))
        .collect()
}
