//! The first lines of the entry: the environment file is loaded, then whatever acts when it is loaded, by rank. They are
//! imports, because those of ES modules run before any statement.

use minijinja::Value;
use minijinja::value::Serde;
use serde::Serialize;

use crate::code::helpers::Deed;
use crate::code::javascript::declarations::imported_module;
use crate::code::javascript::dotenv::{Load, loads_of};
use crate::code::javascript::modules::{resolve, specifier};
use crate::code::javascript::names::required;
use crate::code::statements::{first_line_of, is_directive};
use crate::edit::script::{Node, Script, statements};
use crate::edit::{line_end, line_start};
use crate::survey::docker::environment::environment_slot;
use crate::survey::fact::{Captures, Fact, Place, Side, Slot};
use crate::survey::node::dotenv::{load_at_top, only_loads};
use crate::survey::node::imports::{Imports, is_import};
use crate::survey::node::prisma;
use crate::survey::node::service::Service;
use crate::survey::variables::needs::Variables;
use crate::survey::variables::written::remarks;
use crate::survey::word::vocabulary;

vocabulary! { Service:
    /// a missing variable ends the service while it starts, or there is none that it needs
    fact "env-check" = |it, _| it.env_check();
    /// what the code reads from the environment: required, any_of, recommended
    fact "environment" = |it, _| it.environment();
    /// what must be said of deployments that write that environment
    fact "environment-remarks" = |it, _| it.environment_remarks();
    /// the last stage of the Dockerfile, before the command; filled where NODE_ENV is set
    slot "image-env" = |it| it.image_env();
    /// the first line of the entry; filled where the environment file is loaded that early
    slot "load-env" ["loader"] = |it| it.load_env();
    /// as `load-env`; filled, too, where the environment file cannot be loaded that early
    slot "load-env-if-possible" ["loader"] = |it| it.load_env_if_possible();
    /// the line of the entry behind the environment file and before everything that needs it
    slot "load-env-check" = |it| it.startup(Deed::ChecksEnvironment);
    /// the line of the entry behind the environment file and its check
    slot "load-jwt-check" = |it| it.startup(Deed::ChecksSecrets);
    /// the line of the entry behind the environment file and before everything that logs
    slot "load-logger" = |it| it.startup(Deed::Logs);
}

/// The rank of the line that loads the environment file.
pub(crate) const LOAD_ENV: u8 = 1;

/// The rank of the line that loads a module which does this; none where it may be loaded anywhere.
pub(crate) fn rank(does: Deed) -> Option<u8> {
    match does {
        Deed::ReportsErrors => Some(2),
        Deed::Logs => Some(3),
        Deed::ChecksEnvironment => Some(4),
        Deed::ChecksSecrets => Some(5),
        _ => None,
    }
}

/// How a service loads its environment file.
enum Loading<'s> {
    /// It loads none, or the command does.
    Nowhere,
    /// By a statement that comes early enough, of the entry or of the app that it loads first: its file, and its end.
    Early(&'s Script, usize),
    /// Too late; this module does it when it is loaded.
    By(String),
    /// Too late, and there is no such module.
    Late(String),
}

/// What a service needs from its environment, as templates see it.
#[derive(Serialize)]
struct Environment<'p> {
    #[serde(flatten)]
    variables: &'p Variables,
    files_loaded_later: Vec<String>,
}

impl<'s> Service<'s> {
    /// What the service needs from its environment; absent where that is nothing, and nothing checks it.
    pub(crate) fn environment(&self) -> Fact<Value> {
        let environment = self.program().environment();
        let concerns = !environment.is_empty() || self.program().check().is_some();
        let environment = Environment {
            variables: environment,
            files_loaded_later: self.files_loaded_later(),
        };
        Fact::from_option(concerns.then(|| Value::from(Serde(environment))))
    }

    fn environment_remarks(&self) -> Fact<Value> {
        let texts = remarks(
            self.survey,
            self.deployed.folder(),
            self.program().environment(),
        );
        Fact::from_option((!texts.is_empty()).then(|| Value::from(texts)))
    }

    /// The environment files that nothing has loaded yet where the service checks its environment.
    fn files_loaded_later(&self) -> Vec<String> {
        let entry = self.entry_script();
        let loads_none = entry.is_some_and(|it| matches!(self.loading(it), Loading::Nowhere));
        if loads_none && !self.command_loads() {
            prisma::environment_files(self.survey, self.package, self.reached())
        } else {
            Vec::new()
        }
    }

