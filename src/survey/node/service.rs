//! A service that runs on Node: its manifest and scripts, and what is asked of them once, whatever framework serves its requests.

use minijinja::Value;
use minijinja::value::Serde;

use crate::code::Survey;
use crate::code::answers::Answers;
use crate::code::asked::Asked;
use crate::code::statements::found_in;
use crate::edit::script::{Node, Script, callee, is_typescript, string_value};
use crate::survey::clouds::Clouds;
use crate::survey::container::Container;
use crate::survey::fact::Fact;
use crate::survey::node::app::{App, Framework};
use crate::survey::node::entry::preloaded;
use crate::survey::node::listening::{Listening, find_listening};
use crate::survey::node::package::{Package, packages, scripts_of};
use crate::survey::node::prisma;
use crate::survey::node::reach::reached_from;
use crate::survey::node::typescript::typescript;
use crate::survey::node::variables::forms::is_choice;
use crate::survey::node::variables::json_configs::named_in_json;
use crate::survey::node::variables::program::Program;
use crate::survey::node::variables::reads::{Read, reads};
use crate::survey::node::version::node_version;
use crate::survey::paths::{docs, named};
use crate::survey::service;
use crate::survey::stack::Runtime;
use crate::survey::variables::listed::{Optional, unlisted};
use crate::survey::variables::names::{may_name_pages, page_variable};
use crate::survey::version::{NodeVersion, TypeScript};
use crate::survey::word::{Surveyed, vocabulary};
use crate::tree::paths::is_test;
use crate::tree::paths::{below, join};

vocabulary! { Service:
    /// the expression of the app, in the block where its routes are registered
    fact "app" = |it, _| it.app().map(|app| Value::from(app.expression.clone()));
    /// the folder of the repository for pages that people read
    folder "docs" = |it, _| Fact::of(docs(it.survey.overlay));
    /// what the service is called
    fact "name" = |it, _| { Fact::of(it.name()) };
    /// the variable that holds the address of the pages, or nothing
    fact "page-variable" = |it, _| it.page_variable();
    /// what a deployment's environment says, as an assignment
    fact "production" = |_, _| Fact::of("NODE_ENV=production");
    /// the folder of the service
    folder "service" = |it, _| { Fact::of(it.deployed.folder()) };
    /// the variables that modules of ours read and do without, as a new example lists them: heading, variables
    fact "optional" = |it, _| Fact::of(Value::from(Serde(Optional::of(it.survey, it.program().files()))));
    /// where examples of the environment lack variables that modules of ours read
    list "unlisted-variables" ["gap", "heading", "variables"] =
        |it| Fact::Present(unlisted(it.survey, it.deployed.folder(), it.program().files()));
}

/// One service on Node, surveyed.
pub(crate) struct Service<'s> {
    pub(crate) survey: &'s Survey<'s>,
    /// What is deployed.
    pub(crate) deployed: &'s service::Service,
    pub(crate) framework: &'static dyn Framework,
    pub(crate) package: &'s Package,
    /// The scripts that belong to its package.
    pub(crate) files: Vec<String>,
    /// What rooms work out of it and keep.
    pub(crate) answers: Answers,
    reached: Asked<Vec<String>>,
    app: Asked<Fact<App<'s>>>,
    listening: Asked<Fact<Listening<'s>>>,
    program: Asked<Program<'s>>,
}

