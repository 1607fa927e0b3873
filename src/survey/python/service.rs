//! A service that runs on Python: its files, and what is asked of them once, whatever framework serves its requests.

use std::collections::BTreeSet;

use minijinja::Value;
use minijinja::value::Serde;

use crate::code::Survey;
use crate::code::answers::Answers;
use crate::code::asked::Asked;
use crate::code::python::modules::{loaded_by, roots};
use crate::edit::script::Script;
use crate::survey::clouds::Clouds;
use crate::survey::container::Container;
use crate::survey::docker::uvicorn::hasty_commands;
use crate::survey::fact::Fact;
use crate::survey::paths::{docs, named};
use crate::survey::python::app::{App, Framework};
use crate::survey::python::databases::handle::Handle;
use crate::survey::python::factories::Apps;
use crate::survey::python::served::Served;
use crate::survey::python::shipped::Shipped;
use crate::survey::python::variables::program::Program;
use crate::survey::python::variables::reads::reads;
use crate::survey::service;
use crate::survey::stack::Runtime;
use crate::survey::variables::listed::{Optional, unlisted};
use crate::survey::variables::names::{may_name_pages, page_variable};
use crate::survey::word::{Surveyed, vocabulary};
use crate::tree::paths::{below, folder, within};

vocabulary! { Service:
    /// the expression of the app, in the block where its routes are registered
    fact "app" = |it, _| it.app().map(|app| Value::from(app.expression.clone()));
    /// the folder of the documentation
    folder "docs" = |it, _| { Fact::of(docs(it.survey.overlay)) };
    /// the folder for new helper modules
    folder "helpers" = |it, from| it.helpers(from);
    /// what the service is called
    fact "name" = |it, _| { Fact::of(it.name()) };
    /// the variable that holds the address of the pages, or nothing
    fact "page-variable" = |it, _| it.page_variable();
    /// what a deployment's environment says, as an assignment
    fact "production" = |_, _| Fact::of("ENVIRONMENT=production");
    /// the folder of the service
    folder "service" = |it, _| { Fact::of(it.deployed.folder()) };
    /// the variables that modules of ours read and do without, as a new example lists them: heading, variables
    fact "optional" = |it, _| Fact::of(Value::from(Serde(Optional::of(it.survey, it.reached()))));
    /// where examples of the environment lack variables that modules of ours read
    list "unlisted-variables" ["gap", "heading", "variables"] =
        |it| Fact::Present(unlisted(it.survey, it.deployed.folder(), it.reached()));
    /// the command of the Dockerfile that lets uvicorn wait for its clients for ever
    list "hasty-commands" ["command"] = |it| Fact::Present(hasty_commands(it.survey, it.deployed.folder()));
}

/// Names of folders for what several parts of a service need, the first that is there.
const HELPER_FOLDERS: [&str; 5] = ["utils", "lib", "helpers", "core", "common"];

/// One service on Python, surveyed.
pub(crate) struct Service<'s> {
    pub(crate) survey: &'s Survey<'s>,
    /// What is deployed.
    pub(crate) deployed: &'s service::Service,
    pub(crate) framework: &'static dyn Framework,
    /// What rooms work out of it and keep.
    pub(crate) answers: Answers,
    served: Asked<Option<Served>>,
    app: Asked<Fact<App<'s>>>,
    reached: Asked<Vec<String>>,
    pub(crate) handles: Asked<Vec<Handle<'s>>>,
    program: Asked<Program<'s>>,
    demanding: Asked<Program<'s>>,
}

impl Surveyed for Service<'static> {
    type Of<'s> = Service<'s>;
}

impl<'s> Service<'s> {
    /// Surveys `service`; `None` where no file starts it.
    pub(crate) fn new(apps: Apps<'s>, service: &'s service::Service) -> Option<Self> {
        service.entry.as_ref()?;
        Some(Self {
            survey: apps.survey,
            deployed: service,
            framework: apps.framework,
            answers: Answers::default(),
            served: Asked::new(),
            app: Asked::new(),
            reached: Asked::new(),
            handles: Asked::new(),
            program: Asked::new(),
            demanding: Asked::new(),
        })
    }

    /// The file that the process starts with.
    pub(crate) fn entry(&self) -> &str {
        self.deployed.entry.as_deref().unwrap_or_default()
    }

