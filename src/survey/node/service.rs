//! A service that runs on Node: its manifest and scripts, and what is asked of them once, whatever framework serves its requests.

use minijinja::Value;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::code::javascript::modules::specifier;
use crate::survey::fact::Fact;
use crate::survey::node::app::{App, Framework};
use crate::survey::node::databases::Handle;
use crate::survey::node::environment::Environments;
use crate::survey::node::listen::Listening;
use crate::survey::node::package::{Package, packages, scripts_of};
use crate::survey::node::tokens::Tokens;
use crate::survey::node::variables::Program;
use crate::survey::node::version::node_version;
use crate::survey::paths::docs;
use crate::survey::service;
use crate::survey::version::NodeVersion;
use crate::survey::word::{Row, Surveyed};
use crate::tree::paths::{folder, join, within};

/// The words of this room.
pub(crate) const WORDS: &[Row<Service>] = &[
    Row::folder(
        "docs",
        "the folder of the repository for pages that people read",
        |it, _| Fact::of(docs(it.survey.overlay)),
    ),
    Row::folder(
        "helpers",
        "the folder for new helper modules",
        |it, from| it.helpers(from),
    ),
    Row::fact("name", "what the service is called", |it, _| {
        Fact::of(it.name())
    }),
    Row::fact(
        "production",
        "what a deployment's environment says, as an assignment",
        |_, _| Fact::of("NODE_ENV=production"),
    ),
    Row::folder("service", "the folder of the service", |it, _| {
        Fact::of(it.service.folder())
    }),
];

/// Names of folders for what several parts of a service need, the first that is there.
const HELPER_FOLDERS: [&str; 4] = ["utils", "lib", "helpers", "util"];

/// One service on Node, surveyed.
pub(crate) struct Service<'s> {
    pub(crate) survey: &'s Survey<'s>,
    pub(crate) service: &'s service::Service,
    pub(crate) framework: &'static dyn Framework,
    pub(crate) package: &'s Package,
    pub(crate) files: Vec<String>,
    pub(crate) app: Asked<Fact<App<'s>>>,
    pub(crate) environments: Asked<Environments>,
    pub(crate) reached: Asked<Vec<String>>,
    pub(crate) handles: Asked<Vec<Handle>>,
    pub(crate) sockets: Asked<Vec<Handle>>,
    pub(crate) listening: Asked<Fact<Listening<'s>>>,
    pub(crate) program: Asked<Program<'s>>,
    pub(crate) tokens: Asked<Tokens>,
}

impl Surveyed for Service<'_> {
    type Of<'s> = Service<'s>;
}

impl<'s> Service<'s> {
    /// Surveys `service`; `None` where its manifest is gone.
    pub(crate) fn new(
        survey: &'s Survey<'s>,
        service: &'s service::Service,
        framework: &'static dyn Framework,
    ) -> Option<Self> {
        let all = packages(survey);
        let mut own = all.iter();
        let package = own.find(|package| package.folder == service.folder())?;
        Some(Self {
            survey,
            service,
            framework,
            package,
            files: scripts_of(survey, package, all),
            app: Asked::new(),
            environments: Asked::new(),
            reached: Asked::new(),
            handles: Asked::new(),
            sockets: Asked::new(),
            listening: Asked::new(),
            program: Asked::new(),
            tokens: Asked::new(),
        })
    }

    /// The manifest.
    pub(crate) fn manifest(&self) -> String {
        join(&self.package.folder, "package.json").expect("a file lies in its folder")
    }

    /// The Node that the service runs on and the file that says so.
    pub(crate) fn node(&self) -> Option<(NodeVersion, String)> {
        node_version(self.survey, self.package)
    }

    /// The app that serves.
    pub(crate) fn app(&self) -> Fact<&App<'s>> {
        let entry = self.service.entry.as_deref();
        let find = || self.framework.app(self.survey, &self.files, entry);
        self.app.or_find(find).as_ref()
    }

    /// The first place of the app, for findings about something that is missing.
    pub(crate) fn place(&self) -> Option<(String, usize)> {
        match self.app() {
            Fact::Present(app) => Some(app.made_at.clone()),
            _ => self.service.entry.clone().map(|entry| (entry, 1)),
        }
    }

    pub(crate) fn environments(&self) -> &Environments {
        self.environments.or_find(|| Environments::of(self))
    }

    pub(crate) fn tokens(&self) -> &Tokens {
        self.tokens.or_find(|| Tokens::of(self))
    }

    /// The folder of the service; of the root, the name of the package.
    pub(crate) fn name(&self) -> String {
        match self.service.path.rsplit('/').next() {
            Some(".") | None => self.package.name().unwrap_or("app").to_owned(),
            Some(name) => name.to_owned(),
        }
    }

    /// The folder for helpers that the service loads from, where there is one and no more.
    pub(crate) fn only_helpers(&self) -> Option<String> {
        let is_helpers = |path: &&str| {
            let name = path.rsplit('/').next().unwrap_or(path);
            HELPER_FOLDERS.contains(&name) && within(path, self.service.folder())
        };
        let folders = self.reached().iter().map(|path| folder(path));
        let mut known: Vec<&str> = folders.filter(is_helpers).collect();
        known.sort_unstable();
        known.dedup();
        match &*known {
            [only] => Some((*only).to_owned()),
            _ => None,
        }
    }

    /// The nearest `utils`, `lib` or `helpers`, from the file of the routes up to the folder of the service; else the only
    /// one that the service loads; else `utils` beside the file that makes the app. Seen from a file: a specifier.
    pub(crate) fn helpers(&self, seen_from: Option<&str>) -> Fact<Value> {
        self.app().map(|app| self.helpers_of(app, seen_from))
    }

    fn helpers_of(&self, app: &App<'_>, seen_from: Option<&str>) -> Value {
        let beside = folder(&app.script.path);
        let below = |folder: &str, name: &str| {
            join(folder, name).expect("a folder of the service lies in the root")
        };
        let holds_scripts = |path: &String| self.files.iter().any(|file| within(file, path));
        let up = std::iter::successors(Some(beside), |at| {
            (*at != self.service.folder()).then(|| folder(at))
        });
        let known = up
            .flat_map(|at| HELPER_FOLDERS.map(|name| below(at, name)))
            .find(holds_scripts)
            .or_else(|| self.only_helpers());
        let path = known.unwrap_or_else(|| below(folder(&app.made_at.0), "utils"));
        Value::from(match seen_from {
            Some(from) => specifier(from, &path),
            None => path,
        })
    }
}