impl Surveyed for Service<'static> {
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
            deployed: service,
            framework,
            package,
            files: scripts_of(survey, package, all),
            answers: Answers::default(),
            reached: Asked::new(),
            app: Asked::new(),
            listening: Asked::new(),
            program: Asked::new(),
        })
    }

    /// The folder of the service; of the root, the name of the package.
    pub(crate) fn name(&self) -> String {
        let name = named(self.deployed.folder()).or_else(|| self.package.name());
        name.unwrap_or("app").to_owned()
    }

    /// Of those that it reads; what is asked as an origin already needs no other reader.
    fn page_variable(&self) -> Fact<Value> {
        let scripts = self.reached_scripts();
        let scripts = scripts.filter(|script| may_name_pages(&script.text));
        let read: Vec<Read<'_>> = scripts.flat_map(reads).collect();
        let names = |is_origin: bool| {
            let of = read
                .iter()
                .filter(move |it| is_origin_of(&it.node) == is_origin);
            of.filter_map(|it| it.name.clone())
        };
        let origins: Vec<String> = names(true).collect();
        page_variable(names(false).filter(|name| !origins.contains(name)))
    }

    /// The script that the process starts with.
    pub(crate) fn entry_script(&self) -> Option<&'s Script> {
        self.survey.script(self.deployed.entry.as_deref()?)
    }

    /// The files of the repository that the entry loads, in the order of loading, and those that Node loads before it.
    pub(crate) fn reached(&self) -> &[String] {
        self.reached.or_find(|| {
            let entry = self.deployed.entry.as_deref();
            let mut loaded = entry.map_or_else(
                || self.files.clone(),
                |entry| reached_from(self.survey, entry),
            );
            for preload in preloaded(self.survey, self.package, &self.files) {
                let more = reached_from(self.survey, &preload);
                let new: Vec<String> = more.into_iter().filter(|it| !loaded.contains(it)).collect();
                loaded.extend(new);
            }
            loaded.into_iter().filter(|path| !is_test(path)).collect()
        })
    }

    /// The same files as scripts.
    pub(crate) fn reached_scripts(&self) -> impl Iterator<Item = &'s Script> {
        let paths = self.reached().iter();
        paths.filter_map(|path| self.survey.script(path))
    }

    /// What `find` makes of the nodes of these scripts.
    pub(crate) fn found<T>(&self, find: impl Fn(&'s Script, Node<'s>) -> Option<T>) -> Vec<T> {
        found_in(self.reached_scripts(), find)
    }

    /// The files of its own package that run with it.
    pub(crate) fn own_files(&self) -> impl Iterator<Item = &String> {
        let reached = self.reached();
        self.files.iter().filter(|path| reached.contains(path))
    }

    /// The app that serves.
    pub(crate) fn app(&self) -> Fact<&App<'s>> {
        self.app.or_find(|| self.framework.app(self)).as_ref()
    }

    /// The one call that listens.
    pub(crate) fn listening(&self) -> Fact<&Listening<'s>> {
        let find = || {
            self.app()
                .and_then(|app| find_listening(self.survey, app, self.reached(), &self.files))
        };
        self.listening.or_find(find).as_ref()
    }

    /// The scripts that run in its process, for what they need from their environment.
    pub(crate) fn program(&self) -> &Program<'s> {
        self.program.or_find(|| {
            let database = prisma::database_variable(self.survey, self.package, self.reached());
            let named = database.into_iter();
            let named = named.chain(named_in_json(self.survey, self.reached()));
            Program::new(self.survey, self.reached(), named.collect())
        })
    }
}

impl Runtime for Service<'_> {
    fn place(&self) -> Option<(String, usize)> {
        self.deployed
            .place(self.app().present().map(|app| &app.made_at))
    }

    /// The file of the app.
    fn model(&self) -> Option<&Script> {
        Some(self.app().present()?.script)
    }

    fn container(&self) -> Container {
        self.as_container()
    }

    fn clouds(&self) -> Clouds {
        self.uses_of_aws()
    }

    fn manifest(&self) -> Fact<String> {
        let path = join(&self.package.folder, "package.json");
        Fact::Present(path.expect("a file lies in its folder"))
    }

    fn obstacle(&self) -> Option<String> {
        let image = below(self.deployed.folder(), "Dockerfile");
        let mut own = self.reached().iter().chain([&image]);
        own.find_map(|path| self.survey.unreadable(path))
    }

    fn node(&self) -> Option<(NodeVersion, String)> {
        node_version(self.survey, self.package)
    }

    fn typescript(&self) -> Option<TypeScript> {
        let model = self.model()?;
        let kept: &Option<TypeScript> = self.answers.or_find(|| {
            is_typescript(&model.path).then(|| typescript(self.survey, self.package))?
        });
        kept.clone()
    }

    fn is_module(&self) -> bool {
        self.package.is_module()
    }

    fn app_package(&self) -> Option<&'static str> {
        Some(self.framework.package())
    }
}

/// Whether an expression decides about origins already: `origin: process.env.X`, `const origins = […]`, `process.env.X || "*"`.
fn is_origin_of(node: &Node<'_>) -> bool {
    let mut ancestors = std::iter::successors(node.parent(), Node::parent);
    ancestors.any(|around| {
        let name = match &*around.kind() {
            "pair" => around.field("key"),
            "variable_declarator" => around.field("name"),
            // all that stands in for a missing address of pages is a list of them
            "binary_expression" => {
                let other = around.field("right").filter(|_| is_choice(&around));
                return other.is_some_and(|it| {
                    string_value(&it).as_deref() == Some("*")
                        || it.kind() == "true"
                        || callee(&it).is_some_and(|it| it.text() == "corsAllowlist")
                });
            }
            _ => None,
        };
        name.is_some_and(|name| name.text().to_lowercase().contains("origin"))
    })
}
