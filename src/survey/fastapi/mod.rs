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
use crate::survey::docker::uvicorn::hasty_commands;
use crate::survey::fact::{Fact, Site, Slot};
use crate::survey::fastapi::app::App;
use crate::survey::fastapi::events::Takes;
use crate::survey::fastapi::order::Role;
use crate::survey::paths::docs;
use crate::survey::python::{databases, startup, tokens, tracking, variables};
use crate::survey::service::Service;
use crate::survey::stack::{Facts, Stack};
use crate::survey::word::{self, Rooms, Row, Surveyed, Word};
use crate::tree::paths::{below, folder, within};

/// The words of this room.
pub(crate) const WORDS: &[Row<Fastapi>] = &[
    Row::folder("docs", "the folder of the documentation", |it, _| {
        Fact::of(docs(it.survey.overlay))
    }),
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
        |_, _| Fact::of("ENVIRONMENT=production"),
    ),
    Row::folder("service", "the folder of the service", |it, _| {
        Fact::of(it.service.folder())
    }),
    Row::list(
        "hasty-commands",
        "the command of the Dockerfile that lets uvicorn wait for its clients for ever",
        &["command"],
        |it| Fact::Present(hasty_commands(it.survey, it.service.folder())),
    ),
];

/// FastAPI, as a stack.
pub struct FastapiStack;

const NAME: &str = "fastapi";

const ROOMS: Rooms<Fastapi> = &[
    WORDS,
    app::WORDS,
    connect::WORDS,
    cors::WORDS,
    databases::WORDS,
    gate::WORDS,
    health::WORDS,
    lifespan::WORDS,
    metrics::WORDS,
    startup::WORDS,
    tokens::WORDS,
    tracking::WORDS,
];

impl Stack for FastapiStack {
    fn name(&self) -> &'static str {
        NAME
    }

    fn words(&self) -> Vec<&'static Word> {
        word::words(ROOMS).collect()
    }

    fn services(&self, survey: &Survey<'_>) -> Vec<Service> {
        served::services(survey)
    }

    fn facts<'s>(
        &self,
        survey: &'s Survey<'s>,
        service: &'s Service,
    ) -> Option<Box<dyn Facts + 's>> {
        Some(Box::new(Fastapi::new(survey, service)?))
    }
}

impl Surveyed for Fastapi<'_> {
    type Of<'s> = Fastapi<'s>;
}

impl Facts for Fastapi<'_> {
    fn fact(&self, name: &str, seen_from: Option<&str>) -> Option<Fact<Value>> {
        word::fact(ROOMS, self, name, seen_from)
    }

    fn sites(&self, name: &str) -> Option<Fact<Vec<Site>>> {
        word::list(ROOMS, self, name)
    }

    fn slot(&self, name: &str) -> Option<Slot> {
        word::slot(ROOMS, self, name)
    }

    /// The first place of the app.
    fn place(&self) -> Option<(String, usize)> {
        match self.app() {
            Fact::Present(app) => Some(app.made_at.clone()),
            _ => self.service.entry.clone().map(|entry| (entry, 1)),
        }
    }

    /// The file of the app.
    fn model(&self) -> Option<&Script> {
        match self.app() {
            Fact::Present(app) => Some(app.script),
            _ => self.survey.script(self.entry()),
        }
    }

    fn manifest(&self) -> Fact<String> {
        self.requirements()
    }
}

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

    /// A slot that lies in the app.
    pub(crate) fn slot_in_app(&self, find: impl FnOnce(&App<'s>) -> Slot) -> Slot {
        match self.app() {
            Fact::Present(app) => find(app),
            Fact::Absent => Slot::Missing("no FastAPI app was found".to_owned()),
            Fact::Unknown(reason) => Slot::Missing(reason),
        }
    }

    /// The place of a role in the block of the app.
    pub(crate) fn slot_of(&self, role: Role) -> Slot {
        self.slot_in_app(|app| slots::slot(self.survey, app, role))
    }

    /// A slot for what closes clients at the end of the app; filled where that is done.
    pub(crate) fn slot_at_end(&self, find: impl FnOnce(&App<'s>, Takes) -> Slot) -> Slot {
        self.slot_in_app(|app| {
            if lifespan::closes_clients(self.survey, app) {
                Slot::Filled
            } else {
                find(app, self.closing_takes())
            }
        })
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
        self.reached
            .or_find(|| modules::loaded_by(self.survey, self.entry()))
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
            .flat_map(|at| KNOWN.iter().map(move |name| below(at, name)))
            .filter(is_reachable)
            .find(holds_code);
        let is_free = |path: &String| !self.survey.overlay.exists(&format!("{path}.py"));
        let path = known.or_else(|| {
            KNOWN
                .iter()
                // the usual `.gitignore` for Python leaves a new `lib` out of the repository
                .filter(|name| **name != "lib")
                .map(|name| below(beside, name))
                .find(is_free)
        });
        match path {
            Some(path) => Fact::Present(Value::from(match seen_from {
                Some(from) => modules::module_name(self.survey, from, &path),
                None => path,
            })),
            None => Fact::Unknown(format!("no folder for helpers is free in `{beside}`")),
        }
    }
}
