//! An Express service: where its app is made, in which order it registers what, and what of that is wrong.
//! Every fact is a pure function of the survey; `VOCABULARY` is what patches may ask for.

pub(crate) mod app;
pub(crate) mod cors;
pub(crate) mod health;
pub(crate) mod limits;
pub(crate) mod metrics;
pub(crate) mod order;
pub(crate) mod roles;
pub(crate) mod slots;

use minijinja::Value;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::code::javascript::modules::specifier;
use crate::edit::script::Script;
use crate::survey::express::app::App;
use crate::survey::express::order::Role;
use crate::survey::fact::{Fact, Kind, Site, Slot, Word, word};
use crate::survey::node::package::{Package, packages, scripts_of};
use crate::survey::node::variables::Program;
use crate::survey::node::version::{NodeVersion, node_version};
use crate::survey::node::{databases, environment, listen, startup, tokens};
use crate::survey::paths::docs;
use crate::survey::service::Service;
use crate::tree::paths::{folder, join, within};

/// Names of folders for what several parts of a service need, the first that is there.
const HELPER_FOLDERS: [&str; 4] = ["utils", "lib", "helpers", "util"];

/// The names that patches for express may use.
pub const VOCABULARY: &[Word] = &[
    word(
        "app",
        Kind::Fact,
        "the expression of the app, in the block where its routes are registered",
    ),
    word(
        "app-listens",
        Kind::List,
        "what stands for the server where the app itself listens",
    )
    .with(&["server"]),
    word(
        "closers",
        Kind::List,
        "the objects of closers that our shutdown helper is given",
    ),
    word(
        "closerless-shutdowns",
        Kind::List,
        "calls of our shutdown helper that are given no closers",
    )
    .with(&["server"]),
    word(
        "closers-without-errors",
        Kind::List,
        "those objects, where the last errors are not sent",
    ),
    word(
        "closing",
        Kind::Fact,
        "what a shutdown closes, in order: name, import, close",
    ),
    word(
        "databases",
        Kind::Fact,
        "the databases that the service reaches: name, import, ping, close",
    ),
    word(
        "docs",
        Kind::Folder,
        "the folder of the repository for pages that people read",
    ),
    word(
        "fixed-blocks",
        Kind::List,
        "what takes the block of a fixed environment out of a database config",
    )
    .with(&["configs", "environment"]),
    word(
        "fixed-environment",
        Kind::Fact,
        "the block of the database config is chosen by a name in the code",
    ),
    word(
        "fixed-environments",
        Kind::List,
        "names of an environment in the code, where that of NODE_ENV belongs",
    )
    .with(&["environment"]),
    word(
        "gated-listen",
        Kind::Fact,
        "a database that is away keeps the service from listening",
    ),
    word(
        "handmade-cors",
        Kind::List,
        "where `Access-Control-Allow-Origin` is set by hand to any origin",
    ),
    word(
        "env-check",
        Kind::Fact,
        "a missing variable ends the service while it starts",
    ),
    word(
        "environment",
        Kind::Fact,
        "what the code reads from the environment: required, any_of, recommended",
    ),
    word(
        "error-handler",
        Kind::Slot,
        "behind everything of the app that may fail, and before the server listens",
    )
    .with(&["app"]),
    word(
        "error-tracking",
        Kind::Fact,
        "errors are reported to somebody",
    ),
    word(
        "error-tracking-handler",
        Kind::Slot,
        "behind the routes, before what answers errors",
    )
    .with(&["app"]),
    word("health", Kind::Fact, "a health route answers"),
    word(
        "health",
        Kind::Slot,
        "after the app, before limiters, routes and catch-alls",
    )
    .with(&["app"]),
    word(
        "hardcoded-connections",
        Kind::List,
        "hosts and addresses of databases that stand in the code",
    ),
    word(
        "hardcoded-jwt-secrets",
        Kind::List,
        "secrets of tokens that stand in the code",
    ),
    word("helpers", Kind::Folder, "the folder for new helper modules"),
    word(
        "image-env",
        Kind::Slot,
        "the last stage of the Dockerfile, before the command; filled where NODE_ENV is set",
    ),
    word(
        "load-env",
        Kind::Slot,
        "the first line of the entry; filled where the environment file is loaded that early",
    )
    .with(&["loader"]),
    word(
        "load-error-tracking",
        Kind::Slot,
        "the line of the entry behind the environment file and before all that may fail",
    ),
    word(
        "load-env-check",
        Kind::Slot,
        "the line of the entry behind the environment file and before everything that needs it",
    ),
    word(
        "load-env-if-possible",
        Kind::Slot,
        "as `load-env`; filled, too, where the environment file cannot be loaded that early",
    )
    .with(&["loader"]),
    word(
        "load-jwt-check",
        Kind::Slot,
        "the line of the entry behind the environment file and its check",
    ),
    word(
        "jwt",
        Kind::Fact,
        "tokens are verified with secrets of the environment",
    ),
    word(
        "jwt-algorithms",
        Kind::Fact,
        "what tokens may be signed with, as code",
    ),
    word(
        "jwt-secrets",
        Kind::Fact,
        "the variables whose values tokens are signed or verified with",
    ),
    word(
        "jwt-secret-fallbacks",
        Kind::List,
        "secrets of tokens for which the code has a fallback",
    )
    .with(&["secret"]),
    word(
        "jwt-verified-elsewhere",
        Kind::List,
        "calls that hand one secret of tokens to express-jwt or passport-jwt",
    ),
    word(
        "limited-path",
        Kind::Fact,
        "the path below which all routes of the API stand; empty where there is none",
    ),
    word(
        "limiter",
        Kind::Fact,
        "requests are limited somewhere in the service",
    ),
    word("limiter", Kind::Slot, "behind cors, before parsers and routes").with(&["app"]),
    word(
        "listen",
        Kind::List,
        "the statement that listens, while it waits for no database",
    )
    .with(&[
        "connections",
        "listen",
        "queries_after",
        "queries_before",
        "server",
        "syncs",
        "waits",
    ]),
    word(
        "load-logger",
        Kind::Slot,
        "the line of the entry behind the environment file and before everything that logs",
    ),
    word(
        "logger",
        Kind::Fact,
        "the service logs with a package that structures what it logs",
    ),
    word(
        "login-paths",
        Kind::Fact,
        "the paths at which somebody proves who they are",
    ),
    word(
        "loose-checks",
        Kind::List,
        "statements beside the listen that reach a database, and nobody waits for them",
    ),
    word("metrics", Kind::Fact, "requests are measured"),
    word("metrics", Kind::Slot, "after the app, before all that may answer").with(&["app"]),
    word("metrics-route", Kind::Slot, "after the app and its health, before limiters and routes").with(&["app"]),
    word("name", Kind::Fact, "what the service is called"),
    word(
        "open-cors",
        Kind::Fact,
        "an HTTP or Socket.IO server lets every origin in",
    ),
    word(
        "open-origins",
        Kind::List,
        "the values of `origin` that let every origin in",
    ),
    word(
        "optionless-cors",
        Kind::List,
        "the arguments of `cors()`, or an uncalled `cors`: every origin may come in",
    ),
    word(
        "originless-options",
        Kind::List,
        "options of cors that lack `origin`, which lets every origin in",
    ),
    word(
        "production",
        Kind::Fact,
        "what a deployment's environment says, as an assignment",
    ),
    word(
        "request-log",
        Kind::Slot,
        "after the app, before limiters, routes and catch-alls",
    )
    .with(&["app"]),
    word(
        "permissive-proxies",
        Kind::List,
        "where the service trusts every proxy",
    )
    .with(&["app"]),
    word("sequelize", Kind::Fact, "the service uses Sequelize"),
    word(
        "server-handle",
        Kind::Slot,
        "a server of the app with a name, right after the app",
    )
    .with(&["http_import", "made", "server"]),
    word(
        "shell-commands",
        Kind::List,
        "the command of the Dockerfile where a shell or a package manager stands between it and node",
    )
    .with(&["command"]),
    word("service", Kind::Folder, "the folder of the service"),
    word("shutdown", Kind::Fact, "SIGTERM is heeded"),
    word(
        "shutdown",
        Kind::Slot,
        "before the statement that listens, with the server at hand",
    )
    .with(&["server"]),
    word(
        "signs-with-fallback",
        Kind::Fact,
        "such a secret signs tokens that something else than jsonwebtoken verifies",
    ),
    word(
        "single-jwt-secret",
        Kind::Fact,
        "a secret of tokens cannot be changed at run time, or has a fallback",
    ),
    word(
        "single-secret-verifies",
        Kind::List,
        "functions of jsonwebtoken that verify with one secret only",
    )
    .with(&["previous", "verify"]),
    word(
        "sockets",
        Kind::Fact,
        "a Socket.IO server takes its origins from nowhere, or from our list",
    ),
    word(
        "trust-proxy",
        Kind::Slot,
        "behind the app's settings; filled by any setting of trusted proxies",
    )
    .with(&["app"]),
    word(
        "unasked-databases",
        Kind::Fact,
        "handles that no other file can reach, as places",
    ),
    word(
        "unlimited-paths",
        Kind::Fact,
        "the paths that no limit may hold: webhooks and probes",
    ),
    word(
        "unguarded-sockets",
        Kind::List,
        "options of such a server that lack `allowRequest`",
    )
    .with(&["origin"]),
    word(
        "uses-databases",
        Kind::Fact,
        "the service has a database that is no cache",
    ),
];

