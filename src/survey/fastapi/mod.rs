//! A FastAPI service: where its app is made, in which order it registers what, and what of that is wrong.
//! Every fact is a pure function of the survey; `VOCABULARY` is what patches may ask for.

use minijinja::Value;

use super::Survey;
use super::fact::{Fact, Site, Slot, Word};
use super::script::Script;
use super::services::Service;

/// The names that patches for fastapi may use.
pub const VOCABULARY: &[Word] = &[];

/// One FastAPI service, surveyed.
pub struct Fastapi<'s> {
    survey: &'s Survey<'s>,
    service: &'s Service,
}

impl<'s> Fastapi<'s> {
    /// Surveys `service`; facts are computed when asked for.
    #[must_use]
    pub fn new(survey: &'s Survey<'s>, service: &'s Service) -> Option<Self> {
        Some(Self { survey, service })
    }

    /// The fact `name`, with code as seen from the file `seen_from` (default: the app's file).
    #[must_use]
    pub fn fact(&self, _name: &str, _seen_from: Option<&str>) -> Option<Fact<Value>> {
        None
    }

    /// The list `name`.
    #[must_use]
    pub fn sites(&self, _name: &str) -> Option<Fact<Vec<Site>>> {
        None
    }

    /// The slot `name`.
    #[must_use]
    pub fn slot(&self, _name: &str) -> Option<Slot> {
        None
    }

    /// What new Python files of the service are written like: the file of the app.
    #[must_use]
    pub fn model(&self) -> Option<&Script> {
        let entry = self.service.entry.as_deref()?;
        self.survey.script(entry)
    }

    /// The first place of the app, for findings about something that is missing.
    #[must_use]
    pub fn place(&self) -> Option<(String, usize)> {
        self.service.entry.clone().map(|entry| (entry, 1))
    }
}