    /// Whether an environment file may be loaded behind the first lines of the entry.
    pub(crate) fn may_load_more(&self) -> bool {
        let Some(entry) = self.entry_script() else {
            return true;
        };
        matches!(self.loading(entry), Loading::Late(_)) || !self.files_loaded_later().is_empty()
    }

    /// Where the environment is checked at start; nothing needs to be where the service works without any of it.
    pub(crate) fn env_check(&self) -> Fact<Value> {
        let program = self.program();
        let needs_none = || {
            program
                .environment()
                .demands_none()
                .then_some("nothing is demanded")
        };
        Fact::from_option(program.check().or_else(needs_none).map(Value::from))
    }

    /// The place of the line that loads the environment file.
    pub(crate) fn load_env(&self) -> Slot {
        let Some(entry) = self.entry_script() else {
            return Slot::Missing("no file starts the service".to_owned());
        };
        match self.loading(entry) {
            Loading::Nowhere | Loading::Early(..) => Slot::Filled,
            Loading::Late(reason) => Slot::Missing(reason),
            Loading::By(module) => {
                let captures = Captures::from([("loader".to_owned(), Value::from(module))]);
                Slot::Free(self.startup_place(entry, LOAD_ENV, None, captures))
            }
        }
    }

    /// The same for a line that may come before an environment file that cannot be loaded early.
    pub(crate) fn load_env_if_possible(&self) -> Slot {
        match self.load_env() {
            Slot::Missing(_) => Slot::Filled,
            slot => slot,
        }
    }

    /// The place of the line that loads a module which does this when it is loaded.
    pub(crate) fn startup(&self, does: Deed) -> Slot {
        let rank = rank(does).expect("a slot is asked for what acts when it is loaded");
        let Some((script, behind)) = self.startup_script() else {
            return Slot::Missing("no file starts the service".to_owned());
        };
        let root = script.root();
        let imports = self.imports(script);
        if statements(&root)
            .iter()
            .any(|s| imports.startup_rank(s) == Some(rank))
        {
            return Slot::Filled;
        }
        Slot::Free(self.startup_place(script, rank, behind, Captures::new()))
    }

    /// The file of the lines that act when they are loaded, and the end of the statement that they stand behind.
    pub(crate) fn startup_script(&self) -> Option<(&'s Script, Option<usize>)> {
        let entry = self.entry_script()?;
        Some(match self.loading(entry) {
            Loading::Early(script, end) => (script, Some(end)),
            _ => (entry, None),
        })
    }

    /// The imports of one of its files.
    pub(crate) fn imports<'a>(&'a self, script: &'a Script) -> Imports<'a> {
        Imports {
            survey: self.survey,
            script,
        }
    }