/// One Express service, surveyed.
pub struct Express<'s> {
    pub(crate) survey: &'s Survey<'s>,
    pub(crate) service: &'s Service,
    pub(crate) package: Package,
    pub(crate) files: Vec<String>,
    pub(crate) app: Asked<Fact<App<'s>>>,
    pub(crate) cors: Asked<cors::Cors>,
    pub(crate) environments: Asked<environment::Environments>,
    pub(crate) reached: Asked<Vec<String>>,
    pub(crate) handles: Asked<Vec<databases::Handle>>,
    pub(crate) sockets: Asked<Vec<databases::Handle>>,
    pub(crate) listening: Asked<Fact<listen::Listening<'s>>>,
    pub(crate) program: Asked<Program<'s>>,
    pub(crate) tokens: Asked<tokens::Tokens>,
}

impl<'s> Express<'s> {
    /// Surveys `service`; facts are computed when asked for.
    #[must_use]
    pub fn new(survey: &'s Survey<'s>, service: &'s Service) -> Option<Self> {
        let mut all = packages(survey);
        let at = all
            .iter()
            .position(|package| package.folder == service.folder())?;
        let files = scripts_of(survey, &all[at], &all);
        let package = all.swap_remove(at);
        Some(Self {
            survey,
            service,
            package,
            files,
            app: Asked::new(),
            cors: Asked::new(),
            environments: Asked::new(),
            reached: Asked::new(),
            handles: Asked::new(),
            sockets: Asked::new(),
            listening: Asked::new(),
            program: Asked::new(),
            tokens: Asked::new(),
        })
    }

