//! A FastAPI service: where its app is made, in which order it registers what, and what of that is wrong.
//! Every fact is a pure function of the survey; `VOCABULARY` is what patches may ask for.

pub(crate) mod app;
pub(crate) mod connect;
pub(crate) mod cors;
pub(crate) mod events;
pub(crate) mod gate;
pub(crate) mod health;
pub(crate) mod lifespan;
pub(crate) mod metrics;
pub(crate) mod order;
pub(crate) mod registered;
pub(crate) mod roles;
pub(crate) mod served;
pub(crate) mod slots;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use minijinja::Value;

use crate::code::Survey;
use crate::code::asked::Asked;
use crate::code::python::modules;
use crate::edit::script::Script;
use crate::survey::docker as dockerfile;
use crate::survey::fact::{Fact, Kind, Site, Slot, Word, word};
use crate::survey::fastapi::order::Role;
use crate::survey::paths::docs;
use crate::survey::python::{databases, startup, tokens, variables};
use crate::survey::service::Service;
use crate::tree::paths::{folder, within};

/// The names that patches for fastapi may use.
pub const VOCABULARY: &[Word] = &[
    word(
        "app",
        Kind::Fact,
        "the expression of the app, in the block where its routes are registered",
    ),
    word(
        "apps-without-lifespan",
        Kind::List,
        "the calls that make the app and give it no lifespan",
    )
    .with(&["app"]),
    word(
        "closing-clients",
        Kind::Fact,
        "the end of the app closes clients of databases",
    ),
    word(
        "closing",
        Kind::Fact,
        "the databases that the end of the app has to close, as `databases`",
    ),
    word(
        "connections",
        Kind::Fact,
        "the databases that the start waits for: name, kind, import, handle, release",
    ),
    word(
        "databases",
        Kind::Fact,
        "the databases that the service reaches: name, kind, import, handle, release, close, guard",
    ),
    word("docs", Kind::Folder, "the folder of the documentation"),
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
        "environment-file",
        Kind::Fact,
        "an environment file is loaded, but not before the service loads its own modules",
    ),
    word(
        "gated-startup",
        Kind::Fact,
        "a database that is away keeps the service from starting",
    ),
    word(
        "hasty-commands",
        Kind::List,
        "the command of the Dockerfile that lets uvicorn wait for its clients for ever",
    )
    .with(&["command"]),
    word(
        "error-tracking",
        Kind::Fact,
        "errors are reported to somebody",
    ),
    word(
        "hardcoded-jwt-secrets",
        Kind::List,
        "secrets of tokens that stand in the code",
    ),
    word("health", Kind::Fact, "a health route answers"),
    word("health", Kind::Slot, "after the app, before the routes").with(&["app"]),
    word("helpers", Kind::Folder, "the folder for new helper modules"),
    word(
        "image-env",
        Kind::Slot,
        "the last stage of the Dockerfile, before the command; filled where ENVIRONMENT is set, or means something else",
    ),
    word(
        "literal-redis-hosts",
        Kind::List,
        "values of `host` in the code that let Redis run on this machine only",
    )
    .with(&["host"]),
    word(
        "jwt",
        Kind::Fact,
        "tokens are verified with secrets of the environment",
    ),
    word(
        "jwt-secrets",
        Kind::Fact,
        "the variables whose values tokens are signed or verified with",
    ),
    word(
        "jwt-library",
        Kind::Fact,
        "the package that tokens are verified with: jwt or jose",
    ),
    word(
        "jwt-secret-fallbacks",
        Kind::List,
        "secrets of tokens for which the code has a fallback",
    )
    .with(&["secret"]),
    word(
        "jwt-secrets-without-previous",
        Kind::List,
        "places below the names of secrets of tokens whose previous values have no name",
    )
    .with(&["declaration", "module", "imported"]),
    word(
        "jwt-verified-elsewhere",
        Kind::List,
        "where a library verifies tokens by itself, and takes one secret",
    ),
    word(
        "load-error-tracking",
        Kind::Slot,
        "the line of the entry behind the environment file and before its own modules",
    )
    .with(&["follows_code"]),
    word(
        "load-jwt-check",
        Kind::Slot,
        "the line of the entry behind the environment file and its check, and before its own modules",
    )
    .with(&["follows_code"]),
    word(
        "load-env-check",
        Kind::Slot,
        "the line of the entry behind the environment file and before its own modules",
    )
    .with(&["follows_code"]),
    word(
        "lifespan",
        Kind::Slot,
        "at the top level, before the app; filled where the app has events instead",
    )
    .with(&["app"]),
    word(
        "lifespan-shutdown",
        Kind::Slot,
        "last behind the `yield` of the lifespan, or in the `finally` around it; of an app with events, last in what handles its end",
    )
    .with(&["app"]),
    word(
        "lifespan-startup",
        Kind::Slot,
        "first in the body of the lifespan, or before its `yield` where it makes a client; of an app with events, in a handler of its start that does nothing yet",
    )
    .with(&["app"]),
    word("metrics", Kind::Fact, "requests are measured"),
    word("metrics", Kind::Slot, "after the app, before other middleware").with(&["app"]),
    word("metrics-route", Kind::Slot, "after the app and its health, before the routes").with(&["app"]),
    word("name", Kind::Fact, "what the service is called"),
    word(
        "needs-databases",
        Kind::Fact,
        "the service has a database that is no cache",
    ),
    word("open-cors", Kind::Fact, "CORS lets every origin in"),
    word(
        "production",
        Kind::Fact,
        "what a deployment's environment says, as an assignment",
    ),
    word("service", Kind::Folder, "the folder of the service"),
    word(
        "signs-with-fallback",
        Kind::Fact,
        "such a secret signs tokens that something else verifies",
    ),
    word(
        "single-jwt-secret",
        Kind::Fact,
        "a secret of tokens cannot be changed at run time, or has a fallback",
    ),
    word(
        "single-secret-verifies",
        Kind::List,
        "the callees of `decode` that know one secret only",
    )
    .with(&["before", "given", "arguments", "after", "module", "imported"]),
    word(
        "open-origins",
        Kind::List,
        "the values of `allow_origins` and `allow_origin_regex` that let every origin in",
    )
    .with(&["regex"]),
    word(
        "origins-open-by-default",
        Kind::List,
        "environment variables with origins that let every origin in where they are not set",
    ),
    word(
        "open-ended-connections",
        Kind::List,
        "options of connections without a limit of time, where a health check asks them",
    ),
    word(
        "optional-databases",
        Kind::Fact,
        "the names of `connections` without which the service starts",
    ),
    word(
        "startup-event",
        Kind::Slot,
        "before the handlers of an app with events, or behind those of its start where they make a client",
    )
    .with(&["app"]),
    word(
        "unasked-databases",
        Kind::Fact,
        "handles that no other file can reach, as places",
    ),
    word(
        "shutdown-event",
        Kind::Slot,
        "behind the handlers of an app with events, where none of them can close the clients at its end",
    )
    .with(&["app"]),
    word(
        "uses-databases",
        Kind::Fact,
        "the service has clients of databases",
    ),
    word(
        "handmade-cors",
        Kind::List,
        "where `Access-Control-Allow-Origin` is set by hand to any origin",
    ),
];