    /// Behind the startup lines of the same or a lower rank, else above everything. A line that stands behind a module of the
    /// user's comes too late to be one.
    fn startup_place(
        &self,
        entry: &Script,
        rank: u8,
        behind: Option<usize>,
        captures: Captures,
    ) -> Place {
        let root = entry.root();
        let all = statements(&root);
        let loads_own = |s: &Node<'_>| {
            let mut modules = modules_of(s).into_iter();
            modules.any(|module| resolve(self.survey.overlay, &entry.path, &module).is_some())
        };
        let loads_env = |s: &Node<'_>| behind.is_some_and(|end| s.range().end <= end);
        let imports = self.imports(entry);
        let early = all
            .iter()
            .take_while(|s| imports.startup_rank(s).is_some() || loads_env(s) || !loads_own(s));
        let lower = early.filter(|s| imports.startup_rank(s).is_some_and(|other| other <= rank));
        let last = lower.map(|s| s.range().end).chain(behind).max();
        let place = |at, side| Place {
            path: entry.path.clone(),
            at,
            side,
            indent: String::new(),
            captures,
        };
        if let Some(end) = last {
            return place(line_end(&entry.text, end), Side::Below);
        }
        match all.iter().find(|s| !is_directive(s)) {
            Some(first) => {
                let at = line_start(&entry.text, first_line_of(entry, first));
                let side = if is_import(first) {
                    Side::Above
                } else {
                    Side::Before
                };
                place(at, side)
            }
            None => place(entry.text.len(), Side::Above),
        }
    }

    /// The place of the variable that says that the image is for production.
    pub(crate) fn image_env(&self) -> Slot {
        let names = ["start", "start:prod", "prod"];
        let commands: Vec<&str> = names
            .iter()
            .filter_map(|name| self.package.command(name))
            .collect();
        let folder = &self.package.folder;
        environment_slot(self.survey, folder, "NODE_ENV", &commands)
    }

    fn loading(&self, entry: &'s Script) -> Loading<'s> {
        if self.command_loads() {
            return Loading::Nowhere;
        }
        let files = self.program().files().iter();
        let loads: Vec<Load<'s>> = files
            .filter_map(|path| self.survey.script(path))
            .flat_map(loads_of)
            .collect();
        let is_there = |load: &&Load<'_>| match &load.package {
            Some(package) => self.package.runs_on(package),
            None => true,
        };
        let Some(first) = loads.first().filter(is_there) else {
            return Loading::Nowhere;
        };
        if let Some(end) = self.early(entry, &loads) {
            return Loading::Early(entry, end);
        }
        let mut usual = loads.iter().filter(|load| !load.names_file);
        if let Some(package) = usual.find_map(|load| load.package.as_ref()) {
            return Loading::By(format!("{package}/config"));
        }
        let module = loads
            .iter()
            .find(|load| load.script.path != entry.path && only_loads(self, load.script));
        if let Some(load) = module {
            return Loading::By(without_ending(&specifier(&entry.path, &load.script.path)));
        }
        if let Some((script, end)) = self.early_in_app(entry) {
            return Loading::Early(script, end);
        }
        if first.script.path == entry.path && !entry.has_es_syntax() {
            return match top_statement(&first.node) {
                Some(statement) => Loading::Early(entry, statement.range().end),
                None => Loading::Nowhere,
            };
        }
        let line = first.script.line(first.node.range().start);
        Loading::Late(format!(
            "`{}:{line}` loads the environment file after imports that read it; load it in a module of its own that is imported first",
            first.script.path
        ))
    }

    /// The end of the statement of the entry that loads the environment file, where no module of the user's comes first.
    fn early(&self, entry: &'s Script, loads: &[Load<'s>]) -> Option<usize> {
        let root = entry.root();
        for statement in statements(&root) {
            let range = statement.range();
            let is_own_load = |load: &Load<'s>| {
                load.script.path == entry.path
                    && range.start <= load.node.range().start
                    && load.node.range().end <= range.end
            };
            let is_hoisted = entry.has_es_syntax() && statement.kind() != "import_statement";
            if loads.iter().any(is_own_load) && !is_hoisted {
                return Some(range.end);
            }
            if let Some(path) = self.own_module(entry, &statement) {
                let script = self.survey.script(&path)?;
                return only_loads(self, script).then_some(range.end);
            }
        }
        None
    }

    /// The same of a module that the entry loads first, where that goes on to other things.
    fn early_in_app(&self, entry: &'s Script) -> Option<(&'s Script, usize)> {
        let root = entry.root();
        let (statement, path) = statements(&root).into_iter().find_map(|statement| {
            let path = self.own_module(entry, &statement)?;
            Some((statement, path))
        })?;
        let script = self.survey.script(&path)?;
        let end = load_at_top(self, script)?;
        let is_app = self
            .survey
            .loads(&path)
            .iter()
            .any(|it| it == self.framework.package());
        // other modules are loaded by commands, too, which need not have all that the service needs
        Some(if is_app {
            (script, end)
        } else {
            (entry, statement.range().end)
        })
    }

    /// The first of the user's modules that a statement loads.
    pub(crate) fn own_module(&self, script: &Script, statement: &Node<'_>) -> Option<String> {
        let resolved = |module: &String| resolve(self.survey.overlay, &script.path, module);
        modules_of(statement).iter().find_map(resolved)
    }

    /// Whether the command that starts the service loads the file: `node --env-file=.env`, `dotenv -- node`.
    fn command_loads(&self) -> bool {
        let marks = [
            "--env-file",
            "dotenv/config",
            "dotenv ",
            "dotenvx ",
            "env-cmd",
        ];
        ["start", "start:prod", "serve"]
            .iter()
            .filter_map(|name| self.package.command(name))
            .any(|command| marks.iter().any(|mark| command.contains(mark)))
    }
}

/// The modules that a statement loads.
pub(crate) fn modules_of(statement: &Node<'_>) -> Vec<String> {
    if let Some(module) =
        imported_module(statement).filter(|_| statement.kind() == "import_statement")
    {
        return vec![module];
    }
    statement.dfs().filter_map(|n| required(&n)).collect()
}

fn top_statement<'s>(node: &Node<'s>) -> Option<Node<'s>> {
    node.ancestors()
        .find(|n| n.parent().is_some_and(|parent| parent.kind() == "program"))
}

fn without_ending(module: &str) -> String {
    let stem = [".js", ".ts"]
        .iter()
        .find_map(|ending| module.strip_suffix(ending));
    stem.unwrap_or(module).to_owned()
}