    /// The file that lists the packages which the service needs.
    #[must_use]
    pub fn manifest(&self) -> String {
        join(&self.package.folder, "package.json").expect("a file lies in its folder")
    }

    /// The Node that the service runs on and the file that says so.
    #[must_use]
    pub fn node(&self) -> Option<(NodeVersion, String)> {
        node_version(self.survey, &self.package)
    }

    /// The fact `name`, with code as seen from the file `seen_from` (default: the app's file).
    #[must_use]
    pub fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        let flag = |present: bool| {
            if present {
                Fact::Present(Value::from(true))
            } else {
                Fact::Absent
            }
        };
        Some(match name {
            "app" => self
                .app_fact()
                .map(|app| Value::from(app.expression.clone())),
            "closing" => self.closing(seen_from),
            "databases" => self.databases(seen_from),
            "docs" => Fact::Present(Value::from(docs(self.survey.overlay))),
            "fixed-environment" => self.fixed_environment(),
            "env-check" => self.env_check(),
            "environment" => self.environment(),
            "error-tracking" => self.error_tracking(),
            "gated-listen" => self.gated_listen(),
            "health" => self.health(),
            "helpers" => self.helpers(seen_from),
            "jwt" => self.jwt(),
            "jwt-secrets" => Fact::Present(self.jwt_secrets()),
            "jwt-algorithms" => Fact::Present(self.jwt_algorithms()),
            "logger" => self.logger(),
            "metrics" => self.metrics(),
            "limited-path" => Fact::Present(self.limited_path()),
            "limiter" => self.limiter(),
            "login-paths" => Fact::Present(self.login_paths()),
            "name" => Fact::Present(Value::from(self.name())),
            "open-cors" => match &self.cors().unreadable {
                Some(reason) => Fact::Unknown(format!(
                    "{reason}; mend it, or leave it out with `--exclude`"
                )),
                None => flag(self.cors().is_open()),
            },
            "production" => Fact::Present(Value::from("NODE_ENV=production")),
            "sequelize" => self.sequelize(),
            "service" => Fact::Present(Value::from(self.service.folder())),
            "shutdown" => self.shutdown(),
            "signs-with-fallback" => self.signs_with_fallback(),
            "single-jwt-secret" => self.single_jwt_secret(),
            "uses-databases" => self.uses_databases(),
            "unasked-databases" => self.unasked_databases(),
            "unlimited-paths" => Fact::Present(self.unlimited_paths()),
            "sockets" => Fact::Present(Value::from(self.cors().has_sockets)),
            _ => return None,
        })
    }

    /// The list `name`.
    #[must_use]
    pub fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        match name {
            "app-listens" => return Some(self.app_listens()),
            "closerless-shutdowns" => return Some(Fact::Present(self.closerless_shutdowns())),
            "closers" => return Some(Fact::Present(self.closers())),
            "closers-without-errors" => return Some(Fact::Present(self.closers_without_errors())),
            "fixed-blocks" => return Some(Fact::Present(self.environments().chosen.clone())),
            "fixed-environments" => return Some(Fact::Present(self.environments().fixed.clone())),
            "hardcoded-connections" => return Some(Fact::Present(self.hardcoded_connections())),
            "hardcoded-jwt-secrets" => return Some(Fact::Present(self.tokens().literal.clone())),
            "jwt-secret-fallbacks" => return Some(Fact::Present(self.tokens().fallbacks.clone())),
            "jwt-verified-elsewhere" => return Some(Fact::Present(self.jwt_verified_elsewhere())),
            "single-secret-verifies" => return Some(Fact::Present(self.tokens().single.clone())),
            "listen" => return Some(self.listen_sites()),
            "loose-checks" => return Some(self.loose_checks()),
            "permissive-proxies" => return Some(Fact::Present(self.permissive_proxies())),
            "shell-commands" => return Some(Fact::Present(self.shell_commands())),
            _ => {}
        }
        let cors = self.cors();
        let list = match name {
            "handmade-cors" => &cors.handmade,
            "open-origins" => &cors.origins,
            "optionless-cors" => &cors.optionless,
            "originless-options" => &cors.originless,
            "unguarded-sockets" => &cors.sockets,
            _ => return None,
        };
        Some(Fact::Present(list.clone()))
    }

    /// The slot `name`.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<Slot> {
        let role = match name {
            "error-handler" => Role::ErrorHandler,
            "error-tracking-handler" => Role::ErrorTrackingHandler,
            "health" => Role::Health,
            "request-log" => Role::RequestLog,
            "image-env" => return Some(self.image_env()),
            "metrics" => Role::Metrics,
            "metrics-route" => Role::MetricsRoute,
            "limiter" => Role::Limiter,
            "trust-proxy" => Role::TrustProxy,
            "load-env" => return Some(self.load_env()),
            "load-error-tracking" => return Some(self.load_error_tracking()),
            "load-env-check" => return Some(self.startup(startup::LOAD_ENV_CHECK)),
            "load-env-if-possible" => return Some(self.load_env_if_possible()),
            "load-jwt-check" => return Some(self.startup(startup::LOAD_JWT_CHECK)),
            "load-logger" => return Some(self.startup(startup::LOAD_LOGGER)),
            "server-handle" => return Some(self.server_handle()),
            "shutdown" => return Some(self.shutdown_slot()),
            _ => return None,
        };
        Some(match self.app_fact() {
            Fact::Present(app) => slots::slot(self.survey, app, role),
            Fact::Absent => Slot::Missing("no Express app was found".to_owned()),
            Fact::Unknown(reason) => Slot::Missing(reason),
        })
    }

    /// What new scripts of the service are written like: the file of the app.
    #[must_use]
    pub fn model(&self) -> Option<&Script> {
        match self.app_fact() {
            Fact::Present(app) => Some(app.script),
            _ => None,
        }
    }

    pub(crate) fn cors(&self) -> &cors::Cors {
        self.cors.or_find(|| cors::Cors::of(self))
    }

    pub(crate) fn environments(&self) -> &environment::Environments {
        self.environments
            .or_find(|| environment::Environments::of(self))
    }

    pub(crate) fn tokens(&self) -> &tokens::Tokens {
        self.tokens.or_find(|| tokens::Tokens::of(self))
    }

    pub(crate) fn app_fact(&self) -> Fact<&App<'s>> {
        match self
            .app
            .or_find(|| app::find(self.survey, &self.files, self.service.entry.as_deref()))
        {
            Fact::Present(app) => Fact::Present(app),
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(reason.clone()),
        }
    }

    /// Whether plain `.js` files of the service are ES modules.
    #[must_use]
    pub fn is_module(&self) -> bool {
        self.package.is_module()
    }

    /// The first place of the app, for findings about something that is missing.
    #[must_use]
    pub fn place(&self) -> Option<(String, usize)> {
        match self.app_fact() {
            Fact::Present(app) => Some(app.made_at.clone()),
            _ => self.service.entry.clone().map(|entry| (entry, 1)),
        }
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
        let app = match self.app_fact() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
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
        Fact::Present(Value::from(match seen_from {
            Some(from) => specifier(from, &path),
            None => path,
        }))
    }
}