/// One FastAPI service, surveyed.
pub struct Fastapi<'s> {
    pub(crate) survey: &'s Survey<'s>,
    pub(crate) service: &'s Service,
    pub(crate) app: Asked<Fact<app::App<'s>>>,
    pub(crate) cors: Asked<cors::Cors>,
    pub(crate) reached: Asked<Vec<String>>,
    pub(crate) handles: Asked<Vec<databases::Made<'s>>>,
    pub(crate) program: Asked<variables::Program<'s>>,
    pub(crate) tokens: Asked<tokens::Tokens>,
}

impl<'s> Fastapi<'s> {
    /// Surveys `service`; facts are computed when asked for.
    #[must_use]
    pub fn new(survey: &'s Survey<'s>, service: &'s Service) -> Option<Self> {
        service.entry.as_ref()?;
        Some(Self {
            survey,
            service,
            app: Asked::new(),
            cors: Asked::new(),
            reached: Asked::new(),
            handles: Asked::new(),
            program: Asked::new(),
            tokens: Asked::new(),
        })
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
            "app" => self.app().map(|app| Value::from(app.expression.clone())),
            "closing-clients" => match self.app() {
                Fact::Present(app) => flag(lifespan::closes_clients(self.survey, app)),
                Fact::Absent => Fact::Absent,
                Fact::Unknown(reason) => Fact::Unknown(reason),
            },
            "closing" => self.closing(seen_from),
            "connections" => self.connections(seen_from),
            "databases" => self.databases(seen_from),
            "docs" => Fact::Present(Value::from(docs(self.survey.overlay))),
            "env-check" => Fact::from_option(self.program().check().map(Value::from)),
            "environment" => self.environment(),
            "environment-file" => Fact::Present(Value::from(self.loads_a_file_late())),
            "gated-startup" => self.gated_startup(),
            "error-tracking" => self.error_tracking(),
            "health" => self.health(),
            "helpers" => self.helpers(seen_from),
            "jwt" => self.jwt(),
            "jwt-secrets" => Fact::Present(self.jwt_secrets()),
            "jwt-library" => self.jwt_library(),
            "metrics" => self.metrics(),
            "name" => Fact::Present(Value::from(self.name())),
            "needs-databases" => self.needs_databases(),
            "optional-databases" => self.optional_databases(),
            "production" => Fact::Present(Value::from("ENVIRONMENT=production")),
            "service" => Fact::Present(Value::from(self.service.folder())),
            "signs-with-fallback" => self.signs_with_fallback(),
            "single-jwt-secret" => self.single_jwt_secret(),
            "unasked-databases" => self.unasked_databases(),
            "uses-databases" => self.uses_databases(),
            "open-cors" => flag(!self.cors().origins.is_empty()),
            _ => return None,
        })
    }

    /// The list `name`.
    #[must_use]
    pub fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        let list = match name {
            "apps-without-lifespan" => {
                return Some(
                    self.app()
                        .map(|app| lifespan::apps_without(self.survey, app)),
                );
            }
            "hasty-commands" => {
                let sites = dockerfile::hasty_commands(self.survey, self.service.folder());
                return Some(Fact::Present(sites));
            }
            "literal-redis-hosts" => {
                return Some(Fact::Present(self.program().literal_redis_hosts()));
            }
            "open-ended-connections" => {
                return Some(Fact::Present(self.open_ended_connections()));
            }
            "hardcoded-jwt-secrets" => &self.tokens().literal,
            "jwt-secret-fallbacks" => &self.tokens().fallbacks,
            "jwt-secrets-without-previous" => &self.tokens().undeclared,
            "jwt-verified-elsewhere" => &self.tokens().elsewhere,
            "single-secret-verifies" => &self.tokens().single,
            "open-origins" => &self.cors().origins,
            "origins-open-by-default" => &self.cors().by_default,
            "handmade-cors" => &self.cors().handmade,
            _ => return None,
        };
        Some(Fact::Present(list.clone()))
    }

    /// The slot `name`.
    #[must_use]
    pub fn slot(&self, name: &str) -> Option<Slot> {
        match name {
            "image-env" => return Some(self.image_env()),
            "load-jwt-check" => return Some(self.startup(startup::CHECK_JWT)),
            "load-env-check" => return Some(self.startup(startup::CHECK_ENV)),
            "load-error-tracking" => return Some(self.startup(startup::INSTRUMENT)),
            _ => {}
        }
        if !VOCABULARY
            .iter()
            .any(|word| word.kind == Kind::Slot && word.name == name)
        {
            return None;
        }
        Some(match self.app() {
            Fact::Present(app) => match name {
                "health" => slots::slot(self.survey, app, Role::Health),
                "metrics" => slots::slot(self.survey, app, Role::Metrics),
                "metrics-route" => slots::slot(self.survey, app, Role::MetricsRoute),
                "lifespan" => lifespan::slot(self.survey, app),
                "lifespan-startup" | "startup-event" => self.startup_slot(app, name),
                _ if lifespan::closes_clients(self.survey, app) => Slot::Filled,
                "shutdown-event" => lifespan::event_slot(self.survey, app, self.closing_takes()),
                _ => lifespan::shutdown(self.survey, app, self.closing_takes()),
            },
            Fact::Absent => Slot::Missing("no FastAPI app was found".to_owned()),
            Fact::Unknown(reason) => Slot::Missing(reason),
        })
    }

    /// What new Python files of the service are written like: the file of the app.
    #[must_use]
    pub fn model(&self) -> Option<&Script> {
        match self.app() {
            Fact::Present(app) => Some(app.script),
            _ => self.survey.script(self.entry()),
        }
    }

    /// The first place of the app, for findings about something that is missing.
    #[must_use]
    pub fn place(&self) -> Option<(String, usize)> {
        match self.app() {
            Fact::Present(app) => Some(app.made_at.clone()),
            _ => self.service.entry.clone().map(|entry| (entry, 1)),
        }
    }

    pub(crate) fn entry(&self) -> &str {
        self.service.entry.as_deref().unwrap_or_default()
    }

    pub(crate) fn app(&self) -> Fact<&app::App<'s>> {
        let find = || {
            let folders = BTreeSet::from([self.service.folder().to_owned()]);
            let served = served::served(self.survey, self.service.folder(), &folders);
            let name = served
                .filter(|served| served.entry == self.entry())
                .and_then(|served| served.name);
            app::find(self.survey, self.entry(), name.as_deref())
        };
        match self.app.or_find(find) {
            Fact::Present(app) => Fact::Present(app),
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(reason.clone()),
        }
    }

    pub(crate) fn tokens(&self) -> &tokens::Tokens {
        self.tokens.or_find(|| tokens::Tokens::of(self))
    }

    pub(crate) fn cors(&self) -> &cors::Cors {
        self.cors.or_find(|| cors::Cors::of(self))
    }

    /// The files of the repository that the entry loads, in the order of loading.
    pub(crate) fn reached(&self) -> &[String] {
        self.reached.or_find(|| {
            let mut found = vec![self.entry().to_owned()];
            let mut known: BTreeSet<String> = found.iter().cloned().collect();
            let mut at = 0;
            while let Some(path) = found.get(at).cloned() {
                at += 1;
                let starts = modules::packages_of(self.survey.overlay, &path);
                let script = self.survey.script(&path);
                let loaded = script.map(|script| modules::imported(self.survey, script));
                let loaded = loaded
                    .unwrap_or_default()
                    .into_iter()
                    .map(|module| module.path);
                for next in starts.into_iter().chain(loaded) {
                    if known.insert(next.clone()) {
                        found.push(next);
                    }
                }
            }
            found
        })
    }

    pub(crate) fn health(&self) -> Fact<Value> {
        match self.app() {
            Fact::Present(app) => {
                Fact::from_option(health::route(self.survey, app, self.reached()).map(Value::from))
            }
            Fact::Absent => Fact::Absent,
            Fact::Unknown(reason) => Fact::Unknown(reason),
        }
    }

    /// The folder of the service; of the root, the name of the project.
    pub(crate) fn name(&self) -> String {
        let manifest = self.survey.overlay.text("pyproject.toml").ok().flatten();
        let project = || {
            let manifest = manifest?.parse::<toml_edit::Document<String>>().ok()?;
            let tables = [
                manifest.get("project"),
                manifest.get("tool").and_then(|tool| tool.get("poetry")),
            ];
            let named = |table: &toml_edit::Item| Some(table.get("name")?.as_str()?.to_owned());
            tables.into_iter().flatten().find_map(named)
        };
        match self.service.path.rsplit('/').next() {
            Some(".") | None => project().unwrap_or_else(|| "app".to_owned()),
            Some(name) => name.to_owned(),
        }
    }

    /// The nearest folder of helpers, from the file of the app up to the folder of the service; else `utils` beside the file
    /// that makes the app. Seen from a file: the dotted module.
    pub(crate) fn helpers(&self, seen_from: Option<&str>) -> Fact<Value> {
        const KNOWN: &[&str] = &["utils", "lib", "helpers", "core", "common"];
        let app = match self.app() {
            Fact::Present(app) => app,
            Fact::Absent => return Fact::Absent,
            Fact::Unknown(reason) => return Fact::Unknown(reason),
        };
        let beside = folder(&app.made_at.0);
        let up = std::iter::successors(Some(beside), |at| {
            (*at != self.service.folder() && !at.is_empty()).then(|| folder(at))
        });
        let holds_code = |path: &String| {
            self.survey
                .overlay
                .paths()
                .any(|file| file.ends_with(".py") && within(file, path))
        };
        let is_reachable = |path: &String| {
            modules::roots(self.survey.overlay, &app.script.path)
                .iter()
                .any(|root| within(path, root))
        };
        let known = up
            .flat_map(|at| KNOWN.iter().map(move |name| modules::within(at, name)))
            .filter(is_reachable)
            .find(holds_code);
        let is_free = |path: &String| !self.survey.overlay.exists(&format!("{path}.py"));
        let path = known.or_else(|| {
            KNOWN
                .iter()
                // the usual `.gitignore` for Python leaves a new `lib` out of the repository
                .filter(|name| **name != "lib")
                .map(|name| modules::within(beside, name))
                .find(is_free)
        });
        match path {
            Some(path) => Fact::Present(Value::from(match seen_from {
                Some(from) => self.module_name(from, &path),
                None => path,
            })),
            None => Fact::Unknown(format!("no folder for helpers is free in `{beside}`")),
        }
    }

    /// A path without ending as a module, as the file `from` would import it: relative where its neighbours are.
    pub(crate) fn module_name(&self, from: &str, path: &str) -> String {
        let script = self.survey.script(from);
        let imported: Vec<modules::Module> = script
            .map(|script| modules::imported(self.survey, script))
            .unwrap_or_default();
        let roots = modules::roots(self.survey.overlay, from);
        let (absolute, relative): (Vec<_>, Vec<_>) =
            imported.iter().partition(|module| module.root.is_some());
        // beside relative imports, an absolute one from a package is another package's that has the name of a neighbour
        let is_sure = |root: &&String| relative.is_empty() || roots.contains(root);
        let absolute = absolute
            .into_iter()
            .filter_map(|module| module.root.as_ref());
        let absolute = absolute.into_iter().find(is_sure).cloned();
        let is_relative = absolute.is_none() && !relative.is_empty();
        if is_relative {
            return relative_name(from, path);
        }
        let root = absolute
            .filter(|root| within(path, root))
            .or_else(|| roots.into_iter().find(|root| within(path, root)))
            .unwrap_or_default();
        path.strip_prefix(&root)
            .unwrap_or(path)
            .trim_start_matches('/')
            .replace('/', ".")
    }
}

/// `.utils`, `..core.utils`.
fn relative_name(from: &str, path: &str) -> String {
    let here: Vec<&str> = folder(from)
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    let there: Vec<&str> = path.split('/').collect();
    let shared = here.iter().zip(&there).take_while(|(a, b)| a == b).count();
    let dots = ".".repeat(here.len() - shared + 1);
    format!("{dots}{}", there[shared..].join("."))
}