    /// The app that serves.
    pub(crate) fn app(&self) -> Fact<&App<'s>> {
        let find = || {
            let name = self.served().and_then(|served| served.name.as_deref());
            self.apps().find(self.entry(), name)
        };
        self.app.or_find(find).as_ref()
    }

    fn apps(&self) -> Apps<'s> {
        Apps {
            survey: self.survey,
            framework: self.framework,
        }
    }

    /// What starts the service, where that can be told.
    pub(crate) fn served(&self) -> Option<&Served> {
        let find = || {
            let folders = BTreeSet::from([self.deployed.folder().to_owned()]);
            let served = self.apps().served(self.deployed.folder(), &folders);
            served.filter(|served| served.entry == self.entry())
        };
        self.served.or_find(find).as_ref()
    }

    /// Of those that it asks the environment itself for.
    fn page_variable(&self) -> Fact<Value> {
        let scripts = self.reached_scripts();
        let scripts = scripts.filter(|script| may_name_pages(&script.text));
        let read = scripts.flat_map(|script| reads(self.survey, script));
        page_variable(read.filter_map(|it| it.name))
    }

    /// The script that the process starts with.
    pub(crate) fn entry_script(&self) -> Option<&'s Script> {
        self.survey.script(self.entry())
    }

    /// The same files as scripts.
    pub(crate) fn reached_scripts(&self) -> impl Iterator<Item = &'s Script> + use<'_, 's> {
        let paths = self.reached().iter();
        paths.filter_map(|path| self.survey.script(path))
    }

    /// The files of the repository that the entry loads, in the order of loading.
    pub(crate) fn reached(&self) -> &[String] {
        self.reached
            .or_find(|| loaded_by(self.survey, self.entry()))
    }

    /// Its files as far as they speak of the environment.
    pub(crate) fn program(&self) -> &Program<'s> {
        self.program
            .or_find(|| Program::new(self.survey, self.framework, self.reached(), false))
    }

    /// The same as far as what they demand goes: handles are found with the help of the other one.
    pub(crate) fn demanding(&self) -> &Program<'s> {
        if !self.starts_without_documents() {
            return self.program();
        }
        self.demanding
            .or_find(|| Program::new(self.survey, self.framework, self.reached(), true))
    }

    /// The folder of the service; of the root, the name of the project.
    pub(crate) fn name(&self) -> String {
        let project = || {
            let manifest = self.survey.text("pyproject.toml")?;
            let manifest = manifest.parse::<toml_edit::Document<String>>().ok()?;
            let tables = [
                manifest.get("project"),
                manifest.get("tool").and_then(|tool| tool.get("poetry")),
            ];
            let named = |table: &toml_edit::Item| Some(table.get("name")?.as_str()?.to_owned());
            tables.into_iter().flatten().find_map(named)
        };
        let folder = named(self.deployed.folder()).map(str::to_owned);
        folder.or_else(project).unwrap_or_else(|| "app".to_owned())
    }

    /// The nearest folder of helpers, from the file of the app up to the folder of the service; else `utils` beside the file
    /// that makes the app. Seen from a file: the dotted module.
    pub(crate) fn helpers(&self, seen_from: Option<&str>) -> Fact<Value> {
        self.app().and_then(|app| self.helpers_of(app, seen_from))
    }

    fn helpers_of(&self, app: &App<'_>, seen_from: Option<&str>) -> Fact<Value> {
        let overlay = self.survey.overlay;
        let beside = folder(&app.made_at.0);
        let up = std::iter::successors(Some(beside), |at| {
            (*at != self.deployed.folder() && !at.is_empty()).then(|| folder(at))
        });
        let holds_code = |path: &String| {
            let mut files = overlay.paths_below(path);
            files.any(|file| file.ends_with(".py"))
        };
        // a folder that modules are imported from is none itself
        let starts = self.import_roots();
        let around = roots(overlay, &app.script.path);
        let is_reachable = |path: &String| {
            let mut roots = if starts.is_empty() { &around } else { starts }.iter();
            roots.any(|root| path != root && within(path, root)) && !starts.contains(path)
        };
        // a file of that name wins over a folder that is no package, and loses against one that is
        let is_free = |path: &String| !overlay.exists(&format!("{path}.py"));
        let is_package = |path: &String| overlay.exists(&below(path, "__init__.py"));
        let wins = |path: &String| is_free(path) || is_package(path);
        let shipped = self.shipped();
        let is_shipped = |path: &String| shipped.is_none_or(|shipped| shipped.takes(path));
        let known = up
            .flat_map(|at| HELPER_FOLDERS.map(|name| below(at, name)))
            .filter(is_reachable)
            .find(|path| holds_code(path) && wins(path) && is_shipped(path));
        let new = || {
            // the usual `.gitignore` for Python leaves a new `lib` out of the repository
            let new = HELPER_FOLDERS.iter().filter(|name| **name != "lib");
            let new = new.map(|name| below(beside, name));
            // a project that lists its packages has the folder of the app among them, and no new one
            let own = shipped.map(|_| beside.to_owned());
            let mut all = new.filter(is_free).chain(own);
            all.find(is_shipped)
        };
        let path = known.or_else(new);
        match (path, seen_from) {
            (Some(path), Some(from)) => self.module_name(from, &path).map(Value::from),
            (Some(path), None) => Fact::of(path),
            (None, _) => Fact::Unknown(match shipped {
                Some(Shipped { listed_in, .. }) => format!(
                    "`{listed_in}` lists its modules one by one, so a build would lack new ones: list a package `utils`, too"
                ),
                None => format!("no folder for helpers is free in `{beside}`"),
            }),
        }
    }
}

impl Runtime for Service<'_> {
    fn obstacle(&self) -> Option<String> {
        let image = below(self.deployed.folder(), "Dockerfile");
        let mut own = self.reached().iter().chain([&image]);
        own.find_map(|path| self.survey.unreadable(path))
    }

    fn place(&self) -> Option<(String, usize)> {
        self.deployed
            .place(self.app().present().map(|app| &app.made_at))
    }

    /// The file of the app, else the entry.
    fn model(&self) -> Option<&Script> {
        let app = self.app().present().map(|app| app.script);
        app.or_else(|| self.entry_script())
    }

    fn container(&self) -> Container {
        self.as_container()
    }

    fn clouds(&self) -> Clouds {
        self.uses_of_aws()
    }

    fn manifest(&self) -> Fact<String> {
        self.requirements()
    }

    fn import_roots(&self) -> Vec<String> {
        self.import_roots().to_vec()
    }
}
